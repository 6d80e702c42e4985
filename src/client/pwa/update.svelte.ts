import { Workbox } from 'workbox-window';

/** What the update flow asks of the app. */
export interface UpdateDeps {
  /** Makes everything typed durable. */
  flush(): Promise<void>;
  /** True while a text is not an edit yet or a round is running: no moment to change the ground. */
  busy(): boolean;
  /** Pages asks to be called when that may have changed. Unit: milliseconds. */
  every: number;
}

class Update {
  #waiting = $state(false);
  #applying = $state(false);
  #apply: () => void = () => undefined;

  /** A new version is downloaded and waits. */
  get waiting(): boolean {
    return this.#waiting;
  }
  /** The user asked for it; it comes as soon as nothing is being typed or sent. */
  get applying(): boolean {
    return this.#applying;
  }
  announce(apply: () => void): void {
    this.#waiting = true;
    this.#apply = apply;
  }
  /** Changes to the new version when the moment is right. */
  apply(): void {
    this.#applying = true;
    this.#apply();
  }
}

export const update = new Update();

/** How often a running app asks for a new version while it is visible. Unit: milliseconds. */
const HOURLY = 3_600_000;

/**
 * Installs the service worker and watches for new versions: downloaded in the background, announced, applied on request,
 * never under a typing hand or a running round; every tab reloads once when the new version takes over.
 */
export async function watchForUpdates(deps: UpdateDeps): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const workbox = new Workbox('/sw.js');
  const quiet = async (): Promise<void> => {
    await deps.flush();
    while (deps.busy()) await new Promise((resolve) => setTimeout(resolve, deps.every));
    await deps.flush();
  };
  workbox.addEventListener('waiting', () => {
    update.announce(() => void quiet().then(() => workbox.messageSkipWaiting()));
  });
  workbox.addEventListener('controlling', ({ isUpdate }) => {
    if (isUpdate) void quiet().then(() => location.reload());
  });
  try {
    await workbox.register();
  } catch {
    return;
  }
  let asked = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || Date.now() - asked < HOURLY) return;
    asked = Date.now();
    void workbox.update().catch(() => undefined);
  });
}
