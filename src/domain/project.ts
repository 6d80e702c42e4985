import * as z from 'zod/mini';
import { READINESS_THRESHOLD } from './checklist.ts';
import { Day } from './day.ts';
import { Frame } from './frame.ts';

/** The pilot's own settings, one row in the `program` scope under the id PROJECT_ID. Source: domain.md 0.1. */
export const Project = z.looseObject({
  /** First day of test month 1. */
  testStart: Day,
  /** Length of the test. Unit: months. */
  testMonths: z.int().check(z.gte(1), z.lte(60)),
  entityTarget: z.int().check(z.gte(1), z.lte(5000)),
  /** The state of the law that ratings refer to; absent or null: the law as it stands on the day of the rating. */
  legalState: z.optional(z.nullable(Day)),
  /** Lowest score that confirms readiness; absent: READINESS_THRESHOLD. Unit: percent. Source: domain.md C3. */
  readiness: z.optional(z.int().check(z.gte(50), z.lte(100))),
  /** A PIN may take the passphrase's place on devices; absent: it may not. Such a device has basic protection only. */
  pinAtRest: z.optional(z.boolean()),
  /** Statutory frames of participation by the day of the law; absent: FRAMES. */
  frames: z.optional(z.array(Frame).check(z.minLength(1), z.maxLength(10))),
  /** Day of the final report: from it on, people are kept for `peopleMonths` (absent: RETENTION.peopleMonths). Source: domain.md E4. */
  finalReport: z.optional(z.nullable(Day)),
  peopleMonths: z.optional(z.int().check(z.gte(0), z.lte(120))),
  /** Last day on which visits and quality records have to be kept, from the grant agreement; absent: they are kept. */
  durabilityEnd: z.optional(z.nullable(Day)),
  /** How long entries of the audit are kept; absent: RETENTION.auditYears. Unit: years. */
  auditYears: z.optional(z.int().check(z.gte(1), z.lte(30))),
  /** Up to this day nothing is erased by its period: a control or a dispute is under way. */
  holdUntil: z.optional(z.nullable(Day)),
});
export type Project = z.infer<typeof Project>;

/** The id under which the one project row lives. */
export const PROJECT_ID = '00000000-0000-7000-8000-000000000001';

/** What holds until a coordinator sets something else. Source: domain.md 0.1, call [000]. */
export const PROJECT_DEFAULTS: Project = { testStart: '2019-09-01', testMonths: 14, entityTarget: 30 };

/** Test month of a day: full months since the start + 1, or null outside 1…testMonths. Source: domain.md 0.1. */
export function testMonth(day: string, project: Project): number | null {
  const [y = 0, m = 0, d = 0] = day.split('-').map(Number);
  const [sy = 0, sm = 0, sd = 0] = project.testStart.split('-').map(Number);
  const full = (y - sy) * 12 + (m - sm) - (d < sd ? 1 : 0);
  return full >= 0 && full < project.testMonths ? full + 1 : null;
}

/** The legal-state date that a run started on `day` carries. Source: domain.md 0.5, «every rating must carry the legal-state date». */
export function legalStateOn(day: string, project: Pick<Project, 'legalState'>): string {
  return project.legalState ?? day;
}

/** The lowest score that confirms readiness, 0–1. Source: domain.md C3, «≥80%», a setting of the project. */
export function readinessThreshold(project: Pick<Project, 'readiness'> | null): number {
  return project?.readiness === undefined ? READINESS_THRESHOLD : project.readiness / 100;
}
