import { startEngine, type EngineDeps } from '#client/engine/engine.ts';
import type { EngineState } from '#client/engine/machine.ts';
import { memoryStore } from '#client/db/memory.ts';
import { expect, it } from 'vitest';
import { mid } from '../../support/wire.ts';

/** An engine on a dead line, its timers in hand. */
function rig(over: Partial<EngineDeps> = {}) {
  const states: EngineState[] = [];
  const wakes: { at: number; call: () => void }[] = [];
  let posts = 0;
  const engine = startEngine({
    store: memoryStore(),
    post: () => {
      posts += 1;
      return Promise.reject(new TypeError('no line'));
    },
    now: () => 1000,
    newMid: () => mid('rid'),
    alone: async (work) => {
      await work();
      return true;
    },
    wake: (at, call) => void wakes.push({ at, call }),
    chance: () => 0.5,
    changed: (state) => void states.push(state),
    ...over,
  });
  const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
  return { engine, states, wakes, settled, posts: () => posts };
}

it('[E2] a dead line is «offline», and the engine wakes by itself', async () => {
  const { engine, states, wakes, settled, posts } = rig();
  engine.want('start');
  await settled();
  expect(states.at(-1)).toMatchObject({ running: false, error: { type: 'Offline' }, wakeAt: 2000, failures: 1 });
  expect(wakes.map(({ at }) => at)).toEqual([2000]);
  expect(posts()).toBe(1);
});

it('[E1] many who ask at once make one round and one after it', async () => {
  let open = 0;
  let most = 0;
  const { engine, settled, posts } = rig({
    alone: async (work) => {
      most = Math.max(most, ++open);
      await work();
      open -= 1;
      return true;
    },
  });
  for (let i = 0; i < 10; i++) engine.want('button');
  await settled();
  expect([most, posts()]).toEqual([1, 1]);
});

it('[E1] another tab at work means no request', async () => {
  const { engine, states, settled, posts } = rig({ alone: async () => false });
  engine.want('start');
  await settled();
  expect(posts()).toBe(0);
  expect(states.at(-1)).toMatchObject({ running: false, wakeAt: 6000 });
});

it('[E1] a lock that fails does not stop the engine for good', async () => {
  const { engine, states, settled } = rig({ alone: () => Promise.reject(new Error('locks are broken')) });
  engine.want('start');
  await settled();
  expect(states.at(-1)).toMatchObject({ running: false, wakeAt: 6000 });
});

it('[E2] a broken storage is told as such and tried again', async () => {
  const store = { ...memoryStore(), write: () => Promise.reject(new Error('disk')) };
  const { engine, states, settled } = rig({ store });
  engine.want('start');
  await settled();
  expect(states.at(-1)).toMatchObject({ running: false, error: { type: 'StorageBroken' }, wakeAt: 2000 });
});

it('[E1] a stopped engine does nothing more', async () => {
  const { engine, states, settled, posts } = rig();
  engine.stop();
  engine.want('button');
  await settled();
  expect([states.length, posts()]).toEqual([0, 0]);
});
