import * as z from 'zod/mini';
import { addDays, Day, mondayOf } from './day.ts';
import type { RollCall } from './rollCall.ts';
import type { SiteKind } from './site.ts';

const Hours = z.number().check(z.gte(0.5), z.lte(80), z.multipleOf(0.5));

/** What a law says about the time of participants of a CIS, from a day on. A KIS agrees on time in each social contract. */
export const Frame = z.looseObject({
  /** The first day on which it holds. */
  since: Day,
  /** Time of classes on one day; null where the law gives none. Unit: hours. */
  dayHours: z.nullable(Hours),
  /** Longest time of classes in one week; null where the law gives none. Unit: hours. */
  weekHours: z.nullable(Hours),
  /** Longest participation, with its prolongation. Unit: months. */
  months: z.int().check(z.gte(1), z.lte(60)),
});
export type Frame = z.infer<typeof Frame>;

/** What holds unless the project sets something else: 6 h a day and 12 + 6 months, since the amendment up to 40 h a week and 24 months. Source: domain.md 0.5. */
export const FRAMES: readonly Frame[] = [
  { since: '2003-06-13', dayHours: 6, weekHours: null, months: 18 },
  { since: '2022-02-15', dayHours: null, weekHours: 40, months: 24 },
];

/** The frame in force on a day of the law, or null before the first. */
export function frameOn(lawDay: string, frames: readonly Frame[] = FRAMES): Frame | null {
  return [...frames].sort((a, b) => a.since.localeCompare(b.since)).findLast(({ since }) => since <= lawDay) ?? null;
}

/** A frame that is exceeded: by how much, and since when the law says so. A warning, never a refusal. */
export type FrameWarning =
  | { type: 'day'; hours: number; frame: number; since: string }
  | { type: 'week'; hours: number; frame: number; since: string }
  | { type: 'months'; months: number; frame: number; since: string };

type Session = Pick<RollCall, 'day' | 'hours' | 'marks'>;

/**
 * What the sessions of a participant exceed on a day and in its week. `enrolments`: all of the participant's own, over programmes.
 * A KIS has no statutory hours: nothing is exceeded there.
 */
export function hoursWarnings(
  kind: SiteKind,
  frame: Frame | null,
  rolls: readonly Session[],
  enrolments: readonly string[],
  day: string,
): FrameWarning[] {
  if (kind !== 'CIS' || !frame) return [];
  const monday = mondayOf(day);
  const sum = (from: string, to: string): number =>
    rolls
      .filter((roll) => roll.day >= from && roll.day <= to && enrolments.some((id) => roll.marks[id] === 'present'))
      .reduce((hours, roll) => hours + roll.hours, 0);
  const [ofDay, ofWeek] = [sum(day, day), sum(monday, addDays(monday, 6))];
  const { dayHours, weekHours, since } = frame;
  return [
    ...(dayHours !== null && ofDay > dayHours ? [{ type: 'day', hours: ofDay, frame: dayHours, since } as const] : []),
    ...(weekHours !== null && ofWeek > weekHours
      ? [{ type: 'week', hours: ofWeek, frame: weekHours, since } as const]
      : []),
  ];
}

/** What a participation exceeds that began in a month and still lasts in another (form YYYY-MM); nothing in a KIS. */
export function monthsWarnings(kind: SiteKind, frame: Frame | null, from: string, to: string): FrameWarning[] {
  if (kind !== 'CIS' || !frame) return [];
  const index = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7));
  const months = index(to) - index(from) + 1;
  return months > frame.months ? [{ type: 'months', months, frame: frame.months, since: frame.since }] : [];
}
