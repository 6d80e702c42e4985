import { spawn } from 'node:child_process';

/**
 * @typedef {object} Ended
 * @property {number} code Exit code; 128 + the signal's number when a signal ended the program, 127 when it could not start.
 * @property {string} output What it wrote, both streams in order; empty unless `capture` was asked for.
 */

/** @type {Record<string, number>} */
const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/**
 * Runs a program to its end. SIGTERM, SIGINT and SIGHUP sent to this process are passed on to it, so that it can finish
 * its work; this process waits for it. Never rejects.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} options
 * @param {string} options.cwd
 * @param {NodeJS.ProcessEnv} [options.env] Default: this process's environment.
 * @param {boolean} [options.capture] Collect the output instead of passing it through.
 * @param {number} [options.timeout] Ended by SIGKILL, with all it started, after so long. Unit: milliseconds.
 * @returns {Promise<Ended>}
 */
export function run(command, args, { cwd, env = process.env, capture = false, timeout = 0 }) {
  return new Promise((resolve) => {
    const ownGroup = timeout > 0 && process.platform !== 'win32';
    const child = spawn(command, args, {
      cwd,
      env,
      detached: ownGroup,
      stdio: capture ? ['ignore', 'pipe', 'pipe'] : ownGroup ? ['ignore', 'inherit', 'inherit'] : 'inherit',
      shell: process.platform === 'win32' && command === 'npm',
    });
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => (output += chunk.toString());
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);

    const send = (/** @type {NodeJS.Signals} */ signal) => {
      if (ownGroup && child.pid) {
        try {
          process.kill(-child.pid, signal);
        } catch {
          // The whole group has already ended.
        }
      } else child.kill(signal);
    };
    /** @type {NodeJS.Signals[]} */
    const passedOn = ['SIGTERM', 'SIGINT', 'SIGHUP'];
    for (const signal of passedOn) process.on(signal, send);
    const timer = timeout ? setTimeout(() => send('SIGKILL'), timeout) : undefined;

    const end = (/** @type {number} */ code) => {
      clearTimeout(timer);
      for (const signal of passedOn) process.off(signal, send);
      resolve({ code, output });
    };
    child.on('error', (error) => {
      output += `${command}: ${error.message}\n`;
      if (!capture) console.error(`${command}: ${error.message}`);
      end(127);
    });
    child.on('close', (code, signal) => end(code ?? 128 + (signalNumbers[signal ?? ''] ?? 1)));
  });
}
