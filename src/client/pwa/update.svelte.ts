import { Workbox } from 'workbox-window';
import type { Asked, Checked } from './messages.ts';

/** What the update flow asks of the app. */
export interface UpdateDeps {
  /** Makes everything typed durable. */
  flush(): Promise<void>;
  /** True while a text is not an edit yet or a round is running: no moment to change the ground. */
  busy(): boolean;
  /** Pages asks to be called when that may have changed. Unit: milliseconds. */
  every: number;
  /** The data key while the device is unlocked: with it the new version reads every row, without it only their shape. */
  key(): Uint8Array | null;
  /** Told when a new version could not open the data of this device. */
  failed(version: string, reason: string): void;
}

/** Number of the failed version that the user has read about, in localStorage. */
const READ = 'update-failure-read';

class Update {
  #waiting = $state(false);
  #applying = $state(false);
  #failed = $state<string | null>(null);
  #apply: () => void = () => undefined;

  /** A new version is downloaded and waits. */
  get waiting(): boolean {
    return this.#waiting;
  }
  /** The user asked for it; it comes as soon as nothing is being typed or sent. */
  get applying(): boolean {
    return this.#applying;
  }
  /** Number of the version that could not open the data of this device, or null: the present one stays. */
  get failed(): string | null {
    return this.#failed;
  }
  announce(apply: () => void): void {
    this.#waiting = true;
    this.#failed = null;
    this.#apply = apply;
  }
  /** Changes to the new version when the moment is right. */
  apply(): void {
    this.#applying = true;
    this.#apply();
  }
  fail(version: string): void {
    this.#waiting = false;
    this.#applying = false;
    this.#failed = version === localStorage.getItem(READ) ? null : version;
  }
  /** The user has read it: every start tries the version again, but tells of it only once. */
  dismiss(): void {
    if (this.#failed !== null) localStorage.setItem(READ, this.#failed);
    this.#failed = null;
  }
}

export const update = new Update();

/** How often a running app asks for a new version while it is visible. Unit: milliseconds. */
const HOURLY = 3_600_000;

/** How long a new version may take to try the data of this device. Unit: milliseconds. */
const TRIAL = 60_000;

/**
 * Installs the service worker and watches for new versions: downloaded in the background, announced, applied on request,
 * never under a typing hand or a running round; every tab reloads once when the new version takes over. A version takes over
 * only after it has opened a copy of the data itself: when it is installed, and again right before (SPEC U1, U2).
 */
export async function watchForUpdates(deps: UpdateDeps): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  // The only service worker there may be, trusted by name (security.md «CSP»).
  const policy = globalThis.trustedTypes?.createPolicy('app-update', { createScriptURL: () => '/sw.js' });
  const workbox = new Workbox(policy?.createScriptURL('/sw.js') ?? '/sw.js');
  const quiet = async (): Promise<void> => {
    await deps.flush();
    while (deps.busy()) await new Promise((resolve) => setTimeout(resolve, deps.every));
    await deps.flush();
  };
  const judged = (checked: Checked): boolean => {
    if (checked.ok) return true;
    update.fail(checked.version);
    deps.failed(checked.version, checked.reason);
    return false;
  };
  async function apply(): Promise<void> {
    await quiet();
    if (judged(await trial(deps.key()))) workbox.messageSkipWaiting();
  }
  workbox.addEventListener('waiting', () => update.announce(() => void apply()));
  workbox.addEventListener('controlling', ({ isUpdate }) => {
    if (isUpdate) void quiet().then(() => location.reload());
  });
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if ((data as Checked | null)?.type === 'CHECKED') judged(data as Checked);
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

/** Asks the waiting version to try the data of this device; no answer is no. */
async function trial(key: Uint8Array | null): Promise<Checked> {
  const silent = { type: 'CHECKED', ok: false, version: '?', reason: 'NoAnswer' } as const;
  const waiting = (await navigator.serviceWorker.getRegistration())?.waiting;
  if (!waiting) return silent;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const timer = setTimeout(() => resolve(silent), TRIAL);
    port1.onmessage = ({ data }) => {
      clearTimeout(timer);
      resolve(data as Checked);
    };
    waiting.postMessage({ type: 'CHECK', key } satisfies Asked, [port2]);
  });
}
