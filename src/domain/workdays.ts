import { addDays } from './day.ts';

/**
 * Days off by law that have a fixed date, MM-DD. Source: ustawa z dnia 18 stycznia 1951 r. o dniach wolnych od pracy, art. 1;
 * Christmas Eve from 2025 on (ustawa z dnia 6 grudnia 2024 r., in force 1 February 2025).
 */
const FIXED: readonly { day: string; since: number }[] = [
  { day: '01-01', since: 0 },
  { day: '01-06', since: 2011 },
  { day: '05-01', since: 0 },
  { day: '05-03', since: 0 },
  { day: '08-15', since: 0 },
  { day: '11-01', since: 0 },
  { day: '11-11', since: 0 },
  { day: '12-24', since: 2025 },
  { day: '12-25', since: 0 },
  { day: '12-26', since: 0 },
];

/** The one day off given for the centenary. Source: ustawa z dnia 7 listopada 2018 r. o ustanowieniu Święta Narodowego. */
const ONCE = ['2018-11-12'];

/** Easter Monday and Corpus Christi, counted from Easter Sunday. Easter and Pentecost are Sundays anyway. */
const AFTER_EASTER = [1, 60];

/** A report is due so many working days after the visit. Source: domain.md D3. */
export const REPORT_DAYS = 5;

/** Easter Sunday of a year, 1583 on. Source: the anonymous Gregorian computus (Meeus, Astronomical Algorithms, ch. 8). */
export function easter(year: number): string {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  const pad = (n: number): string => String(n).padStart(2, '0');
  return `${year}-${pad(Math.floor(sum / 31))}-${pad((sum % 31) + 1)}`;
}

/** True when the law makes the day free for everyone, besides Sundays. Form: YYYY-MM-DD. */
export function isHoliday(day: string): boolean {
  const year = Number(day.slice(0, 4));
  return (
    ONCE.includes(day) ||
    FIXED.some((one) => one.day === day.slice(5) && year >= one.since) ||
    AFTER_EASTER.some((count) => addDays(easter(year), count) === day)
  );
}

/** Monday to Friday, unless it is a day off by law. Form: YYYY-MM-DD. */
export function isWorkday(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !isHoliday(day);
}

/** The day `count` working days after `day`; the day itself does not count. */
export function addWorkdays(day: string, count: number): string {
  let at = day;
  for (let left = count; left > 0;) {
    at = addDays(at, 1);
    if (isWorkday(at)) left -= 1;
  }
  return at;
}

/** The last day on which the report of a visit on `day` is in time. Source: domain.md D3, «submit ≤ 5 working days». */
export function reportDue(day: string): string {
  return addWorkdays(day, REPORT_DAYS);
}
