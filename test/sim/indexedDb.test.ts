import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundle } from './bundle.mjs';
import { keptRuns, playAll, said } from './threads.mjs';

const SEEDS = 100;

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-sim-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it(
  `[S1] the kept runs and ${SEEDS} seeds lose nothing either where the devices keep their data in IndexedDB`,
  { timeout: 900_000 },
  async () => {
    const kept = keptRuns().map(({ run }) => run);
    const todo = [...kept, ...Array.from({ length: SEEDS }, (_, seed) => seed)];
    const { runs, found } = await playAll(await bundle(folder), todo, { indexedDb: true });
    expect(found.map(said)).toEqual([]);
    expect(runs).toBe(todo.length);
  },
);
