import { agreed } from '#domain/run.ts';
import { changesOf, contestedItems, ratingsOf, runScore, speaking } from '#client/features/checklists/scores.ts';
import { heatCells } from '#client/features/checklists/heat.ts';
import { rate, removeRun, setReason, startRun, toggleSource } from '#client/features/checklists/commands.ts';
import {
  readinessOf,
  readinessOfAll,
  runDetail,
  runsOfSite,
  runsOfVisit,
} from '#client/features/checklists/queries.ts';
import { confirmationsOf, confirmReadiness, withdrawConfirmation } from '#client/features/checklists/confirmations.ts';
import { todayOf } from '#client/features/today/queries.ts';
import { commit } from '#client/db/commit.ts';
import { read, type Device } from '#client/db/device.ts';
import { settleField } from '#client/db/settle.ts';
import { itemsFor } from '#domain/checklist.ts';
import { loadChecklist } from '#domain/content/content.ts';
import type { Result } from '#domain/result.ts';
import { describe, expect, test } from 'vitest';
import { siteRow, visitRow } from '../../support/rows.ts';
import { makeWorld, type Phone, type World } from '../../support/world.ts';

function value<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** An entity with two experts who both hold it and one visit, on both phones. */
async function pair(): Promise<{ world: World; a: Phone; b: Phone; site: string; visit: string }> {
  const world = await makeWorld();
  const boss = await world.phone(await world.account('coordinator', 'K-01'));
  const site = value(await commit(boss.device, (edit) => edit.create('site', '', siteRow())));
  await boss.sync();
  const first = await world.account('expert', 'E-01', [site]);
  const a = await world.phone(first);
  const b = await world.phone(await world.account('expert', 'E-02', [site]));
  await a.sync();
  const visit = value(await commit(a.device, (edit) => edit.create('visit', site, visitRow(first))));
  await a.sync();
  await b.sync();
  return { world, a, b, site, visit };
}

const start = (scope: string, visitId: string | null, day = '2026-01-16', templateId = 'sphere-1') => ({
  scope,
  visitId,
  templateId,
  templateVersion: '1.0.0',
  day,
});

async function rateAll(device: Device, runId: string): Promise<void> {
  const items = itemsFor(await loadChecklist('sphere-1', '1.0.0'), 'CIS');
  for (const { id } of items) value(await rate(device, runId, id, 'met'));
}

describe('a run', () => {
  test('of a template is at most one unfinished one per visit: starting again opens it', async () => {
    const { world, a, site, visit } = await pair();
    const run = value(await startRun(a.device, start(site, visit)));
    expect(value(await startRun(a.device, start(site, visit)))).toBe(run);
    expect(value(await startRun(a.device, start(site, visit, '2026-01-16', 'sphere-2')))).not.toBe(run);
    await rateAll(a.device, run);
    expect(value(await startRun(a.device, start(site, visit)))).not.toBe(run);
    await world.close();
  });

  test('starts with the state of the law of its day and nothing rated', async () => {
    const { world, a, site, visit } = await pair();
    const run = value(await startRun(a.device, start(site, visit)));
    expect(await read(a.device, (rows) => rows.one('run', run))).toMatchObject({
      visitId: visit,
      templateId: 'sphere-1',
      templateVersion: '1.0.0',
      day: '2026-01-16',
      legalStateDate: '2026-01-16',
      ratings: {},
      reasons: {},
      sources: {},
    });
    await world.close();
  });

  test('started by both experts without network is one run, and different items never meet', async () => {
    const { world, a, b, site, visit } = await pair();
    const [one, two] = [
      value(await startRun(a.device, start(site, visit))),
      value(await startRun(b.device, start(site, visit))),
    ];
    expect(two).toBe(one);
    value(await rate(a.device, one, 's1.n.1', 'met'));
    value(await rate(b.device, one, 's1.n.2', 'not'));
    for (const phone of [a, b, a, b]) await phone.sync();
    for (const { device } of [a, b]) {
      const runs = await read(device, (rows) => runsOfVisit(rows, visit));
      expect(runs).toHaveLength(1);
      expect(runs[0]).toMatchObject({
        ratings: { 's1.n.1': 'met', 's1.n.2': 'not' },
        sync: { state: 'confirmed', alt: [] },
      });
    }
    await world.close();
  });

  test('outside a visit is continued on the same day and new on another', async () => {
    const { world, a, site } = await pair();
    const run = value(await startRun(a.device, start(site, null)));
    expect(value(await startRun(a.device, start(site, null)))).toBe(run);
    expect(value(await startRun(a.device, start(site, null, '2026-02-16')))).not.toBe(run);
    await world.close();
  });

  test('that was removed does not come back to life when the checklist is started again', async () => {
    const { world, a, site, visit } = await pair();
    const run = value(await startRun(a.device, start(site, visit)));
    value(await removeRun(a.device, run));
    const again = value(await startRun(a.device, start(site, visit)));
    expect(again).not.toBe(run);
    await a.sync();
    expect(await read(a.device, (rows) => runsOfVisit(rows, visit))).toMatchObject([{ id: again, sync: { alt: [] } }]);
    await world.close();
  });

  test('with ratings is removed only when the person is sure', async () => {
    const { world, a, site, visit } = await pair();
    const run = value(await startRun(a.device, start(site, visit)));
    value(await rate(a.device, run, 's1.n.1', 'met'));
    expect(await removeRun(a.device, run)).toEqual({ ok: false, error: { type: 'RunRated', rated: 1, files: 0 } });
    value(await rate(a.device, run, 's1.n.1', null));
    value(await rate(a.device, run, 's1.n.2', 'na'));
    value(await removeRun(a.device, run, { sure: true }));
    expect(await read(a.device, (rows) => runsOfVisit(rows, visit))).toEqual([]);
    await world.close();
  });
});

describe('an answer', () => {
  test('holds rating, reason and sources; taking the rating back keeps the others', async () => {
    const { world, a, site, visit } = await pair();
    const run = value(await startRun(a.device, start(site, visit)));
    value(await rate(a.device, run, 's1.n.1', 'partly'));
    value(await setReason(a.device, run, 's1.n.1', 'Strategia gminy z 2018 r.'));
    value(await toggleSource(a.device, run, 's1.n.1', 'interview'));
    value(await toggleSource(a.device, run, 's1.n.1', 'document'));
    const row = () => read(a.device, (rows) => rows.one('run', run));
    expect(await row()).toMatchObject({ sources: { 's1.n.1': ['document', 'interview'] } });
    value(await toggleSource(a.device, run, 's1.n.1', 'interview'));
    value(await rate(a.device, run, 's1.n.1', null));
    expect(await row()).toMatchObject({
      ratings: { 's1.n.1': null },
      reasons: { 's1.n.1': 'Strategia gminy z 2018 r.' },
      sources: { 's1.n.1': ['document'] },
    });
    await world.close();
  });

  test('is frozen with the visit, and nobody but an expert gives one', async () => {
    const { world, a, site, visit } = await pair();
    const run = value(await startRun(a.device, start(site, visit)));
    await a.sync();
    const boss = await world.phone(await world.account('coordinator', 'K-02', [site]));
    await boss.sync();
    expect(await rate(boss.device, run, 's1.n.1', 'met')).toMatchObject({ ok: false, error: { type: 'Forbidden' } });
    value(await commit(a.device, (edit) => edit.set('visit', visit, { status: 'cancelled' })));
    expect(await rate(a.device, run, 's1.n.1', 'met')).toMatchObject({ ok: false, error: { type: 'VisitLocked' } });
    await world.close();
  });
});

describe('the comparison', () => {
  test('is with the latest rated run of the same template on an earlier day', async () => {
    const { world, a, site, visit } = await pair();
    const days = ['2025-10-01', '2025-12-01', '2026-01-10', '2026-03-01'];
    const ids: string[] = [];
    for (const day of days) ids.push(value(await startRun(a.device, start(site, null, day))));
    for (const [i, id] of ids.entries()) if (i !== 2) value(await rate(a.device, id, 's1.n.1', 'not'));
    const other = value(await startRun(a.device, start(site, null, '2026-01-15', 'sphere-2')));
    value(await rate(a.device, other, 's2.n.1', 'met'));
    const run = value(await startRun(a.device, start(site, visit)));
    const detail = await read(a.device, (rows) => runDetail(rows, run));
    expect(detail).toMatchObject({
      run: { id: run },
      site: { id: site },
      visit: { id: visit },
      previous: { id: ids[1] },
    });
    expect(await read(a.device, (rows) => runDetail(rows, visit.replace('bee', 'bed')))).toBe(null);
    expect((await read(a.device, (rows) => runsOfSite(rows, site))).map(({ day }) => day)).toEqual(
      [...days, '2026-01-15', '2026-01-16'].sort().reverse(),
    );
    await world.close();
  });

  test('tells items rated in both runs apart: better, worse, or in and out of «not applicable»', async () => {
    const { sections } = await loadChecklist('sphere-1', '1.0.0');
    const items = sections[0]?.items ?? [];
    const before = { 's1.n.1': 'not', 's1.n.2': 'met', 's1.n.3': 'na', 's1.n.4': 'met' } as const;
    const now = { 's1.n.1': 'partly', 's1.n.2': 'not', 's1.n.3': 'met', 's1.n.4': 'met', 's1.n.5': 'met' } as const;
    expect(changesOf(items, before, now).map(({ item, turn }) => [item.id, turn])).toEqual([
      ['s1.n.1', 1],
      ['s1.n.2', -1],
      ['s1.n.3', 0],
    ]);
  });
});

describe('readiness', () => {
  test('counts rated runs of the spheres and leaves out cancelled visits', async () => {
    const { world, a, site, visit } = await pair();
    const outside = value(await startRun(a.device, start(site, null, '2025-12-01')));
    value(await rate(a.device, outside, 's1.n.1', 'met'));
    value(await startRun(a.device, start(site, null, '2025-12-02')));
    const run = value(await startRun(a.device, start(site, visit)));
    value(await rate(a.device, run, 's1.n.1', 'met'));
    const ids = async () =>
      (await read(a.device, (rows) => readinessOf(rows, site))).map(({ runs }) => runs.map(({ id }) => id));
    expect(await ids()).toEqual([[run, outside], [], []]);
    value(await commit(a.device, (edit) => edit.set('visit', visit, { status: 'cancelled' })));
    expect(await ids()).toEqual([[outside], [], []]);
    expect(await read(a.device, readinessOfAll)).toMatchObject([
      { site: { id: site }, spheres: [{ sphere: 1 }, {}, {}] },
    ]);
    await world.close();
  });

  test('is told by the newest run rated at least halfway, else by the newest', () => {
    const run = (rated: number) => ({ score: { rated, total: 32 } });
    const [scant, half] = [run(3), run(16)];
    expect(speaking([scant, half, run(32)])).toBe(half);
    expect(speaking([scant, run(1)])).toBe(scant);
    expect(speaking([])).toBe(null);
  });
});

test('an item is contested by its rating, reason or source; notes about the record contest none', () => {
  const alt = (field: string) => ({ field, v: null, mid: 'm', by: 'b', at: '' });
  expect([...contestedItems([alt('ratings.s1.n.1'), alt('reasons.s1.n.2'), alt(''), alt('day')])]).toEqual([
    's1.n.1',
    's1.n.2',
  ]);
});

describe('an item that two experts rated differently', () => {
  test('is to be agreed: it counts as not rated in score, heat map and readiness until one version is chosen', async () => {
    const { world, a, b, site, visit } = await pair();
    const run = value(await startRun(a.device, start(site, visit)));
    value(await rate(a.device, run, 's1.n.2', 'met'));
    await a.sync();
    await b.sync();
    value(await rate(a.device, run, 's1.n.1', 'met'));
    value(await rate(b.device, run, 's1.n.1', 'not'));
    await a.sync();
    await b.sync();
    await a.sync();
    const template = await loadChecklist('sphere-1', '1.0.0');
    for (const phone of [a, b]) {
      const row = (await read(phone.device, (rows) => rows.one('run', run)))!;
      expect(row.ratings['s1.n.1']).toBe('not');
      expect(runScore(template, 'CIS', ratingsOf(row))).toMatchObject({ rated: 1, met: 1, not: 0, score: 1 });
      expect(runScore(template, 'CIS', ratingsOf(row)).criticalGaps).toEqual([]);
      const all = (await read(phone.device, readinessOfAll))[0]!;
      expect([...heatCells(all, () => template).values()]).toEqual([1]);
    }
    const row = (await read(a.device, (rows) => rows.one('run', run)))!;
    const place = { table: 'run' as const, id: run, field: 'ratings.s1.n.1' };
    value(await settleField(a.device, place, row.sync.now['ratings.s1.n.1']?.mid ?? ''));
    await a.sync();
    await b.sync();
    for (const phone of [a, b]) {
      const now = (await read(phone.device, (rows) => rows.one('run', run)))!;
      expect(runScore(template, 'CIS', ratingsOf(now))).toMatchObject({ rated: 2, met: 1, not: 1 });
    }
    await world.close();
  });

  test('leaves its reason and its neighbours alone', () => {
    const alt = (field: string) => ({ field, v: null, mid: 'm', by: 'b', at: '' });
    const ratings = { 's1.n.1': 'met', 's1.n.2': 'not' } as const;
    expect(agreed(ratings, [alt('ratings.s1.n.1')])).toEqual({ 's1.n.2': 'not' });
    expect(agreed(ratings, [alt('reasons.s1.n.1'), alt('')])).toBe(ratings);
  });
});

describe('[R16] a confirmation of readiness', () => {
  const input = { service: 'Posiłki', place: 'gmina', validTo: '2026-03-01', confirmers: ['kierownik CIS'] };

  test('rests on a whole run, is seen by the pair, becomes a duty, is withdrawn with a reason', async () => {
    const { world, a, b, site, visit } = await pair();
    const run = value(await startRun(a.device, start(site, visit)));
    expect(await confirmReadiness(a.device, run, '2026-01-16', input)).toMatchObject({
      error: { type: 'ConfirmUnrated' },
    });
    await rateAll(a.device, run);
    const late = { ...input, validTo: '2027-01-17' };
    expect(await confirmReadiness(a.device, run, '2026-01-16', late)).toMatchObject({ error: { type: 'ConfirmEnd' } });
    const id = value(await confirmReadiness(a.device, run, '2026-01-16', input));
    await a.sync();
    await b.sync();
    const seen = await read(b.device, (rows) => confirmationsOf(rows, site));
    expect(seen).toMatchObject({ threshold: 0.8, list: [{ id, score: 1, service: 'Posiłki', runId: run }] });
    const duties = async () => (await read(b.device, (rows) => todayOf(rows, '2026-01-20'))).duties;
    expect(await duties()).toContainEqual(expect.objectContaining({ kind: 'confirmation-end', due: '2026-03-01', id }));
    expect(await withdrawConfirmation(b.device, id, '2026-01-20', ' ')).toMatchObject({
      error: { type: 'ConfirmFixed' },
    });
    value(await withdrawConfirmation(b.device, id, '2026-01-20', 'Utrata kadry'));
    await b.sync();
    expect(await duties()).not.toContainEqual(expect.objectContaining({ kind: 'confirmation-end' }));
    await world.close();
  });
});
