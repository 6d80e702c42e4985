import type { RoundDone, RoundError } from './exchange.ts';

/** Why the engine is asked to sync. */
export type Reason = 'start' | 'commit' | 'visible' | 'online' | 'button' | 'timer';

/** What stops sending until a person acts, or this device has done what it was told. */
export type Halt = 'Unauthorized' | 'UpgradeNeeded' | 'Revoked' | 'DeviceWiped' | 'DeviceSuspect';

const HALTS: readonly string[] = [
  'Unauthorized',
  'UpgradeNeeded',
  'Revoked',
  'DeviceWiped',
  'DeviceSuspect',
] satisfies Halt[];
const halts = (type: string): type is Halt => HALTS.includes(type);

/** When and how to sync, as data: the same module runs on the phone and in the simulator. Times: milliseconds. */
export interface EngineState {
  running: boolean;
  /** Someone asked while a round was running. */
  again: boolean;
  failures: number;
  /** How many edits the next round may carry. */
  batch: number;
  halt: Halt | null;
  error: RoundError | null;
  /** When the engine wakes by itself, or null. */
  wakeAt: number | null;
}

export type EngineEvent =
  | { type: 'want'; reason: Reason; now: number }
  | { type: 'done'; result: RoundDone; now: number }
  /** `chance`: 0…1, spreads phones that failed together. */
  | { type: 'failed'; error: RoundError; now: number; chance: number }
  /** Another tab is syncing. */
  | { type: 'busy'; now: number };

export type Effect = { type: 'round'; batch: number } | { type: 'wake'; at: number };

export const INITIAL: EngineState = {
  running: false,
  again: false,
  failures: 0,
  batch: 500,
  halt: null,
  error: null,
  wakeAt: null,
};

const REGULAR = 15 * 60_000;
const LONGEST = 15 * 60_000;
const SETTLE = 400;
const SOON = 10_000;
const OTHER_TAB = 5_000;
const MAX_BATCH = 2000;
/** A round should take about this long on whatever line there is. */
const GOOD_ROUND = 5_000;
const LONG_ROUND = 10_000;

/** The state machine: (state, event) → (state, effects). SPEC E1–E4. */
export function step(state: EngineState, event: EngineEvent): [EngineState, Effect[]] {
  switch (event.type) {
    case 'want':
      return want(state, event);
    case 'busy':
      return sleep({ ...state, running: false, again: false }, event.now + OTHER_TAB);
    case 'done': {
      const { result, now } = event;
      const batch = sized(state.batch, result);
      const next: EngineState = { ...state, running: false, again: false, failures: 0, error: null, halt: null, batch };
      if (result.upgrade) next.error = { type: 'UpgradeNeeded' };
      if (result.more || state.again) return start(next);
      if (result.revoked) return [{ ...next, halt: 'Revoked', error: { type: 'Revoked' }, wakeAt: null }, []];
      return sleep(next, now + (result.overtaken ? OTHER_TAB : REGULAR));
    }
    case 'failed': {
      const { error, now, chance } = event;
      const batch = error.type === 'TooLarge' || state.failures > 0 ? Math.max(1, state.batch >> 1) : state.batch;
      const next = { ...state, running: false, again: false, failures: state.failures + 1, batch, error };
      if (halts(error.type)) {
        return [{ ...next, halt: error.type, wakeAt: null }, []];
      }
      if (error.type === 'TooLarge' && state.batch > 1) return start(next);
      const asked = 'retryAfter' in error && error.retryAfter !== null ? error.retryAfter * 1000 : 0;
      const backoff = Math.min(LONGEST, 1000 * 2 ** Math.min(state.failures, 20)) * (0.75 + chance / 2);
      return sleep(next, now + Math.max(asked, backoff));
    }
  }
}

function want(state: EngineState, { reason, now }: { reason: Reason; now: number }): [EngineState, Effect[]] {
  if (state.running) return [{ ...state, again: true }, []];
  if (state.halt && reason !== 'button' && reason !== 'start') return [state, []];
  if (reason === 'timer' && state.wakeAt !== null && now < state.wakeAt)
    return [state, [{ type: 'wake', at: state.wakeAt }]];
  if (reason !== 'commit') return start(state);
  const at = now + (state.failures > 0 ? SOON : SETTLE);
  return sleep(state, Math.min(state.wakeAt ?? at, at));
}

const start = (state: EngineState): [EngineState, Effect[]] => [
  { ...state, running: true, wakeAt: null },
  [{ type: 'round', batch: state.batch }],
];

const sleep = (state: EngineState, at: number): [EngineState, Effect[]] => [
  { ...state, wakeAt: at },
  [{ type: 'wake', at }],
];

function sized(batch: number, { took, pushed }: RoundDone): number {
  if (pushed < batch) return batch;
  if (took > LONG_ROUND) return Math.max(1, batch >> 1);
  return took < GOOD_ROUND ? Math.min(MAX_BATCH, batch * 2) : batch;
}
