import { channel } from './channel.ts';

/** What taking turns needs from the browser; time from outside. */
export interface TurnDeps {
  /** Undefined where the browser has no Web Locks: everyone then has the turn, and the protocol keeps order by itself. */
  locks: LockManager | undefined;
  now(): number;
  pause(ms: number): Promise<void>;
}

/** One writer at a time among the tabs and the worker of this device. */
export interface Turn {
  /** Runs `work` while nobody else does the same; false when someone else has the turn. */
  take(work: () => Promise<void>): Promise<boolean>;
  close(): void;
}

/** How long another holder is believed without a sign of life, and how long a sign may take. Unit: milliseconds. */
export const BELIEVED = 60_000;
const ANSWER = 2_000;

/**
 * Turns by a Web Lock. A holder that has kept the lock for a minute and does not answer is dead or frozen: the turn is taken
 * from it (R37, fault 15). If it wakes up nevertheless nothing breaks: late answers are ignored (SPEC C3).
 */
export function turnOf(name: string, { locks, now, pause }: TurnDeps): Turn {
  let holding = 0;
  let other: { client: string; since: number } | null = null;
  let alive = false;
  const line = channel<'alive?' | 'alive'>(`turn:${name}`, (word) => {
    if (word === 'alive') alive = true;
    else if (holding > 0) line.tell('alive');
  });

  async function held(work: () => Promise<void>): Promise<void> {
    holding += 1;
    other = null;
    try {
      await work();
    } finally {
      holding -= 1;
    }
  }

  async function dead(manager: LockManager): Promise<boolean> {
    const holder = (await manager.query()).held?.find((lock) => lock.name === name)?.clientId;
    if (holder === undefined) return false;
    if (other?.client !== holder) other = { client: holder, since: now() };
    if (now() - other.since < BELIEVED) return false;
    alive = false;
    line.tell('alive?');
    await pause(ANSWER);
    if (alive) other = { client: holder, since: now() };
    return !alive;
  }

  return {
    async take(work) {
      if (!locks) return held(work).then(() => true);
      const free = await locks.request(name, { ifAvailable: true }, async (lock) => {
        if (lock) await held(work);
        return lock !== null;
      });
      if (free || !(await dead(locks))) return free;
      await locks.request(name, { steal: true }, () => held(work));
      return true;
    },
    close: () => line.close(),
  };
}

/** The browser's own. */
export function browserTurn(name: string): Turn {
  return turnOf(name, {
    locks: navigator.locks,
    now: Date.now,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
}

/** Name of the lock under which an account's rounds run, in tabs and in the worker alike. */
export const syncTurn = (account: string): string => `sync:${account}`;
