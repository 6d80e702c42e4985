import { formatNumber } from '#client/i18n/format.ts';
import { i18n } from '#client/i18n/words.svelte.ts';

/** What the browser says about the storage of the app; null where it does not say. Unit: bytes. */
export interface StorageState {
  persisted: boolean | null;
  used: number | null;
  free: number | null;
}

/** Asks the browser; never fails. */
export async function storageState(): Promise<StorageState> {
  const none: StorageState = { persisted: null, used: null, free: null };
  // Absent outside a secure context and in old browsers.
  const storage = navigator.storage as StorageManager | undefined;
  if (!storage) return none;
  try {
    const { usage, quota } = await storage.estimate();
    return {
      persisted: await storage.persisted(),
      used: usage ?? null,
      free: usage === undefined || quota === undefined ? null : Math.max(0, quota - usage),
    };
  } catch {
    return none;
  }
}

/** Asks the browser never to remove our data by itself; true when it agreed. */
export async function askToPersist(): Promise<boolean> {
  try {
    return await navigator.storage.persist();
  } catch {
    return false;
  }
}

/** A size as people say it: 340 kB, 12,5 MB, 1,2 GB. Unit of `bytes`: bytes. */
export function formatSize(bytes: number): string {
  const { kb, mb, gb } = i18n.m.settings;
  if (bytes < 1_000_000) return kb(formatNumber(Math.ceil(bytes / 1000), i18n.lang, 0));
  if (bytes < 1_000_000_000) return mb(formatNumber(bytes / 1_000_000));
  return gb(formatNumber(bytes / 1_000_000_000));
}
