import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, inThread } from './bundle.mjs';
import { kills } from './kills.mjs';
import { MUTANTS } from './mutants.mjs';
import { keptRuns, playAll, said } from './threads.mjs';

/** Within so many seeds, and at least so many bugs. */
const [SEEDS, ENOUGH] = [2000, 20];

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-mutants-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const found = kills();
const kept = keptRuns().flatMap(({ kills: name, ...one }) => (name === null ? [] : [{ ...one, kills: name }]));
const byName = new Map(MUTANTS.map((mutant) => [mutant.name, mutant]));

describe('deliberate bugs of the protocol', () => {
  it(`[S1] are many, and each is killed by one of the first ${SEEDS} seeds: npm run sim -- --mutants`, () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(ENOUGH);
    expect(Object.keys(found)).toEqual(MUTANTS.map(({ name }) => name));
    expect(Math.max(...Object.values(found))).toBeLessThan(SEEDS);
  });

  it.each(MUTANTS)('[M1] «$name» finds its place in the source', ({ file, find }) => {
    expect(readFileSync(file, 'utf8').split(find)).toHaveLength(2);
  });

  it('[S1] the seeds that kill them pass without them', { timeout: 300_000 }, async () => {
    const { found: failed } = await playAll(await bundle(folder), [...new Set(Object.values(found))]);
    expect(failed.map(said)).toEqual([]);
  });

  it.each(MUTANTS)('[S1] the simulation kills «$name»: $why', { timeout: 300_000 }, async (mutant) => {
    const seed = found[mutant.name] ?? NaN;
    const { found: death } = await inThread(await bundle(folder, mutant), { todo: [seed], shrink: false });
    expect(death?.seed).toBe(seed);
  });

  it.each(kept)('[S1] the kept run $file kills «$kills»: $why', { timeout: 300_000 }, async ({ kills: name, run }) => {
    const mutant = byName.get(name);
    expect(mutant).toBeDefined();
    const { found: death } = await inThread(await bundle(folder, mutant), { todo: [run], shrink: false });
    expect(death).not.toBeNull();
  });
});
