import { session } from '#client/live/session.svelte.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { BlobName } from '#client/db/blobs.ts';
import type { Device } from '#client/db/device.ts';

/** Why a file cannot be shown now; each has words in i18n `photos`. */
export type LoadFault = 'offline' | 'notSentYet' | 'failed';

const TIMEOUT = 60_000;

/** The bytes of a file: from this device, else from the server. */
export async function loadFile(device: Device, name: BlobName, mime: string): Promise<Result<Blob, LoadFault>> {
  const here = await device.blobs.get(name);
  if (here) return ok(new Blob([here], { type: mime }));
  try {
    const response = await session.send(`/api/blobs/${name.scope}/${name.sha256}`, {
      headers: { 'X-App': '1' },
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    // A captive portal answers with a page of its own.
    const ours = response.headers.has('repr-digest');
    if (response.ok && ours) return ok(new Blob([await response.arrayBuffer()], { type: mime }));
    return err(response.status === 404 ? 'notSentYet' : response.ok ? 'offline' : 'failed');
  } catch {
    return err('offline');
  }
}
