/** A thread of the simulation: plays seeds one after another and tells the first failure, shrunk. */
import { parentPort, workerData } from 'node:worker_threads';
import { generate, play, shrink, type Options, type Outcome, type Run } from './sim.ts';

const {
  from,
  seeds,
  step = 1,
  indexedDb,
  shrink: small = true,
} = workerData as {
  from: number;
  seeds: number;
  step?: number;
  indexedDb?: boolean;
  shrink?: boolean;
};

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
const PATIENCE = 20_000;

function guarded(run: Run, given: Options): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const hung = new Promise<Outcome>((resolve) => {
    const failure = { rule: 'hang', text: 'the run waits for ever' };
    timer = setTimeout(() => resolve({ failure, edits: 0 }), PATIENCE);
  });
  return Promise.race([play(run, given), hung]).finally(() => clearTimeout(timer));
}

const options = await optionsOf();
let edits = 0;
let found: object | null = null;
let done = 0;
for (let seed = from; done < seeds && !found; seed += step) {
  const run = generate(seed);
  const outcome = await guarded(run, options);
  edits += outcome.edits;
  done += 1;
  if (!outcome.failure) continue;
  const least = small && outcome.failure.rule !== 'hang' ? await shrink(run, outcome.failure, options) : run;
  const again = (await guarded(least, options)).failure ?? outcome.failure;
  found = { seed, ...again, run: least };
}
parentPort?.postMessage({ seeds: done, edits, found });
