/** Plays many runs on all cores, and says what came of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { inThread } from './bundle.mjs';
import { KINDS } from './kinds.mjs';

/** @typedef {import('./played.ts').Played} Played */
/** @typedef {import('./bundle.mjs').Found} Found */
/** @typedef {import('./steps.ts').Run} Run */
/** @typedef {{ runs: number, edits: number, played: Played, found: Found[] }} Sum */

/**
 * A run that is played first, every time. `why`: what it is about; `kills`: the mutant that it kills, null: none that is listed.
 *
 * @typedef {{ file: string, why: string, kills: string | null, run: Run }} KeptRun
 */

const folder = new URL('runs/', import.meta.url);

/** The runs of test/sim/runs, by name. @returns {KeptRun[]} */
export function keptRuns() {
  const files = readdirSync(folder).sort();
  return files.map((file) => ({ file, ...JSON.parse(readFileSync(new URL(file, folder), 'utf8')) }));
}

/**
 * Plays everything, dealt out to as many threads as there are cores; each thread stops at its first failure.
 *
 * @param {string} address Of the bundle.
 * @param {readonly (number | Run)[]} todo
 * @param {{ indexedDb?: boolean }} [options]
 * @returns {Promise<Sum>}
 */
export async function playAll(address, todo, options = {}) {
  const threads = Math.min(todo.length, availableParallelism());
  const reports = await Promise.all(
    Array.from({ length: threads }, (_, i) =>
      inThread(address, { todo: todo.filter((_one, at) => at % threads === i), ...options }),
    ),
  );
  /** @type {Sum} */
  const sum = { runs: 0, edits: 0, played: { kinds: {}, crashes: {} }, found: [] };
  for (const { runs, edits, played, found } of reports) {
    sum.runs += runs;
    sum.edits += edits;
    add(sum.played.kinds, played.kinds);
    add(sum.played.crashes, played.crashes);
    if (found) sum.found.push(found);
  }
  return sum;
}

/** @param {Record<string, number>} sum @param {Record<string, number>} more */
function add(sum, more) {
  for (const [key, n] of Object.entries(more)) sum[key] = (sum[key] ?? 0) + n;
}

/** What a failure says: the promise that was broken, and a file for test/sim/runs. @param {Found} found */
export function said({ seed, rule, text, run }) {
  const kept = { why: `${rule}: ${text}`, kills: null, run };
  return `seed ${seed}: ${rule}: ${text}\ntest/sim/runs/${seed}.json:\n${JSON.stringify(kept)}`;
}

/** How often each kind of event took effect, and at which operations pages died. @param {Played} played */
export function table({ kinds, crashes }) {
  /** @param {number} n @param {string} what */
  const line = (n, what) => `${String(n).padStart(8)}  ${what}`;
  const names = /** @type {(keyof typeof KINDS)[]} */ (Object.keys(KINDS));
  const deaths = Object.entries(crashes).sort(([, a], [, b]) => b - a);
  return [
    ...names.map((name) => line(kinds[name] ?? 0, `${name.padEnd(19)} ${KINDS[name]}`)),
    ...deaths.map(([at, n]) => line(n, `the page dies at: ${at}`)),
  ].join('\n');
}
