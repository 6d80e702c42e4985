import { legalStateOn, Project, PROJECT_DEFAULTS, testMonth } from '#domain/project.ts';
import { describe, expect, it, test } from 'vitest';

const starting = (testStart: string, testMonths = 14): Project => ({ ...PROJECT_DEFAULTS, testStart, testMonths });

describe('[0.1] test month = full months since 2019-09-01 + 1, range 1–14', () => {
  const cases: [day: string, month: number | null][] = [
    ['2019-08-31', null],
    ['2019-09-01', 1],
    ['2019-09-30', 1],
    ['2019-10-01', 2],
    ['2019-12-31', 4],
    ['2020-01-01', 5],
    ['2020-02-29', 6],
    ['2020-03-01', 7],
    ['2020-10-31', 14],
    ['2020-11-01', null],
    ['1999-01-01', null],
  ];
  test.each(cases)('%s is in month %s', (day, month) => expect(testMonth(day, PROJECT_DEFAULTS)).toBe(month));
});

describe('[0.1] a test that starts late in a month', () => {
  const cases: [start: string, day: string, month: number | null][] = [
    ['2020-01-31', '2020-01-30', null],
    ['2020-01-31', '2020-02-29', 1],
    ['2020-01-31', '2020-03-01', 2],
    ['2020-01-31', '2020-03-31', 3],
    ['2020-02-29', '2021-02-28', 12],
    ['2020-02-29', '2021-03-01', 13],
    ['2020-12-15', '2021-01-14', 1],
    ['2020-12-15', '2021-01-15', 2],
  ];
  test.each(cases)('from %s: %s is in month %s', (start, day, month) =>
    expect(testMonth(day, starting(start))).toBe(month),
  );
});

it('[0.1] the defaults are a valid project and one of 1 month has just one', () => {
  expect(Project.safeParse(PROJECT_DEFAULTS).success).toBe(true);
  expect(testMonth('2019-09-30', starting('2019-09-01', 1))).toBe(1);
  expect(testMonth('2019-10-01', starting('2019-09-01', 1))).toBeNull();
});

it('[0.1] a test of no months, of half a month or from a day that does not exist is no project', () => {
  for (const wrong of [
    { testMonths: 0 },
    { testMonths: 1.5 },
    { testMonths: 61 },
    { testStart: '2019-09-31' },
    { entityTarget: 0 },
  ]) {
    expect(Project.safeParse({ ...PROJECT_DEFAULTS, ...wrong }).success).toBe(false);
  }
});

it('[0.5] a run carries the law of its own day, unless the project fixes another', () => {
  expect(legalStateOn('2026-01-16', PROJECT_DEFAULTS)).toBe('2026-01-16');
  expect(legalStateOn('2026-01-16', { legalState: null })).toBe('2026-01-16');
  expect(legalStateOn('2026-01-16', { legalState: '2019-09-01' })).toBe('2019-09-01');
});
