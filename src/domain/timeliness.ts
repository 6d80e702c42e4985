import type { Visit } from './visit.ts';
import { reportDue } from './workdays.ts';

/** How the report of a visit stands against its day: `pending` may still come in time; `unknown` came before the day was kept. */
export type Timeliness = 'on-time' | 'late' | 'pending' | 'unknown';

/** Visits that took place and whose report is wanted. */
const WANTED: readonly Visit['status'][] = ['in-progress', 'draft', 'cosigned', 'submitted', 'returned', 'accepted'];

/**
 * Judged by the day of the first submission: a report that was returned and corrected is not late for it. Null for a visit that owes
 * no report. Form of `today`: YYYY-MM-DD. Source: domain.md D3, «submit ≤ 5 working days».
 */
export function timelinessOf(
  { status, day, submittedOn }: Pick<Visit, 'status' | 'day' | 'submittedOn'>,
  today: string,
): Timeliness | null {
  if (!WANTED.includes(status)) return null;
  const due = reportDue(day);
  if (submittedOn) return submittedOn <= due ? 'on-time' : 'late';
  if (status === 'submitted' || status === 'returned' || status === 'accepted') return 'unknown';
  return today <= due ? 'pending' : 'late';
}

/** How many reports came in time. Source: domain.md C4, T13 «report on-time rate». */
export interface OnTime {
  onTime: number;
  late: number;
  pending: number;
  unknown: number;
  /** 0–1 of those that were due or came; null while there is none. */
  rate: number | null;
}

/** The on-time rate of some visits. */
export function onTimeOf(visits: readonly Pick<Visit, 'status' | 'day' | 'submittedOn'>[], today: string): OnTime {
  const count = { 'on-time': 0, late: 0, pending: 0, unknown: 0 };
  for (const visit of visits) {
    const how = timelinessOf(visit, today);
    if (how !== null) count[how] += 1;
  }
  const judged = count['on-time'] + count.late;
  return {
    onTime: count['on-time'],
    late: count.late,
    pending: count.pending,
    unknown: count.unknown,
    rate: judged === 0 ? null : count['on-time'] / judged,
  };
}
