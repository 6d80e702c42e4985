import type { AuditDetail, AuditHead } from '#domain/audit.ts';
import Database from 'better-sqlite3';
import { GENESIS, hashOfEntry, idsOf, type AuditRow } from './chain.ts';

/** What is wrong with the chain, and with which entry first. */
export interface AuditFault {
  n: number;
  /**
   * `changed`: an entry is not what was hashed; `missing`: numbers are left out; `moved`: it does not follow the one before; `index`:
   * it cannot be found by an id it names; `start`: the beginning was cut off and the chain does not say so; `cut`: a noted head is not
   * in the chain.
   */
  fault: 'changed' | 'missing' | 'moved' | 'index' | 'start' | 'cut';
}

/** The verdict over a whole audit. `first`: number of the oldest entry that is kept. */
export type AuditVerdict =
  { ok: true; head: AuditHead; first: number; entries: number } | ({ ok: false; head: AuditHead } & AuditFault);

/**
 * Follows the chain of a database from its beginning, read-only, beside a running server. `noted`: heads that were noted outside; each
 * has to be an entry of the chain, unless it was older than what retention has removed.
 */
export function verifyAudit(file: string, noted: readonly AuditHead[] = []): AuditVerdict {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 10_000 });
  try {
    return db.transaction(() => follow(db, noted))();
  } finally {
    db.close();
  }
}

function follow(db: Database.Database, noted: readonly AuditHead[]): AuditVerdict {
  const base = baseOf(db);
  const indexed = db.prepare('select 1 from audit_record where id = ? and n = ?').pluck();
  const wanted = new Map(noted.filter(({ n }) => n > base.n).map(({ n, hash }) => [n, hash]));
  let head = base;
  let told = base.n === 0;
  const fault = (n: number, kind: AuditFault['fault']): AuditVerdict => ({ ok: false, head, n, fault: kind });
  for (const row of db.prepare('select * from audit order by n').iterate() as IterableIterator<AuditRow>) {
    if (row.n !== head.n + 1) return fault(head.n + 1, 'missing');
    if (row.prev !== head.hash) return fault(row.n, 'moved');
    if (row.hash !== hashOfEntry(row)) return fault(row.n, 'changed');
    const detail = JSON.parse(row.detail) as AuditDetail & Partial<Record<'last' | 'hash', unknown>>;
    if (idsOf(detail).some((id) => indexed.get(id, row.n) === undefined)) return fault(row.n, 'index');
    told ||= row.act === 'audit-trimmed' && detail.last === base.n && detail.hash === base.hash;
    head = { n: row.n, hash: row.hash };
    const outside = wanted.get(row.n);
    if (outside !== undefined && outside !== row.hash) return fault(row.n, 'cut');
    wanted.delete(row.n);
  }
  if (!told) return fault(base.n + 1, 'start');
  for (const n of wanted.keys()) return fault(n, 'cut');
  return { ok: true, head, first: base.n + 1, entries: head.n - base.n };
}

/** The last entry that retention removed, or what stands before the first. */
function baseOf(db: Database.Database): AuditHead {
  const value = db.prepare(`select value from meta where key = 'audit.base'`).pluck().get() as string | undefined;
  const [n = '', hash = ''] = (value ?? '').split(' ');
  return value === undefined ? GENESIS : { n: Number(n), hash };
}
