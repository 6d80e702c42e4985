/** The tag under which the browser wakes the service worker when there is a line again. */
export const TAG = 'trzy-sfery';

interface SyncManager {
  register(tag: string): Promise<void>;
}

/** True where the browser sends with the app closed. */
export function sendsInBackground(): boolean {
  return 'serviceWorker' in navigator && 'SyncManager' in globalThis;
}

/** Asks the browser to wake the worker as soon as there is a line; where it cannot, nothing happens. */
export async function askForBackground(): Promise<void> {
  if (!sendsInBackground()) return;
  try {
    const registration: (ServiceWorkerRegistration & { sync?: SyncManager }) | undefined =
      await navigator.serviceWorker.getRegistration();
    await registration?.sync?.register(TAG);
  } catch {
    // Refused by the user or by the system: edits then go when the app is open.
  }
}
