/** A thread of the simulation: plays seeds and kept runs one after another and tells the first failure, shrunk. */
import { parentPort, workerData } from 'node:worker_threads';
import { addPlayed, nothingPlayed } from './played.ts';
import { generate, play, shrink, type Options, type Outcome, type Run } from './sim.ts';

const {
  todo,
  indexedDb = false,
  shrink: small = true,
} = workerData as { todo: (number | Run)[]; indexedDb?: boolean; shrink?: boolean };

async function optionsOf(): Promise<Options> {
  if (!indexedDb) return {};
  // @ts-expect-error: the package declares no types for this entry.
  await import('fake-indexeddb/auto');
  const { databaseName, dexieStore } = await import('#client/db/dexie.ts');
  let runs = 0;
  return {
    storage() {
      const of = ++runs;
      return (disk) => dexieStore(databaseName(`sim-${of}-${disk}`));
    },
  };
}

/** Ends a run that waits for something that never comes. Unit: milliseconds. */
const PATIENCE = 60_000;

function guarded(run: Run, given: Options): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const hung = new Promise<Outcome>((resolve) => {
    const failure = { rule: 'hang', text: 'the run waits for ever' };
    timer = setTimeout(() => resolve({ failure, edits: 0, played: nothingPlayed() }), PATIENCE);
  });
  return Promise.race([play(run, given), hung]).finally(() => clearTimeout(timer));
}

const options = await optionsOf();
let edits = 0;
const played = nothingPlayed();
let found: object | null = null;
let runs = 0;
for (const one of todo) {
  const run = typeof one === 'number' ? generate(one) : one;
  const outcome = await guarded(run, options);
  edits += outcome.edits;
  addPlayed(played, outcome.played);
  runs += 1;
  if (!outcome.failure) continue;
  const least = small && outcome.failure.rule !== 'hang' ? await shrink(run, outcome.failure, options) : run;
  const again = (await guarded(least, options)).failure ?? outcome.failure;
  found = { seed: run.seed, ...again, run: least };
  break;
}
parentPort?.postMessage({ runs, edits, played, found });
