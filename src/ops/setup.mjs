import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './processes.mjs';

/** Everything the two builds are made from; a change in any of these asks for a new build. */
export const buildInputs = [
  'src',
  'public',
  'index.html',
  'vite.config.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];

/** The two bundles that `npm start` serves, relative to the project. */
const bundles = ['dist/client/index.html', 'dist/server/main.js'];

/**
 * One sentence when this Node cannot run the project, otherwise nothing.
 *
 * @param {string} version Form: 20.19.0
 */
export function nodeFault(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return undefined;
  return `Trzy Sfery needs Node 20.19 or newer; this is Node ${version}. Install a newer one from https://nodejs.org and run the same command again.`;
}

/**
 * Fingerprint of the content of files and folders: equal for equal content wherever and whenever it was checked out.
 * What does not exist counts as empty.
 *
 * @param {string} root
 * @param {string[]} inputs Relative to `root`.
 * @returns {string} SHA-256, hexadecimal.
 */
export function fingerprint(root, inputs) {
  const hash = createHash('sha256');
  const visit = (/** @type {string} */ path) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) visit(`${path}/${name}`);
    } else {
      const content = readFileSync(full);
      hash.update(`${path}\0${content.length}\0`).update(content);
    }
  };
  for (const input of inputs) visit(input);
  return hash.digest('hex');
}

/**
 * What node_modules has to match: the lockfile, and the kind of native add-ons that this Node loads.
 *
 * @param {string} root
 */
function installMark(root) {
  return `${fingerprint(root, ['package-lock.json'])} ${process.platform}-${process.arch}-${process.versions.modules}\n`;
}

/**
 * Whether the packages of the lockfile must be installed (again). Packages that were installed by another command are
 * accepted when npm's own record of them names the very versions of the lockfile.
 *
 * @param {string} root
 */
export function needsInstall(root) {
  const marker = join(root, 'node_modules/.trzy-lock');
  if (existsSync(marker)) {
    const [lock, native] = readFileSync(marker, 'utf8').split(' ');
    const [wantedLock, wantedNative] = installMark(root).split(' ');
    if (native !== wantedNative) return true;
    if (lock === wantedLock) return false;
  }
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return true;
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(record);
  return Object.entries(wanted).some(
    ([path, { version, optional }]) => path !== '' && !optional && present[path]?.version !== version,
  );
}

/**
 * @param {string} lockfile
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesOf(lockfile) {
  /** @type {unknown} */
  const content = JSON.parse(readFileSync(lockfile, 'utf8'));
  return /** @type {{ packages?: ReturnType<typeof packagesOf> }} */ (content).packages ?? {};
}

/**
 * Whether the client or the server bundle is missing or made from other sources than these.
 *
 * @param {string} root
 */
export function needsBuild(root) {
  const marker = join(root, 'dist/.trzy-build');
  if (!existsSync(marker) || bundles.some((bundle) => !existsSync(join(root, bundle)))) return true;
  return readFileSync(marker, 'utf8') !== fingerprint(root, buildInputs);
}

/**
 * Installs the packages of the lockfile when they are not there. Needs the network only then.
 *
 * @param {string} root
 * @returns {Promise<boolean>} False when npm failed; it has printed why.
 */
export async function ensureInstalled(root) {
  if (needsInstall(root)) {
    console.error('Installing packages (once, about two minutes) …');
    const { code } = await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: root });
    if (code !== 0) {
      console.error(`npm ci failed with exit code ${code}; its message is above.`);
      return false;
    }
  }
  const marker = join(root, 'node_modules/.trzy-lock');
  const mark = installMark(root);
  if (!existsSync(marker) || readFileSync(marker, 'utf8') !== mark) writeFileSync(marker, mark);
  return true;
}

/**
 * Builds client and server when their sources have changed since the last complete build.
 *
 * @param {string} root
 * @returns {Promise<boolean>} False when a build failed; it has printed why.
 */
export async function ensureBuilt(root) {
  if (!needsBuild(root)) return true;
  console.error('Building …');
  const marker = join(root, 'dist/.trzy-build');
  const mark = fingerprint(root, buildInputs);
  rmSync(marker, { force: true });
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const env = { ...process.env, NODE_ENV: 'production' };
  for (const part of [[], ['--ssr']]) {
    const args = [vite, 'build', '--logLevel', 'warn', ...part];
    const { code } = await run(process.execPath, args, { cwd: root, env });
    if (code !== 0) {
      console.error(`The ${part.length ? 'server' : 'client'} build failed; its message is above.`);
      return false;
    }
  }
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(marker, mark);
  return true;
}
