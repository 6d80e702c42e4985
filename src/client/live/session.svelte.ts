import { dayAt } from '#domain/day.ts';
import type { Device } from '#client/db/device.ts';

/** What the engine is doing, as screens need it. */
export interface SyncView {
  running: boolean;
  /** Type of what went wrong last (words in i18n `errors`), or null. */
  problem: string | null;
  /** True when sending waits for a person: sign in again, or update. */
  halted: boolean;
  /** When the next try starts by itself, or null. Unit: milliseconds since 1970 UTC. */
  wakeAt: number | null;
}

const QUIET: SyncView = { running: false, problem: null, halted: false, wakeAt: null };

/** Who works on this device now, and what the engine does; filled by main.ts, read by every screen. */
class Session {
  #device = $state.raw<Device | null>(null);
  #sync = $state.raw<SyncView>(QUIET);
  #now = $state(Date.now());
  #syncNow: () => void = () => undefined;

  get signedIn(): boolean {
    return this.#device !== null;
  }
  /** The device; screens that need it stand behind sign-in. */
  get device(): Device {
    if (!this.#device) throw new Error('no session');
    return this.#device;
  }
  get sync(): SyncView {
    return this.#sync;
  }
  /** The clock, moving once a minute. Unit: milliseconds since 1970 UTC. */
  get now(): number {
    return this.#now;
  }
  /** The day in the pilot's calendar. */
  get today(): string {
    return dayAt(this.#now);
  }
  open(device: Device, syncNow: () => void): void {
    this.#device = device;
    this.#syncNow = syncNow;
  }
  close(): void {
    this.#device = null;
    this.#sync = QUIET;
    this.#syncNow = () => undefined;
  }
  show(view: SyncView): void {
    this.#sync = view;
  }
  tick(now: number): void {
    this.#now = now;
  }
  /** Asks the engine for a round at once. */
  syncNow(): void {
    this.#syncNow();
  }
}

export const session = new Session();
