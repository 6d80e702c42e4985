import { EVERYWHERE, may, type Role } from '#domain/access.ts';
import { tableOf, type Registry } from '#domain/tables.ts';
import type { Kysely } from 'kysely';
import type { Schema } from '../store/migrations.ts';

/**
 * Notes which devices may hold what was erased: those that had the scope at their last contact, under a role that reads the table, or
 * under rights that were changed since. One that has never said what it holds is believed to hold what its account may read.
 */
export async function noteHolders(
  tx: Kysely<Schema>,
  registry: Registry,
  { n, scope, type }: { n: number; scope: string; type: number },
): Promise<void> {
  const table = tableOf(registry, type)?.table;
  const rows = await tx
    .selectFrom('device')
    .innerJoin('account', 'account.id', 'device.account')
    .leftJoin('site_grant', (join) =>
      join.onRef('site_grant.account', '=', 'account.id').on('site_grant.scope', '=', scope),
    )
    .select(['device.id', 'device.holds', 'account.role', 'account.gen', 'site_grant.gen as granted'])
    .where((eb) => eb.or([eb('device.state', '<>', 'left'), eb('device.holds', 'is not', null)]))
    .execute();
  const holders = rows.filter(({ holds, role, gen, granted }) => {
    const reads = table !== undefined && may(role as Role, { act: 'read' }, table.rights);
    const now = EVERYWHERE.includes(role as Role) ? gen : granted;
    if (holds === null) return reads && now !== null;
    const held = (JSON.parse(holds) as Record<string, number>)[scope];
    return held !== undefined && (reads || held !== now);
  });
  for (const { id: device } of holders) {
    await tx
      .insertInto('erasure_holder')
      .values({ n, device, confirmed_at: null })
      .onConflict((c) => c.columns(['n', 'device']).doNothing())
      .execute();
  }
}

/** What a device says: it has carried out every erasure up to a number. One that was set back has to say so anew. */
export async function heardFrom(tx: Kysely<Schema>, device: string, upto: number, at: number): Promise<void> {
  await tx
    .updateTable('erasure_holder')
    .set({ confirmed_at: at })
    .where('device', '=', device)
    .where('n', '<=', upto)
    .where('confirmed_at', 'is', null)
    .execute();
  await tx
    .updateTable('erasure_holder')
    .set({ confirmed_at: null })
    .where('device', '=', device)
    .where('n', '>', upto)
    .execute();
}
