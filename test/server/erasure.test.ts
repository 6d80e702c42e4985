import 'fake-indexeddb/auto';
import { makeCode } from '#domain/participantCode.ts';
import { tables } from '#domain/tables.ts';
import { dexieStore } from '#client/db/dexie.ts';
import { keepDraft } from '#client/db/drafts.ts';
import { memoryStore } from '#client/db/memory.ts';
import { read } from '#client/db/device.ts';
import { round, type Answer } from '#client/engine/exchange.ts';
import type { Erasure } from '#domain/erasure.ts';
import { erasureList } from '#server/erase/list.ts';
import { verifyAudit } from '#server/audit/verify.ts';
import type { Mutation, SyncRequest } from '#sync/protocol.ts';
import Database from 'better-sqlite3';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { must } from '../support/pair.ts';
import {
  actionRow,
  enrolmentRow,
  evidenceRow,
  noteRow,
  participantRow,
  rollCallRow,
  siteRow,
  visitRow,
} from '../support/rows.ts';
import { bytesOf, textOf } from '../support/traces.ts';
import { creation, mid, mutation, refusalOf, setOf, sync, uid } from '../support/wire.ts';
import { makeWorld, type Phone, type World } from '../support/world.ts';

const [site, visit, person, enrolment, other, roll] = [0x51, 0xf1, 0x91, 0x92, 0x93, 0x94].map(uid) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
let codes = 0;
/** Another code each time. */
function fresh(): string {
  let left = ++codes * 7919;
  return makeCode(12, (n) => {
    const digit = left % n;
    left = Math.floor(left / n);
    return digit;
  });
}
const CODE = fresh();
/** Planted in everything that can hold a text about the person. */
const planted = (where: string): string => `Skarb ${where} ukryty`;

let folder: string;
let file: string;
let world: World;
let boss: string;
let a: Phone;
let b: Phone;
let names: [string, string];
let stores = 0;

const changed = (name: string, id: string, type: number, values: object, saw: string, over: Partial<Mutation> = {}) =>
  mutation({ mid: mid(name), scope: site, id, type, set: setOf(values as Record<string, unknown>, saw), saw, ...over });

/** An entity with forty people, so that phones keep them in blocks; all that follows is about one of them. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-erasure-'));
  file = join(folder, 'server.sqlite');
  world = await makeWorld(tables, file, erasureList(join(folder, 'erasures.jsonl')));
  boss = await world.signIn(await world.account('coordinator', 'K-01'));
  await sync(world, boss, { muts: [creation('site', site, site, siteRow())] });
  const lead = await world.account('expert', 'E-01', [site]);
  names = [`erasure-${++stores}`, `erasure-${++stores}`];
  a = await world.phone(lead, { store: dexieStore(names[0]) });
  b = await world.phone(await world.account('expert', 'E-02', [site]), { store: dexieStore(names[1]) });
  await must(a, (edit) => edit.create('visit', site, visitRow(lead), visit));
  await must(a, (edit) => edit.create('participant', site, participantRow(CODE), person));
  await must(a, (edit) => edit.create('participant', site, participantRow(fresh()), other));
  for (let i = 0; i < 38; i++) await must(a, (edit) => edit.create('participant', site, participantRow(fresh())));
  const row = { ...enrolmentRow(person), programmeId: planted('program') };
  await must(a, (edit) => edit.create('enrolment', site, row, enrolment));
  await a.sync();
  await b.sync();
});
afterEach(async () => {
  a.device.store.close();
  b.device.store.close();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const erase = (cookie = boss, code = CODE, again = code) =>
  world.request('/api/erasures', { cookie, body: { code, again } });
const proofs = async (): Promise<Erasure[]> =>
  ((await (await world.request('/api/erasures', { cookie: boss })).json()) as { erasures: Erasure[] }).erasures;
const shown = (phone: Phone) =>
  read(phone.device, async (rows) => ({
    people: (await rows.all('participant')).map(({ id }) => id),
    enrolments: (await rows.all('enrolment')).map(({ id }) => id),
  }));

/** Texts about the person in every corner of the server and of both phones. */
async function scatter(): Promise<void> {
  const raw = a.cookie;
  const type = tables.enrolment.code;
  // Conflict: both phones change the same field unseen; history: a value replaced knowingly.
  await must(a, (edit) => edit.set('enrolment', enrolment, { programmeVersion: planted('wersja a').slice(0, 20) }));
  await must(b, (edit) => edit.set('enrolment', enrolment, { programmeVersion: planted('wersja b').slice(0, 20) }));
  await a.sync();
  await b.sync();
  await a.sync();
  await must(a, (edit) => edit.set('enrolment', enrolment, { programmeId: planted('drugi program') }));
  await a.sync();
  // Fields of a newer app, which the server keeps.
  const newer = { opis: planted('nowsza apka') };
  await sync(world, raw, { muts: [changed('newer', person, tables.participant.code, newer, mid('x'), { schema: 2 })] });
  // Refused whole, malformed, and parked by somebody who lost the entity.
  await sync(world, raw, {
    muts: [
      changed('wrong', enrolment, type, { start: planted('zła data') }, mid('x')),
      { ...changed('shapeless', enrolment, type, {}, mid('x')), uwaga: planted('zły kształt') },
    ],
  });
  const stranger = await world.signIn(await world.account('expert', 'E-09'));
  const parked = creation('enrolment', site, uid(0x99), {
    ...enrolmentRow(person),
    programmeId: planted('zaparkowane'),
  });
  await sync(world, stranger, { muts: [parked] });
  // The code in the words of others, as people type it.
  const mention = `Rozmowa z ${CODE.toLowerCase().replaceAll('-', ' ')} o stażu`;
  await must(a, (edit) => edit.create('note', site, noteRow(visit, mention)));
  await must(a, (edit) => edit.create('action', site, { ...actionRow(visit), text: `Umowa dla ${CODE}` }));
  await a.sync();
  await b.sync();
  // A mark in the roll-call of a session, beside those of others; a note about an outcome.
  const marks = { [enrolment]: 'present', [uid(0x98)]: 'absent' };
  await must(a, (edit) => edit.create('rollCall', site, { ...rollCallRow(), marks } as never, roll));
  await must(a, (edit) => edit.create('evidence', site, { ...evidenceRow(enrolment), note: planted('dowód') }));
  await a.sync();
  await must(a, (edit) => edit.set('rollCall', roll, { [`marks.${enrolment}`]: 'excused' }));
  await a.sync();
  await b.sync();
  await must(b, (edit) => edit.set('rollCall', roll, { [`marks.${enrolment}`]: 'absent' }));
  // On the phones: a journal, edits that wait, a text half typed, something made here that nobody knows.
  await must(b, (edit) => edit.set('enrolment', enrolment, { programmeId: planted('niewysłane') }));
  await must(b, (edit) =>
    edit.create('enrolment', site, { ...enrolmentRow(person), programmeId: planted('nowy zapis') }),
  );
  const [note] = await read(b.device, (rows) => rows.all('note'));
  await keepDraft(b.device, { table: 'note', id: note!.id, field: 'text' }, `Dopisek: ${CODE} przyszedł`);
  await keepDraft(b.device, { table: 'enrolment', id: enrolment, field: 'programmeId' }, planted('szkic'));
}

describe('a participant is erased', () => {
  it('[F106][G1][G3] nothing planted is found in any byte of the server or in what either phone keeps', async () => {
    await scatter();
    const traces = [CODE, CODE.replaceAll('-', ' ').toLowerCase(), 'Skarb'];
    const everywhere = async () => {
      const server = [...bytesOf(folder)].flatMap(([path, bytes]) =>
        traces.filter((trace) => bytes.includes(trace)).map((trace) => `${path}: ${trace}`),
      );
      const phones = await Promise.all(names.map(async (name) => [name, await textOf(name)] as const));
      return [
        ...server,
        ...phones.flatMap(([name, text]) =>
          traces.filter((trace) => text.includes(trace)).map((trace) => `${name}: ${trace}`),
        ),
      ];
    };
    const before = await everywhere();
    for (const place of ['server.sqlite', ...names]) expect(before.join('\n'), place).toContain(place);

    expect((await erase()).status).toBe(200);
    const result = await b.round();
    expect(result).toMatchObject({ ok: true, value: { refused: 3 } });
    await a.sync();
    await b.sync();
    expect(await everywhere()).toEqual([]);

    for (const phone of [a, b]) {
      expect((await shown(phone)).people).toHaveLength(39);
      expect((await shown(phone)).enrolments).toEqual([]);
      expect(await phone.device.store.read((tx) => tx.queue())).toEqual([]);
      expect(await phone.device.store.read((tx) => tx.meta('repairs'))).toBeUndefined();
      const texts = await read(phone.device, async (rows) => (await rows.all('note')).map(({ text }) => text));
      expect(texts).toEqual(['Rozmowa z [–] o stażu']);
      const { marks } = (await read(phone.device, (rows) => rows.one('rollCall', roll)))!;
      expect(marks).toEqual({ [uid(0x98)]: 'absent' });
    }
    expect(await b.device.store.read(async (tx) => (await tx.drafts()).map(({ value }) => value))).toEqual([
      'Dopisek: [–] przyszedł',
    ]);
    expect(await b.device.store.read((tx) => tx.meta('erased'))).toMatchObject({ told: [{ edits: 3 }] });
    expect(verifyAudit(file).ok).toBe(true);
  });

  it('[G4] the proof names who held it and when each device said that it is gone', async () => {
    await world.phone(await world.account('learning-outcomes-expert', 'L-01')).then((phone) => phone.sync());
    await world.phone(await world.account('quality-specialist', 'Q-01')).then((phone) => phone.sync());
    await world.phone(await world.account('expert', 'E-03')).then((phone) => phone.sync());
    await erase();
    const byId = new Map((await world.deps.store.accounts()).map(({ id, code }) => [id, code]));
    const state = async () => {
      const [proof] = await proofs();
      return Object.fromEntries(
        proof!.holders.map(({ account, confirmedAt }) => [byId.get(account), confirmedAt !== null]),
      );
    };
    expect((await proofs())[0]).toMatchObject({
      scope: site,
      table: 'participant',
      roots: 1,
      records: 2,
      reason: 'request',
    });
    expect((await proofs())[0]!.cleanedAt).not.toBeNull();
    expect(await state()).toEqual({ 'E-01': false, 'E-02': false, 'L-01': false });
    await a.sync();
    expect(await state()).toEqual({ 'E-01': false, 'E-02': false, 'L-01': false });
    await a.round();
    expect(await state()).toEqual({ 'E-01': true, 'E-02': false, 'L-01': false });
  });

  it('[G4] a device that leaves with nothing on it is clean, one that keeps its data sealed is not', async () => {
    const leave = (phone: Phone, body: object) => world.request('/api/leave', { cookie: phone.cookie, body });
    await erase();
    await leave(a, {});
    await leave(b, { kept: true });
    const [proof] = await proofs();
    const state = Object.fromEntries(proof!.holders.map(({ account, confirmedAt }) => [account, confirmedAt !== null]));
    expect(state).toEqual({ [a.device.me.account]: true, [b.device.me.account]: false });
  });

  it('[G2] whoever edits it later is refused, and what they said is kept nowhere', async () => {
    await erase();
    const type = tables.enrolment.code;
    const late = [
      changed('late', person, tables.participant.code, { status: 'left' }, mid('x')),
      changed('late2', enrolment, type, { programmeId: planted('spóźnione') }, mid('x')),
      creation('enrolment', site, uid(0x77), { ...enrolmentRow(person), programmeId: planted('od nowa') }),
      mutation({ mid: mid('del'), scope: site, id: enrolment, type, kind: 'del', saw: mid('x') }),
    ];
    const malformed = { mid: mid('odd'), scope: site, id: enrolment, uwaga: planted('bez kształtu') };
    const { results } = await sync(world, a.cookie, { muts: [...late, malformed] });
    const codes = Object.fromEntries(
      results.map(({ mid: name, refusal }) => [name.replaceAll('_', ''), refusal?.code]),
    );
    expect(codes).toMatchObject({ late: 'erased', late2: 'erased', del: 'erased', odd: 'invalid' });
    expect(results.filter(({ refusal }) => refusal?.code === 'erased')).toHaveLength(4);
    expect(
      (await sync(world, a.cookie, { muts: late })).results.every(({ refusal }) => refusal?.code === 'erased'),
    ).toBe(true);
    const kept = await world.deps.store.refused({ scope: site });
    expect(kept.filter(({ refusal }) => refusal.code === 'erased').map(({ mutation: { set } }) => set)).toEqual([
      {},
      {},
      {},
      {},
    ]);
    expect(JSON.stringify(await world.deps.store.refused({}))).not.toContain('Skarb');
  });

  it('[G3] a phone that was set back is told again, and counts as holding until it has said so', async () => {
    const local = memoryStore();
    const account = await world.account('expert', 'E-05', [site]);
    const phone = await world.phone(account, { store: local });
    await phone.sync();
    const before = local.image();
    await erase();
    await phone.sync();
    await phone.round();
    const confirmed = async () =>
      (await proofs())[0]!.holders.find((holder) => holder.account === account)!.confirmedAt !== null;
    expect(await confirmed()).toBe(true);
    const old = memoryStore(before);
    const post = async (request: SyncRequest): Promise<Answer> => {
      const response = await world.request('/api/sync', { cookie: phone.cookie, body: request });
      return { status: response.status, json: await response.json(), retryAfter: null };
    };
    const again = () => round({ ...phone.device, store: old, post }, 500);
    await again();
    expect(await confirmed()).toBe(false);
    await again();
    expect(await confirmed()).toBe(true);
    const dump = JSON.stringify([...old.image().base.values(), ...old.image().journal.values()]);
    expect(dump).not.toContain(CODE);
    expect(dump).not.toContain('Skarb');
  });

  it('[G3] edits refused in an entity that was taken away go too, though no row of it is sent', async () => {
    await must(b, (edit) => edit.set('enrolment', enrolment, { programmeId: planted('bez dostępu') }));
    await world.deps.store.putAccount((await world.deps.store.account(b.device.me.account))!, []);
    await b.sync();
    expect(await b.device.store.read((tx) => tx.queue())).toMatchObject([{ refused: { code: 'parked' } }]);
    await erase();
    await b.sync();
    expect(await b.device.store.read((tx) => tx.queue())).toEqual([]);
    expect(await textOf(names[1])).not.toContain('Skarb');
    expect(await b.device.store.read((tx) => tx.meta('erased'))).toMatchObject({ told: [{ edits: 1 }] });
  });

  it('[C12] many erased at once are no loss that waits for a person', async () => {
    const people = (await shown(a)).people.filter((id) => id !== other);
    const order = {
      scope: site,
      type: tables.participant.code,
      roots: people,
      reason: 'retention' as const,
      by: null,
      at: world.time,
    };
    await world.deps.erasures!.erase(order);
    await a.sync();
    expect(await shown(a)).toEqual({ people: [other], enrolments: [] });
    expect(
      (await a.device.store.read((tx) => tx.cursors())).find(({ scope }) => scope === site)?.removal,
    ).toBeUndefined();
  });

  it('[F106][G5] a server that comes from an older backup erases anew before it answers, and phones give nothing back', async () => {
    const backup = join(folder, 'backup.sqlite');
    const copy = new Database(file, { readonly: true });
    await copy.backup(backup);
    copy.close();
    await erase();
    await a.sync();
    await world.deps.store.close();

    const list = join(folder, 'erasures.jsonl');
    const restored = join(folder, 'restored.sqlite');
    copyFileSync(backup, restored);
    rmSync(backup);
    for (const path of [file, `${file}-wal`, `${file}-shm`]) rmSync(path, { force: true });
    const later = await makeWorld(tables, restored, erasureList(list));
    later.time = world.time + 1;
    await later.deps.store.restored(1_800_000_000);
    expect(await later.deps.erasures!.replay(later.time)).toBe(1);
    expect(await later.deps.erasures!.replay(later.time)).toBe(0);
    const send =
      (phone: Phone) =>
      async (request: SyncRequest): Promise<Answer> => {
        const response = await later.request('/api/sync', { cookie: phone.cookie, body: request });
        return { status: response.status, json: await response.json(), retryAfter: null };
      };
    for (const phone of [a, b]) {
      for (let i = 0; i < 6; i++) {
        const done = await round({ ...phone.device, post: send(phone) }, 500);
        expect(done.ok).toBe(true);
        if (done.ok && !done.value.more) break;
      }
      expect((await shown(phone)).people).not.toContain(person);
    }
    await later.deps.store.close();
    for (const [path, bytes] of bytesOf(restored, `${restored}-wal`, list))
      expect(bytes.includes(CODE), path).toBe(false);
    for (const name of names) expect(await textOf(name)).not.toContain(CODE);
    world.deps.store = (await makeWorld()).deps.store;
  });

  it('a crash between the database and the list: the next start writes the list, a torn line disturbs nothing', async () => {
    await erase();
    const path = join(folder, 'erasures.jsonl');
    const text = readFileSync(path, 'utf8');
    expect(text).not.toContain(CODE);
    const { writeFileSync } = await import('node:fs');
    writeFileSync(path, text.trim().slice(0, 40));
    expect(await world.deps.erasures!.replay(world.time)).toBe(0);
    expect(erasureList(path).read()).toMatchObject([{ scope: site, ids: expect.arrayContaining([person, enrolment]) }]);
  });
});

describe('who may erase', () => {
  it('types the code twice, correctly, and has the power', async () => {
    expect(await refusalOf(await erase(boss, CODE, fresh()))).toMatchObject({ status: 400, type: 'CodesDiffer' });
    expect(await refusalOf(await erase(boss, 'x'))).toMatchObject({ status: 400 });
    expect(await refusalOf(await erase(boss, fresh()))).toMatchObject({ status: 404, type: 'PersonUnknown' });
    expect((await erase(a.cookie)).status).toBe(403);
    expect((await world.request('/api/erasures', { body: { code: CODE, again: CODE } })).status).toBe(401);
    expect((await erase(boss, CODE.toLowerCase().replaceAll('-', ''), CODE)).status).toBe(200);
    expect((await erase()).status).toBe(404);
  });

  it('is told whether a code is known and where, and nothing about the person', async () => {
    const sought = (code: string) => world.request('/api/persons', { cookie: boss, body: { code } });
    const answer = (await (await sought(CODE)).json()) as object;
    expect(answer).toEqual({ app: 'trzy-sfery', scopes: [site] });
    expect((await sought(fresh())).status).toBe(404);
    const entries = await world.deps.store.audit({ id: person }, 5);
    expect(entries[0]).toMatchObject({ act: 'person-sought' });
    expect(JSON.stringify(entries)).not.toContain(CODE);
  });
});
