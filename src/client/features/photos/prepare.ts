import type { PhotoKind, PhotoMime } from '#domain/photo.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { checkPhoto, HEAD, type PhotoFault } from './check.ts';
import { encode, type Encoded, type Wish } from './encode.ts';
import type { WorkerAnswer } from './encode.worker.ts';
import address from './encode.worker.ts?worker&url';

/** A file ready to be kept and sent. */
export interface Prepared {
  kind: PhotoKind;
  bytes: ArrayBuffer;
  sha256: string;
  mime: PhotoMime;
  width: number | null;
  height: number | null;
}

/** The worker's address, trusted by name: no other script may be started from this module (security.md «CSP»). */
const policy = globalThis.trustedTypes?.createPolicy('app-encode', { createScriptURL: (url) => url });

/** Longest time a worker may take. Unit: milliseconds. */
const LONGEST = 30_000;

/** A photo scaled down and freed of everything but its points, in a worker where there is one: the screen never freezes. */
export async function preparePhoto(file: Blob, wish: Wish): Promise<Result<Prepared, PhotoFault>> {
  const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  const checked = checkPhoto(file.size, head);
  if (!checked.ok) return checked;
  try {
    const encoded = (await inWorker(file, wish)) ?? (await encode(file, wish, onPage));
    return ok(await prepared('photo', 'image/jpeg', encoded.bytes, encoded));
  } catch {
    return err({ type: 'PhotoNotAnImage' });
  }
}

/** Bytes with their name. */
export async function prepared(
  kind: PhotoKind,
  mime: PhotoMime,
  bytes: ArrayBuffer,
  size: { width: number; height: number } | null = null,
): Promise<Prepared> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { kind, bytes, sha256, mime, width: size?.width ?? null, height: size?.height ?? null };
}

/** Null when this browser cannot do it in a worker; throws when the picture cannot be decoded. */
function inWorker(file: Blob, wish: Wish): Promise<Encoded | null> {
  if (typeof Worker !== 'function') return Promise.resolve(null);
  const worker = new Worker(policy?.createScriptURL(address) ?? address, { type: 'module' });
  return new Promise<Encoded | null>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('late')), LONGEST);
    worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => {
      clearTimeout(late);
      if ('encoded' in data) resolve(data.encoded);
      else if ('unable' in data) resolve(null);
      else reject(new Error('not decoded'));
    };
    worker.onerror = () => resolve(null);
    worker.postMessage({ file, wish });
  }).finally(() => worker.terminate());
}

function onPage(
  width: number,
  height: number,
): { context: CanvasRenderingContext2D | null; jpeg(quality: number): Promise<Blob | null> } {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  return {
    context: canvas.getContext('2d'),
    jpeg: (quality) => new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality)),
  };
}
