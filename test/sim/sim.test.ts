import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundle, inThread } from './bundle.mjs';
import { MUTANTS } from './mutants.mjs';

const SEEDS = 2000;

let folder = '';
let address = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-sim-'));
  address = await bundle(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Plays seeds 0…count-1 on all cores; gives how many were played and the failures with their shrunk steps. */
async function play(count: number): Promise<{ seeds: number; found: unknown[] }> {
  const step = Math.min(count, availableParallelism());
  const threads = Array.from({ length: step }, (_, from) =>
    inThread(address, { from, step, seeds: Math.ceil((count - from) / step) }),
  );
  const reports = await Promise.all(threads);
  return {
    seeds: reports.reduce((sum, report) => sum + report.seeds, 0),
    found: reports.flatMap(({ found }) => (found ? [found] : [])),
  };
}

it(`[S1] ${SEEDS} seeds of faults lose nothing and leave all copies equal`, { timeout: 600_000 }, async () => {
  expect(await play(SEEDS)).toEqual({ seeds: SEEDS, found: [] });
});

it.each(MUTANTS)('[M1] the mutant «$name» still finds its place in the source', ({ file, find }) => {
  expect(readFileSync(file, 'utf8').split(find)).toHaveLength(2);
});
