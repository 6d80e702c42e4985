import Database from 'better-sqlite3';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { openSeal } from '../seal.ts';
import { DATABASE_VERSION } from '../store/migrations.ts';
import { openSqlite } from '../store/sqlite.ts';
import { holdFolder } from './alive.ts';
import { passed, writeFileSafely, type Passed } from './files.ts';
import { BackupError, BLOBS, DATABASE, SEAL_KEY, type Manifest } from './manifest.ts';
import { blobPath } from './make.ts';
import { inspectDatabase } from './snapshot.ts';
import { openSource, type Source } from './source.ts';

/** What is restored where. */
export interface RestoreOrder {
  data: string;
  /** A `.tar`, one backup of a folder, or the folder: then its newest backup. */
  from: string;
  /** Milliseconds since 1970 UTC. */
  now(): number;
}

/** What was restored. */
export interface RestoreDone {
  manifest: Manifest;
  epoch: number;
  /** Where what was there before lies now; null when there was nothing. */
  replaced: string | null;
}

/** What a restore moves; everything else in the data folder stays. */
const MOVED = [DATABASE, `${DATABASE}-wal`, `${DATABASE}-shm`, SEAL_KEY, BLOBS];

/** Says that a restore was cut off between moving the old data aside and the new data in. */
const PENDING = 'restore.json';

/** Reads every byte of a backup and proves it, touching nothing. Throws a BackupError that says what is wrong. */
export async function checkBackup(from: string): Promise<Manifest> {
  const aside = await mkdtemp(join(tmpdir(), 'trzy-sfery-check-'));
  try {
    const source = await openSource(resolve(from));
    return await proven(source, aside, false);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/**
 * Puts a backup in the place of a data folder that nobody uses. Everything is copied and proven beside it first; what was
 * there before is kept in a folder of its own. The new epoch makes phones send again what they had confirmed since.
 */
export async function restoreBackup({ data: folder, from, now }: RestoreOrder): Promise<RestoreDone> {
  const data = resolve(folder);
  const source = await openSource(resolve(from));
  const release = holdFolder(data, 'alone');
  const stamp = new Date(now()).toISOString().replace(/[:.]/g, '-');
  const staging = join(data, `restoring-${stamp}`);
  try {
    if (existsSync(join(data, PENDING))) throw new BackupError('an earlier restore was cut off: run it with --finish');
    mkdirSync(staging, { mode: 0o700 });
    const manifest = await proven(source, staging, true);
    await openSeal(join(staging, SEAL_KEY)).catch(() => {
      throw new BackupError('the backup is damaged: its seal.key cannot be read');
    });
    const epoch = Math.max(Math.floor(now() / 1000), manifest.epoch + 1, epochAt(join(data, DATABASE)) + 1);
    const store = await openSqlite(join(staging, DATABASE));
    try {
      await store.restored(epoch);
    } finally {
      await store.close();
    }
    const was = MOVED.some((name) => existsSync(join(data, name)));
    swap(data, { staging: `restoring-${stamp}`, replaced: `replaced-${stamp}`, phase: 'aside' });
    return { manifest, epoch, replaced: was ? join(data, `replaced-${stamp}`) : null };
  } catch (error) {
    if (!existsSync(join(data, PENDING))) rmSync(staging, { recursive: true, force: true });
    throw error;
  } finally {
    release();
  }
}

/** True when a restore was cut off half way: the folder must not be used before `finishRestore`. */
export function restorePending(data: string): boolean {
  return existsSync(join(data, PENDING));
}

/** Ends a restore that was cut off; its backup had been proven before anything was moved. */
export function finishRestore(folder: string): void {
  const data = resolve(folder);
  const release = holdFolder(data, 'alone');
  try {
    if (!restorePending(data)) throw new BackupError('there is no restore to finish');
    swap(data, JSON.parse(readFileSync(join(data, PENDING), 'utf8')) as Swap);
  } finally {
    release();
  }
}

interface Swap {
  staging: string;
  replaced: string;
  /** `aside`: what lies in the folder is the old data; `in`: the old data has gone, what lies there is new. */
  phase: 'aside' | 'in';
}

/** Moves old data aside and new data in. It may be cut off anywhere and called again with what it wrote down. */
function swap(data: string, order: Swap): void {
  const pending = join(data, PENDING);
  const note = (text: Swap): void => {
    writeFileSync(`${pending}.part`, JSON.stringify(text), { flush: true });
    renameSync(`${pending}.part`, pending);
    syncNames(data);
  };
  const move = (from: string, to: string): void => {
    for (const name of MOVED) if (existsSync(join(from, name))) renameSync(join(from, name), join(to, name));
    syncNames(to);
    syncNames(data);
  };
  const [staging, replaced] = [join(data, order.staging), join(data, order.replaced)];
  if (order.phase === 'aside') {
    note(order);
    mkdirSync(replaced, { recursive: true, mode: 0o700 });
    move(data, replaced);
    if (readdirSync(replaced).length === 0) rmSync(replaced, { recursive: true });
    note({ ...order, phase: 'in' });
  }
  move(staging, data);
  rmSync(staging, { recursive: true, force: true });
  rmSync(pending);
}

/** Reads a backup to its end against its manifest; `keep` leaves all of it below `aside`, otherwise only the database. */
async function proven(source: Source, aside: string, keep: boolean): Promise<Manifest> {
  const found = new Map<string, Passed>();
  for await (const { name, body } of source.files()) {
    const blob = new RegExp(`^${BLOBS}/([0-9a-f]{64})$`).exec(name)?.[1];
    if (!blob && name !== DATABASE && name !== SEAL_KEY)
      throw new BackupError(`the backup holds a foreign file: ${name}`);
    const path = blob ? blobPath(join(aside, BLOBS), blob) : join(aside, name);
    if (!keep && name !== DATABASE) {
      found.set(name, await passed(body));
      continue;
    }
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    found.set(name, await writeFileSafely(path, body));
  }
  const manifest = source.manifest();
  if (manifest.database > DATABASE_VERSION) {
    throw new BackupError(
      `the backup was made by a newer program (database ${manifest.database}, this program knows ${DATABASE_VERSION}): install the newer program`,
    );
  }
  for (const name of [DATABASE, SEAL_KEY]) {
    if (!manifest.files.some((file) => file.name === name))
      throw new BackupError(`the backup is incomplete: ${name} is missing`);
  }
  for (const file of manifest.files) {
    const held = found.get(file.name);
    if (!held) throw new BackupError(`the backup is incomplete: ${file.name} is missing`);
    const named = file.name.startsWith(`${BLOBS}/`) ? file.name.slice(BLOBS.length + 1) : file.sha256;
    if (held.sha256 !== file.sha256 || held.bytes !== file.bytes || named !== file.sha256) {
      throw new BackupError(`the backup is damaged: ${file.name} is not what was written`);
    }
    found.delete(file.name);
  }
  const [foreign] = found.keys();
  if (foreign !== undefined) throw new BackupError(`the backup holds a file its manifest does not name: ${foreign}`);
  const about = inspectDatabase(join(aside, DATABASE));
  if (about.version !== manifest.database || about.epoch !== manifest.epoch || about.newest !== manifest.newest) {
    throw new BackupError('the backup is damaged: its database is not the one of its manifest');
  }
  const named = new Set([
    ...manifest.files.map(({ name }) => name),
    ...manifest.missing.map((one) => `${BLOBS}/${one}`),
  ]);
  const lost = about.stored.find((sha256) => !named.has(`${BLOBS}/${sha256}`));
  if (lost !== undefined) throw new BackupError(`the backup is incomplete: ${BLOBS}/${lost} is missing`);
  return manifest;
}

/** The epoch of the database that is replaced, 0 when there is none that can be read. */
function epochAt(path: string): number {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true });
    return Number(db.prepare(`select value from meta where key = 'epoch'`).pluck().get() ?? 0);
  } catch {
    return 0;
  } finally {
    db?.close();
  }
}

/** Makes names in a folder survive a power cut; where folders cannot be opened (Windows) the system does it. */
function syncNames(folder: string): void {
  let handle: number | undefined;
  try {
    handle = openSync(folder, 'r');
    fsyncSync(handle);
  } catch (error) {
    if (!/^(EPERM|EISDIR|EINVAL)$/.test((error as { code?: string }).code ?? '')) throw error;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
