import { addDays, Clock, clockAt, Day, dayAt, daysBetween, Instant, mondayOf, Month } from '#domain/day.ts';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

const utc = (text: string): number => Date.parse(text);

describe('[F80] days, months and times that exist', () => {
  test.each(['2020-02-29', '2000-02-29', '2026-12-31', '0001-01-01', '9999-12-31'])('%s is a day', (text) =>
    expect(Day.safeParse(text).success).toBe(true),
  );
  test.each([
    '2019-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '20260101',
    '2026-01-01T00:00',
    '',
    null,
  ])('%s is none', (text) => expect(Day.safeParse(text).success).toBe(false));
  test.each(['00:00', '09:30', '23:59'])('%s is a time', (text) => expect(Clock.safeParse(text).success).toBe(true));
  test.each(['24:00', '9:30', '12:60', '12:30:00', '-1:00', ''])('%s is none', (text) =>
    expect(Clock.safeParse(text).success).toBe(false),
  );
  test.each(['2026-01', '2026-12'])('%s is a month', (text) => expect(Month.safeParse(text).success).toBe(true));
  test.each(['2026-00', '2026-13', '2026-1', '2026-01-01'])('%s is none', (text) =>
    expect(Month.safeParse(text).success).toBe(false),
  );
  test.each(['2026-01-16T09:00:00Z', '2026-01-16T09:00:00.123Z'])('%s is an instant', (text) =>
    expect(Instant.safeParse(text).success).toBe(true),
  );
  test.each(['2026-01-16T09:00:00', '2026-01-16T09:00:00+01:00', '2026-02-30T09:00:00Z', '2026-01-16'])(
    '%s is none',
    (text) => expect(Instant.safeParse(text).success).toBe(false),
  );
});

describe('[F80] the site’s own calendar, Europe/Warsaw', () => {
  const cases: [instant: string, day: string, time: string][] = [
    ['2026-01-15T22:59:59Z', '2026-01-15', '23:59'],
    ['2026-01-15T23:00:00Z', '2026-01-16', '00:00'],
    ['2026-07-15T21:59:59Z', '2026-07-15', '23:59'],
    ['2026-07-15T22:00:00Z', '2026-07-16', '00:00'],
    ['2026-03-29T00:59:59Z', '2026-03-29', '01:59'],
    ['2026-03-29T01:00:00Z', '2026-03-29', '03:00'],
    ['2026-10-25T00:59:59Z', '2026-10-25', '02:59'],
    ['2026-10-25T01:00:00Z', '2026-10-25', '02:00'],
    ['2026-10-25T22:59:59Z', '2026-10-25', '23:59'],
    ['2019-12-31T23:00:00Z', '2020-01-01', '00:00'],
  ];
  test.each(cases)('%s is %s %s', (instant, day, time) => {
    expect(dayAt(utc(instant))).toBe(day);
    expect(clockAt(utc(instant))).toBe(time);
  });

  it('every instant gives a day and a time that the schemas take', () => {
    fc.assert(
      fc.property(fc.integer({ min: utc('1990-01-01T00:00:00Z'), max: utc('2090-01-01T00:00:00Z') }), (now) => {
        expect(Day.safeParse(dayAt(now)).success && Clock.safeParse(clockAt(now)).success).toBe(true);
      }),
    );
  });
});

describe('[F80] counting days knows no summer time', () => {
  it('across both changes of the clock and the leap day', () => {
    expect(addDays('2026-03-28', 1)).toBe('2026-03-29');
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(addDays('2026-10-26', -2)).toBe('2026-10-24');
    expect(addDays('2020-02-28', 1)).toBe('2020-02-29');
    expect(addDays('2019-02-28', 1)).toBe('2019-03-01');
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(daysBetween('2026-10-26', '2026-10-24')).toBe(-2);
  });

  it('adding and counting are inverse', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 20_000 }), fc.integer({ min: -5000, max: 5000 }), (from, count) => {
        const day = addDays('2000-01-01', from);
        expect(daysBetween(day, addDays(day, count))).toBe(count);
      }),
    );
  });

  test.each([
    ['2026-01-16', '2026-01-12'],
    ['2026-01-12', '2026-01-12'],
    ['2026-01-18', '2026-01-12'],
    ['2026-01-01', '2025-12-29'],
    ['2026-03-29', '2026-03-23'],
  ])('the week of %s begins on %s', (day, monday) => expect(mondayOf(day)).toBe(monday));
});
