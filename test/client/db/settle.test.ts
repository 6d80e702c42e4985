import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { read } from '#client/db/device.ts';
import { knownPast, knownPasts, pastOf } from '#client/db/past.ts';
import {
  BOTH,
  contestedRows,
  contestsOf,
  keepRecord,
  noteOf,
  removeRecord,
  reopen,
  restoreRecord,
  settleField,
} from '#client/db/settle.ts';
import { askHistory } from '#client/engine/history.ts';
import { tables } from '#domain/tables.ts';
import { makePair, must, type Pair } from '../../support/pair.ts';
import { noteRow, runRow } from '../../support/rows.ts';
import type { Phone } from '../../support/world.ts';

let pair: Pair;
let note: string;

beforeEach(async () => {
  pair = await makePair();
  note = await must(pair.a, (edit) => edit.create('note', pair.site, noteRow(pair.visit, 'początek')));
  await pair.a.sync();
  await pair.b.sync();
});
afterEach(() => pair.world.close());

/** Both write the text without having seen the other; the second phone's edit comes later. */
async function contest(a = 'od pierwszej', b = 'od drugiej'): Promise<void> {
  await must(pair.a, (edit) => edit.set('note', note, { text: a }));
  await must(pair.b, (edit) => edit.set('note', note, { text: b }));
  await settleAll();
}

async function settleAll(): Promise<void> {
  for (let i = 0; i < 2; i++) {
    await pair.a.sync();
    await pair.b.sync();
  }
}

const noteOn = async (phone: Phone) => {
  const row = await read(phone.device, (rows) => rows.one('note', note));
  if (!row) throw new Error('no note');
  return row;
};
const contestOn = async (phone: Phone) => contestsOf(tables.note, 'note', await noteOn(phone))[0];
const place = () => ({ table: 'note' as const, id: note, field: 'text' });
const versionBy = async (phone: Phone, author: Phone) =>
  (await contestOn(phone))?.versions.find(({ by }) => by === author.device.me.account)?.mid ?? '';
const texts = async () => [(await noteOn(pair.a)).text, (await noteOn(pair.b)).text];

describe('a contested field', () => {
  it('[M3] shows every version with author and time, what stands there first, on both phones', async () => {
    await contest();
    for (const phone of [pair.a, pair.b]) {
      expect(await contestOn(phone)).toMatchObject({
        field: 'text',
        text: true,
        versions: [
          { value: 'od drugiej', by: pair.b.device.me.account },
          { value: 'od pierwszej', by: pair.a.device.me.account },
        ],
      });
    }
  });

  it('[M8] one choice settles it everywhere, whichever version is taken', async () => {
    for (const author of [pair.a, pair.b]) {
      await contest(`a ${author.cookie}`, `b ${author.cookie}`);
      const mine = author === pair.a ? `a ${author.cookie}` : `b ${author.cookie}`;
      expect((await settleField(pair.a.device, place(), await versionBy(pair.a, author))).ok).toBe(true);
      await settleAll();
      expect(await texts()).toEqual([mine, mine]);
      expect([await contestOn(pair.a), await contestOn(pair.b)]).toEqual([undefined, undefined]);
    }
  });

  it('[M8] both texts can stand together, the earlier first, and what is part of the other is not said twice', async () => {
    await contest();
    expect((await settleField(pair.b.device, place(), BOTH)).ok).toBe(true);
    await settleAll();
    expect(await texts()).toEqual(Array(2).fill('od pierwszej\n\nod drugiej'));
    await contest('krótki', 'krótki, ale dłuższy');
    await settleField(pair.b.device, place(), BOTH);
    expect((await noteOn(pair.b)).text).toBe('krótki, ale dłuższy');
  });

  it('[M8] two opposite choices made without network meet as two versions again', async () => {
    await contest();
    await settleField(pair.a.device, place(), await versionBy(pair.a, pair.a));
    await settleField(pair.b.device, place(), await versionBy(pair.b, pair.b));
    await settleAll();
    expect((await contestOn(pair.a))?.versions.map(({ value }) => value)).toEqual(['od drugiej', 'od pierwszej']);
    expect(await noteOn(pair.a)).toMatchObject({ text: (await noteOn(pair.b)).text });
  });

  it('[M8] two equal choices settle it', async () => {
    await contest();
    await settleField(pair.a.device, place(), await versionBy(pair.a, pair.a));
    await settleField(pair.b.device, place(), await versionBy(pair.b, pair.a));
    await settleAll();
    expect(await texts()).toEqual(['od pierwszej', 'od pierwszej']);
    expect(await contestOn(pair.b)).toBeUndefined();
  });

  it('[M8] a choice taken back leaves the versions it found, undecided, on both phones', async () => {
    await contest();
    for (const choice of [await versionBy(pair.b, pair.a), await versionBy(pair.b, pair.b), BOTH]) {
      const chosen = (await contestOn(pair.b))?.versions.some(({ mid }) => mid === choice) ? choice : BOTH;
      const done = await settleField(pair.b.device, place(), chosen);
      if (!done.ok) throw new Error(done.error.type);
      await settleAll();
      expect((await reopen(pair.b.device, done.value)).ok).toBe(true);
      await settleAll();
      for (const phone of [pair.a, pair.b]) {
        expect((await contestOn(phone))?.versions.map(({ value }) => value)).toEqual(['od drugiej', 'od pierwszej']);
      }
    }
  });

  it('[M8] «both» is for free text only, and a choice that is gone says so', async () => {
    await must(pair.a, (edit) => edit.set('note', note, { kind: 'idea' }));
    await must(pair.b, (edit) => edit.set('note', note, { kind: 'quote' }));
    await settleAll();
    expect(await settleField(pair.a.device, { ...place(), field: 'kind' }, BOTH)).toEqual({
      ok: false,
      error: { type: 'Invalid', path: 'kind' },
    });
    expect(await settleField(pair.a.device, place(), BOTH)).toEqual({ ok: false, error: { type: 'NotFound' } });
  });

  it('[S3] a role that may not write the field may not choose either', async () => {
    await contest();
    const boss = await pair.world.phone(await pair.world.account('coordinator', 'K-02'));
    await boss.sync();
    expect((await contestOn(boss))?.versions).toHaveLength(2);
    const done = await settleField(boss.device, place(), await versionBy(boss, pair.a));
    expect(done).toEqual({ ok: false, error: { type: 'Forbidden', path: 'text' } });
  });

  it('[M4] an item of a checklist is a field of its own: one decision touches no other', async () => {
    const run = await must(pair.a, (edit) => edit.create('run', pair.site, runRow(pair.visit)));
    await settleAll();
    for (const [phone, rating] of [[pair.a, 'partly'] as const, [pair.b, 'not'] as const]) {
      await must(phone, (edit) => edit.set('run', run, { 'ratings.s1.n.1': rating, 'ratings.s1.n.2': rating }));
    }
    await settleAll();
    const on = (phone: Phone) => read(phone.device, (rows) => rows.one('run', run));
    const first = { table: 'run' as const, id: run, field: 'ratings.s1.n.1' };
    const other = (await on(pair.a))?.sync.alt.find(({ field }) => field === first.field);
    expect((await settleField(pair.a.device, first, other?.mid ?? '')).ok).toBe(true);
    await settleAll();
    const row = await on(pair.b);
    expect(row?.ratings).toMatchObject({ 's1.n.1': 'partly', 's1.n.2': 'not' });
    expect(row?.sync.alt.map(({ field }) => field)).toEqual(['ratings.s1.n.2']);
  });
});

describe('the list of contested records', () => {
  it('[C4] follows what was pulled, and an own choice that still waits', async () => {
    const ids = (phone: Phone) =>
      read(phone.device, async (rows) => (await contestedRows(rows)).map(({ row }) => row.id));
    expect(await ids(pair.a)).toEqual([]);
    await contest();
    expect([await ids(pair.a), await ids(pair.b)]).toEqual([[note], [note]]);
    await settleField(pair.a.device, place(), BOTH);
    expect(await ids(pair.a)).toEqual([]);
    await settleAll();
    expect(await ids(pair.b)).toEqual([]);
    expect(await pair.b.device.store.read((tx) => tx.meta('contested'))).toEqual([]);
  });
});

describe('a record somebody wanted to delete', () => {
  it('[M5] is kept or removed by one tap, and a removal can be taken back', async () => {
    await must(pair.a, (edit) => edit.set('note', note, { text: 'jeszcze ważne' }));
    await must(pair.b, (edit) => edit.remove('note', note));
    await settleAll();
    expect(noteOf((await noteOn(pair.a)).sync)).toMatchObject({
      kind: 'delete-requested',
      by: pair.b.device.me.account,
    });
    expect((await keepRecord(pair.a.device, 'note', note)).ok).toBe(true);
    await settleAll();
    expect(noteOf((await noteOn(pair.b)).sync)).toBeNull();
    const gone = await removeRecord(pair.b.device, 'note', note);
    if (!gone.ok) throw new Error(gone.error.type);
    await settleAll();
    expect(await read(pair.a.device, (rows) => rows.one('note', note))).toBeNull();
    await restoreRecord(pair.b.device, 'note', gone.value);
    await settleAll();
    expect(await read(pair.a.device, (rows) => rows.all('note', pair.site))).toMatchObject([{ text: 'jeszcze ważne' }]);
  });

  it('[M6] or that an edit brought back says so until someone decides', async () => {
    await must(pair.a, (edit) => edit.remove('note', note));
    await must(pair.b, (edit) => edit.set('note', note, { text: 'wróciła' }));
    await settleAll();
    expect(noteOf((await noteOn(pair.a)).sync)).toMatchObject({ kind: 'restored', by: pair.b.device.me.account });
    expect((await keepRecord(pair.a.device, 'note', note)).ok).toBe(true);
    await settleAll();
    expect(noteOf((await noteOn(pair.b)).sync)).toBeNull();
  });
});

describe('the past of a record', () => {
  it('[M3] names every field that this phone knows of, each with its values, keyed fields too', async () => {
    const run = await must(pair.a, (edit) => edit.create('run', pair.site, runRow(pair.visit)));
    await pair.a.sync();
    await must(pair.a, (edit) => edit.set('run', run, { 'ratings.s1.n.1': 'not' }));
    await must(pair.a, (edit) => edit.set('run', run, { 'reasons.s1.n.2': 'z rozmowy' }));
    const known = await read(pair.a.device, (rows) => knownPasts(rows, pair.a.device.me.account, run));
    const rating = known.get('ratings.s1.n.1');
    expect([rating?.now?.value, rating && pastOf(rating, []).map(({ value }) => value)]).toEqual(['not', ['met']]);
    expect(known.get('reasons.s1.n.2')).toMatchObject({ now: { value: 'z rozmowy' }, earlier: [] });
    expect([...known.keys()]).toEqual(expect.arrayContaining(['day', 'templateId', 'sources.s1.n.1']));
  });
});

describe('the past of a field', () => {
  const past = async (phone: Phone, online: boolean) => {
    const known = await read(phone.device, (rows) => knownPast(rows, phone.device.me.account, note, 'text'));
    const told = online
      ? await askHistory(pair.site, note, (path) => pair.world.request(path, { cookie: phone.cookie }))
      : null;
    const replaced = told?.ok ? told.value.filter(({ field }) => field === 'text') : [];
    return { now: known.now?.value, earlier: pastOf(known, replaced).map(({ value }) => value) };
  };

  it('[M3] is told by the server newest first, and without network as far as this phone remembers', async () => {
    for (const text of ['drugi', 'trzeci']) {
      await must(pair.a, (edit) => edit.set('note', note, { text }));
      await pair.a.sync();
    }
    await pair.b.sync();
    expect(await past(pair.b, true)).toEqual({ now: 'trzeci', earlier: ['drugi', 'początek'] });
    expect(await past(pair.b, false)).toEqual({ now: 'trzeci', earlier: [] });
    expect(await past(pair.a, false)).toEqual({ now: 'trzeci', earlier: ['drugi', 'początek'] });
  });

  it('[M3] keeps a value that an unsent edit of this phone lies over, and leaves out a text that merely grew', async () => {
    await must(pair.b, (edit) => edit.set('note', note, { text: 'nowy' }));
    await must(pair.b, (edit) => edit.set('note', note, { text: 'nowy tekst' }));
    expect(await past(pair.b, false)).toEqual({ now: 'nowy tekst', earlier: ['początek'] });
    await settleAll();
    expect(await past(pair.a, true)).toEqual({ now: 'nowy tekst', earlier: ['początek'] });
  });

  it('[S10] an answer that is not our server’s is no history', async () => {
    const portal = () => Promise.resolve(new Response('<html>', { status: 200 }));
    expect(await askHistory(pair.site, note, portal)).toEqual({ ok: false, error: { type: 'CaptivePortal' } });
    const dead = () => Promise.reject(new TypeError('failed'));
    expect(await askHistory(pair.site, note, dead)).toEqual({ ok: false, error: { type: 'Offline' } });
    const stranger = (path: string) => pair.world.request(path);
    expect(await askHistory(pair.site, note, stranger)).toEqual({ ok: false, error: { type: 'Unauthorized' } });
  });
});
