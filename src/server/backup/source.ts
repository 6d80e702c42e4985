import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { unpacked, type Entry } from './archive.ts';
import { BackupError, BLOBS, MANIFEST, readManifest, type Manifest } from './manifest.ts';
import { blobPath, SETS } from './make.ts';

/** A backup that is being read. */
export interface Source {
  /** Its files without the manifest; each body has to be read before the next is asked for. */
  files(): AsyncIterable<Entry>;
  /** What it says about itself; known after the last file. */
  manifest(): Manifest;
}

/** Opens a `.tar`, one backup of a folder, or the newest backup of a folder. Throws a BackupError when there is none. */
export async function openSource(path: string): Promise<Source> {
  if (!existsSync(path)) throw new BackupError(`there is no backup at ${path}`);
  if (statSync(path).isFile()) return archive(path);
  if (existsSync(join(path, MANIFEST))) return folder(path);
  const sets = join(path, SETS);
  const newest = (existsSync(sets) ? readdirSync(sets) : [])
    .filter((name) => existsSync(join(sets, name, MANIFEST)) && !name.endsWith('.part'))
    .sort()
    .at(-1);
  if (newest === undefined) throw new BackupError(`there is no complete backup in ${path}`);
  return folder(join(sets, newest));
}

function folder(set: string): Source {
  const manifest = readManifest(readFileSync(join(set, MANIFEST), 'utf8'));
  const shared = join(set, '..', '..', BLOBS);
  return {
    manifest: () => manifest,
    async *files() {
      for (const { name } of manifest.files) {
        const blob = name.startsWith(`${BLOBS}/`) ? name.slice(BLOBS.length + 1) : null;
        if (/[\\/]|\.\./.test(blob ?? name)) throw new BackupError(`the backup holds a foreign file: ${name}`);
        const file = blob === null ? join(set, name) : blobPath(shared, blob);
        if (!existsSync(file)) throw new BackupError(`the backup is incomplete: ${name} is missing`);
        yield { name, bytes: statSync(file).size, body: createReadStream(file) as AsyncIterable<Uint8Array> };
      }
    },
  };
}

function archive(path: string): Source {
  let manifest: Manifest | undefined;
  return {
    manifest() {
      if (!manifest) throw new BackupError('the backup is cut off: it has no manifest');
      return manifest;
    },
    async *files() {
      for await (const entry of unpacked(path)) {
        if (entry.name !== MANIFEST) {
          yield entry;
          continue;
        }
        const parts: Uint8Array[] = [];
        for await (const part of entry.body) parts.push(part);
        manifest = readManifest(Buffer.concat(parts).toString('utf8'));
      }
    },
  };
}
