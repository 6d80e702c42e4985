import { err, ok, type Result } from '#domain/result.ts';
import { FILE_PART, MAX_EMERGENCY, MAX_FILE_PART, PARTS, type FileHead, type FileKey } from '#sync/emergency.ts';
import { TICKET } from '#sync/posted.ts';
import { fileKey, sealPiece } from '#client/vault/fileSeal.ts';
import { base64url } from '#client/vault/seal.ts';
import type { Sender } from '#client/vault/sender.ts';
import { blobKey, PIECE, type BlobMeta, type BlobStore } from './blobs.ts';

const encoder = new TextEncoder();

/**
 * One file of this device, sealed for an emergency file: read and sealed piece by piece, so that no more than a piece is in
 * memory as bytes. Null when it cannot be read any more.
 */
export async function filePart(blobs: BlobStore, file: BlobMeta, sender: Sender, ticket: string): Promise<Blob | null> {
  const key = fileKey();
  const pieces: Blob[] = [];
  for (let n = 0, at = 0; at < file.bytes; n += 1, at += PIECE) {
    const bytes = await blobs.slice(file, at, at + PIECE).catch(() => null);
    if (bytes?.byteLength !== Math.min(PIECE, file.bytes - at)) return null;
    pieces.push(new Blob([sealPiece(key, n, bytes)]));
  }
  const item = (value: unknown, name: string) => ({ by: 0, name, c: base64url(sender.seal(value, name)) });
  const { scope, sha256, bytes } = file;
  const told: FileKey = { scope, sha256, mime: file.mime as FileKey['mime'], bytes, key: base64url(key) };
  const head: FileHead = {
    senders: [sender.header],
    ticket: item(ticket, TICKET),
    key: item(told, blobKey(file)),
    pieces: pieces.map(({ size }) => size),
  };
  const said = encoder.encode(JSON.stringify(head));
  return new Blob([
    encoder.encode(FILE_PART.mark),
    Uint8Array.of(FILE_PART.format),
    length(said.length),
    said,
    ...pieces,
  ]);
}

/** The text and the files of a device as one file. */
export function putTogether(text: Uint8Array<ArrayBuffer>, files: readonly Blob[]): Blob {
  if (files.length === 0) return new Blob([text]);
  const parts = [new Blob([text]), ...files].flatMap((part) => [length(part.size), part]);
  return new Blob([encoder.encode(PARTS.mark), Uint8Array.of(PARTS.format), ...parts]);
}

/** The parts of an emergency file, unread. `cut`: the last one is not whole and was left out. */
export interface Parts {
  text: Blob;
  files: Blob[];
  cut: boolean;
}

/** Takes an emergency file apart by the lengths in it; nothing is opened, and nothing but the lengths is read. */
export async function partsOf(
  file: Blob,
): Promise<Result<Parts, { type: 'ImportDamaged' | 'ImportTooLarge' | 'UpgradeNeeded' }>> {
  const start = new Uint8Array(await file.slice(0, PARTS.header).arrayBuffer());
  const mark = new TextDecoder('latin1').decode(start.subarray(0, PARTS.mark.length));
  if (mark !== PARTS.mark) {
    return file.size > MAX_EMERGENCY ? err({ type: 'ImportTooLarge' }) : ok({ text: file, files: [], cut: false });
  }
  if ((start[PARTS.mark.length] ?? 0) > PARTS.format) return err({ type: 'UpgradeNeeded' });
  const parts: Blob[] = [];
  let at: number = PARTS.header;
  for (; at + PARTS.length <= file.size;) {
    const size = new DataView(await file.slice(at, at + PARTS.length).arrayBuffer()).getUint32(0);
    if (size > (parts.length === 0 ? MAX_EMERGENCY : MAX_FILE_PART)) return err({ type: 'ImportDamaged' });
    if (at + PARTS.length + size > file.size) break;
    parts.push(file.slice(at + PARTS.length, at + PARTS.length + size));
    at += PARTS.length + size;
  }
  const [text, ...files] = parts;
  return text ? ok({ text, files, cut: at !== file.size }) : err({ type: 'ImportDamaged' });
}

/** Four bytes, big endian. */
function length(n: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, n);
  return bytes;
}
