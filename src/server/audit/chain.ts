import type { AuditAct, AuditDetail, AuditHead } from '#domain/audit.ts';
import { createHash } from 'node:crypto';

/** What is to be remembered of an act. `at`: milliseconds since 1970 UTC. */
export interface Note {
  at: number;
  account: string;
  role: string;
  device: string;
  act: AuditAct;
  scope: string;
  detail: AuditDetail;
}

/** An entry as it lies in the table. `detail` is text, so that what was hashed is what is kept. */
export interface AuditRow {
  n: number;
  at: number;
  account: string;
  role: string;
  device: string;
  act: string;
  scope: string;
  detail: string;
  /** Hash of the entry before. */
  prev: string;
  hash: string;
}

/** What stands before the first entry. */
export const GENESIS: AuditHead = { n: 0, hash: '0'.repeat(64) };

/** SHA-256 of an entry, hex: over a JSON array of its columns in this order, without spaces, in UTF-8. */
export function hashOfEntry({
  n,
  at,
  account,
  role,
  device,
  act,
  scope,
  detail,
  prev,
}: Omit<AuditRow, 'hash'>): string {
  const canonical = JSON.stringify([n, at, account, role, device, act, scope, detail, prev]);
  return createHash('sha256').update(canonical).digest('hex');
}

/** The entry that follows `last`. */
export function chained(last: AuditHead, { detail, ...note }: Note): AuditRow {
  const row = { ...note, n: last.n + 1, detail: JSON.stringify(detail), prev: last.hash };
  return { ...row, hash: hashOfEntry(row) };
}

/** Ids by which an entry is found: its records and what it was done to. */
export function idsOf({ records = [], subject }: AuditDetail): string[] {
  return [...new Set([...records.map(({ id }) => id), ...(subject === undefined ? [] : [subject])])];
}
