import * as z from 'zod/mini';
import { Day } from './day.ts';
import type { Programme } from './programme.ts';

/** The programme of the experts' own nine days. Source: domain.md G, R25. */
export const EXPERT_PROGRAMME = 'expert-training-9-days';

const Key = z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]{0,80}$/));

/** One expert in the nine days of training: `days.<module>` says when and whether a day was attended. */
export const ExpertTraining = z.looseObject({
  /** Account of the expert. */
  personId: z.uuid(),
  programmeVersion: z.string().check(z.minLength(1), z.maxLength(20)),
  days: z.record(Key, z.nullable(z.looseObject({ on: Day, present: z.boolean() }))),
  /** Result of the final check. Unit: percent. */
  score: z.nullable(z.int().check(z.gte(0), z.lte(100))),
  scoredOn: z.nullable(Day),
});
export type ExpertTraining = z.infer<typeof ExpertTraining>;

/** Source: domain.md C3, TrainingState. */
export const TRAINING_STATES = ['not-started', 'in-progress', 'passed', 'failed'] as const;
export type TrainingState = (typeof TRAINING_STATES)[number];

/** Where an expert stands. `completedOn`: the last of the days and the final check; null unless passed. */
export interface TrainingStanding {
  state: TrainingState;
  /** Days attended, of those in the programme. */
  attended: number;
  of: number;
  score: number | null;
  completedOn: string | null;
}

/**
 * The standing by the programme's own rule: enough days attended and a final check at or above the lowest score. Two records of
 * one expert, made on two devices, count together: a day attended in one of them is attended. Source: R25, `completionRule`.
 */
export function trainingStanding(
  programme: Pick<Programme, 'modules' | 'completionRule'>,
  records: readonly Pick<ExpertTraining, 'days' | 'score' | 'scoredOn'>[],
): TrainingStanding {
  const days = programme.modules.flatMap(({ id }) => {
    const on = records.flatMap(({ days: marks }) => (marks[id]?.present ? [marks[id].on] : [])).sort();
    return on.slice(0, 1);
  });
  const begun = records.some(({ days: marks }) => Object.values(marks).some((mark) => mark !== null));
  const scored = records.filter(({ score }) => score !== null);
  const best = scored.sort((a, b) => (b.score ?? 0) - (a.score ?? 0))[0];
  const score = best?.score ?? null;
  const rule = programme.completionRule;
  const enough = rule !== undefined && days.length >= rule.minDaysAttended;
  const passed = enough && score !== null && score >= rule.minScorePercent;
  const failed = rule !== undefined && score !== null && score < rule.minScorePercent;
  const state: TrainingState = passed
    ? 'passed'
    : failed
      ? 'failed'
      : begun || score !== null
        ? 'in-progress'
        : 'not-started';
  const last = [...days, ...(best?.scoredOn ? [best.scoredOn] : [])].sort().at(-1);
  const completedOn = passed ? (last ?? null) : null;
  return { state, attended: days.length, of: programme.modules.length, score, completedOn };
}
