import { startUploads, type Uploads } from '#client/engine/uploads.ts';
import { blobKey, filesNamed } from '#client/db/blobs.ts';
import { read, type Device } from '#client/db/device.ts';
import { mayUpload, watchLine } from '#client/features/photos/settings.ts';
import { authority } from './lock.ts';

/**
 * The uploader of one account on this device: after all text, one tab at a time, on Wi-Fi only if so chosen. Its lock is its
 * own, so that a long photo never keeps text from being sent.
 */
export function openUploads(device: Device): Uploads {
  const { store, blobs } = device;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const uploads = startUploads({
    blobs,
    origin: location.origin,
    headers: authority(),
    fetch: (...request) => fetch(...request),
    wanted: () => read(device, (rows) => rows.all('photo')),
    returning: () => store.read(filesNamed),
    held: () =>
      store.read(async (tx) => new Set((await tx.cursors()).filter(({ lost }) => !lost).map(({ scope }) => scope))),
    textWaits: () =>
      store.read(async (tx) => (await tx.queue()).some((entry) => entry.sent === 0 && entry.refused === null)),
    mayUse: mayUpload,
    epoch: () => store.read(async (tx) => (await tx.meta('epoch')) ?? null),
    now: Date.now,
    chance: Math.random,
    async alone(work) {
      if (!('locks' in navigator)) return work().then(() => true);
      return navigator.locks.request(`photos:${device.me.account}`, { ifAvailable: true }, async (lock) => {
        if (lock) await work();
        return lock !== null;
      });
    },
    wake(at, call) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (document.visibilityState === 'visible') call();
      }, at - Date.now());
    },
  });
  const unwatch = watchLine(() => void uploads.want());
  return {
    async want() {
      await removeForgotten(device);
      await uploads.want();
    },
    stop() {
      clearTimeout(timer);
      unwatch();
      uploads.stop();
    },
  };
}

/** Removes the bytes of files whose records were erased, and only then forgets that they were still there. */
async function removeForgotten({ store, blobs }: Device): Promise<void> {
  const files = (await store.read((tx) => tx.meta('forgotten'))) ?? [];
  if (files.length === 0) return;
  for (const file of files) await blobs.drop(file);
  const gone = new Set(files.map(blobKey));
  await store.write(async (tx) => {
    const left = ((await tx.meta('forgotten')) ?? []).filter((file) => !gone.has(blobKey(file)));
    await tx.putMeta('forgotten', left);
  });
}
