/**
 * Bundles the simulation, so that it runs at full speed in threads, and so that a mutant can be made of it: one text of
 * one source is replaced on the way.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';

/** @typedef {import('./mutants.mjs').Mutant} Mutant */
/** @typedef {import('./steps.ts').Run} Run */
/** @typedef {{ seed: number, rule: string, text: string, run: Run }} Found */
/** @typedef {{ runs: number, edits: number, played: import('./played.ts').Played, found: Found | null }} Report */
/** @typedef {{ todo: readonly (number | Run)[], indexedDb?: boolean, shrink?: boolean }} Task `todo`: seeds and kept runs. */

const root = fileURLToPath(new URL('../../', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * @param {string} outDir
 * @param {Mutant | null} [mutant]
 * @returns {Promise<string>} The address of the bundle.
 */
export async function bundle(outDir, mutant = null) {
  mkdirSync(outDir, { recursive: true });
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    envDir: false,
    publicDir: false,
    define: { __VERSION__: JSON.stringify(version) },
    ssr: { noExternal: true },
    plugins: mutant
      ? [
          {
            name: 'mutant',
            enforce: 'pre',
            transform(code, id) {
              if (id !== join(root, mutant.file)) return null;
              return { code: mutated(code, mutant), map: null };
            },
          },
        ]
      : [],
    build: {
      ssr: join(root, 'test/sim/worker.ts'),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { entryFileNames: `${mutant?.name ?? 'sim'}.mjs`, codeSplitting: false } },
    },
  });
  return pathToFileURL(join(outDir, `${mutant?.name ?? 'sim'}.mjs`)).href;
}

/**
 * The source with the mutant's bug in it. Throws when the text to be replaced is not there exactly once.
 *
 * @param {string} code
 * @param {Mutant} mutant
 */
export function mutated(code, { name, file, find, replace }) {
  const parts = code.split(find);
  if (parts.length !== 2) throw new Error(`mutant ${name}: its text stands ${parts.length - 1} times in ${file}`);
  return parts.join(replace);
}

/**
 * Plays what is to do in a thread, in order, to the first failure.
 *
 * @param {string} address
 * @param {Task} task
 * @returns {Promise<Report>}
 */
export function inThread(address, task) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(address), { workerData: task });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread ended with ${code}`)));
  });
}
