import Database from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BackupError } from './manifest.ts';

/**
 * Who uses a data folder holds a lock of the operating system on a file in it, which ends with the process however that
 * ends: a server and a backup share it, a restore wants it alone.
 */
const LOCK = 'server.lock';

/** Locks that are held: one that nobody refers to would be closed as garbage and let go. */
const held = new Set<Database.Database>();

/** Takes the lock and gives what releases it; throws a BackupError when someone holds it in a way that excludes this. */
export function holdFolder(folder: string, how: 'shared' | 'alone'): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new Database(join(folder, LOCK), { timeout: 0 });
  try {
    lock.exec(how === 'alone' ? 'begin exclusive' : 'begin; select count(*) from sqlite_master');
  } catch (error) {
    lock.close();
    if (!String((error as { code?: string }).code).startsWith('SQLITE_BUSY')) throw error;
    throw new BackupError(
      how === 'alone'
        ? `a server or a backup is using ${folder}: stop it first`
        : `a restore is using ${folder}: wait until it has ended`,
    );
  }
  held.add(lock);
  return () => {
    held.delete(lock);
    lock.close();
  };
}
