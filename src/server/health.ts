import Database from 'better-sqlite3';
import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BLOBS, DATABASE } from './backup/manifest.ts';
import { readMark, type BackupMark } from './backup/mark.ts';

/**
 * What an operator has to look at. `DatabaseDown`: it cannot be written, nothing is taken; `DiskFull`, `DiskLow`: less than
 * DISK_FULL, DISK_LOW is free; `BackupLate`: none succeeded for too long; `BackupIncomplete`: the last one lacks files that
 * the database names.
 */
export type Alarm = 'DatabaseDown' | 'DiskFull' | 'DiskLow' | 'BackupLate' | 'BackupIncomplete';

/** How the server stands. Times: milliseconds since 1970 UTC. Sizes: bytes. */
export interface Health {
  alarms: Alarm[];
  /** Room on the disk of the data folder; null where the system does not say. */
  free: number | null;
  backup: BackupMark;
  /** After how many hours without a backup it is late; 0: never. */
  hours: number;
}

/** Numbers of the database, none of them about a single person. */
export interface Counts {
  devices: Record<string, number>;
  records: number;
  refused: number;
  parked: number;
  /** Files and their size. */
  files: number;
  fileBytes: number;
  databaseBytes: number;
  logBytes: number;
  /** Uploads that are not finished. */
  uploads: number;
}

/** Looks after a data folder with a connection of its own. */
export interface Watch {
  /** The state, looked at anew at most every few seconds. */
  health(): Health;
  counts(): Counts;
  close(): void;
}

/** Unit: bytes. */
const DISK_LOW = 1_000_000_000;
const DISK_FULL = 50_000_000;
/** How long an answer holds, so that asking often costs nothing. Unit: milliseconds. */
const FRESH = 5_000;
const HOUR = 3_600_000;

/** Opens the watch over a data folder whose database exists. `hours`: see Health; `now`: milliseconds since 1970 UTC. */
export function openWatch(folder: string, hours: number, now: () => number): Watch {
  const file = join(folder, DATABASE);
  const db = new Database(file, { fileMustExist: true, timeout: 500 });
  db.pragma('synchronous = FULL');
  const began = now();
  let seen: { at: number; health: Health } | null = null;

  function writable(): boolean {
    try {
      db.prepare(`update meta set value = value where key = 'epoch'`).run();
      return true;
    } catch {
      return false;
    }
  }

  function look(): Health {
    const free = room(folder);
    const backup = readMark(folder) ?? { since: began, last: null, failedAt: null };
    const alarms: Alarm[] = [];
    if (!writable()) alarms.push('DatabaseDown');
    if (free !== null && free < DISK_FULL) alarms.push('DiskFull');
    else if (free !== null && free < DISK_LOW) alarms.push('DiskLow');
    if (hours > 0 && now() - (backup.last?.at ?? backup.since) > hours * HOUR) alarms.push('BackupLate');
    if ((backup.last?.missing ?? 0) > 0) alarms.push('BackupIncomplete');
    return { alarms, free, backup, hours };
  }

  return {
    health() {
      if (!seen || Math.abs(now() - seen.at) > FRESH) seen = { at: now(), health: look() };
      return seen.health;
    },
    counts() {
      const one = (sql: string): number => Number(db.prepare(sql).pluck().get() ?? 0);
      const states = db.prepare('select state, count(*) as n from device group by state').all();
      const uploads = join(folder, BLOBS, 'uploads');
      return {
        devices: Object.fromEntries((states as { state: string; n: number }[]).map(({ state, n }) => [state, n])),
        records: one('select count(*) from record where del = 0'),
        refused: one('select count(*) from refused'),
        parked: one(
          `select count(*) from refused where decided is null and json_extract(refusal, '$.code') = 'parked'`,
        ),
        files: one('select count(*) from blob'),
        fileBytes: one('select sum(bytes) from blob'),
        databaseBytes: sizeOf(file),
        logBytes: sizeOf(`${file}-wal`),
        uploads: existsSync(uploads) ? readdirSync(uploads).filter((name) => !name.endsWith('.json')).length : 0,
      };
    },
    close: () => void db.close(),
  };
}

function room(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
