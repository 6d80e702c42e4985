/**
 * `npm test`: every check there is, in order, each to its end; `npm test -- --only unit,e2e` runs some of them.
 * The last line is "N passed, N failed", with ", N skipped" if any. Exit code 1 when anything failed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../src/ops/processes.mjs';
import { ensureBuilt, ensureInstalled, nodeFault } from '../src/ops/setup.mjs';
import { findChromium } from './chromium.mjs';
import { countPlaywright, countVitest } from './counts.mjs';
import { checkPackages } from './packages.mjs';

/** @typedef {import('./counts.mjs').Counts} Counts */

const minute = 60_000;
const root = fileURLToPath(new URL('../', import.meta.url));
const reports = mkdtempSync(join(tmpdir(), 'trzy-sfery-test-'));

/** @type {Record<string, string[]>} */
const checks = {
  prettier: ['node_modules/prettier/bin/prettier.cjs', '--check', '.'],
  eslint: ['node_modules/eslint/bin/eslint.js', '-c', '.eslint.config.js', '--max-warnings', '0', '.'],
  tsc: ['node_modules/typescript/bin/tsc'],
  'svelte-check': ['node_modules/svelte-check/bin/svelte-check', '--fail-on-warnings'],
};
const stages = ['packages', ...Object.keys(checks), 'build', 'unit', 'e2e'];

/** @type {(Counts & { stage: string, seconds: number })[]} */
const results = [];

/** Set by Ctrl-C or SIGTERM: what runs is told to end, what waits is not begun. */
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => (interrupted = true));

/**
 * Runs one stage and notes its outcome and duration.
 *
 * @param {string} stage
 * @param {() => Promise<Counts>} work
 */
async function timed(stage, work) {
  if (interrupted) return void results.push({ ...one(false), stage, seconds: 0, notes: ['not run: interrupted'] });
  const from = performance.now();
  const counts = await work();
  const seconds = (performance.now() - from) / 1000;
  results.push({ ...counts, stage, seconds });
  const state = counts.failed > 0 ? 'FAILED' : 'ok';
  console.log(`── ${stage}: ${state} (${counts.passed} passed, ${counts.failed} failed, ${seconds.toFixed(1)} s)`);
}

/**
 * @param {boolean} passed
 * @returns {Counts}
 */
function one(passed) {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0, notes: [] };
}

/** @param {string} stage */
async function check(stage) {
  await timed(stage, async () => {
    const { code, output } = await run(process.execPath, checks[stage] ?? [], {
      cwd: root,
      capture: true,
      timeout: 5 * minute,
    });
    if (code !== 0) console.log(`\n── ${stage}\n${output.trimEnd()}`);
    return one(code === 0);
  });
}

/**
 * Runs a test runner and counts from the report that it writes; no readable report is one failure.
 *
 * @param {string[]} args
 * @param {string} report
 * @param {number} timeout Unit: milliseconds.
 * @param {(report: unknown, exitCode: number) => Counts} count
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Counts>}
 */
async function runner(args, report, timeout, count, env = process.env) {
  const { code } = await run(process.execPath, args, { cwd: root, timeout, env });
  try {
    return count(JSON.parse(readFileSync(report, 'utf8')), code);
  } catch (error) {
    const notes = [`no result from the test runner (exit code ${code}): ${String(error)}`];
    return { ...one(false), notes };
  }
}

function unit() {
  const report = join(reports, 'unit.json');
  const reporters = ['--reporter=default', '--reporter=./test/unitReporter.mjs', '--reporter=json'];
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...reporters, `--outputFile.json=${report}`];
  return runner(args, report, 20 * minute, countVitest);
}

/** @returns {Promise<Counts>} */
async function e2e() {
  if (!(await ensureChromium())) {
    return { ...one(false), notes: ['no Chromium: install one, or set CHROMIUM_PATH to its program file'] };
  }
  const report = join(reports, 'e2e.json');
  const args = ['node_modules/@playwright/test/cli.js', 'test', '-c', 'test/e2e/playwright.config.ts'];
  return runner(args, report, 40 * minute, countPlaywright, { ...process.env, E2E_REPORT: report });
}

/** Installs Chromium from the system's packages when there is none. False when that is not possible here. */
async function ensureChromium() {
  if (findChromium()) return true;
  console.log('Installing Chromium (once) …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', 'chromium']]) {
    const { code } = await run('apt-get', args, { cwd: root, env });
    if (code !== 0) return false;
  }
  return Boolean(findChromium());
}

/**
 * The stages that `--only` names; all without it. The browser tests always bring a build of the present sources.
 *
 * @param {string[]} args
 */
function chosen(args) {
  const at = args.findIndex((arg) => arg.startsWith('--only'));
  if (at < 0) return new Set(stages);
  const names = (args[at]?.split('=')[1] ?? args[at + 1] ?? '').split(',').filter(Boolean);
  const unknown = names.filter((name) => !stages.includes(name));
  if (names.length === 0 || unknown.length > 0) {
    throw new Error(
      `--only takes a list of: ${stages.join(', ')}${unknown.length ? ` (not ${unknown.join(', ')})` : ''}`,
    );
  }
  return new Set(names.includes('e2e') ? [...names, 'build'] : names);
}

/** @param {Set<string>} only */
async function all(only) {
  if (only.has('packages')) await timed('packages', () => checkPackages(root));
  const waiting = Object.keys(checks).filter((stage) => only.has(stage));
  const worker = async () => {
    for (let stage = waiting.shift(); stage; stage = waiting.shift()) await check(stage);
  };
  await Promise.all([worker(), worker()]);
  if (only.has('build')) await timed('build', async () => one(await ensureBuilt(root)));
  if (only.has('unit')) await timed('unit', unit);
  if (only.has('e2e')) await timed('e2e', e2e);
}

/** @param {string[]} args */
async function main(args) {
  try {
    const fault = nodeFault(process.versions.node);
    if (fault) throw new Error(fault);
    const only = chosen(args);
    if (!(await ensureInstalled(root))) throw new Error('The packages could not be installed.');
    await all(only);
  } catch (error) {
    results.push({ ...one(false), stage: 'start', seconds: 0, notes: [String(error)] });
  }
  report();
}

/** Prints the notes, the stages and, last of all, the counts. */
function report() {
  const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ key) =>
    results.reduce((total, result) => total + result[key], 0);
  console.log('');
  for (const { stage, seconds, failed, skipped, notes } of results) {
    const state = failed > 0 ? `${failed} failed` : 'ok';
    const extra = skipped > 0 ? `, ${skipped} skipped` : '';
    console.log(`${stage.padEnd(14)}${seconds.toFixed(1).padStart(7)} s  ${state}${extra}`);
    for (const note of notes) console.log(`    ${note}`);
  }
  const skipped = sum('skipped');
  console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped ? `, ${skipped} skipped` : ''}`);
  process.exitCode = sum('failed') > 0 ? 1 : 0;
}

await main(process.argv.slice(2));
rmSync(reports, { recursive: true, force: true });
