import Database from 'better-sqlite3';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mutation } from '#sync/protocol.ts';
import { built, serverProcess, type ServerProcess } from '../support/process.ts';
import { noteRow, siteRow, visitRow } from '../support/rows.ts';
import { creation, mid, mutation, request, setOf, uid } from '../support/wire.ts';

const [site, lead, visit] = [uid(0x51), uid(0xe1), uid(0xf1)];
const NEEDS_BUILD = 'there is no built server: `npm test` builds one first';

let notes = 0;
let started: ServerProcess[] = [];

beforeEach(({ skip }) => skip(!built, NEEDS_BUILD));
afterEach(async () => {
  await Promise.all(started.map((server) => server.remove()));
  started = [];
});

function aServer(env: NodeJS.ProcessEnv = {}): ServerProcess {
  const server = serverProcess({ env });
  started.push(server);
  return server;
}

interface Begun {
  server: ServerProcess;
  expert: string;
  /** Ids of the notes the server holds. */
  ids(): Promise<string[]>;
}

/** A running server with an entity, its expert and a visit. */
async function begin(env: NodeJS.ProcessEnv = {}): Promise<Begun> {
  const server = aServer(env);
  await server.start();
  const boss = await server.first();
  await server.sync(boss, { muts: [creation('site', site, site, siteRow())] });
  const expert = await server.account(boss, { id: lead, code: 'E-01', role: 'expert', sites: [site] });
  const { results } = await server.sync(expert, { muts: [creation('visit', site, visit, visitRow(lead))] });
  expect(results).toMatchObject([{ st: 'ok', seq: 2 }]);
  const ids = async (): Promise<string[]> =>
    ((await server.sync(expert)).scopes[site]?.rows ?? []).filter((row) => row.type === 6).map((row) => row.id);
  return { server, expert, ids };
}

const newNote = (): Mutation => {
  const n = ++notes;
  return creation('note', site, uid(0x1000 + n), noteRow(visit, `nr ${n}`), `n${n}`);
};
describe('the server dies', () => {
  /** Every so many steps; test/faults/statements.test.ts takes every one, without a process. */
  const EVERY = 7;

  it(
    '[F38] with kill -9 before statements of a push, after a commit and before its answer: each edit counts exactly once',
    {
      timeout: 60_000,
    },
    async () => {
      const { server, expert } = await begin();
      const places: string[] = [];
      const all: Mutation[] = [];
      for (let at = 1; ; at += EVERY) {
        const note = newNote();
        const set = setOf({ text: `zmieniona ${at}` }, note.mid);
        const change = mutation({ mid: mid(`p${at}`), scope: site, id: note.id, type: 6, set, saw: note.mid });
        const poison = { ...newNote(), set: setOf({ visitId: visit }) };
        const muts = [note, change, poison];
        all.push(note);
        await server.tell({ killAt: at });
        const answer = await server.post('/api/sync', expert, request({ muts })).catch(() => null);
        if (answer?.ok) break;
        places.push((await server.ended()) ?? 'no step');
        await server.start();
        const { results } = await server.sync(expert, { muts });
        const states = results.map(({ st }) => (st === 'dup' ? 'ok' : st));
        expect(states, `killed ${places.at(-1)}`).toEqual(['ok', 'ok', 'refused']);
      }
      await server.tell({ killAt: 1e9 });
      const { rows, count, head } = (await server.sync(expert)).scopes[site]!;
      const held = rows.filter((row) => row.type === 6);
      expect(held.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
      expect(held.every(({ f, alt }) => String(f['text']).startsWith('zmieniona') && alt.length === 0)).toBe(true);
      expect([count, head]).toEqual([rows.length, 2 + 2 * all.length]);
      console.log(`the server was killed at ${places.length} places of a push`);
      expect(places.length).toBeGreaterThan(2);
    },
  );

  describe('of a power loss', () => {
    let shim = '';
    let disk = '';
    beforeEach(({ skip }) => {
      skip(process.platform !== 'linux', 'the disk that keeps only what was synced is made for Linux');
      disk = mkdtempSync(join(tmpdir(), 'trzy-sfery-disk-'));
      shim = join(disk, 'shadow.so');
      try {
        const source = fileURLToPath(new URL('../support/shadow.c', import.meta.url));
        execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', shim, source, '-ldl'], { stdio: 'ignore' });
      } catch {
        skip('there is no C compiler (cc) to make the disk that keeps only what was synced');
      }
    });
    afterEach(() => rmSync(disk, { recursive: true, force: true }));

    /** How many of `count` acknowledged notes are there after the power went. */
    async function survivors(synchronous: 'FULL' | 'NORMAL', count: number): Promise<number> {
      const shadow = join(disk, synchronous);
      mkdirSync(shadow);
      const { server, expert } = await begin({ LD_PRELOAD: shim, SHADOW: shadow, TEST_SYNCHRONOUS: synchronous });
      for (let i = 0; i < count; i++) {
        expect((await server.sync(expert, { muts: [newNote()] })).results).toMatchObject([{ st: 'ok' }]);
      }
      await server.kill();
      expect(readdirSync(shadow)).toContain('trzy-sfery.sqlite');
      const db = new Database(join(shadow, 'trzy-sfery.sqlite'));
      const tables = db.prepare(`select count(*) as n from sqlite_master where name = 'record'`).get() as { n: number };
      const { n } = (tables.n ? db.prepare(`select count(*) as n from record where type = 6`).get() : { n: 0 }) as {
        n: number;
      };
      db.close();
      await server.remove();
      return n;
    }

    it('[F39] everything that was acknowledged is on the disk', { timeout: 30_000 }, async () => {
      expect(await survivors('FULL', 20)).toBe(20);
    });

    it(
      '[F39] the test can see a loss: with synchronous = NORMAL acknowledged edits are gone',
      { timeout: 30_000 },
      async () => {
        expect(await survivors('NORMAL', 20)).toBeLessThan(20);
      },
    );
  });
});

describe('the disk of the server', () => {
  const limit = (server: ServerProcess, bytes: number | 'unlimited'): void => {
    execFileSync('prlimit', ['--pid', String(server.pid), `--fsize=${bytes}:unlimited`]);
  };

  it(
    '[F40] is full: 503, nothing half, and it goes on when there is room again',
    { timeout: 30_000 },
    async ({ skip }) => {
      const { server, expert, ids } = await begin();
      try {
        limit(server, 'unlimited');
      } catch {
        skip('there is no prlimit to make the disk full');
      }
      const before = await ids();
      limit(server, statSync(`${server.file}-wal`).size + 2000);
      const muts = Array.from({ length: 50 }, newNote);
      const refused = await server.post('/api/sync', expert, request({ muts }));
      expect([refused.status, await refused.json()]).toEqual([
        503,
        { app: 'trzy-sfery', error: { type: 'ServerDown' } },
      ]);
      expect(await ids()).toEqual(before);
      limit(server, 'unlimited');
      expect((await server.sync(expert, { muts })).results.every(({ st }) => st === 'ok')).toBe(true);
      expect(await ids()).toHaveLength(before.length + 50);
    },
  );

  it(
    '[F40] can only be read: 503, reading goes on, and writing when it can be written again',
    { timeout: 30_000 },
    async () => {
      const { server, expert, ids } = await begin();
      const note = newNote();
      await server.tell({ queryOnly: true });
      const body = request({ muts: [note] });
      expect((await server.post('/api/sync', expert, body)).status).toBe(503);
      expect(await ids()).toEqual([]);
      await server.tell({ queryOnly: false });
      expect((await server.sync(expert, { muts: [note] })).results).toMatchObject([{ st: 'ok' }]);
    },
  );

  it(
    '[F40][F43] is held by someone else for long: 503 within six seconds, nothing half, and it goes on afterwards',
    { timeout: 30_000 },
    async () => {
      const { server, expert, ids } = await begin();
      const note = newNote();
      const other = new Database(server.file);
      other.exec('begin immediate');
      const from = Date.now();
      const body = request({ muts: [note] });
      const refused = await server.post('/api/sync', expert, body);
      expect([refused.status, Date.now() - from < 8000]).toEqual([503, true]);
      expect(await ids()).toEqual([]);
      other.exec('rollback');
      other.close();
      expect((await server.sync(expert, { muts: [note] })).results).toMatchObject([{ st: 'ok' }]);
    },
  );
});

it(
  '[F53] a migration that fails half way is rolled back, the server does not start and says why; repaired, it starts',
  { timeout: 30_000 },
  async () => {
    const server = aServer();
    const db = new Database(server.file);
    db.exec('create table meta (key text primary key, value text not null); create table history (odd text)');
    const schema = () => db.prepare('select name, sql from sqlite_master order by name').all();
    const before = schema();
    await expect(server.start()).rejects.toThrow(/table history already exists/);
    await server.ended();
    expect(schema()).toEqual(before);
    db.exec('drop table history');
    db.close();
    await server.start();
    expect((await server.post('/api/sync', '', {})).status).toBe(401);
  },
);

it('[F40][F53] a copy of the files of a running server opens whole', { timeout: 30_000 }, async () => {
  const { server, expert } = await begin();
  await server.sync(expert, { muts: [newNote(), newNote()] });
  const copy = mkdtempSync(join(tmpdir(), 'trzy-sfery-'));
  for (const end of ['', '-wal', '-shm']) {
    if (existsSync(`${server.file}${end}`)) copyFileSync(`${server.file}${end}`, join(copy, `trzy-sfery.sqlite${end}`));
  }
  const db = new Database(join(copy, 'trzy-sfery.sqlite'));
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(db.prepare('select count(*) as n from record where type = 6').get()).toEqual({ n: 2 });
  db.close();
  rmSync(copy, { recursive: true, force: true });
});
