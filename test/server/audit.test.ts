import { tables } from '#domain/tables.ts';
import { verifyAudit } from '#server/audit/verify.ts';
import { openSqlite } from '#server/store/sqlite.ts';
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteRow, siteRow, visitRow } from '../support/rows.ts';
import { creation, mid, mutation, refusalOf, setOf, sync, uid } from '../support/wire.ts';
import { makeWorld, type World } from '../support/world.ts';

const folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = (): string => join(folder, `${++files}.sqlite`);
const [site, visit, note] = [uid(0x51), uid(0xf1), uid(0xa1)];
const SECRET = 'Zdanie, którego nie ma w dzienniku';

interface Entry {
  n: number;
  account: string;
  role: string;
  device: string;
  act: string;
  scope: string;
  detail: Record<string, unknown> & { records?: { table: string; id: string; ok: number }[] };
}

/** A site with a visit and a note, after sign-ins, an edit refused, and a wrong code. */
async function busy(file = ':memory:') {
  const world = await makeWorld(tables, file);
  const bossId = await world.account('coordinator', 'K-01');
  const boss = await world.signIn(bossId);
  await sync(world, boss, { muts: [creation('site', site, site, siteRow())] });
  const lead = await world.account('expert', 'E-01', [site]);
  const expert = await world.signIn(lead);
  await sync(world, expert, {
    muts: [
      creation('visit', site, visit, visitRow(lead)),
      creation('note', site, note, { ...noteRow(visit), text: SECRET }),
      mutation({
        mid: mid('bad'),
        scope: site,
        id: note,
        type: 6,
        set: setOf({ text: SECRET, sphere: 9 }),
        saw: mid('x'),
      }),
    ],
  });
  await world.request('/api/join', { body: { code: 'AAAA-BBBB-CCCC-DDDD', device: 'x' } });
  return { world, bossId, boss, lead, expert };
}

const read = async (world: World, cookie: string, query = ''): Promise<Entry[]> => {
  const response = await world.request(`/api/audit${query}`, { cookie });
  expect(response.status).toBe(200);
  return ((await response.json()) as { entries: Entry[] }).entries;
};

describe('the audit', () => {
  let made: Awaited<ReturnType<typeof busy>>;
  beforeAll(async () => {
    made = await busy();
  });
  afterAll(() => made.world.close());

  it('[F109] tells who did what to which record from which device, newest first, and never a value', async () => {
    const { world, boss, lead } = made;
    const entries = await read(world, boss);
    expect(entries.map(({ n }) => n)).toEqual(entries.map((_, i) => entries.length - i));
    const acts = entries.map(({ act }) => act);
    for (const act of ['account-saved', 'invited', 'joined', 'join-refused', 'edited']) expect(acts).toContain(act);
    const [device] = await world.deps.store.devices(lead);
    const edit = entries.find(({ account, act }) => account === lead && act === 'edited');
    expect(edit).toMatchObject({ role: 'expert', device: device!.id, scope: site });
    expect(edit?.detail.records).toEqual([
      expect.objectContaining({ table: 'visit', id: visit, ok: 1 }),
      { table: 'note', id: note, ok: 1, refused: { invalid: 1 }, fields: expect.arrayContaining(['text', 'sphere']) },
    ]);
    expect(edit?.detail.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(entries)).not.toContain('Zdanie');
  });

  it('[S2] a request that is sent again leaves no second entry', async () => {
    const { world, boss, expert, lead } = made;
    const before = await read(world, boss);
    await sync(world, expert, { muts: [creation('visit', site, visit, visitRow(lead))] });
    expect(await read(world, boss)).toEqual(before);
  });

  it('[S4] what has no right shape is counted, and a field the registry does not know is not named', async () => {
    const { world, boss, expert } = made;
    await sync(world, expert, { muts: [{ mid: mid('shapeless'), Kowalski: 1 }] });
    const odd = mutation({
      mid: mid('odd'),
      scope: site,
      id: note,
      type: 6,
      set: setOf({ janKowalski: 1 }),
      saw: mid('x'),
    });
    await sync(world, expert, { muts: [odd] });
    const [refused, shapeless] = await read(world, boss);
    expect(shapeless?.detail).toEqual({ malformed: 1 });
    expect(refused?.detail.records).toEqual([{ table: 'note', id: note, ok: 0, refused: { invalid: 1 } }]);
    expect(JSON.stringify([refused, shapeless])).not.toContain('Kowalski');
  });

  it('filters by account, record and day, in pages', async () => {
    const { world, boss, bossId, lead } = made;
    expect((await read(world, boss, `?account=${lead}`)).every(({ account }) => account === lead)).toBe(true);
    const ofVisit = await read(world, boss, `?id=${visit}`);
    expect(ofVisit.length).toBeGreaterThan(0);
    expect(ofVisit.every(({ detail }) => JSON.stringify(detail).includes(visit))).toBe(true);
    expect((await read(world, boss, `?id=${bossId}`)).map(({ act }) => act)).toEqual([
      'invited',
      'edited',
      'account-saved',
    ]);
    expect(await read(world, boss, `?to=1`)).toEqual([]);
    expect(await read(world, boss, `?from=1&before=3`)).toHaveLength(2);
    expect(await refusalOf(await world.request('/api/audit?before=x', { cookie: boss }))).toMatchObject({
      path: 'before',
    });
  });

  it('is read by coordinator and admin alone', async () => {
    const { world, expert } = made;
    const admin = await world.signIn(await world.account('admin', 'A-01'));
    expect((await world.request('/api/audit', { cookie: admin })).status).toBe(200);
    expect((await world.request('/api/audit', { cookie: expert })).status).toBe(403);
    expect((await world.request('/api/audit')).status).toBe(401);
  });
});

describe('the chain of the audit', () => {
  async function file(): Promise<string> {
    const path = newFile();
    const { world } = await busy(path);
    await world.deps.store.close();
    return path;
  }
  /** As somebody who holds the file: the triggers are taken away first. */
  function tamper(path: string, ...statements: string[]): void {
    const db = new Database(path);
    const triggers = db.prepare("select name from sqlite_master where type = 'trigger'").pluck().all() as string[];
    for (const name of triggers) db.exec(`drop trigger ${name}`);
    for (const statement of statements) db.exec(statement);
    db.close();
  }

  it('[F109] is whole on a database in use, and names its head', async () => {
    const path = newFile();
    const { world } = await busy(path);
    const head = await world.deps.store.auditHead();
    expect(verifyAudit(path)).toEqual({ ok: true, head, first: 1, entries: head.n });
    expect(verifyAudit(path, [head]).ok).toBe(true);
    await world.close();
  });

  it.each([
    ['changed', 'update audit set detail = replace(detail, \'"ok":1\', \'"ok":2\') where n = 5', 5],
    ['changed', "update audit set account = 'someone' where n = 3", 3],
    ['changed', 'update audit set at = at - 60000 where n = 5', 5],
    ['missing', 'delete from audit where n = 4', 4],
    [
      'moved',
      'update audit set n = 100 where n = 4; update audit set n = 4 where n = 5; update audit set n = 5 where n = 100',
      4,
    ],
    ['index', 'delete from audit_record where n = (select min(n) from audit_record)', 1],
    ['missing', 'delete from audit where n < 4', 1],
    [
      'start',
      "delete from audit where n < 4; insert into meta select 'audit.base', (n - 1) || ' ' || prev from audit where n = 4",
      4,
    ],
  ])('[F109] finds what was %s: %s', async (fault, statement, n) => {
    const path = await file();
    expect(verifyAudit(path).ok).toBe(true);
    tamper(path, statement);
    expect(verifyAudit(path)).toMatchObject({ ok: false, n, fault });
  });

  it('[F109] a tail that was cut off is found by a head noted outside', async () => {
    const path = await file();
    const { head } = verifyAudit(path);
    tamper(path, `delete from audit where n > ${head.n - 2}`, `delete from audit_record where n > ${head.n - 2}`);
    expect(verifyAudit(path).ok).toBe(true);
    expect(verifyAudit(path, [head])).toMatchObject({ ok: false, n: head.n, fault: 'cut' });
  });

  it('[F109] the database itself refuses to change, remove or replace an entry', async () => {
    const db = new Database(await file());
    const again =
      'insert or replace into audit select n, 0, account, role, device, act, scope, detail, prev, hash from audit where n = 2';
    const skip =
      'insert into audit select n + 9, at, account, role, device, act, scope, detail, prev, hash from audit where n = 2';
    for (const statement of [
      'update audit set at = 0',
      'delete from audit where n = 1',
      'delete from audit_record',
      again,
      skip,
    ]) {
      expect(() => db.exec(statement), statement).toThrow('append-only');
    }
    db.close();
  });

  it('[F109] the oldest may go when their time has passed, and the chain says so', async () => {
    const path = newFile();
    const { world } = await busy(path);
    const { store } = world.deps;
    const before = await store.auditHead();
    world.time += 1000;
    await store.note({ at: world.time, account: '', role: '', device: '', act: 'left', scope: '', detail: {} });
    const told = { at: world.time, account: '', role: '', device: '', act: 'audit-trimmed' as const, scope: '' };
    expect(await store.trimAudit(world.time, told)).toBe(before.n);
    expect(verifyAudit(path)).toMatchObject({ ok: true, first: before.n + 1, entries: 2 });
    expect(await store.trimAudit(world.time, told)).toBe(0);
    await world.deps.store.close();
    const again = await openSqlite(path);
    expect(verifyAudit(path, [await again.auditHead()]).ok).toBe(true);
    await again.close();
  });
});
