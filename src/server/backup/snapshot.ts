import Database from 'better-sqlite3';
import { rm } from 'node:fs/promises';
import { BackupError } from './manifest.ts';

/** What a database says about itself. Times: milliseconds since 1970 UTC. */
export interface DatabaseFacts {
  version: number;
  epoch: number;
  newest: number | null;
  /** Number and hash of the newest entry of the audit, as `npm run audit:verify -- --head` takes it. */
  auditHead: string | null;
  /** SHA-256 of every kept file it names. */
  stored: string[];
}

/** All pages in one step: another process that writes meanwhile would make a copy in steps start again and again. */
const ALL_PAGES = 0x7fff_ffff;

/** Copies a database that may be in use to a single file, as it stood at one moment, by SQLite's online backup. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  await rm(to, { force: true });
  const source = new Database(from, { readonly: true, fileMustExist: true, timeout: 10_000 });
  try {
    await source.backup(to, { progress: () => ALL_PAGES });
  } finally {
    source.close();
  }
  const copy = new Database(to);
  try {
    // One file without a log beside it, so that its hash says everything.
    copy.pragma('journal_mode = delete');
  } finally {
    copy.close();
  }
}

/** Proves that a database is whole and reads what it says about itself; throws a BackupError otherwise. */
export function inspectDatabase(path: string): DatabaseFacts {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { fileMustExist: true });
    const fault = db.pragma('integrity_check(1)', { simple: true });
    if (fault !== 'ok') throw new BackupError('the database in the backup is damaged');
    const has = (table: string): boolean =>
      db?.prepare(`select 1 from sqlite_master where type = 'table' and name = ?`).get(table) !== undefined;
    if (!has('meta') || !has('blob') || !has('applied'))
      throw new BackupError('the database is not one of this program');
    const meta = db.prepare('select value from meta where key = ?').pluck();
    const newest = db.prepare('select max(at) from applied').pluck().get() as number | null;
    return {
      version: Number(meta.get('version') ?? 0),
      epoch: Number(meta.get('epoch') ?? 0),
      newest,
      auditHead: has('audit')
        ? ((db.prepare(`select n || ':' || hash from audit order by n desc limit 1`).pluck().get() as
            string | undefined) ?? null)
        : null,
      stored: db.prepare('select distinct stored from blob order by stored').pluck().all() as string[],
    };
  } catch (error) {
    if (error instanceof BackupError) throw error;
    throw new BackupError(`the database in the backup cannot be read: ${(error as Error).message}`);
  } finally {
    db?.close();
  }
}
