import { round, type RoundDeps, type RoundError } from './exchange.ts';
import { INITIAL, step, type EngineEvent, type EngineState, type Reason } from './machine.ts';

/** What the engine needs besides a round's own needs. */
export interface EngineDeps extends RoundDeps {
  /** Runs `work` while no other tab does the same; false when another one holds the lock. */
  alone(work: () => Promise<void>): Promise<boolean>;
  /** Calls back once at an instant (milliseconds since 1970 UTC); a later call replaces an earlier one. */
  wake(at: number, call: () => void): void;
  /** What `work` gives, or null when so many milliseconds pass first: the stall guard (SPEC E5). Without it nothing is guarded. */
  within?<T>(work: Promise<T>, ms: number): Promise<T | null>;
  /** Uniform in 0…1. */
  chance(): number;
  /** Told after every step. */
  changed(state: EngineState): void;
}

/** How long a round may take, whatever it waits for. Unit: milliseconds. */
export const LONGEST_ROUND = 90_000;

/** A running engine. */
export interface Engine {
  want(reason: Reason): void;
  stop(): void;
}

/** Carries out what the state machine decides: one round at a time, one tab at a time. Knows no feature. */
export function startEngine(deps: EngineDeps): Engine {
  let state = INITIAL;
  let stopped = false;

  function on(event: EngineEvent): void {
    if (stopped) return;
    const [next, effects] = step(state, event);
    state = next;
    deps.changed(state);
    for (const effect of effects) {
      if (effect.type === 'wake') deps.wake(effect.at, () => want('timer'));
      else void run(effect.batch);
    }
  }

  async function run(batch: number): Promise<void> {
    let event: EngineEvent | null = null;
    const free = await deps
      .alone(async () => {
        event = await attempt(batch);
      })
      .catch(() => false);
    on(free && event ? event : { type: 'busy', now: deps.now() });
  }

  async function attempt(batch: number): Promise<EngineEvent> {
    const failed = (error: RoundError): EngineEvent => ({
      type: 'failed',
      error,
      now: deps.now(),
      chance: deps.chance(),
    });
    try {
      const working = round(deps, batch);
      const result = deps.within ? await deps.within(working, LONGEST_ROUND) : await working;
      if (!result) return failed({ type: 'Stalled' });
      return result.ok ? { type: 'done', result: result.value, now: deps.now() } : failed(result.error);
    } catch {
      return failed({ type: 'StorageBroken' });
    }
  }

  function want(reason: Reason): void {
    on({ type: 'want', reason, now: deps.now() });
  }

  return { want, stop: () => void (stopped = true) };
}
