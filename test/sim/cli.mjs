/**
 * `npm run sim -- --seeds N --from S`: plays what is kept in runs/, then any seeds, on all cores, and prints how often each kind
 * of event took effect; a failure prints its seed and the shrunk steps, ready for test/sim/runs. `--indexeddb` keeps the devices
 * in IndexedDB. `--mutants` finds for each mutant the first seed that kills it and writes kills.json.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { findKills } from './kills.mjs';
import { keptRuns, playAll, said, table } from './threads.mjs';

/** @param {string} name @param {number} otherwise */
function option(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? otherwise : Number(process.argv[at + 1]);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} takes a whole number`);
  return value;
}

const [seeds, from] = [option('seeds', 2000), option('from', 0)];
const folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-sim-'));
try {
  if (process.argv.includes('--mutants')) {
    if ((await findKills(folder, seeds)) > 0) process.exitCode = 1;
  } else {
    const began = performance.now();
    const todo = [...keptRuns().map(({ run }) => run), ...Array.from({ length: seeds }, (_, i) => from + i)];
    const indexedDb = process.argv.includes('--indexeddb');
    const { runs, edits, played, found } = await playAll(await bundle(folder), todo, { indexedDb });
    console.log(table(played));
    console.log(`${runs} runs, ${edits} edits, ${((performance.now() - began) / 1000).toFixed(1)} s`);
    for (const one of found) console.log(said(one));
    if (found.length > 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
