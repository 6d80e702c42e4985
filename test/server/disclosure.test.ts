import type { Disclosure } from '#domain/disclosure.ts';
import { tellOf } from '#client/features/exports/collect.ts';
import { makeCode } from '#domain/participantCode.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePair, must, type Pair } from '../support/pair.ts';
import { enrolmentRow, noteRow, participantRow, rollCallRow } from '../support/rows.ts';
import { creation, mid, mutation, refusalOf, setOf, sync, uid } from '../support/wire.ts';

const code = (n: number): string => makeCode(12, (of) => (n = (n * 7 + 3) % 97) % of);
const [MINE, THEIRS] = [code(1), code(2)];
const [person, stranger, enrolment, foreign] = [uid(0x91), uid(0x92), uid(0x93), uid(0x94)];

let pair: Pair;
const take = (cookie: string | null, typed = MINE) =>
  pair.world.request('/api/persons/export', { ...(cookie && { cookie }), body: { code: typed } });
const taken = async (typed = MINE): Promise<Disclosure> =>
  ((await (await take(pair.boss, typed)).json()) as { disclosure: Disclosure }).disclosure;

/** Everything that is entered about two people; only one of them asks. */
beforeAll(async () => {
  pair = await makePair();
  const { site, visit, a, b } = pair;
  await must(a, (edit) => edit.create('participant', site, participantRow(MINE), person));
  await must(a, (edit) => edit.create('participant', site, participantRow(THEIRS), stranger));
  await must(a, (edit) => edit.create('enrolment', site, enrolmentRow(person), enrolment));
  const theirs = { ...enrolmentRow(stranger), programmeId: 'cudzy-program' };
  await must(a, (edit) => edit.create('enrolment', site, theirs, foreign));
  await a.sync();
  await b.sync();
  await must(a, (edit) => edit.set('enrolment', enrolment, { 'hours.m1': 10 }));
  await must(b, (edit) => edit.set('enrolment', enrolment, { 'hours.m1': 12 }));
  await a.sync();
  await b.sync();
  await a.sync();
  await must(a, (edit) => edit.set('participant', person, { status: 'completed', exitMonth: '2026-03' }));
  await must(a, (edit) =>
    edit.create(
      'note',
      site,
      noteRow(visit, `Plan dnia\n${MINE.toLowerCase()} i ${THEIRS} pracują razem\n${THEIRS} choruje`),
    ),
  );
  const marks = { [enrolment]: 'present', [foreign]: 'absent' };
  await must(a, (edit) => edit.create('rollCall', site, { ...rollCallRow(), marks } as never));
  await a.sync();
  const wrong = mutation({
    mid: mid('wrong'),
    scope: site,
    id: enrolment,
    type: 10,
    set: setOf({ start: 'nie data' }, mid('x')),
    saw: mid('x'),
  });
  await sync(pair.world, a.cookie, { muts: [wrong] });
  const lost = await pair.world.signIn(await pair.world.account('expert', 'E-09'));
  await sync(pair.world, lost, { muts: [creation('enrolment', site, uid(0x95), enrolmentRow(person), 'parked')] });
});
afterAll(() => pair.world.close());

describe('everything about one code', () => {
  it('[F107] holds every value ever entered about the person, with author and time, as entered', async () => {
    const { code: about, by, records, held, mentions, acts } = await taken(MINE.toLowerCase().replaceAll('-', ''));
    expect({ about, by }).toEqual({ about: MINE, by: 'K-01' });
    const byTable = Object.fromEntries(records.map((record) => [record.table, record]));
    const fields = (table: string) =>
      Object.fromEntries(byTable[table]!.fields.map(({ field, value }) => [field, value]));
    const { followUps, ...known } = participantRow(MINE);
    expect(followUps).toEqual({});
    expect(fields('participant')).toEqual({ ...known, status: 'completed', exitMonth: '2026-03' });
    const { hours, criteria, results, verified, ...plain } = enrolmentRow(person);
    expect({ hours, criteria, results, verified }).toEqual({
      hours: { m1: 2.5 },
      criteria: { 'm1.o1.c1': true },
      results: { 'm1.o1': null },
      verified: { 'm1.o1': null },
    });
    expect(fields('enrolment')).toEqual({
      ...plain,
      'hours.m1': 12,
      'criteria.m1.o1.c1': true,
      'results.m1.o1': null,
      'verified.m1.o1': null,
    });
    const hoursThen = byTable['enrolment']!.earlier.filter(({ field }) => field === 'hours.m1').map(
      ({ value }) => value,
    );
    expect(hoursThen.sort()).toEqual([10, 2.5]);
    expect(byTable['enrolment']!.versions).toMatchObject([{ field: 'hours.m1', value: 10, by: 'E-01' }]);
    expect(byTable['participant']!.earlier).toMatchObject([
      { field: 'exitMonth', value: null, by: 'E-01' },
      { field: 'status', value: 'active', by: 'E-01' },
    ]);
    expect(byTable['participant']).toMatchObject({ site: 'PZS-01', removed: false });
    expect(held).toMatchObject([
      { table: 'enrolment', by: 'E-01', reason: 'invalid', fields: [{ field: 'start', value: 'nie data' }] },
      { table: 'enrolment', by: 'E-09', reason: 'parked' },
    ]);
    expect(mentions.map(({ table, text }) => [table, text])).toEqual([
      ['note', `${MINE.toLowerCase()} i ██ pracują razem`],
    ]);
    expect(byTable['rollCall']!.fields.filter(({ field }) => field.startsWith('marks.'))).toMatchObject([
      { field: `marks.${enrolment}`, value: 'present', by: 'E-01' },
    ]);
    expect(acts.map(({ act }) => act)).toEqual(expect.arrayContaining(['edited', 'person-disclosed']));
  });

  it('[F107] holds nothing about anybody else', async () => {
    const text = JSON.stringify(await taken());
    for (const other of [THEIRS, stranger, foreign, 'cudzy-program', 'choruje']) expect(text).not.toContain(other);
    expect(JSON.stringify(await taken(THEIRS))).not.toContain(person);
  });

  it('[F101] is taken out by who has the power, one code at a time, and each time is in the audit', async () => {
    expect((await take(pair.a.cookie)).status).toBe(403);
    expect((await take(null)).status).toBe(401);
    expect(await refusalOf(await take(pair.boss, code(9)))).toMatchObject({ status: 404, type: 'PersonUnknown' });
    for (const typed of ['', '*', '%', '12']) expect([400, 404]).toContain((await take(pair.boss, typed)).status);
    const [entry] = await pair.world.deps.store.audit({ act: 'person-disclosed' }, 1);
    expect(entry).toMatchObject({ role: 'coordinator', detail: { records: [{ table: 'participant' }] } });
    expect(JSON.stringify(entry)).not.toContain(THEIRS);
  });

  it('[F101] fifty people a day are the most that one account takes out', async () => {
    let last = 200;
    let tries = 0;
    for (; last === 200 && tries < 60; tries++) last = (await take(pair.boss)).status;
    expect(last).toBe(429);
    expect(await pair.world.deps.store.audit({ act: 'person-disclosed' }, 99)).toHaveLength(50);
    pair.world.time += 86_400_001;
    expect((await take(pair.boss)).status).toBe(200);
  });

  it('[F101] tables that a device makes by itself are told to the audit, once, with their size', async () => {
    const { a } = pair;
    const sheets = [{ name: 'progress' as const, columns: [], rows: [[], []] }];
    await tellOf(a.device, { scope: null }, sheets);
    await a.sync();
    await a.sync();
    const entries = await pair.world.deps.store.audit({ act: 'exported' }, 9);
    expect(entries).toMatchObject([{ account: a.device.me.account, detail: { tables: ['progress'], rows: 2 } }]);
    expect(await a.device.store.read((tx) => tx.meta('told'))).toEqual([]);
  });

  it('[F101] nobody who sees people in numbers only is ever sent one', async () => {
    const { scopes } = await sync(pair.world, pair.boss, { limit: 8_000_000 });
    expect(scopes[pair.site]!.rows.filter(({ type }) => type === 9 || type === 10)).toEqual([]);
  });
});
