import { AGGREGATES } from '#domain/access.ts';
import { PARTICIPANT_STATES } from '#domain/participant.ts';
import { suppress } from '#domain/suppress.ts';
import { PROGRAM, tables } from '#domain/tables.ts';
import { APP, type WireRecord } from '#sync/protocol.ts';
import type { Context } from 'hono';
import { callerOf, fail, type Deps } from '../context.ts';

/** How much is read at once. Unit: bytes. */
const BUDGET = 4_000_000;

/**
 * `GET /api/totals`: how many participants there are by entity and by state, for those who see no single one; groups of fewer
 * than five are hidden here, so that they never leave the server. People whose time has passed are counted on.
 */
export async function totals(deps: Deps, c: Context): Promise<Response> {
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  if (!AGGREGATES.includes(caller.account.role)) return fail(c, 403, 'Forbidden');
  const past = (await deps.erasures?.tallies()) ?? [];
  const scopes = (await deps.store.scopes()).filter((scope) => scope !== PROGRAM);
  const bySite: number[] = [];
  const byState = new Map<unknown, number>(PARTICIPANT_STATES.map((state) => [state, 0]));
  for (const scope of scopes) {
    const rows = (await participants(deps, scope)).filter(({ del, partial }) => !del && !partial);
    const kept = past.filter((one) => one.scope === scope);
    bySite.push(rows.length + kept.reduce((sum, { count }) => sum + count, 0));
    for (const { f } of rows) byState.set(f['status'], (byState.get(f['status']) ?? 0) + 1);
    for (const { status, count } of kept) byState.set(status, (byState.get(status) ?? 0) + count);
  }
  const [sites, states] = [suppress(bySite), suppress([...byState.values()])];
  return c.json({
    app: APP,
    total: sites.total,
    sites: scopes.map((scope, i) => ({ scope, count: sites.counts[i] })),
    states: [...byState.keys()].map((state, i) => ({ state, count: states.counts[i] })),
  });
}

async function participants(deps: Deps, scope: string): Promise<WireRecord[]> {
  const found: WireRecord[] = [];
  for (let after = 0; ;) {
    const page = await deps.store.page(scope, after, [tables.participant.code], BUDGET);
    found.push(...(page?.rows ?? []));
    if (!page?.more) return found;
    after = page.to;
  }
}
