import * as z from 'zod/mini';
import { addDays, Day } from './day.ts';

/** When somebody who has left is asked about again. Source: issue 5.11, domain.md C2 FollowUp. */
export const FOLLOW_UPS = ['4-weeks', '3-months', '6-months'] as const;
export type FollowUpTime = (typeof FOLLOW_UPS)[number];

/** Where somebody is then. Source: domain.md C3, Destination. */
export const DESTINATIONS = [
  'open-job',
  'supported-job',
  'pes-job',
  'coop',
  'business',
  'learning',
  'other-support',
  'none',
  'unknown',
] as const;
export type Destination = (typeof DESTINATIONS)[number];

/** Destinations that are work. Source: domain.md C4, E4 «pracujące po opuszczeniu programu». */
export const WORK: readonly Destination[] = ['open-job', 'supported-job', 'pes-job', 'coop', 'business'];

/** What was found at one time after the exit. */
export const FollowUp = z.looseObject({
  destination: z.enum(DESTINATIONS),
  /** Day on which it was asked. */
  on: Day,
});
export type FollowUp = z.infer<typeof FollowUp>;

/** The answers by time; an absent or null one was not asked yet. */
export type FollowUps = Readonly<Partial<Record<string, FollowUp | null>>>;

/**
 * The day from which a follow-up is due. Only the month of the exit is known, so it is counted from its last day: never too early.
 * Form of `exitMonth`: YYYY-MM.
 */
export function followUpDue(exitMonth: string, time: FollowUpTime): string {
  const [year = 0, month = 1] = exitMonth.split('-').map(Number);
  const endOf = (after: number): string => new Date(Date.UTC(year, month + after, 0)).toISOString().slice(0, 10);
  if (time === '4-weeks') return addDays(endOf(0), 28);
  return endOf(time === '3-months' ? 3 : 6);
}

/** Follow-ups that are due on this day and not answered, the oldest first. */
export function dueFollowUps(
  { exitMonth, followUps }: { exitMonth: string | null; followUps: FollowUps },
  today: string,
): { time: FollowUpTime; due: string }[] {
  if (exitMonth === null) return [];
  return FOLLOW_UPS.map((time) => ({ time, due: followUpDue(exitMonth, time) })).filter(
    ({ time, due }) => due <= today && !followUps[time],
  );
}
