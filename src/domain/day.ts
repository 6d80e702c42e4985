import * as z from 'zod/mini';

/** A day in the site's own calendar (Europe/Warsaw), not an instant. Form: YYYY-MM-DD, a date that exists. */
export const Day = z.iso.date();

/** A month. Form: YYYY-MM. The finest grain kept about participants. Source: domain.md E1. */
export const Month = z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/));

/** Wall-clock time of day. Form: HH:MM, 00:00–23:59. */
export const Clock = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/));

/** An instant on the author's clock, shown and never used for order. Form: ISO 8601 in UTC. */
export const Instant = z.iso.datetime();

const zone = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Warsaw' });
const clock = new Intl.DateTimeFormat('pl-PL', {
  timeZone: 'Europe/Warsaw',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** The site's calendar day at an instant. Unit of `now`: milliseconds since 1970 UTC. */
export function dayAt(now: number): string {
  return zone.format(now);
}

/** The site's wall-clock time at an instant, HH:MM. Unit of `now`: milliseconds since 1970 UTC. */
export function clockAt(now: number): string {
  return clock.format(now);
}

const utc = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** Whole days from `from` to `to`; negative when `to` lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to) - utc(from)) / 86_400_000);
}

/** The day `count` days later (earlier when negative). */
export function addDays(day: string, count: number): string {
  return new Date(utc(day) + count * 86_400_000).toISOString().slice(0, 10);
}

/** Monday of the week that holds `day`. */
export function mondayOf(day: string): string {
  return addDays(day, -((new Date(utc(day)).getUTCDay() + 6) % 7));
}
