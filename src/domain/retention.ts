import { addDays } from './day.ts';
import type { Project } from './project.ts';

/**
 * How long things are kept until a coordinator sets something else. People: months after the final report; the audit: years. Visits
 * and quality records have no default: their day stands in the grant agreement. Source: domain.md E4.
 */
export const RETENTION = { peopleMonths: 6, auditYears: 5 } as const;

/** What the periods of the project say on a day. */
export interface Due {
  /** A control or a dispute is under way: nothing goes, whatever its period. */
  held: boolean;
  /** Everything about people may go. */
  people: boolean;
  /** Visits, checklists and what hangs on them may go. */
  records: boolean;
  /** Entries of the audit before this day may go; null: none. Form: YYYY-MM-DD. */
  auditBefore: string | null;
}

/**
 * What may go on `today`. Without a final report no person's data has an end yet, without the day of the grant agreement no visit's:
 * the accounts of the project are not finished. Source: domain.md E4.
 */
export function dueOn(today: string, project: Project): Due {
  const { finalReport, peopleMonths, durabilityEnd, auditYears, holdUntil } = project;
  const held = typeof holdUntil === 'string' && today <= holdUntil;
  if (held) return { held, people: false, records: false, auditBefore: null };
  const peopleEnd = finalReport ? addMonths(finalReport, peopleMonths ?? RETENTION.peopleMonths) : null;
  return {
    held,
    people: peopleEnd !== null && today > peopleEnd,
    records: typeof durabilityEnd === 'string' && today > durabilityEnd,
    auditBefore: addMonths(today, -12 * (auditYears ?? RETENTION.auditYears)),
  };
}

/** The same day of another month, or its last day where it has fewer. Form: YYYY-MM-DD. */
function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const index = year * 12 + month - 1 + months;
  const first = `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}-01`;
  const next = index + 1;
  const after = `${String(Math.floor(next / 12)).padStart(4, '0')}-${String((next % 12) + 1).padStart(2, '0')}-01`;
  const wanted = addDays(first, date - 1);
  return wanted < after ? wanted : addDays(after, -1);
}

/** The quarter of a month: 2026-05 → 2026-Q2. What is kept of a person's months once the person is erased. Source: domain.md E4. */
export function quarterOf(month: string): string {
  return `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5, 7)) / 3)}`;
}
