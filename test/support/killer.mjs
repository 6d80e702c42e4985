/**
 * Loaded into a server process before its program (`node --import`): counts what it does with SQLite and with answers, and
 * kills it, as `kill -9` would, before a step of the parent's choosing. Knows nothing of the program.
 */
import Database from 'better-sqlite3';
import { ServerResponse } from 'node:http';

/** @type {import('better-sqlite3').Database[]} */
const opened = [];
let left = Infinity;
let steps = 0;

/** @param {string} what */
function step(what) {
  steps += 1;
  if (--left > 0) return;
  process.send?.({ died: what });
  process.kill(process.pid, 'SIGKILL');
}

const probe = new Database(':memory:');
const statement = Object.getPrototypeOf(probe.prepare('select 1'));
probe.close();
for (const name of ['run', 'all', 'get']) {
  const real = statement[name];
  statement[name] = function (/** @type {unknown[]} */ ...args) {
    step(this.source);
    const result = real.apply(this, args);
    if (/^\s*commit/i.test(this.source)) step('after commit');
    return result;
  };
}
const pragma = Database.prototype.pragma;
Database.prototype.pragma = function (/** @type {string} */ source, /** @type {any} */ options) {
  if (!opened.includes(this)) opened.push(this);
  const lie = process.env.TEST_SYNCHRONOUS;
  return pragma.call(this, lie ? source.replace(/^synchronous = .*/, `synchronous = ${lie}`) : source, options);
};
const writeHead = ServerResponse.prototype.writeHead;
ServerResponse.prototype.writeHead = function (/** @type {any[]} */ ...args) {
  step('before the answer');
  return writeHead.apply(this, /** @type {any} */ (args));
};

process.on('message', (/** @type {{ killAt?: number, queryOnly?: boolean }} */ { killAt, queryOnly }) => {
  if (killAt !== undefined) [left, steps] = [killAt, 0];
  if (queryOnly !== undefined) for (const db of opened) db.pragma(`query_only = ${queryOnly ? 'ON' : 'OFF'}`);
  process.send?.({ steps });
});
