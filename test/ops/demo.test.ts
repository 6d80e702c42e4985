import { tables, type TableName } from '#domain/tables.ts';
import { editable, Visit } from '#domain/visit.ts';
import { loadPlaces, loadProgramme } from '#domain/content/content.ts';
import { EXPERT_PROGRAMME } from '#domain/expertTraining.ts';
import { isVerified } from '#domain/ledger.ts';
import { traineesOf, trainingRecords } from '#client/features/training/queries.ts';
import { read } from '#client/db/device.ts';
import { readConfig } from '#server/config.ts';
import { openSqlite } from '#server/store/sqlite.ts';
import type { Store } from '#server/store/store.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chanceOf } from '../../src/ops/demo/chance.ts';
import { entityOf, gminas } from '../../src/ops/demo/entities.ts';
import { fillDemo, type DemoDone } from '../../src/ops/demo/fill.ts';
import { signInLinks } from '../../src/ops/demo/links.ts';
import { instant, type Phone } from '../../src/ops/demo/stage.ts';

const day = '2026-10-15';
const codes = Object.values(tables).map(({ code }) => code);

interface Made {
  store: Store;
  done: DemoDone;
}

async function make(seed = 7): Promise<Made> {
  const store = await openSqlite(':memory:');
  return { store, done: await fillDemo({ store, day, seed, entities: 2, months: 2, log: () => undefined }) };
}

/** Every record as the server keeps it, without the ids of the mutations that the server makes by itself for accounts. */
async function bodies({ store }: Made): Promise<string[]> {
  const own = tables.person.code;
  const all: string[] = [];
  for (const scope of await store.scopes()) {
    const page = await store.page(scope, 0, codes, 1e9);
    for (const row of page?.rows ?? []) {
      const rec = row.type === own ? { ...row, last: '', mark: { ...row.mark, mid: '' } } : row;
      all.push(JSON.stringify(rec));
    }
  }
  return all;
}

let made: Made;
let phone: Phone;

beforeAll(async () => {
  made = await make();
  const boss = (await made.store.accounts()).find(({ role }) => role === 'coordinator');
  if (!boss) throw new Error('no coordinator');
  phone = await made.done.stage.phone(boss);
  await phone.sync();
}, 60_000);
afterAll(() => made.store.close());

const all = <T extends TableName>(table: T) => read(phone.device, (rows) => rows.all(table));

describe('the demo', () => {
  it('has entities, pairs, visits, checklists, participants and their progress', () => {
    const { counts, visits } = made.done;
    expect(counts.sites).toBe(2);
    expect(counts.participants).toBeGreaterThanOrEqual(2);
    expect(counts.enrolments).toBeGreaterThanOrEqual(counts.participants);
    expect(counts.runs).toBeGreaterThanOrEqual(8);
    expect(counts.notes).toBeGreaterThan(15);
    expect(visits).toMatchObject({ 'in-progress': 1, returned: 1 });
    expect(visits.planned).toBeGreaterThanOrEqual(2);
    expect(visits.accepted).toBeGreaterThan(0);
  });

  it('has sessions, evidence, verifications and experts who completed their nine days before', async () => {
    const learning = (await made.store.accounts()).find(({ role }) => role === 'learning-outcomes-expert');
    const second = await made.done.stage.phone(learning!);
    await second.sync();
    const { device } = second;
    const [rolls, proofs, enrolments, trained] = await read(device, async (rows) => [
      await rows.all('rollCall'),
      await rows.all('evidence'),
      await rows.all('enrolment'),
      await trainingRecords(rows),
    ]);
    expect(rolls.length).toBeGreaterThan(5);
    expect(proofs.length).toBeGreaterThan(2);
    expect(enrolments.some((row) => Object.keys(row.results).some((id) => isVerified(row, id)))).toBe(true);
    expect(traineesOf(trained, await loadProgramme(EXPERT_PROGRAMME)).map(({ standing }) => standing.state)).toEqual(
      Array.from({ length: 4 }, () => 'passed'),
    );
  });

  it('breaks no rule: nothing was refused on the way', async () => {
    for (const account of await made.store.accounts())
      expect(await made.store.refused({ account: account.id })).toEqual([]);
  });

  it('gives every entity its own pair of experts', async () => {
    const accounts = (await made.store.accounts()).filter(({ role }) => role === 'expert');
    expect(accounts.map(({ code }) => code)).toEqual(['E-01', 'E-02', 'E-03', 'E-04']);
    const held = await Promise.all(accounts.map(async ({ id }) => [...(await made.store.grants(id)).keys()]));
    expect(held.map((sites) => sites.length)).toEqual([1, 1, 1, 1]);
    expect(new Set(held.flat()).size).toBe(2);
  });

  it('has only valid visits, and reports past writing are co-signed by the other expert', async () => {
    for (const { sync, ...visit } of await all('visit')) {
      expect(Visit.safeParse(visit).success).toBe(true);
      expect(sync.state).toBe('confirmed');
      if (editable(visit.status) || visit.status === 'cancelled') continue;
      expect(visit.cosignedBy).not.toBeNull();
      expect(visit.cosignedBy).not.toBe(visit.lead);
    }
  });

  it('is pulled whole by a coordinator: the digests of server and phone agree', async () => {
    const { repairs, unread } = await phone.device.store.read(async (tx) => ({
      repairs: await tx.meta('repairs'),
      unread: (await tx.cursors()).filter(({ more }) => more).length,
    }));
    expect(repairs).toBeUndefined();
    expect(unread).toBe(0);
    expect(await all('visit')).toHaveLength(Object.values(made.done.visits).reduce((sum, n) => sum + n, 0));
  });

  it('shows the review: lists of quality with a result, a returned report with an open and an answered remark, a correction', async () => {
    const [reviews, remarks, corrections] = [await all('review'), await all('remark'), await all('correction')];
    expect(reviews.map(({ result }) => result)).toContain('accepted');
    expect(reviews.map(({ result }) => result)).toContain('returned');
    const returned = (await all('visit')).filter(({ status }) => status === 'returned').map(({ id }) => id);
    const open = remarks.filter(({ visitId }) => returned.includes(visitId)).map(({ state }) => state);
    expect(new Set(open)).toEqual(new Set(['open', 'answered']));
    expect(corrections.length).toBeGreaterThan(0);
  });

  it('holds exactly one comment with two versions', async () => {
    const contested = (await all('visit')).filter(({ sync }) => sync.alt.length > 0);
    expect(contested.map(({ status, sync }) => [status, sync.alt.length])).toEqual([['draft', 1]]);
  });

  it('is made again in the same words by the same day and seed, and in others by another seed', async () => {
    const [same, other] = [await make(), await make(8)];
    const words = await bodies(made);
    expect(await bodies(same)).toEqual(words);
    expect(await bodies(other)).not.toEqual(words);
    await same.store.close();
    await other.store.close();
  }, 60_000);

  it('invites to the pair of the first entity and to the office, anew at every start', async () => {
    const config = readConfig({ PORT: '9000' });
    const lines = await signInLinks(made.done.stage.deps, config);
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(line).toMatch(/^ {2}[EKJU]-0[12] .*http:\/\/localhost:9000\/join#\S{19}$/);
    expect(await signInLinks(made.done.stage.deps, config)).not.toEqual(lines);
  });
});

it('every entity of the demo lies in a real gmina', async () => {
  const { file } = await loadPlaces();
  const names = new Map(file.gminas);
  expect(gminas).toHaveLength(30);
  for (const [teryt, name] of gminas) expect(names.get(teryt)).toBe(name);
  expect(new Set(gminas.map(([teryt]) => teryt.slice(0, 2))).size).toBeGreaterThan(10);
  expect(entityOf(chanceOf(1), 1, day).name).toBe('KIS Lubawa');
});

it('a wall clock is the same instant in summer and winter time', () => {
  expect(new Date(instant('2026-01-15', '08:30')).toISOString()).toBe('2026-01-15T07:30:00.000Z');
  expect(new Date(instant('2026-07-15', '08:30')).toISOString()).toBe('2026-07-15T06:30:00.000Z');
});
