import { Day, dayAt } from '#domain/day.ts';
import { tables } from '#domain/tables.ts';
import { readConfig } from '#server/config.ts';
import { openSqlite } from '#server/store/sqlite.ts';
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fillDemo } from './demo/fill.ts';
import { signInLinks } from './demo/links.ts';

/** One seed, so that everybody speaks about the same demo. */
const SEED = 2019;

const config = readConfig({ DATA_DIR: 'data/demo', ...process.env });
const file = join(config.DATA_DIR, 'trzy-sfery.sqlite');

/**
 * Makes the demo's database aside and moves it into place whole, so that an interrupted run leaves nothing behind. A
 * database that is there already is never touched.
 */
async function fill(): Promise<void> {
  if (existsSync(file)) {
    throw new Error(`${config.DATA_DIR} already holds data. Set DATA_DIR to an empty folder for the demo.`);
  }
  mkdirSync(config.DATA_DIR, { recursive: true, mode: 0o700 });
  const aside = join(config.DATA_DIR, 'demo.part');
  for (const part of [aside, `${aside}-wal`, `${aside}-shm`]) rmSync(part, { force: true });
  const day = Day.parse(process.env['DEMO_DAY'] || dayAt(Date.now()));
  const began = performance.now();
  const store = await openSqlite(aside, { durable: false, epoch: randomInt(1, 1_000_000_000) });
  console.log(`Making the demo for ${day}: 30 entities, 60 experts, 14 months. It takes about a minute, once.`);
  const options = { store, day, seed: SEED, entities: 30, months: 14 };
  const { visits, counts } = await fillDemo({ ...options, log: (line) => console.log(`  ${line}`) });
  await store.close();
  renameSync(aside, file);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const list = (what: Record<string, number>) =>
    Object.entries(what)
      .map(([name, n]) => `${n} ${name}`)
      .join(', ');
  console.log(`Made in ${seconds} s: ${list(counts)}. Visits: ${list(visits)}.`);
}

/** Prints fresh links; the server, which starts next, knows nothing of the demo. */
async function links(): Promise<void> {
  if (!existsSync(file)) return;
  const store = await openSqlite(file);
  const deps = { store, registry: tables, now: Date.now, log: console, secure: false };
  const lines = await signInLinks(deps, config);
  await store.close();
  console.log('\nSign in to the demo. Each link works once, within 24 hours; every start prints new ones.');
  console.log(`Use a private window for each person.\n${lines.join('\n')}\n`);
}

(process.argv.includes('--links') ? links() : fill()).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
