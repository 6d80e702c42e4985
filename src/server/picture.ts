import { fileKind, pixelSize } from '#domain/fileKind.ts';
import { MAX_PIXELS, type PhotoMime } from '#domain/photo.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { open, readFile } from 'node:fs/promises';
import sharp from 'sharp';

/** Why a file is not kept; each type has words on the phone. */
export type FileFault = { type: 'PhotoNotAnImage' | 'PhotoTooManyPixels' | 'SoundUnreadable' };

/** How much of a file is read to learn what it is. Unit: bytes. */
const HEAD = 256 * 1024;
/** A picture that takes longer to decode is no photo. Unit: seconds. */
const LONGEST = 10;

// Only the two decoders that are needed can be reached at all. Source: security.md «Limits», R48.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng'] });
sharp.cache(false);
sharp.concurrency(1);

let last: Promise<unknown> = Promise.resolve();

/**
 * The bytes to keep of an uploaded file. A picture is decoded and encoded anew, so that position, serial numbers,
 * thumbnails, comments and whatever is glued to it stay behind; one that cannot be is refused. Sound is kept as it is when
 * it begins like its kind. One picture at a time: memory stays bounded.
 */
export function cleaned(path: string, mime: PhotoMime): Promise<Result<Uint8Array, FileFault>> {
  const run = last.then(() => clean(path, mime));
  last = run.catch(() => undefined);
  return run;
}

async function clean(path: string, mime: PhotoMime): Promise<Result<Uint8Array, FileFault>> {
  const head = await headOf(path);
  const kind = fileKind(head);
  if (mime !== 'image/jpeg' && mime !== 'image/png') {
    return kind === mime ? ok(await readFile(path)) : err({ type: 'SoundUnreadable' });
  }
  if (kind !== mime) return err({ type: 'PhotoNotAnImage' });
  const size = pixelSize(head);
  if (!size) return err({ type: 'PhotoNotAnImage' });
  if (size.width * size.height > MAX_PIXELS) return err({ type: 'PhotoTooManyPixels' });
  try {
    const picture = sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'truncated', animated: false })
      .timeout({ seconds: LONGEST })
      .autoOrient()
      .toColourspace('srgb');
    const bytes = await (mime === 'image/jpeg' ? picture.jpeg({ quality: 85 }) : picture.png()).toBuffer();
    return ok(bytes);
  } catch {
    return err({ type: 'PhotoNotAnImage' });
  }
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD), 0, HEAD, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
