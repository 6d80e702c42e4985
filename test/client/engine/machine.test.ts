import { INITIAL, step, type EngineEvent, type EngineState } from '#client/engine/machine.ts';
import type { RoundDone, RoundError } from '#client/engine/exchange.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const MINUTE = 60_000;
const done = (over: Partial<RoundDone> = {}): RoundDone => ({
  pushed: 0,
  refused: 0,
  pulled: 0,
  more: false,
  took: 100,
  ...over,
});
const running: EngineState = { ...INITIAL, running: true };
const failed = (error: RoundError, now = 0, chance = 0.5): EngineEvent => ({ type: 'failed', error, now, chance });
const down: RoundError = { type: 'ServerDown', retryAfter: null };
const rounds = (effects: ReturnType<typeof step>[1]) => effects.filter(({ type }) => type === 'round').length;

const reason = fc.constantFrom('start', 'commit', 'visible', 'online', 'button', 'timer' as const);
const error = fc.oneof(
  fc.constantFrom<RoundError>(
    { type: 'Offline' },
    { type: 'CaptivePortal' },
    { type: 'Unauthorized' },
    { type: 'UpgradeNeeded' },
    { type: 'TooLarge' },
    { type: 'Revoked' },
    { type: 'StorageBroken' },
  ),
  fc.record({
    type: fc.constantFrom('ServerDown' as const, 'RateLimited' as const),
    retryAfter: fc.option(fc.nat(7200)),
  }),
);
const anything = fc.array(
  fc.record({
    wait: fc.nat(20 * MINUTE),
    ends: fc.boolean(),
    want: reason,
    how: fc.oneof(
      fc.record({ type: fc.constant('done' as const), more: fc.boolean(), pushed: fc.nat(600), took: fc.nat(20_000) }),
      fc.record({ type: fc.constant('failed' as const), error, chance: fc.double({ min: 0, max: 1, noNaN: true }) }),
      fc.record({ type: fc.constant('busy' as const) }),
    ),
  }),
  { maxLength: 60 },
);

/** Plays a life of an engine: what ends a round happens only while one runs. */
function play(
  life: readonly (typeof anything extends fc.Arbitrary<infer T> ? T : never)[number][],
  look: (before: EngineState, event: EngineEvent, after: EngineState, effects: ReturnType<typeof step>[1]) => void,
): void {
  let state = INITIAL;
  let now = 1_000_000;
  for (const { wait, ends, want, how } of life) {
    now += wait;
    const event: EngineEvent =
      !ends || !state.running
        ? { type: 'want', reason: want, now }
        : how.type === 'done'
          ? { type: 'done', result: done(how), now }
          : how.type === 'failed'
            ? failed(how.error, now, how.chance)
            : { type: 'busy', now };
    const [after, effects] = step(state, event);
    look(state, event, after, effects);
    state = after;
  }
}

describe('one round at a time', () => {
  it('[E1] never are two rounds at once, whatever happens', () => {
    fc.assert(
      fc.property(anything, (life) => {
        let open = 0;
        play(life, (_before, event, after, effects) => {
          if (event.type !== 'want') open -= 1;
          open += rounds(effects);
          expect(open).toBeGreaterThanOrEqual(0);
          expect(open).toBeLessThanOrEqual(1);
          expect(after.running).toBe(open === 1);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('[E1] overtaken by another tab it waits like one that met it at work; with edits left it goes on at once', () => {
    const overtaken = (more: boolean): EngineEvent => ({
      type: 'done',
      result: done({ overtaken: true, more }),
      now: 1000,
    });
    expect(step(running, overtaken(false))[1]).toEqual([{ type: 'wake', at: 6000 }]);
    expect(rounds(step(running, overtaken(true))[1])).toBe(1);
  });

  it('[E1] it always goes on: a round, a time to wake, or a halt that a person ends', () => {
    fc.assert(
      fc.property(anything, (life) => {
        play(life, (_before, event, after) => {
          if (!after.running && !(event.type === 'want' && after === INITIAL))
            expect(after.wakeAt !== null || after.halt !== null).toBe(true);
        });
      }),
    );
  });

  it('[E1] who asks while a round runs gets another round after it', () => {
    const [asked, effects] = step(running, { type: 'want', reason: 'commit', now: 0 });
    expect(effects).toEqual([]);
    expect(step(asked, { type: 'done', result: done(), now: 1 })[1]).toEqual([{ type: 'round', batch: 500 }]);
  });

  it('[E1] another tab at work: look again soon', () => {
    const [state, effects] = step(running, { type: 'busy', now: 1000 });
    expect(state.running).toBe(false);
    expect(effects).toEqual([{ type: 'wake', at: 6000 }]);
  });
});

describe('trying again', () => {
  it('[E2] waits 1 s · 2ⁿ up to 15 minutes, give or take a quarter', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.double({ min: 0, max: 1, noNaN: true }), (failures, chance) => {
        const [state] = step({ ...running, failures }, failed(down, 0, chance));
        const plain = Math.min(15 * MINUTE, 1000 * 2 ** failures);
        expect(state.wakeAt).toBeGreaterThanOrEqual(plain * 0.75);
        expect(state.wakeAt).toBeLessThanOrEqual(plain * 1.25);
        expect(state.failures).toBe(failures + 1);
      }),
    );
  });

  it('[E2] a number of failures ends it never', () => {
    let state = running;
    for (let i = 0; i < 10_000; i++) state = { ...step(state, failed({ type: 'Offline' }))[0], running: true };
    expect(step(state, failed({ type: 'Offline' }))[0]).toMatchObject({ halt: null, wakeAt: 15 * MINUTE });
  });

  it('[E2] Retry-After is honoured when it is longer', () => {
    const at = (retryAfter: number) => step(running, failed({ type: 'RateLimited', retryAfter }))[0].wakeAt;
    expect(at(300)).toBe(300_000);
    expect(at(0)).toBe(1000);
  });

  it('[E2] a new reason tries at once: button, visible again, online, start', () => {
    const waiting: EngineState = { ...INITIAL, failures: 9, error: down, wakeAt: 10 * MINUTE };
    for (const why of ['button', 'visible', 'online', 'start'] as const) {
      expect(step(waiting, { type: 'want', reason: why, now: 5 })[1], why).toEqual([{ type: 'round', batch: 500 }]);
    }
  });

  it('[E2] an edit tries within half a second, or within ten when the line was down, and edits do not push it away', () => {
    const [first] = step(INITIAL, { type: 'want', reason: 'commit', now: 1000 });
    expect(first.wakeAt).toBe(1400);
    expect(step(first, { type: 'want', reason: 'commit', now: 1300 })[0].wakeAt).toBe(1400);
    const waiting: EngineState = { ...INITIAL, failures: 9, wakeAt: 10 * MINUTE };
    expect(step(waiting, { type: 'want', reason: 'commit', now: 1000 })[0].wakeAt).toBe(11_000);
  });

  it('[E2] a timer that fires early goes back to sleep; at its time it starts', () => {
    const waiting: EngineState = { ...INITIAL, wakeAt: 5000 };
    expect(step(waiting, { type: 'want', reason: 'timer', now: 4999 })[1]).toEqual([{ type: 'wake', at: 5000 }]);
    expect(rounds(step(waiting, { type: 'want', reason: 'timer', now: 5000 })[1])).toBe(1);
  });

  it('[E2] success forgets the failures and wakes by itself every 15 minutes', () => {
    const [state, effects] = step({ ...running, failures: 7, error: down }, { type: 'done', result: done(), now: 0 });
    expect(state).toMatchObject({ failures: 0, error: null, halt: null });
    expect(effects).toEqual([{ type: 'wake', at: 15 * MINUTE }]);
  });
});

describe('halts', () => {
  it.each(['Unauthorized', 'UpgradeNeeded', 'Revoked'] as const)('[E3] %s stops until a person acts', (type) => {
    const [halted, effects] = step(running, failed({ type }));
    expect([halted.halt, halted.wakeAt, effects]).toEqual([type, null, []]);
    for (const why of ['commit', 'visible', 'online', 'timer'] as const) {
      expect(step(halted, { type: 'want', reason: why, now: 1e9 }), why).toEqual([halted, []]);
    }
    for (const why of ['start', 'button'] as const)
      expect(rounds(step(halted, { type: 'want', reason: why, now: 1 })[1]), why).toBe(1);
  });

  it('[E3] after the sign-in a good round ends the halt', () => {
    const [halted] = step(running, failed({ type: 'Unauthorized' }));
    const [again] = step(halted, { type: 'want', reason: 'start', now: 1 });
    expect(step(again, { type: 'done', result: done(), now: 2 })[0].halt).toBeNull();
  });
});

describe('the size of a batch', () => {
  it('[E4] 413 halves it and tries at once, down to one edit', () => {
    let state: EngineState = running;
    for (const batch of [250, 125, 62, 31, 15, 7, 3, 1]) {
      const [next, effects] = step(state, failed({ type: 'TooLarge' }));
      expect(effects).toEqual([{ type: 'round', batch }]);
      state = next;
    }
    const [last, effects] = step(state, failed({ type: 'TooLarge' }));
    expect(last.batch).toBe(1);
    expect(effects.map(({ type }) => type)).toEqual(['wake']);
  });

  it('[E4] it follows the line: twice as many on a fast one, half on a slow one, between 1 and 2,000', () => {
    const after = (batch: number, took: number, pushed = batch) =>
      step({ ...running, batch }, { type: 'done', result: done({ took, pushed }), now: 0 })[0].batch;
    expect([
      after(500, 4999),
      after(500, 7000),
      after(500, 10_001),
      after(2000, 10),
      after(1, 60_000),
      after(500, 10, 3),
    ]).toEqual([1000, 500, 250, 2000, 1, 500]);
  });

  it('[E4] whatever happens it stays between 1 and 2,000', () => {
    fc.assert(
      fc.property(anything, (life) =>
        play(life, (_before, _event, { batch }) => expect(batch >= 1 && batch <= 2000).toBe(true)),
      ),
    );
  });
});
