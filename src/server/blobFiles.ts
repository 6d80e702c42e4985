import { FileStore } from '@tus/file-store';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { dirname, join } from 'node:path';

/** How long an upload that does not go on is kept. Unit: milliseconds. */
const STALE = 7 * 86_400_000;

/** Name of kept bytes; what follows the hash is a process that did not come to an end. */
const KEPT = /^([0-9a-f]{64})(\..+)?$/;

/** The bytes of photos on the disk: finished ones by their content, unfinished ones by their upload. */
export interface BlobFiles {
  /** Where uploads grow; opened at the first one. */
  uploads(): FileStore;
  /** Path of an unfinished upload. */
  uploading(id: string): string;
  /** A path for bytes that arrive by another way than an upload; whoever writes there removes it. */
  fresh(): string;
  /** Keeps bytes under their SHA-256, durably, and gives it; the same bytes are kept once. */
  keep(bytes: Uint8Array): Promise<string>;
  /** Runs works that keep or remove bytes one after another, so that what is being kept is not removed meanwhile. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** What lies on the disk since before `before` (ms), finished or left behind by a process that died: path and hash. */
  old(before: number): AsyncGenerator<{ path: string; stored: string; whole: boolean }>;
  /** Takes kept bytes off the disk; nothing happens when they are not there. */
  remove(stored: string): Promise<void>;
  /** The kept bytes and their length, or null when they are not on the disk. */
  read(stored: string): Promise<{ body: ReadableStream<Uint8Array>; bytes: number } | null>;
}

/** Opens a folder for bytes; it is made when first needed. Layout: `aa/bb/<sha256>`, `uploads/<id>`. */
export function openBlobs(folder: string): BlobFiles {
  let store: FileStore | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const staging = join(folder, 'uploads');
  const pathOf = (stored: string): string => join(folder, stored.slice(0, 2), stored.slice(2, 4), stored);

  function uploads(): FileStore {
    if (store) return store;
    mkdirSync(staging, { recursive: true, mode: 0o700 });
    sweep(staging);
    return (store = new FileStore({ directory: staging }));
  }

  return {
    uploads,
    uploading: (id) => join(staging, id),
    fresh() {
      uploads();
      return join(staging, `import-${randomUUID()}`);
    },
    async keep(bytes) {
      const stored = createHash('sha256').update(bytes).digest('hex');
      const path = pathOf(stored);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const fresh = `${path}.${randomUUID()}`;
      try {
        const file = await open(fresh, 'wx', 0o600);
        try {
          await file.writeFile(bytes);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(fresh, path);
      } catch (error) {
        await rm(fresh, { force: true });
        throw error;
      }
      await syncFolder(dirname(path));
      return stored;
    },
    alone(work) {
      const run = turn.then(work);
      turn = run.catch(() => undefined);
      return run;
    },
    async *old(before) {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        const [, stored = '', rest = ''] = KEPT.exec(entry.name) ?? [];
        if (!entry.isFile() || stored === '') continue;
        const path = join(entry.parentPath, entry.name);
        const info = await stat(path).catch(() => null);
        if (info && info.mtimeMs < before) yield { path, stored, whole: rest === '' };
      }
    },
    async remove(stored) {
      await rm(pathOf(stored), { force: true });
      await syncFolder(dirname(pathOf(stored)));
    },
    async read(stored) {
      try {
        const file = await open(pathOf(stored), 'r');
        const { size } = await file.stat();
        return { body: Readable.toWeb(file.createReadStream()) as ReadableStream<Uint8Array>, bytes: size };
      } catch (error) {
        if ((error as { code?: string }).code === 'ENOENT') return null;
        throw error;
      }
    },
  };
}

/** SHA-256 of a file, read as a stream. Form: lower-case hexadecimal. */
export async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return hash.digest('hex');
}

/** Makes a new name in a folder survive a power cut; where folders cannot be opened (Windows) the system does it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  try {
    await handle?.sync();
  } catch (error) {
    if (!/^(EPERM|EISDIR|EINVAL)$/.test((error as { code?: string }).code ?? '')) throw error;
  } finally {
    await handle?.close();
  }
}

function sweep(staging: string): void {
  for (const name of readdirSync(staging)) {
    const path = join(staging, name);
    if (statSync(path).mtimeMs < Date.now() - STALE) rmSync(path, { force: true });
  }
}
