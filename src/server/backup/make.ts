import { SCHEMA } from '#domain/tables.ts';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { holdFolder } from './alive.ts';
import { packed, type Entry } from './archive.ts';
import { fileFacts, synced, textOf, writeFileSafely, type Passed } from './files.ts';
import { keepMark } from './mark.ts';
import {
  BackupError,
  BLOBS,
  DATABASE,
  FORMAT,
  MANIFEST,
  readManifest,
  SEAL_KEY,
  type BackupFile,
  type Manifest,
} from './manifest.ts';
import { copyDatabase, inspectDatabase } from './snapshot.ts';

/** What a backup is made of. */
export interface BackupOrder {
  /** The data folder, in use or not. */
  data: string;
  /** A name that ends in `.tar` becomes one file; everything else a folder that holds many backups. */
  target: string;
  /** Version of the program. */
  program: string;
  /** Removes backups of the folder that are older, except the newest. Unit: days. */
  keepDays?: number;
  /** Milliseconds since 1970 UTC. */
  now(): number;
}

/** What was made. */
export interface BackupDone {
  path: string;
  manifest: Manifest;
  /** Bytes that were not in the folder yet. */
  fresh: number;
  /** Older backups that were removed. */
  removed: number;
}

/** Where a folder keeps its backups, and the photos they share. */
export const SETS = 'sets';

const bytesOf = (path: string): AsyncIterable<Uint8Array> => createReadStream(path) as AsyncIterable<Uint8Array>;

/** Where a kept file lies below a folder of files. */
export const blobPath = (folder: string, sha256: string): string =>
  join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);

/**
 * Copies a data folder while it is in use: the database as it stood at one moment, then every file it names, each proven by
 * its SHA-256. What the data folder lacks is named in the manifest and stops nothing. The folder remembers how it went.
 */
export async function makeBackup(order: BackupOrder): Promise<BackupDone> {
  const data = resolve(order.data);
  const target = resolve(order.target);
  if (!existsSync(join(data, DATABASE))) throw new BackupError(`${data} holds no database`);
  if (`${real(target)}${sep}`.startsWith(`${real(data)}${sep}`)) {
    throw new BackupError('a backup inside the data folder would be lost with it: choose another place');
  }
  const release = holdFolder(data, 'shared');
  try {
    const done = target.endsWith('.tar') ? await intoFile(order, data, target) : await intoFolder(order, data, target);
    const bytes = done.manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    const { files, missing, madeAt } = done.manifest;
    const last = { at: madeAt, bytes, files: files.length, missing: missing.length };
    keepMark(data, order.now(), { last, failedAt: null });
    return done;
  } catch (error) {
    keepMark(data, order.now(), { failedAt: order.now() });
    throw error;
  } finally {
    release();
  }
}

async function intoFolder(order: BackupOrder, data: string, target: string): Promise<BackupDone> {
  const madeAt = order.now();
  const sets = join(target, SETS);
  const set = join(sets, new Date(madeAt).toISOString().replace(/[:.]/g, '-'));
  const aside = `${set}.part`;
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  try {
    const copy = join(aside, DATABASE);
    await copyDatabase(join(data, DATABASE), copy);
    const files: BackupFile[] = [{ name: DATABASE, ...(await facts(copy)) }];
    await synced(copy);
    let fresh = files[0]?.bytes ?? 0;
    await facts(join(data, SEAL_KEY));
    files.push({ name: SEAL_KEY, ...(await writeFileSafely(join(aside, SEAL_KEY), bytesOf(join(data, SEAL_KEY)))) });
    const { stored, ...about } = inspectDatabase(copy);
    const missing: string[] = [];
    for (const sha256 of stored) {
      const kept = blobPath(join(target, BLOBS), sha256);
      // Read again each time, so that a copy that went bad is found and replaced.
      let held = await fileFacts(kept);
      if (held?.sha256 !== sha256) {
        held = await copiedBlob(blobPath(join(data, BLOBS), sha256), kept, sha256);
        fresh += held?.bytes ?? 0;
      }
      if (held) files.push({ name: `${BLOBS}/${sha256}`, ...held });
      else missing.push(sha256);
    }
    const manifest = manifestOf(order, madeAt, about, files, missing);
    await writeFileSafely(join(aside, MANIFEST), textOf(JSON.stringify(manifest, null, 1)));
    await synced(aside);
    renameSync(aside, set);
    await synced(sets);
    const removed =
      order.keepDays === undefined ? 0 : prune(target, basename(set), madeAt - order.keepDays * 86_400_000);
    return { path: set, manifest, fresh, removed };
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    throw error;
  }
}

async function intoFile(order: BackupOrder, data: string, target: string): Promise<BackupDone> {
  const madeAt = order.now();
  mkdirSync(dirname(target), { recursive: true });
  const copy = `${target}.database.part`;
  try {
    await copyDatabase(join(data, DATABASE), copy);
    const { stored, ...about } = inspectDatabase(copy);
    const files: BackupFile[] = [];
    const missing: string[] = [];
    let manifest: Manifest | undefined;
    const entries = async function* (): AsyncGenerator<Entry> {
      const whole = [
        { name: DATABASE, path: copy },
        { name: SEAL_KEY, path: join(data, SEAL_KEY) },
      ];
      for (const { name, path } of whole) {
        const { bytes, sha256 } = await facts(path);
        files.push({ name, bytes, sha256 });
        yield { name, bytes, body: bytesOf(path) };
      }
      for (const sha256 of stored) {
        const path = blobPath(join(data, BLOBS), sha256);
        const held = await fileFacts(path);
        if (held?.sha256 !== sha256) {
          missing.push(sha256);
          continue;
        }
        files.push({ name: `${BLOBS}/${sha256}`, ...held });
        yield { name: `${BLOBS}/${sha256}`, bytes: held.bytes, body: bytesOf(path) };
      }
      manifest = manifestOf(order, madeAt, about, files, missing);
      const text = JSON.stringify(manifest, null, 1);
      yield { name: MANIFEST, bytes: Buffer.byteLength(text), body: textOf(text) };
    };
    const { bytes } = await writeFileSafely(target, packed(entries(), madeAt));
    await synced(dirname(target));
    if (!manifest) throw new BackupError('no manifest was written');
    return { path: target, manifest, fresh: bytes, removed: 0 };
  } finally {
    await rm(copy, { force: true });
  }
}

function manifestOf(
  { program }: BackupOrder,
  madeAt: number,
  about: Omit<ReturnType<typeof inspectDatabase>, 'stored'>,
  files: BackupFile[],
  missing: string[],
): Manifest {
  const { version, ...rest } = about;
  return {
    app: 'trzy-sfery-backup',
    format: FORMAT,
    madeAt,
    program,
    database: version,
    schema: SCHEMA,
    ...rest,
    files,
    missing,
  };
}

/** Copies a kept file when it is what its name says; null when it is not there or damaged. */
async function copiedBlob(from: string, to: string, sha256: string): Promise<Passed | null> {
  if ((await fileFacts(from))?.sha256 !== sha256) return null;
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  const held = await writeFileSafely(to, bytesOf(from));
  await synced(dirname(to));
  return held.sha256 === sha256 ? held : null;
}

async function facts(path: string): Promise<Passed> {
  const found = await fileFacts(path);
  if (!found) throw new BackupError(`${basename(path)} is not in the data folder: without it the data cannot be used`);
  return found;
}

/** Removes backups made before `before` except `newest`, and files that no backup names any more. */
function prune(target: string, newest: string, before: number): number {
  const sets = join(target, SETS);
  const manifests = readdirSync(sets).flatMap((name) => {
    const path = join(sets, name, MANIFEST);
    return existsSync(path) ? [{ name, manifest: readManifest(readFileSync(path, 'utf8')) }] : [];
  });
  const old = manifests.filter(({ name, manifest }) => name !== newest && manifest.madeAt < before);
  if (old.length === 0) return 0;
  for (const { name } of old) rmSync(join(sets, name), { recursive: true, force: true });
  const named = new Set(
    manifests.filter((one) => !old.includes(one)).flatMap(({ manifest }) => manifest.files.map((file) => file.name)),
  );
  const blobs = join(target, BLOBS);
  for (const name of existsSync(blobs) ? readdirSync(blobs, { recursive: true, encoding: 'utf8' }) : []) {
    const path = join(blobs, name);
    if (statSync(path).isFile() && !named.has(`${BLOBS}/${basename(name)}`)) rmSync(path);
  }
  return old.length;
}

/** The real path of what exists, and of the folder above for what does not. */
function real(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(real(dirname(path)), basename(path));
}
