import { liveQuery } from 'dexie';
import type { BlobStore } from '#client/db/blobs.ts';
import type { Live } from './live.svelte.ts';
import { session } from './session.svelte.ts';

/** As `live`, over the files of this device: their own database, so that a moving upload redraws no records. */
export function liveFiles<I, T>(
  input: () => I,
  query: (files: BlobStore, input: I) => Promise<T>,
): { readonly current: Live<T> } {
  let current = $state.raw<Live<T>>({ state: 'loading' });
  $effect(() => {
    if (!session.signedIn) return;
    const { blobs } = session.device;
    const now = input();
    const subscription = liveQuery(() => query(blobs, now)).subscribe({
      next: (value) => (current = { state: 'ready', value }),
      error: () => (current = { state: 'failed', error: { type: 'StorageBroken' } }),
    });
    return () => subscription.unsubscribe();
  });
  return {
    get current() {
      return current;
    },
  };
}
