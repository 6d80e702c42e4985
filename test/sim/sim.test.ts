import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from './bundle.mjs';
import { KINDS } from './kinds.mjs';
import { keptRuns, playAll, said, type Sum } from './threads.mjs';

const SEEDS = 2000;

/** How often each kind of event has to take effect in these seeds, and how many operations of the storage pages have to die at. */
const AT_LEAST = 15;
const OPERATIONS = 18;

let folder = '';
let sum: Sum;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-sim-'));
  const kept = keptRuns().map(({ run }) => run);
  sum = await playAll(await bundle(folder), [...kept, ...Array.from({ length: SEEDS }, (_, seed) => seed)]);
}, 900_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe(`the kept runs and ${SEEDS} seeds of faults`, () => {
  it('[S1] lose nothing and leave all copies equal', () => {
    expect(sum.found.map(said)).toEqual([]);
    expect(sum.runs).toBe(keptRuns().length + SEEDS);
  });

  it.each(Object.entries(KINDS))('[S1] really play «%s»: %s', (kind) => {
    expect(sum.played.kinds[kind as keyof typeof KINDS]).toBeGreaterThanOrEqual(AT_LEAST);
  });

  it('[C1] let pages die at every kind of operation on the storage', () => {
    expect(Object.keys(sum.played.crashes).length).toBeGreaterThanOrEqual(OPERATIONS);
  });
});
