import { fileKind, pixelSize } from '#domain/fileKind.ts';
import { err, ok, type Result } from '#domain/result.ts';

/** Why a file is not taken as a photo; each type has words. */
export type PhotoFault = { type: 'PhotoEmpty' | 'PhotoTooLarge' | 'PhotoNotAnImage' | 'PhotoTooManyPixels' };

/** Largest file that is opened at all. Unit: bytes. */
export const MAX_FILE = 25 * 1024 * 1024;

/** Most pixels that are decoded on a phone. */
export const MAX_DECODED = 50_000_000;

/** How much of a file is read to judge it. Unit: bytes. */
export const HEAD = 1024 * 1024;

/** Judges a file before it is decoded: by its length, its first bytes and the size in its header; its name says nothing. */
export function checkPhoto(length: number, head: Uint8Array): Result<null, PhotoFault> {
  if (length === 0) return err({ type: 'PhotoEmpty' });
  if (length > MAX_FILE) return err({ type: 'PhotoTooLarge' });
  const size = fileKind(head)?.startsWith('image/') ? pixelSize(head) : null;
  if (!size) return err({ type: 'PhotoNotAnImage' });
  return size.width * size.height > MAX_DECODED ? err({ type: 'PhotoTooManyPixels' }) : ok(null);
}

/** Size of a picture whose longest edge is at most `edge`; never larger than it was. Unit: pixels. */
export function fitted(width: number, height: number, edge: number): { width: number; height: number } {
  const scale = Math.min(1, edge / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
