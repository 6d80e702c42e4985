import {
  addHours,
  addParticipant,
  addParticipantByCode,
  enrol,
  restoreEnrolment,
  setHours,
  setParticipant,
  tickCriterion,
  typedCodeFault,
  withdrawEnrolment,
} from '#client/features/participants/commands.ts';
import { assess } from '#client/features/participants/ledger.ts';
import { NO_FILTER, bySite, filtered } from '#client/features/participants/filter.ts';
import { monthsBack } from '#client/features/participants/months.ts';
import { participantDetail, participantsOf, progressIn, programmesFor } from '#client/features/participants/queries.ts';
import { commit } from '#client/db/commit.ts';
import { read, type Device } from '#client/db/device.ts';
import { loadProgramme, programmeIds } from '#domain/content/content.ts';
import { checkCode, makeCode } from '#domain/participantCode.ts';
import type { Result } from '#domain/result.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { siteRow } from '../../support/rows.ts';
import { makeWorld, type World } from '../../support/world.ts';

const ABOUT = { ageBand: '30-49', sex: 'K', entryMonth: '2026-01' } as const;
const CIS = 'care-at-home-cis';

let world: World;
afterEach(() => world.close());

function value<T>(result: Result<T, { type: string }>): T {
  if (!result.ok) throw new Error(result.error.type);
  return result.value;
}

async function site(boss: Device, code: string, kind: 'CIS' | 'KIS'): Promise<string> {
  return value(await commit(boss, (edit) => edit.create('site', '', siteRow(code, kind))));
}

/** An expert's phone that holds a CIS (PZS-01) and a KIS (PZS-02). */
async function start() {
  world = await makeWorld();
  const boss = await world.phone(await world.account('coordinator', 'K-01'));
  const cis = await site(boss.device, 'PZS-01', 'CIS');
  const kis = await site(boss.device, 'PZS-02', 'KIS');
  await boss.sync();
  const expert = await world.phone(await world.account('expert', 'E-01', [cis, kis]));
  await expert.sync();
  return { boss, expert, device: expert.device, cis, kis };
}

async function enrolled(device: Device, siteId: string) {
  const { id } = value(await addParticipant(device, { siteId, ...ABOUT }));
  const programme = await loadProgramme(CIS);
  const enrolment = await enrol(device, {
    participantId: id,
    programmeId: programme.id,
    programmeVersion: programme.version,
    variant: 'CIS',
    start: '2026-01-16',
    plannedEnd: null,
  });
  return { id, programme, enrolmentId: value(enrolment) };
}

const record = async (device: Device, id: string) => {
  const view = await read(device, (rows) => participantDetail(rows, id));
  const row = view?.enrolments[0];
  if (!row) throw new Error('no enrolment');
  return row;
};

describe('codes', () => {
  it('a code is made on the phone, carries the number of its entity and is never given twice', async () => {
    const { device, cis } = await start();
    const first = value(await addParticipant(device, { siteId: cis, ...ABOUT }));
    expect(first.code).toMatch(/^01-/);
    expect(checkCode(first.code)).toEqual({ ok: true, value: first.code });
    // Chance that first repeats itself, then moves on.
    const drawn = first.code
      .slice(3, 9)
      .split('')
      .map((symbol) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(symbol));
    let calls = 0;
    const again: Device = { ...device, random: () => (calls < 6 ? (drawn[calls++] ?? 0) : calls++ % 32) };
    const second = value(await addParticipant(again, { siteId: cis, ...ABOUT }));
    expect(calls).toBe(12);
    expect(second.code).not.toBe(first.code);
    const stuck: Device = { ...device, random: (n) => drawn[calls++ % 6] ?? n };
    calls = 0;
    expect(await addParticipant(stuck, { siteId: cis, ...ABOUT })).toEqual({ ok: false, error: { type: 'CodeTaken' } });
  });

  it('a typed code is taken in any spelling, once, and only in its own entity', async () => {
    const { device, cis, kis } = await start();
    let next = 0;
    const code = makeCode(1, () => (next += 3) % 32);
    const spelled = ` ${code.toLowerCase().replaceAll('-', ' ')}`;
    expect(value(await addParticipantByCode(device, cis, spelled, ABOUT)).code).toBe(code);
    const fails = async (siteId: string, typed: string) => {
      const done = await addParticipantByCode(device, siteId, typed, ABOUT);
      return done.ok ? null : done.error.type;
    };
    expect(await fails(cis, code)).toBe('CodeTaken');
    expect(await fails(kis, code)).toBe('CodeEntity');
    expect(await fails(cis, '01-ABC')).toBe('CodeFormat');
    const slip = `${code.slice(0, 3)}${code[3] === '0' ? '1' : '0'}${code.slice(4)}`;
    expect(await fails(cis, slip)).toBe('CodeCheck');
    expect(await read(device, (rows) => rows.all('participant'))).toHaveLength(1);
  });

  it('an entity beyond number 30 has no codes yet: a typed error, not a crash', async () => {
    const { boss, device } = await start();
    const far = await site(boss.device, 'PZS-31', 'CIS');
    const both: Device = { ...device, store: boss.device.store };
    expect(await addParticipant(both, { siteId: far, ...ABOUT })).toEqual({ ok: false, error: { type: 'CodeEntity' } });
  });
});

describe('participants', () => {
  it('the trial period exists in a CIS only', async () => {
    const { device, cis, kis } = await start();
    const one = value(await addParticipant(device, { siteId: cis, ...ABOUT, status: 'trial' }));
    const two = value(await addParticipant(device, { siteId: kis, ...ABOUT }));
    expect((await setParticipant(device, one.id, { status: 'trial' })).ok).toBe(true);
    expect(await setParticipant(device, two.id, { status: 'trial' })).toMatchObject({ error: { type: 'Invalid' } });
    expect((await addParticipant(device, { siteId: kis, ...ABOUT, status: 'trial' })).ok).toBe(false);
  });

  it('who completes or leaves gets the month of it, who comes back loses it, and a given month wins', async () => {
    const { device, cis } = await start();
    const { id } = value(await addParticipant(device, { siteId: cis, ...ABOUT }));
    const exit = async () => (await read(device, (rows) => rows.one('participant', id)))?.exitMonth;
    value(await setParticipant(device, id, { status: 'completed' }));
    expect(await exit()).toBe('2026-01');
    value(await setParticipant(device, id, { status: 'active' }));
    expect(await exit()).toBeNull();
    value(await setParticipant(device, id, { status: 'left', exitMonth: '2025-12' }));
    expect(await exit()).toBe('2025-12');
  });

  it('a coordinator can neither add participants nor sees them', async () => {
    const { boss, expert, cis } = await start();
    await enrolled(expert.device, cis);
    await expert.sync();
    await boss.sync();
    expect(await addParticipant(boss.device, { siteId: cis, ...ABOUT })).toMatchObject({
      error: { type: 'Forbidden' },
    });
    expect(await read(boss.device, (rows) => participantsOf(rows))).toEqual([]);
  });

  it('lists are grouped by entity and found by any spelling of a part of the code', async () => {
    const { device, cis, kis } = await start();
    const last = value(await addParticipant(device, { siteId: kis, ...ABOUT }));
    const { id } = await enrolled(device, cis);
    value(await setParticipant(device, id, { status: 'completed' }));
    const views = await read(device, (rows) => participantsOf(rows));
    expect(bySite(views).map(({ scope }) => scope)).toEqual([cis, kis]);
    expect(await read(device, (rows) => participantsOf(rows, kis))).toHaveLength(1);
    const ids = (patch: object) => filtered(views, { ...NO_FILTER, ...patch }).map((view) => view.participant.id);
    expect(ids({})).toEqual([last.id]);
    expect(ids({ state: 'ended' })).toEqual([id]);
    expect(ids({ state: 'all', programme: CIS })).toEqual([id]);
    expect(ids({ state: 'all', programme: '' })).toEqual([last.id]);
    expect(ids({ state: 'all', site: cis })).toEqual([id]);
    expect(ids({ text: last.code.toLowerCase().slice(0, 6).replace('0', 'o') })).toEqual([last.id]);
  });

  it('months go back from today and keep an older one that is already chosen', () => {
    const months = monthsBack('2026-01-16', '2019-09');
    expect(months.slice(0, 2)).toEqual(['2026-01', '2025-12']);
    expect(months.at(-1)).toBe('2019-09');
    expect(monthsBack('2026-01-16', '2026-01')).toHaveLength(36);
  });
});

describe('[13] a code that is typed', () => {
  it('[E2] is checked as soon as it is whole, however it is written', () => {
    const code = makeCode(12, () => 7);
    expect([typedCodeFault(''), typedCodeFault(code.slice(0, -1)), typedCodeFault(code)]).toEqual([null, null, null]);
    expect(typedCodeFault(code.toLowerCase().replaceAll('-', ' '))).toBeNull();
    const slip = code.endsWith('A') ? 'B' : 'A';
    expect(typedCodeFault(`${code.slice(0, -1)}${slip}`)).toBe('CodeCheck');
    expect(typedCodeFault(`${code}7`)).toBe('CodeFormat');
    expect(typedCodeFault(`99${code.slice(2)}`)).toBe('CodeEntity');
  });
});

describe('enrolments', () => {
  it('a CIS offers and takes CIS programmes, a KIS its own variants, each once', async () => {
    const { device, cis, kis } = await start();
    expect(programmesFor('KIS').every(({ variant }) => variant === 'KIS')).toBe(true);
    expect(programmesFor('CIS').length + programmesFor('KIS').length).toBeLessThan(programmeIds.length);
    const { id, enrolmentId } = await enrolled(device, cis);
    expect(await record(device, id)).toMatchObject({ id: enrolmentId, basis: 'ipzs', variant: 'CIS' });
    const again = {
      participantId: id,
      programmeId: CIS,
      programmeVersion: '1.0.0',
      start: '2026-02-01',
      plannedEnd: null,
    };
    expect(await enrol(device, { ...again, variant: 'CIS' })).toMatchObject({ error: { type: 'AlreadyEnrolled' } });
    expect(await enrol(device, { ...again, programmeId: 'care-at-home-kis', variant: 'KIS' })).toMatchObject({
      error: { type: 'OtherVariant' },
    });
    const other = value(await addParticipant(device, { siteId: kis, ...ABOUT }));
    value(await enrol(device, { ...again, participantId: other.id, programmeId: 'care-at-home-kis', variant: 'KIS' }));
    expect(await record(device, other.id)).toMatchObject({ basis: 'social-contract' });
  });

  it('hours are set with halves, added by a roll call, never below zero and cleared by null', async () => {
    const { device, cis } = await start();
    const { id, enrolmentId, programme } = await enrolled(device, cis);
    const module = programme.modules[0]?.id ?? '';
    const hours = async () => (await record(device, id)).hours[module];
    value(await setHours(device, enrolmentId, module, 2.5));
    value(await addHours(device, enrolmentId, module, 1));
    expect(await hours()).toBe(3.5);
    value(await addHours(device, enrolmentId, module, -10));
    expect(await hours()).toBe(0);
    expect((await setHours(device, enrolmentId, module, 1.3)).ok).toBe(false);
    value(await setHours(device, enrolmentId, module, null));
    expect((await hours()) ?? null).toBeNull();
  });

  it('taps that come faster than the disk are all counted', async () => {
    const { device, cis } = await start();
    const { id, enrolmentId, programme } = await enrolled(device, cis);
    const module = programme.modules[0]?.id ?? '';
    await Promise.all(Array.from({ length: 5 }, () => addHours(device, enrolmentId, module, 1)));
    expect((await record(device, id)).hours[module]).toBe(5);
  });

  it('criteria suggest a result, a person overrules it and null gives it back to the criteria', async () => {
    const { device, cis } = await start();
    const { id, enrolmentId, programme } = await enrolled(device, cis);
    const outcome = programme.modules[0]?.outcomes[0];
    if (!outcome) throw new Error('no outcome');
    const now = async () => progressIn(programme, await record(device, id)).perModule[0]?.outcomes[0];
    for (const { id: criterion } of outcome.criteria) value(await tickCriterion(device, enrolmentId, criterion, true));
    expect(await now()).toMatchObject({ result: 'achieved', suggested: true });
    value(await assess(device, enrolmentId, outcome.id, 'not-yet'));
    expect(await now()).toMatchObject({ result: 'not-yet', suggested: false });
    value(await assess(device, enrolmentId, outcome.id, null));
    value(await tickCriterion(device, enrolmentId, outcome.criteria[0]?.id ?? '', null));
    expect(await now()).toMatchObject({ result: 'partial', suggested: true });
  });

  it('withdrawing can be undone with everything that was recorded, and the server agrees', async () => {
    const { expert, device, cis } = await start();
    const { id, enrolmentId, programme } = await enrolled(device, cis);
    const module = programme.modules[0]?.id ?? '';
    value(await setHours(device, enrolmentId, module, 8));
    await expert.sync();
    const kept = value(await withdrawEnrolment(device, enrolmentId));
    expect((await read(device, (rows) => participantDetail(rows, id)))?.enrolments).toEqual([]);
    value(await restoreEnrolment(device, kept));
    await expert.sync();
    expect(await record(device, id)).toMatchObject({
      programmeId: CIS,
      hours: { [module]: 8 },
      sync: { state: 'confirmed' },
    });
  });
});
