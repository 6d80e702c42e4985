/**
 * What the lockfile must say, so that nothing else can be installed than what was looked at (fault 104): exact versions, a
 * hash for every package, no source but the usual one, and no program that runs while installing unless it is named.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../src/ops/processes.mjs';

/** @typedef {import('./counts.mjs').Counts} Counts */
/** @typedef {{ version?: string, resolved?: string, integrity?: string, link?: boolean, hasInstallScript?: boolean, optional?: boolean }} Locked */
/** @typedef {{ lockfileVersion?: number, packages?: Record<string, Locked & Record<string, unknown>> }} Lock */
/** @typedef {{ dependencies?: Record<string, string>, devDependencies?: Record<string, string>, allowScripts?: Record<string, boolean> }} Manifest */

const EXACT = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;
const SHA512 = /^sha512-[A-Za-z0-9+/]{86}==$/;

/**
 * One sentence for each thing that is not as it must be.
 *
 * @param {Lock} lock
 * @param {Manifest} manifest
 * @param {Lock | null} [installed] npm's own record of what lies in node_modules.
 */
export function packageFaults(lock, manifest, installed = null) {
  /** @type {string[]} */
  const faults = [];
  const packages = lock.packages ?? {};
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies };
  if (lock.lockfileVersion !== 3) faults.push('the lockfile is not of version 3');
  for (const [name, version] of Object.entries(wanted)) {
    if (!EXACT.test(version)) faults.push(`${name}: ${version} is not an exact version`);
    else if (packages[`node_modules/${name}`]?.version !== version) faults.push(`${name}: ${version} is not locked`);
  }
  const root = packages[''] ?? {};
  const same = JSON.stringify({ ...Object(root['dependencies']), ...Object(root['devDependencies']) });
  if (same !== JSON.stringify(wanted)) faults.push('the lockfile belongs to another package.json');
  for (const [path, { version, resolved, integrity, link, hasInstallScript, optional }] of Object.entries(packages)) {
    if (path === '') continue;
    if (!SHA512.test(integrity ?? '')) faults.push(`${path}: no SHA-512 of its content`);
    if (resolved !== undefined || link) faults.push(`${path}: comes from a place of its own`);
    if (!EXACT.test(version ?? '')) faults.push(`${path}: no exact version`);
    const name = path.replace(/^.*node_modules\//, '');
    if (hasInstallScript && !optional && manifest.allowScripts?.[name] === undefined) {
      faults.push(`${path}: runs a program while it is installed, and nobody decided whether it may`);
    }
    const held = installed?.packages?.[path];
    if (held && held.integrity !== integrity) faults.push(`${path}: what is installed has another content`);
  }
  return faults;
}

/**
 * The stage of the runner: the lockfile, then the advisories where they can be asked for.
 *
 * @param {string} root
 * @returns {Promise<Counts>}
 */
export async function checkPackages(root) {
  /** @param {string} path */
  const json = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
  const record = 'node_modules/.package-lock.json';
  const installed = existsSync(join(root, record)) ? json(record) : null;
  const faults = packageFaults(json('package-lock.json'), json('package.json'), installed);
  const advisories = await audited(root);
  return {
    passed: (faults.length === 0 ? 1 : 0) + (advisories.state === 'none' ? 1 : 0),
    failed: (faults.length > 0 ? 1 : 0) + (advisories.state === 'some' ? 1 : 0),
    skipped: advisories.state === 'unknown' ? 1 : 0,
    notes: [...faults, ...(advisories.note ? [advisories.note] : [])],
  };
}

/**
 * Known faults of the packages, high or critical.
 *
 * @param {string} root
 * @returns {Promise<{ state: 'none' | 'some' | 'unknown', note: string }>}
 */
async function audited(root) {
  const { output } = await run('npm', ['audit', '--json', '--audit-level=high'], {
    cwd: root,
    capture: true,
    timeout: 60_000,
  });
  return advisoriesOf(output);
}

/**
 * What an answer of `npm audit --json` says; no answer is told apart from a good one.
 *
 * @param {string} output
 * @returns {{ state: 'none' | 'some' | 'unknown', note: string }}
 */
export function advisoriesOf(output) {
  /** @type {{ metadata?: { vulnerabilities?: Record<string, number> }, vulnerabilities?: Record<string, { severity?: string }>, statusCode?: number } | null} */
  let told = null;
  try {
    told = JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1));
  } catch {
    // Said below.
  }
  const counts = told?.metadata?.vulnerabilities;
  if (!counts) {
    const why = told?.statusCode ? `the service answered ${told.statusCode}` : 'the service could not be reached';
    return { state: 'unknown', note: `skipped: known faults of packages were not looked up, ${why}` };
  }
  const bad = Object.entries(told?.vulnerabilities ?? {}).filter(([, { severity }]) =>
    /^(high|critical)$/.test(severity ?? ''),
  );
  const worst = (counts['high'] ?? 0) + (counts['critical'] ?? 0);
  if (worst === 0) return { state: 'none', note: '' };
  return {
    state: 'some',
    note: `packages with known high or critical faults: ${bad.map(([name]) => name).join(', ')}`,
  };
}
