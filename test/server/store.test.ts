import { DATABASE_VERSION } from '#server/store/migrations.ts';
import { openSqlite } from '#server/store/sqlite.ts';
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { uid } from '../support/wire.ts';
import { storeContract } from './storeContract.ts';

const folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-store-'));
let files = 0;
const newFile = (): string => join(folder, `${++files}.sqlite`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

storeContract('SQLite in memory', () => openSqlite(':memory:'));
storeContract('SQLite in a file', () => openSqlite(newFile()));

it('[S1] what was answered is there after the process ended', async () => {
  const file = newFile();
  const store = await openSqlite(file);
  await store.putAccount({ id: uid(1), code: 'E-01', role: 'expert', active: true }, [uid(2)]);
  await store.close();
  const again = await openSqlite(file);
  expect(await again.account(uid(1))).toMatchObject({ code: 'E-01' });
  expect((await again.grants(uid(1))).size).toBe(1);
  await again.close();
});

it('[S1] an uncommitted transaction of a killed process leaves no trace', async () => {
  const file = newFile();
  const store = await openSqlite(file);
  const killed = new Database(file);
  killed.exec('begin immediate');
  killed.exec("insert into meta (key, value) values ('half', '1')");
  killed.close();
  expect(await store.scopes()).toEqual(['program']);
  const look = new Database(file);
  expect(look.prepare("select * from meta where key = 'half'").all()).toEqual([]);
  look.close();
  await store.close();
});

it('[S1] opening again changes nothing, schema and content alike', async () => {
  const file = newFile();
  await (await openSqlite(file)).close();
  const picture = () => {
    const db = new Database(file, { readonly: true });
    const schema = db.prepare('select name, sql from sqlite_master order by name').all();
    const meta = db.prepare('select * from meta order by key').all();
    db.close();
    return { schema, meta };
  };
  const before = picture();
  expect(before.meta).toEqual([
    { key: 'epoch', value: '1' },
    { key: 'gen', value: '1' },
    { key: 'version', value: String(DATABASE_VERSION) },
  ]);
  await (await openSqlite(file)).close();
  expect(picture()).toEqual(before);
});

it('[S1] a database of a newer program is refused in words, and left as it was', async () => {
  const file = newFile();
  await (await openSqlite(file)).close();
  const db = new Database(file);
  db.exec("update meta set value = '99' where key = 'version'");
  db.close();
  await expect(openSqlite(file)).rejects.toThrow(
    `database version 99 is newer than this program (${DATABASE_VERSION}): install the newer program`,
  );
  const look = new Database(file);
  expect(look.prepare("select value from meta where key = 'version'").get()).toEqual({ value: '99' });
  look.close();
});

it('[S1] a file that is no database is refused', async () => {
  const file = newFile();
  const { writeFileSync } = await import('node:fs');
  writeFileSync(file, 'not a database at all, but long enough to be looked at as one');
  await expect(openSqlite(file)).rejects.toThrow(/not a database/);
});

it('[S1] a commit reaches the disk before the answer: WAL and synchronous = FULL', async () => {
  const file = newFile();
  const asked: string[] = [];
  const pragma = Database.prototype.pragma;
  Database.prototype.pragma = function (this: Database.Database, ...args: Parameters<typeof pragma>) {
    const answer: unknown = pragma.apply(this, args);
    if (this.name === file)
      asked.push(
        `${String(pragma.call(this, 'journal_mode', { simple: true }))}/${String(pragma.call(this, 'synchronous', { simple: true }))}`,
      );
    return answer;
  };
  try {
    const store = await openSqlite(file);
    await store.close();
  } finally {
    Database.prototype.pragma = pragma;
  }
  expect(asked.at(-1)).toBe('wal/2');
});
