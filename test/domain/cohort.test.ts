import { familyOf, isReady, planShare, READY_SHARE, shareOf, sharesByModule, sharesByOutcome } from '#domain/cohort.ts';
import {
  commonKey,
  criteriaOf,
  moduleIds,
  outcomesOf,
  plannedHours,
  Programme,
  progressOf,
} from '#domain/programme.ts';
import { describe, expect, it } from 'vitest';
import { shipped } from './content/files.ts';

const load = (id: string) => Programme.parse(shipped(`programmes/${id}.json`));
const cis = load('care-at-home-cis');
const kis = load('care-at-home-kis');

/** Somebody with all hours and so many of the outcomes verified. */
const progress = (programme: Programme, achieved: number, hours = 1) =>
  progressOf(programme, {
    hours: Object.fromEntries(programme.modules.map((module) => [module.id, module.hours * hours])),
    criteria: Object.fromEntries(criteriaOf(programme).map(({ id }) => [id, true])),
    outcomes: Object.fromEntries(
      outcomesOf(programme)
        .slice(0, achieved)
        .map(({ id }) => [id, 'achieved' as const]),
    ),
    verdicts: Object.fromEntries(
      outcomesOf(programme)
        .slice(0, achieved)
        .map(({ id }) => [id, 'confirmed' as const]),
    ),
  });

describe('[11] pictures of a group', () => {
  it('programmes of CIS and KIS are one family, their parts one key', () => {
    expect(familyOf(cis.id)).toBe(familyOf(kis.id));
    expect(familyOf('expert-training-9-days')).toBe('expert-training-9-days');
    const keys = (programme: Programme) => [...sharesByModule([progress(programme, 0)]).keys()];
    expect(keys(kis).every((key) => keys(cis).includes(key))).toBe(true);
    expect(keys(cis)).toEqual(moduleIds(cis).map(commonKey));
  });

  it('hours beyond the plan of one do not make up for another', () => {
    const [much, none] = [progress(cis, 0, 3), progress(cis, 0, 0)];
    expect(much.hoursDone).toBe(plannedHours(cis) * 3);
    expect(shareOf([much, none])).toEqual({ hours: 0.5, outcomes: 0 });
    expect(shareOf([])).toEqual({ hours: null, outcomes: null });
  });

  it('counts verified outcomes alone, by module and by outcome', () => {
    const all = outcomesOf(cis).length;
    expect(shareOf([progress(cis, all), progress(cis, 0)]).outcomes).toBe(0.5);
    const first = commonKey(outcomesOf(cis)[0]!.id);
    expect(sharesByOutcome([progress(cis, 1), progress(cis, 0)]).get(first)).toBe(0.5);
    expect(sharesByModule([progress(cis, all)]).get('.m1')).toEqual({ hours: 1, outcomes: 1 });
  });

  it('[T7] from four fifths of the outcomes on somebody is ready for the service', () => {
    const all = outcomesOf(cis).length;
    const enough = Math.ceil(all * READY_SHARE);
    expect([isReady(progress(cis, enough)), isReady(progress(cis, enough - 1))]).toEqual([true, false]);
  });

  it('the plan of a day lies between start and planned end', () => {
    expect(planShare('2026-01-01', '2026-01-11', '2026-01-06')).toBe(0.5);
    expect(planShare('2026-01-01', '2026-01-11', '2027-01-06')).toBe(1);
    expect(planShare('2026-01-01', '2026-01-11', '2025-01-06')).toBe(0);
    expect(planShare('2026-01-01', null, '2026-01-06')).toBeNull();
  });
});
