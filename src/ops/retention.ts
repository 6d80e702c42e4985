import { tables } from '#domain/tables.ts';
import { holdFolder } from '#server/backup/alive.ts';
import { BLOBS, DATABASE } from '#server/backup/manifest.ts';
import { openBlobs } from '#server/blobFiles.ts';
import { readConfig } from '#server/config.ts';
import { ERASURES, erasureList } from '#server/erase/list.ts';
import { runRetention } from '#server/retention.ts';
import { openSqlite } from '#server/store/sqlite.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * `npm run retention -- [--dry-run] [--clock-is-right]`: erases what has passed its period, beside a running server or without one, as
 * the server itself does once a day.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean' }, 'clock-is-right': { type: 'boolean' } } });
  const dry = values['dry-run'] === true;
  const { DATA_DIR } = readConfig(process.env);
  const file = join(DATA_DIR, DATABASE);
  if (!existsSync(file)) throw new Error(`there is no database in ${DATA_DIR}`);
  holdFolder(DATA_DIR, 'shared');
  const store = await openSqlite(file);
  try {
    const blobs = openBlobs(join(DATA_DIR, BLOBS));
    const erasures = store.erasing({ registry: tables, list: erasureList(join(DATA_DIR, ERASURES)), blobs });
    const log = { info: () => undefined, error: (fields: object, text: string) => console.error(text, fields) };
    const deps = { store, erasures, registry: tables, now: Date.now, log, secure: false };
    const done = await runRetention(deps, { dry, clockIsRight: values['clock-is-right'] === true });
    if (done.clock === 'moved') {
      console.error('nothing was done: say --clock-is-right when the clock of this machine is right');
      return 1;
    }
    if (done.held) console.log('a hold is set: nothing goes');
    console.log(dry ? 'would erase:' : 'erased:');
    console.log(`people ${done.people}, visits and checklists ${done.records}, entries of the audit ${done.audit}`);
    return 0;
  } finally {
    await store.close();
  }
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
