import Database from 'better-sqlite3';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { erasuresOver, type Erasures, type ErasingDeps } from '../erase/erasures.ts';
import { migrate, type Schema } from './migrations.ts';
import { sqlStore, type Dialect } from './sql.ts';
import type { Store } from './store.ts';

/** The store, and what erases in its database. */
export interface EmbeddedStore extends Store {
  erasing(deps: ErasingDeps): Erasures;
}

/**
 * Opens (and upgrades) the embedded database. One connection, WAL, and `synchronous=FULL`: an answer is sent only after
 * its commit reached the disk. `file` may be `:memory:` in tests. `durable: false` is for a database that can be made
 * again from nothing (the demo). `epoch`: the first epoch of a database that is made now.
 */
export async function openSqlite(file: string, { durable = true, epoch = 1 } = {}): Promise<EmbeddedStore> {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma(`synchronous = ${durable ? 'FULL' : 'OFF'}`);
  database.pragma('busy_timeout = 5000');
  // What is removed is overwritten: an erased person must not be found in free pages.
  database.pragma('secure_delete = ON');
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
  await migrate(db, epoch);
  return { ...sqlStore(db, dialect), erasing: (deps) => erasuresOver(db, dialect, deps) };
}

const bracket =
  (begin: 'begin immediate' | 'begin') =>
  <T>(db: Kysely<Schema>, work: (tx: Kysely<Schema>) => Promise<T>): Promise<T> =>
    db.connection().execute(async (tx) => {
      await sql.raw(begin).execute(tx);
      try {
        const result = await work(tx);
        await sql`commit`.execute(tx);
        return result;
      } catch (error) {
        await sql`rollback`.execute(tx);
        throw error;
      }
    });

const immediate = bracket('begin immediate');

const dialect: Dialect = {
  write: (db, _scope, work) => immediate(db, work),
  read: bracket('begin'),
};
