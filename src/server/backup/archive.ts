import { open, type FileHandle } from 'node:fs/promises';
import { BackupError } from './manifest.ts';

/** A file of an archive on its way through. */
export interface Entry {
  name: string;
  bytes: number;
  body: AsyncIterable<Uint8Array>;
}

const BLOCK = 512;
const PART = 1 << 20;
/** The largest length that fits the twelve octal digits of a header. */
const OCTAL = 0o77777777777;

/**
 * The head of one file in a tar archive, readable by any `tar`. Source: POSIX.1-1988 ustar; lengths beyond 8 GiB in the
 * base-256 form of GNU tar.
 */
function headOf(name: string, bytes: number, at: number): Buffer {
  const head = Buffer.alloc(BLOCK);
  const octal = (value: number, from: number, length: number): void => {
    head.write(value.toString(8).padStart(length - 1, '0'), from, 'latin1');
  };
  head.write(name, 0, 100, 'latin1');
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  if (bytes <= OCTAL) octal(bytes, 124, 12);
  else {
    head[124] = 0x80;
    head.writeBigUInt64BE(BigInt(bytes), 128);
  }
  octal(Math.floor(at / 1000), 136, 12);
  head.write('        0', 148, 'latin1');
  head.write('ustar\u000000', 257, 'latin1');
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return head;
}

/** A tar archive of the files, part by part. `at`: milliseconds since 1970 UTC. Throws when a body has another length than said. */
export async function* packed(entries: AsyncIterable<Entry>, at: number): AsyncGenerator<Uint8Array> {
  for await (const { name, bytes, body } of entries) {
    yield headOf(name, bytes, at);
    let seen = 0;
    for await (const part of body) {
      seen += part.byteLength;
      yield part;
    }
    if (seen !== bytes) throw new BackupError(`${name} changed while it was copied`);
    yield Buffer.alloc((BLOCK - (bytes % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** The files of a tar archive in order; each body has to be read before the next is asked for. */
export async function* unpacked(path: string): AsyncGenerator<Entry> {
  const file = await open(path, 'r');
  try {
    for (let at = 0; ;) {
      const head = await exactly(file, at, BLOCK);
      if (head.every((byte) => byte === 0)) return;
      const sum = parseInt(text(head, 148, 8), 8);
      const real = head.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
      if (sum !== real || text(head, 257, 5) !== 'ustar') throw new BackupError('the backup is damaged or no backup');
      const bytes = head[124] === 0x80 ? Number(head.readBigUInt64BE(128)) : parseInt(text(head, 124, 12), 8);
      const from = at + BLOCK;
      yield { name: text(head, 0, 100), bytes, body: between(file, from, from + bytes) };
      at = from + Math.ceil(bytes / BLOCK) * BLOCK;
    }
  } finally {
    await file.close();
  }
}

async function* between(file: FileHandle, from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; at += PART) yield await exactly(file, at, Math.min(PART, to - at));
}

async function exactly(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, at);
  if (bytesRead !== length) throw new BackupError('the backup is cut off');
  return buffer;
}

function text(head: Buffer, from: number, length: number): string {
  return head.toString('latin1', from, from + length).replace(/\0.*$/s, '');
}
