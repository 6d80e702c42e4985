import { addWorkdays, easter, isHoliday, isWorkday, reportDue } from '#domain/workdays.ts';
import { describe, expect, it, test } from 'vitest';

describe('[D3] working days in Poland', () => {
  test.each([
    [2018, '2018-04-01'],
    [2019, '2019-04-21'],
    [2020, '2020-04-12'],
    [2025, '2025-04-20'],
    [2026, '2026-04-05'],
    [2038, '2038-04-25'],
  ])('Easter of %i is %s', (year, day) => expect(easter(year)).toBe(day));

  it('all days off of 2026 that are not Sundays by nature', () => {
    const days = Array.from({ length: 365 }, (_, i) =>
      new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10),
    ).filter(isHoliday);
    expect(days).toEqual([
      '2026-01-01',
      '2026-01-06',
      '2026-04-06',
      '2026-05-01',
      '2026-05-03',
      '2026-06-04',
      '2026-08-15',
      '2026-11-01',
      '2026-11-11',
      '2026-12-24',
      '2026-12-25',
      '2026-12-26',
    ]);
  });

  it('Christmas Eve is free from 2025 on, the centenary once', () => {
    expect(['2024-12-24', '2025-12-24'].map(isWorkday)).toEqual([true, false]);
    expect(['2018-11-12', '2019-11-12'].map(isWorkday)).toEqual([false, true]);
  });

  it('Saturdays, Sundays and days off do not count', () => {
    expect(addWorkdays('2026-01-16', 0)).toBe('2026-01-16');
    expect(addWorkdays('2026-01-16', 1)).toBe('2026-01-19');
    expect(addWorkdays('2026-01-02', 2)).toBe('2026-01-07');
  });

  it('a report is due five working days after the visit', () => {
    expect(reportDue('2026-01-16')).toBe('2026-01-23');
    expect(reportDue('2025-12-22')).toBe('2026-01-02');
    expect(reportDue('2026-06-01')).toBe('2026-06-09');
  });
});
