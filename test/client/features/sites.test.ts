import { PROJECT_DEFAULTS } from '#domain/project.ts';
import { commit } from '#client/db/commit.ts';
import { read } from '#client/db/device.ts';
import { addSite, nextSiteCode, recodeSite, setProject, setSite } from '#client/features/sites/commands.ts';
import { project, siteDetail, sitesOf } from '#client/features/sites/queries.ts';
import { matching, voivodeshipCounts } from '#client/features/sites/siteFilter.ts';
import { loadPlaces } from '#domain/content/content.ts';
import { afterEach, expect, it } from 'vitest';
import { visitRow } from '../../support/rows.ts';
import { makeWorld, type World } from '../../support/world.ts';

let world: World;
afterEach(() => world.close());

const cis = { name: 'CIS Modliborzyce', kind: 'CIS', organiser: 'ngo', teryt: '0605063' } as const;

async function coordinator() {
  world = await makeWorld();
  return world.phone(await world.account('coordinator', 'K-01'));
}

function valueOf<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

it('a new entity gets the next free code, and a code that is taken is refused at its field', async () => {
  const boss = await coordinator();
  valueOf(await addSite(boss.device, { ...cis, code: 'PZS-07' }));
  const second = valueOf(await addSite(boss.device, { ...cis, kind: 'KIS', name: '  KIS Lubawa ' }));
  expect(await addSite(boss.device, { ...cis, code: 'PZS-07' })).toEqual({
    ok: false,
    error: { type: 'Invalid', path: 'code' },
  });
  const list = await read(boss.device, sitesOf);
  expect(list.map(({ site }) => [site.code, site.name])).toEqual([
    ['PZS-07', 'CIS Modliborzyce'],
    ['PZS-08', 'KIS Lubawa'],
  ]);
  expect(list[1]?.site).toMatchObject({ id: second, scope: second, status: 'candidate' });
});

it('after PZS-99 the lowest free code is next, and with all taken there is none', () => {
  const all = Array.from({ length: 99 }, (_, i) => `PZS-${String(i + 1).padStart(2, '0')}`);
  expect(nextSiteCode([])).toBe('PZS-01');
  expect(nextSiteCode(['PZS-99', 'PZS-01'])).toBe('PZS-02');
  expect(nextSiteCode(all)).toBeNull();
});

it('a place must be the code of a gmina, when an entity is opened and when it is changed', async () => {
  const boss = await coordinator();
  const invalid = { ok: false, error: { type: 'Invalid', path: 'teryt' } };
  expect(await addSite(boss.device, { ...cis, teryt: '9905063' })).toEqual(invalid);
  const id = valueOf(await addSite(boss.device, cis));
  expect(await setSite(boss.device, id, { teryt: '0605060' })).toEqual(invalid);
  expect((await setSite(boss.device, id, { teryt: '2805031', status: 'testing' })).ok).toBe(true);
  expect((await read(boss.device, (rows) => siteDetail(rows, id)))?.site).toMatchObject({ teryt: '2805031' });
});

it('only a coordinator opens entities and settings; an expert may write the card', async () => {
  const boss = await coordinator();
  const id = valueOf(await addSite(boss.device, cis));
  await boss.sync();
  const account = await world.account('expert', 'E-07', [id]);
  const expert = await world.phone(account);
  await expert.sync();
  expect(await addSite(expert.device, cis)).toMatchObject({ ok: false, error: { type: 'Forbidden' } });
  expect(await setProject(expert.device, { testMonths: 12 })).toMatchObject({
    ok: false,
    error: { type: 'Forbidden' },
  });
  expect((await setSite(expert.device, id, { contact: 'Kierownik CIS, 15 000 00 00' })).ok).toBe(true);
  await expert.sync();
  await boss.sync();
  const seen = await read(boss.device, (rows) => siteDetail(rows, id));
  expect(seen?.site).toMatchObject({ contact: 'Kierownik CIS, 15 000 00 00', sync: { state: 'confirmed' } });
});

it('the last visit of an entity is the latest that took place, and who led or co-signed is known by code', async () => {
  const boss = await coordinator();
  const id = valueOf(await addSite(boss.device, cis));
  await boss.sync();
  const account = await world.account('expert', 'E-07', [id]);
  const expert = await world.phone(account);
  await expert.sync();
  await commit(expert.device, async (edit) => {
    await edit.create('visit', id, {
      ...visitRow(account, 'V-PZS-01-20260110-1'),
      day: '2026-01-10',
      status: 'in-progress',
    });
    return edit.create('visit', id, { ...visitRow(account, 'V-PZS-01-20260120-1'), day: '2026-01-20' });
  });
  await expert.sync();
  await boss.sync();
  expect(await read(boss.device, (rows) => siteDetail(rows, id))).toMatchObject({
    lastVisit: '2026-01-10',
    experts: ['E-07'],
  });
  expect(await read(boss.device, (rows) => siteDetail(rows, 'none'))).toBeNull();
});

it('two entities opened without network under one code are told apart by a new code', async () => {
  const boss = await coordinator();
  const other = await world.phone(await world.account('coordinator', 'K-02'));
  valueOf(await addSite(boss.device, cis));
  const twin = valueOf(await addSite(other.device, { ...cis, name: 'KIS Lubawa', kind: 'KIS' }));
  await other.sync();
  await boss.sync();
  await boss.sync();
  expect((await read(boss.device, sitesOf)).map(({ sameCode }) => sameCode)).toEqual([true, true]);
  expect(valueOf(await recodeSite(boss.device, twin))).toBe('PZS-02');
  expect((await read(boss.device, sitesOf)).map(({ sameCode }) => sameCode)).toEqual([false, false]);
});

it('the settings of the pilot hold by default until a coordinator sets one of them', async () => {
  const boss = await coordinator();
  expect(await read(boss.device, project)).toEqual({ ...PROJECT_DEFAULTS, sync: null });
  expect((await setProject(boss.device, { testStart: '2025-09-01' })).ok).toBe(true);
  expect((await setProject(boss.device, { testMonths: 12 })).ok).toBe(true);
  expect(await setProject(boss.device, { testMonths: 0 })).toEqual({
    ok: false,
    error: { type: 'Invalid', path: 'testMonths' },
  });
  expect(await read(boss.device, project)).toMatchObject({ testStart: '2025-09-01', testMonths: 12, entityTarget: 30 });
});

it('an entity is found by words of its code, name and place, whatever their Polish marks, and narrowed by place and kind', async () => {
  const boss = await coordinator();
  await addSite(boss.device, cis);
  await addSite(boss.device, { ...cis, name: 'KIS „Łączność”', kind: 'KIS', teryt: '3218021' });
  const all = await read(boss.device, sitesOf);
  const places = await loadPlaces();
  const any = { text: '', voivodeship: null, kind: null };
  const found = (wish: object) => matching(all, { ...any, ...wish }, places).map(({ site }) => site.code);
  expect(found({})).toEqual(['PZS-01', 'PZS-02']);
  expect(found({ text: 'LACZNOSC' })).toEqual(['PZS-02']);
  expect(found({ text: 'modli  lubel' })).toEqual(['PZS-01']);
  expect(found({ text: 'lobez' })).toEqual(['PZS-02']);
  expect(found({ text: 'pzs-02' })).toEqual(['PZS-02']);
  expect(found({ voivodeship: '32' })).toEqual(['PZS-02']);
  expect(found({ kind: 'CIS' })).toEqual(['PZS-01']);
  expect(found({ kind: 'CIS', voivodeship: '32' })).toEqual([]);
  expect([...voivodeshipCounts(all)]).toEqual([
    ['06', 1],
    ['32', 1],
  ]);
});
