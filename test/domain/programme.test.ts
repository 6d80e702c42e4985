import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  commonKey,
  criteriaOf,
  moduleIds,
  OUTCOME_RESULTS,
  outcomesOf,
  plannedHours,
  Programme,
  progressOf,
} from '../../src/domain/programme.ts';
import { shipped } from './content/files.ts';

const load = (id: string) => Programme.parse(shipped(`programmes/${id}.json`));
const kis = load('care-at-home-kis');
const cis = load('care-at-home-cis');
const none = { hours: {}, criteria: {}, outcomes: {} };

describe('[G] programmes', () => {
  test.each([
    ['care-at-home-cis', 260],
    ['care-at-home-kis', 120],
    ['disability-assistant-cis', 240],
    ['disability-assistant-kis', 110],
    ['social-coop-cleaning-catering-cis', 288],
    ['social-coop-cleaning-catering-kis', 132],
    ['expert-training-9-days', 72],
  ])('%s plans %i hours (domain.md G)', (id, hours) => expect(plannedHours(load(id))).toBe(hours));

  test('the training of experts has nine days and a rule of completion (domain.md 0.4)', () => {
    const training = load('expert-training-9-days');
    expect(training.modules.map((module) => module.day)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(training.completionRule).toEqual({ minDaysAttended: 9, finalCheckDay: 9, minScorePercent: 70 });
  });

  test('CIS and KIS share the suffix of an id, so results can be compared (domain.md G)', () => {
    expect(commonKey('care-at-home-cis.m3.o1.c2')).toBe('.m3.o1.c2');
    expect(commonKey('care-at-home-kis')).toBe('');
    const known = new Set(
      [...moduleIds(cis), ...[...outcomesOf(cis), ...criteriaOf(cis)].map((one) => one.id)].map(commonKey),
    );
    for (const { id } of [...outcomesOf(kis), ...criteriaOf(kis)]) expect(known).toContain(commonKey(id));
  });
});

describe('[C3] progress of a participant', () => {
  const [outcome] = outcomesOf(kis);
  const ids = outcome!.criteria.map((criterion) => criterion.id);
  const resultWith = (met: number, set?: (typeof OUTCOME_RESULTS)[number] | null) =>
    progressOf(kis, {
      hours: {},
      criteria: Object.fromEntries(ids.map((id, i) => [id, i < met])),
      outcomes: set === undefined ? {} : { [outcome!.id]: set },
    }).perModule[0]!.outcomes[0]!;

  test('nothing recorded is nothing done', () => {
    expect(progressOf(kis, none)).toMatchObject({
      hoursDone: 0,
      hoursPlanned: 120,
      outcomesAchieved: 0,
      outcomesPartial: 0,
      outcomesTotal: outcomesOf(kis).length,
    });
  });

  test('criteria suggest the result: all, some, none', () => {
    expect(resultWith(ids.length)).toMatchObject({ result: 'achieved', suggested: true, criteriaMet: ids.length });
    expect(resultWith(1)).toMatchObject({ result: 'partial', criteriaMet: 1, criteriaTotal: ids.length });
    expect(resultWith(0)).toMatchObject({ result: 'not-assessed', suggested: true });
  });

  test.each(OUTCOME_RESULTS)('a result set by a person goes first: %s', (set) => {
    expect(resultWith(1, set)).toMatchObject({ result: set, suggested: false, criteriaMet: 1 });
  });

  test('a cleared result falls back to the suggested one', () => {
    expect(resultWith(ids.length, null)).toMatchObject({ result: 'achieved', suggested: true });
  });

  test('hours above the plan count in full; foreign ids do not count', () => {
    const [first] = moduleIds(kis);
    const progress = progressOf(kis, { ...none, hours: { [first!]: 500, 'care-at-home-cis.m1': 7 } });
    expect(progress.hoursDone).toBe(500);
    expect(progress.perModule[0]).toMatchObject({ hoursDone: 500, hoursPlanned: kis.modules[0]!.hours });
  });

  test('totals are the sums of the modules', () => {
    const record = fc.record({
      hours: fc.dictionary(fc.constantFrom(...moduleIds(kis)), fc.option(fc.nat(200))),
      criteria: fc.dictionary(fc.constantFrom(...criteriaOf(kis).map((one) => one.id)), fc.option(fc.boolean())),
      outcomes: fc.dictionary(
        fc.constantFrom(...outcomesOf(kis).map((one) => one.id)),
        fc.option(fc.constantFrom(...OUTCOME_RESULTS)),
      ),
    });
    fc.assert(
      fc.property(record, (one) => {
        const progress = progressOf(kis, one);
        const outcomes = progress.perModule.flatMap((module) => module.outcomes);
        expect(progress.hoursDone).toBe(Object.values(one.hours).reduce<number>((sum, hours) => sum + (hours ?? 0), 0));
        const stages = (stage: string) => outcomes.filter((each) => each.stage === stage).length;
        expect(progress.outcomesAchieved).toBe(0);
        expect(progress.outcomesWaiting).toBe(Object.values(one.outcomes).filter((set) => set === 'achieved').length);
        expect(progress.outcomesPartial).toBe(stages('partial'));
        expect(progress.outcomesWaiting + progress.outcomesPartial).toBeLessThanOrEqual(progress.outcomesTotal);
        for (const each of outcomes) expect(each.criteriaMet).toBeLessThanOrEqual(each.criteriaTotal);
      }),
    );
  });
});
