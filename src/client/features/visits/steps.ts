import type { Role } from '#domain/access.ts';
import type { Row } from '#domain/tables.ts';
import { nextStates, type VisitState } from '#domain/visit.ts';
import type { VisitDetail } from './queries.ts';

/** What a person can do with a visit as a whole. */
export type Step =
  | 'pack'
  | 'start'
  | 'end'
  | 'cosign'
  | 'submit'
  | 'correct'
  | 'restore'
  | 'cancel'
  | 'backToVisit'
  | 'backToDraft'
  | 'askAgain'
  | 'accept'
  | 'return';

/** The one main step and the quiet ones, best first; `wait` names what the visit waits for when there is no main one. */
export interface Steps {
  main: Step | null;
  other: Step[];
  wait: 'waitsForPair' | 'changedSince' | 'waitsForReview' | 'closedForGood' | null;
}

const NONE: Steps = { main: null, other: [], wait: null };

/**
 * Steps of this person at this visit; never one that the domain refuses. `changed`: the report is not the one that was co-signed; `ahead`:
 * the day of the visit is still to come and nothing is packed yet.
 */
export function stepsOf(
  visit: Pick<Row<'visit'>, 'status' | 'lead'>,
  me: { account: string; role: Role },
  changed = false,
  ahead = false,
): Steps {
  const next = nextStates(me.role, visit.status);
  const can = (to: VisitState, step: Step): Step[] => (next.includes(to) ? [step] : []);
  switch (visit.status) {
    case 'planned':
      return ahead && next.includes('in-progress')
        ? { ...NONE, main: 'pack', other: ['start', ...can('cancelled', 'cancel')] }
        : {
            ...NONE,
            main: can('in-progress', 'start')[0] ?? null,
            other: [...can('in-progress', 'pack'), ...can('cancelled', 'cancel')],
          };
    case 'in-progress':
      return { ...NONE, main: can('draft', 'end')[0] ?? null, other: can('cancelled', 'cancel') };
    case 'draft': {
      const other = can('in-progress', 'backToVisit');
      if (!next.includes('cosigned')) return { ...NONE, other };
      return me.account === visit.lead
        ? { main: null, other, wait: 'waitsForPair' }
        : { ...NONE, main: 'cosign', other };
    }
    case 'cosigned':
      if (changed) return { main: can('draft', 'askAgain')[0] ?? null, other: [], wait: 'changedSince' };
      return { ...NONE, main: can('submitted', 'submit')[0] ?? null, other: can('draft', 'backToDraft') };
    case 'returned':
      return { ...NONE, main: can('draft', 'correct')[0] ?? null };
    case 'cancelled':
      return { ...NONE, main: can('planned', 'restore')[0] ?? null };
    case 'submitted':
      return next.includes('accepted')
        ? { ...NONE, main: 'accept', other: ['return'] }
        : { ...NONE, wait: 'waitsForReview' };
    case 'accepted':
      return { ...NONE, wait: 'closedForGood' };
  }
}

/** What a report still lacks. */
export type Gap = 'gapAim' | 'gapPeople' | 'gapInformed' | 'gapTimes' | 'gapNotes';

/** What should be added before submitting; nothing of it is forced. Source: domain.md D2. */
export function gapsOf({ visit, attendees, notes }: VisitDetail): Gap[] {
  const gaps: [boolean, Gap][] = [
    [visit.aim.trim() === '', 'gapAim'],
    [attendees.length === 0, 'gapPeople'],
    [visit.informedAt === null, 'gapInformed'],
    [visit.start === null || visit.end === null, 'gapTimes'],
    [notes.length === 0, 'gapNotes'],
  ];
  return gaps.flatMap(([missing, gap]) => (missing ? [gap] : []));
}
