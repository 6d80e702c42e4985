import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { BackupFile } from './manifest.ts';

/** What went through: its length and SHA-256. */
export type Passed = Pick<BackupFile, 'bytes' | 'sha256'>;

/** Reads a stream of bytes to its end, handing on each part, and says what went through. */
export async function passed(
  source: AsyncIterable<Uint8Array>,
  each: (part: Uint8Array) => Promise<void> | void = () => undefined,
): Promise<Passed> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const part of source) {
    hash.update(part);
    bytes += part.byteLength;
    await each(part);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Length and SHA-256 of a file; null when there is none. */
export async function fileFacts(path: string): Promise<Passed | null> {
  try {
    return await passed(createReadStream(path) as AsyncIterable<Uint8Array>);
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
}

/** Writes a part, waiting while the target is full. */
export async function written(target: WriteStream, part: Uint8Array): Promise<void> {
  if (target.errored) throw target.errored;
  if (!target.write(part)) await once(target, 'drain');
}

/** Writes a file durably: aside first, then under its name, so that what stands under the name is whole. */
export async function writeFileSafely(path: string, source: AsyncIterable<Uint8Array>): Promise<Passed> {
  const aside = `${path}.part`;
  const target = createWriteStream(aside, { mode: 0o600 });
  try {
    const facts = await passed(source, (part) => written(target, part));
    target.end();
    await finished(target);
    await synced(aside);
    await rename(aside, path);
    return facts;
  } catch (error) {
    target.destroy();
    await rm(aside, { force: true });
    throw error;
  }
}

/** Text as a stream of one part. */
export async function* textOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** Makes a file, or the names in a folder, survive a power cut; where a folder cannot be opened (Windows) the system does it. */
export async function synced(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => null);
  try {
    await handle?.sync();
  } catch (error) {
    if (!/^(EPERM|EISDIR|EINVAL)$/.test((error as { code?: string }).code ?? '')) throw error;
  } finally {
    await handle?.close();
  }
}
