import * as z from 'zod/mini';
import { Day } from './day.ts';

/** Whether somebody took part in a session of a module. */
export const PRESENCES = ['present', 'absent', 'excused'] as const;
export const Presence = z.enum(PRESENCES);
export type Presence = z.infer<typeof Presence>;

/** The longest session of one module on one day. Unit: hours. */
export const LONGEST_SESSION = 12;

/** The roll of one session: a group works on a module on one day. Each mark (`marks.<enrolment>`) is a field with a history of its own. */
export const RollCall = z.looseObject({
  programmeId: z.string().check(z.minLength(1), z.maxLength(100)),
  programmeVersion: z.string().check(z.minLength(1), z.maxLength(20)),
  moduleId: z.string().check(z.minLength(1), z.maxLength(80)),
  day: Day,
  /** Length of the session, halves allowed. Unit: hours. */
  hours: z.number().check(z.gte(0.5), z.lte(LONGEST_SESSION), z.multipleOf(0.5)),
  marks: z.record(z.uuid(), z.nullable(Presence)),
});
export type RollCall = z.infer<typeof RollCall>;

/** Hours by module that each enrolment was present for, over all roll calls given. Unit: hours. */
export function attendedBy(
  rolls: readonly Pick<RollCall, 'moduleId' | 'hours' | 'marks'>[],
): Map<string, Map<string, number>> {
  const sums = new Map<string, Map<string, number>>();
  for (const { moduleId, hours, marks } of rolls) {
    for (const [enrolment, mark] of Object.entries(marks)) {
      if (mark !== 'present') continue;
      const own = sums.get(enrolment) ?? new Map<string, number>();
      sums.set(enrolment, own.set(moduleId, (own.get(moduleId) ?? 0) + hours));
    }
  }
  return sums;
}

/** How many have each mark, of the enrolments given; `none`: not marked yet. */
export function countMarks(marks: RollCall['marks'], enrolments: readonly string[]): Record<Presence | 'none', number> {
  const count = { present: 0, absent: 0, excused: 0, none: 0 };
  for (const id of enrolments) count[marks[id] ?? 'none'] += 1;
  return count;
}
