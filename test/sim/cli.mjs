/** `npm run sim -- --seeds N --from S`: plays any seeds on all cores; a failure prints its seed and the shrunk steps. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle, inThread } from './bundle.mjs';

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
  const began = performance.now();
  const address = await bundle(folder);
  const threads = Math.min(seeds, availableParallelism());
  const reports = await Promise.all(
    Array.from({ length: threads }, (_, i) =>
      inThread(address, {
        from: from + i,
        step: threads,
        seeds: Math.ceil((seeds - i) / threads),
        indexedDb: process.argv.includes('--indexeddb'),
      }),
    ),
  );
  const edits = reports.reduce((sum, report) => sum + report.edits, 0);
  const played = reports.reduce((sum, report) => sum + report.seeds, 0);
  console.log(`${played} seeds, ${edits} edits, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  for (const { found } of reports) {
    if (!found) continue;
    process.exitCode = 1;
    console.log(`seed ${found.seed}: ${found.rule}: ${found.text}\n${JSON.stringify(found.run)}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
