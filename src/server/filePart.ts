import { err, ok, type Result } from '#domain/result.ts';
import { FILE_PART, FileHead, FileKey } from '#sync/emergency.ts';
import { createDecipheriv } from 'node:crypto';
import type { Holder, SealError, ServerSeal } from './seal.ts';

/** One file of an emergency file, whose it is, and its bytes piece by piece. */
export interface FilePart extends Omit<FileKey, 'key'>, Holder {
  /** Opens one piece after the other; null for one that was altered. */
  pieces(): Generator<Buffer | null>;
}

const TAG = 16;

/** Opens the head of a sealed file (SPEC X4, X6). */
export async function openFilePart(seal: ServerSeal, bytes: Uint8Array): Promise<Result<FilePart, SealError>> {
  const part = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (part.toString('latin1', 0, FILE_PART.mark.length) !== FILE_PART.mark) return err({ type: 'ImportForeign' });
  const format = part[FILE_PART.mark.length] ?? 0;
  if (format > FILE_PART.format) return err({ type: 'UpgradeNeeded' });
  if (format !== FILE_PART.format || part.length < FILE_PART.header) return err({ type: 'ImportDamaged' });
  const start = FILE_PART.header + part.readUInt32BE(FILE_PART.header - 4);
  if (start - FILE_PART.header > FILE_PART.mostHead || start > part.length) return err({ type: 'ImportDamaged' });
  const head = FileHead.safeParse(jsonOf(part.subarray(FILE_PART.header, start)));
  if (!head.success) return err({ type: 'ImportDamaged' });
  const { senders, ticket, key, pieces } = head.data;
  const holder = await seal.holder({ senders, ticket });
  if (!holder) return err({ type: 'ImportForeign' });
  const opener = await seal.sender(senders[key.by] ?? '');
  const told = FileKey.safeParse(opener?.(key));
  if (!told.success || key.name !== `${told.data.scope}/${told.data.sha256}`) return err({ type: 'ImportDamaged' });
  const { key: secret, ...file } = told.data;
  const whole = pieces.reduce((sum, one) => sum + one, 0);
  const plain = pieces.reduce((sum, one) => sum + one - TAG, 0);
  if (part.length - start !== whole || plain < file.bytes) return err({ type: 'ImportDamaged' });
  return ok({
    ...file,
    ...holder,
    pieces: () => opened(part, start, pieces, Buffer.from(secret, 'base64url'), file.bytes),
  });
}

function* opened(
  part: Buffer,
  from: number,
  sizes: readonly number[],
  key: Buffer,
  bytes: number,
): Generator<Buffer | null> {
  let [at, left] = [from, bytes];
  for (const [n, size] of sizes.entries()) {
    const piece = unsealed(part.subarray(at, at + size), key, n);
    yield piece && piece.subarray(0, left);
    if (!piece) return;
    at += size;
    left = Math.max(0, left - piece.length);
  }
}

function unsealed(sealed: Buffer, key: Buffer, n: number): Buffer | null {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(n, 8);
  const cipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: TAG });
  cipher.setAuthTag(sealed.subarray(-TAG));
  try {
    return Buffer.concat([cipher.update(sealed.subarray(0, -TAG)), cipher.final()]);
  } catch {
    return null;
  }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch {
    return null;
  }
}
