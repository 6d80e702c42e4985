import { dayAt } from '#domain/day.ts';
import type { Device } from '#client/db/device.ts';
import type { Replaced } from '#client/db/past.ts';
import { err, type Result } from '#domain/result.ts';

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

/** Asks the server for the replaced values of a record; fails with a type that has words. */
export type AskHistory = (scope: string, id: string) => Promise<Result<Replaced[], { type: string }>>;

/** Sends a request to our server with the proof that this device is unlocked. Rejects when the line is dead. */
export type Send = (path: string, init: RequestInit) => Promise<Response>;

/**
 * What stands before every screen. `locked`: the account is locked; `setup`: it has no lock yet; `parting`: this device hands over
 * what it has and then erases itself; `ended`: it has erased itself.
 */
export type Gate = 'locked' | 'setup' | 'parting' | 'ended';

/** What a device whose access was taken away still has to hand over. `texts`: those that cannot become edits. */
export interface Parting {
  edits: number;
  files: number;
  texts: number;
}

const NOBODY: AskHistory = () => Promise.resolve(err({ type: 'Offline' }));
const NOWHERE: Send = () => Promise.reject(new Error('nobody is signed in'));

const QUIET: SyncView = { running: false, problem: null, halted: false, wakeAt: null };

/** Who works on this device now, and what the engine does; filled by main.ts, read by every screen. */
class Session {
  #device = $state.raw<Device | null>(null);
  #sync = $state.raw<SyncView>(QUIET);
  #fault = $state<string | null>(null);
  #now = $state(Date.now());
  #syncNow: () => void = () => undefined;
  #history: AskHistory = NOBODY;
  #send: Send = NOWHERE;
  #gate = $state<Gate | null>(null);
  #parting = $state.raw<Parting | null>(null);

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
  /** Why the storage of this device cannot be used (a type with words), or null: the rescue screen stands for every other. */
  get fault(): string | null {
    return this.#fault;
  }
  /** The clock, moving once a minute. Unit: milliseconds since 1970 UTC. */
  get now(): number {
    return this.#now;
  }
  /** The day in the pilot's calendar. */
  get today(): string {
    return dayAt(this.#now);
  }
  /** What stands before every screen, or null. */
  get gate(): Gate | null {
    return this.#gate;
  }
  /** What has to be handed over before this device erases itself; null while it may stay. */
  get parting(): Parting | null {
    return this.#parting;
  }
  /** The access of this device was taken away; while it is unlocked only the handing over is shown. */
  part(parting: Parting): void {
    this.#parting = parting;
    if (this.#device) this.#gate = 'parting';
  }
  open(device: Device, syncNow: () => void, history: AskHistory = NOBODY, send: Send = NOWHERE): void {
    this.#device = device;
    this.#fault = null;
    this.#gate = null;
    this.#syncNow = syncNow;
    this.#history = history;
    this.#send = send;
  }
  /** Nothing but the gate can be seen. */
  bar(gate: Exclude<Gate, 'parting'>): void {
    this.close();
    this.#gate = gate;
  }
  /** The storage cannot be used: nothing but the rescue screen makes sense. */
  fail(type: string): void {
    this.#fault = type;
  }
  close(): void {
    this.#device = null;
    this.#sync = QUIET;
    this.#syncNow = () => undefined;
    this.#history = NOBODY;
    this.#send = NOWHERE;
    this.#gate = null;
  }
  show(view: SyncView): void {
    this.#sync = view;
  }
  tick(now: number): void {
    this.#now = now;
  }
  /** What the server remembers of a record. */
  history(scope: string, id: string): ReturnType<AskHistory> {
    return this.#history(scope, id);
  }
  /** One request to our server. */
  send(path: string, init: RequestInit): Promise<Response> {
    return this.#send(path, init);
  }
  /** Asks the engine for a round at once. */
  syncNow(): void {
    this.#syncNow();
  }
}

export const session = new Session();
