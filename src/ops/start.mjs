/**
 * `npm start`: installs and builds what is missing, then runs the server until it ends. With `--demo` the data folder
 * defaults to data/demo and is filled with invented data first, and links to sign in are printed; `--build` stops before the server. Other arguments go to the server.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './processes.mjs';
import { ensureBuilt, ensureInstalled, nodeFault } from './setup.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** @param {string[]} args */
async function start(args) {
  const fault = nodeFault(process.versions.node);
  if (fault) {
    console.error(fault);
    return 1;
  }
  if (!(await ensureInstalled(root)) || !(await ensureBuilt(root))) return 1;
  if (args.includes('--build')) return 0;

  const env = { ...process.env };
  if (args.includes('--demo')) {
    env.DATA_DIR ||= join('data', 'demo');
    const code = (await fillDemo(env, env.DATA_DIR)) || (await demo(env, '--links'));
    if (code !== 0) return code;
  }
  const rest = args.filter((arg) => arg !== '--demo');
  return (await run(process.execPath, ['dist/server/main.js', ...rest], { cwd: root, env })).code;
}

/**
 * Fills the data folder with the demo once; a folder that has been filled is left as it is.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} dataDir
 */
async function fillDemo(env, dataDir) {
  const folder = resolve(root, dataDir);
  const done = join(folder, 'demo.done');
  if (existsSync(done)) return 0;
  const code = await demo(env);
  if (code !== 0) {
    console.error(`The demo data could not be made (exit code ${code}).`);
    return code;
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(done, '');
  return 0;
}

/**
 * Runs the demo's own program: it makes the data or, with `--links`, prints fresh links to sign in.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} args
 */
async function demo(env, ...args) {
  return (await run(process.execPath, ['dist/server/demo.js', ...args], { cwd: root, env })).code;
}

process.exitCode = await start(process.argv.slice(2));
