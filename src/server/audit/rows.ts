import type { AuditAct, AuditEntry, AuditHead } from '#domain/audit.ts';
import type { Kysely } from 'kysely';
import type { Schema } from '../store/migrations.ts';
import { chained, GENESIS, idsOf, type Note } from './chain.ts';

/** Which entries are asked for. Times: milliseconds since 1970 UTC, `from` included, `to` not. */
export interface AuditFilter {
  account?: string;
  act?: AuditAct;
  /** Id of a record, an account or a device. */
  id?: string;
  from?: number;
  to?: number;
  /** Only entries older than this number. */
  before?: number;
}

const CHUNK = 400;

/** The newest entry, or what stands before the first. */
export async function auditHead(db: Kysely<Schema>): Promise<AuditHead> {
  const last = await db.selectFrom('audit').select(['n', 'hash']).orderBy('n', 'desc').limit(1).executeTakeFirst();
  return last ? { n: Number(last.n), hash: last.hash } : GENESIS;
}

/** Adds an entry to the end of the chain, in the transaction of the act it tells of. */
export async function append(tx: Kysely<Schema>, note: Note): Promise<void> {
  const row = chained(await auditHead(tx), note);
  await tx.insertInto('audit').values(row).execute();
  const ids = idsOf(note.detail);
  for (let i = 0; i < ids.length; i += CHUNK) {
    const part = ids.slice(i, i + CHUNK).map((id) => ({ id, n: row.n }));
    await tx.insertInto('audit_record').values(part).execute();
  }
}

/** Entries newest first. */
export async function auditRead(db: Kysely<Schema>, filter: AuditFilter, limit: number): Promise<AuditEntry[]> {
  let query = db.selectFrom('audit').selectAll('audit').orderBy('audit.n', 'desc').limit(limit);
  const { account, act, id, from, to, before } = filter;
  if (account !== undefined) query = query.where('audit.account', '=', account);
  if (act !== undefined) query = query.where('audit.act', '=', act);
  if (from !== undefined) query = query.where('audit.at', '>=', from);
  if (to !== undefined) query = query.where('audit.at', '<', to);
  if (before !== undefined) query = query.where('audit.n', '<', before);
  if (id !== undefined) {
    query = query.where('audit.n', 'in', (eb) =>
      eb.selectFrom('audit_record').select('audit_record.n').where('id', '=', id),
    );
  }
  return (await query.execute()).map(({ prev: _, hash: __, detail, ...row }) => ({
    ...row,
    n: Number(row.n),
    at: Number(row.at),
    detail: JSON.parse(detail) as AuditEntry['detail'],
  }));
}

/**
 * Removes entries older than `before` from the beginning; the place of the cut is noted first, so that the chain proves where it
 * begins. Gives how many went.
 */
export async function auditTrim(tx: Kysely<Schema>, before: number, note: Omit<Note, 'detail'>): Promise<number> {
  const kept = await tx
    .selectFrom('audit')
    .select('n')
    .where('at', '>=', before)
    .orderBy('n')
    .limit(1)
    .executeTakeFirst();
  const head = await auditHead(tx);
  const last = kept ? Number(kept.n) - 1 : head.n;
  const cut = await tx.selectFrom('audit').select(['n', 'hash']).where('n', '=', last).executeTakeFirst();
  if (!cut) return 0;
  const value = `${cut.n} ${cut.hash}`;
  await append(tx, { ...note, detail: { last: Number(cut.n), hash: cut.hash } });
  await tx
    .insertInto('meta')
    .values({ key: 'audit.base', value })
    .onConflict((c) => c.column('key').doUpdateSet({ value }))
    .execute();
  await tx.deleteFrom('audit_record').where('n', '<=', last).execute();
  const gone = await tx.deleteFrom('audit').where('n', '<=', last).executeTakeFirst();
  return Number(gone.numDeletedRows);
}
