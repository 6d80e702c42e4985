import * as z from 'zod/mini';
import { Bilingual, ContentId, duplicates, type PlacedId, Version } from './content/shape.ts';

/** States of a learning outcome. Source: domain.md C3, OutcomeResult. */
export const OUTCOME_RESULTS = ['achieved', 'partial', 'not-yet', 'not-assessed'] as const;
/** Result of one participant in one learning outcome. */
export const OutcomeResult = z.enum(OUTCOME_RESULTS);
export type OutcomeResult = z.infer<typeof OutcomeResult>;

/** Form and nesting of ids are checked over the whole programme; 80 characters are what an enrolment row can key. */
const NestedId = z.string().check(z.maxLength(80));

/** What shows that an outcome is reached. */
export const Criterion = z.strictObject({ id: NestedId, text: Bilingual });
export type Criterion = z.infer<typeof Criterion>;

/** An observable skill with the criteria that show it. Source: domain.md A, `LearningOutcome`. */
export const Outcome = z.strictObject({
  id: NestedId,
  text: Bilingual,
  criteria: z.array(Criterion).check(z.minLength(1)),
});
export type Outcome = z.infer<typeof Outcome>;

/** A part of a programme with its own hours. */
export const Module = z.strictObject({
  id: NestedId,
  /** Day of the training, from 1; only in the EXPERT programme. */
  day: z.optional(z.int().check(z.minimum(1))),
  title: Bilingual,
  /** Planned time. Unit: hours. */
  hours: z.int().check(z.minimum(1)),
  kind: z.enum(['theory', 'workshop', 'practice']),
  outcomes: z.array(Outcome).check(z.minLength(1)),
});
export type Module = z.infer<typeof Module>;

/**
 * A published programme: for participants of a CIS or KIS (product d), or the 9-day training of experts (`EXPERT`).
 * Errors of parsing: wrong shape, ids that are repeated or not nested (`{programme}.m1.o1.c1`), a variant that the id
 * does not end with, an EXPERT programme without days or completion rule, any other with them. Source: domain.md G.
 */
export const Programme = z
  .strictObject({
    id: ContentId,
    version: Version,
    title: Bilingual,
    /** Sphere of cooperation; `null` for the training of experts. */
    sphere: z.nullable(z.literal([1, 2, 3])),
    variant: z.enum(['CIS', 'KIS', 'EXPERT']),
    /** Qualification the programme refers to and does not award; PRK level 1–8. */
    qualification: z.optional(
      z.strictObject({
        name: z.string().check(z.minLength(1)),
        prkLevel: z.int().check(z.minimum(1), z.maximum(8)),
        source: z.string().check(z.minLength(1)),
      }),
    ),
    /** When the training counts as passed: days attended, day of the final check, lowest score in percent. */
    completionRule: z.optional(
      z.strictObject({
        minDaysAttended: z.int().check(z.minimum(1)),
        finalCheckDay: z.int().check(z.minimum(1)),
        minScorePercent: z.int().check(z.minimum(0), z.maximum(100)),
      }),
    ),
    /** Whether an achieved outcome counts only after a second person has verified it; see `needsVerification`. */
    verification: z.optional(z.enum(['second-person', 'none'])),
    modules: z.array(Module).check(z.minLength(1)),
  })
  .check((ctx) => {
    const fault = (path: (string | number)[], message: string) =>
      ctx.issues.push({ code: 'custom', path, message, input: ctx.value });
    const { id, variant, sphere, completionRule, modules } = ctx.value;
    const expert = variant === 'EXPERT';
    const ending = `-${variant.toLowerCase()}`;
    if (!expert && !id.endsWith(ending)) fault(['id'], `expected an id ending with "${ending}"`);
    if (expert !== (sphere === null)) fault(['sphere'], expert ? 'expected null in EXPERT' : 'expected 1, 2 or 3');
    if (expert !== (completionRule !== undefined)) fault(['completionRule'], expert ? 'missing' : 'only for EXPERT');
    modules.forEach((module, m) => {
      if (expert !== (module.day !== undefined)) fault(['modules', m, 'day'], expert ? 'missing' : 'only for EXPERT');
    });
    const ids = placedIds(ctx.value);
    for (const { path, message } of duplicates(ids)) fault(path, message);
    for (const placed of ids) {
      const form = `${placed.parent}.${placed.letter}`;
      if (!placed.id.startsWith(form) || !/^[1-9]\d*$/.test(placed.id.slice(form.length))) {
        fault(placed.path, `expected an id such as ${form}1`);
      }
    }
  });
export type Programme = z.infer<typeof Programme>;

/** What a list of programmes shows before any is loaded. `file` is its name in `content/programmes`. */
export type ProgrammeEntry = Pick<Programme, 'id' | 'version' | 'title' | 'sphere' | 'variant'> & { file: string };

/** Every id below a programme, parents first, with what it has to begin with. Paths lead to the id inside the file. */
export function placedIds(programme: Programme): (PlacedId & { parent: string; letter: string })[] {
  const moduleLetter = programme.variant === 'EXPERT' ? 'd' : 'm';
  return programme.modules.flatMap((module, m) => [
    { id: module.id, parent: programme.id, letter: moduleLetter, path: ['modules', m, 'id'] },
    ...module.outcomes.flatMap((outcome, o) => [
      { id: outcome.id, parent: module.id, letter: 'o', path: ['modules', m, 'outcomes', o, 'id'] },
      ...outcome.criteria.map((criterion, c) => ({
        id: criterion.id,
        parent: outcome.id,
        letter: 'c',
        path: ['modules', m, 'outcomes', o, 'criteria', c, 'id'],
      })),
    ]),
  ]);
}

/**
 * The part of an id that the CIS and KIS variants of a programme share: `care-at-home-cis.m3.o1.c2` → `.m3.o1.c2`;
 * empty for the id of a programme itself. It compares two variants of one programme, never two programmes. Source:
 * domain.md G.
 */
export function commonKey(id: string): string {
  const dot = id.indexOf('.');
  return dot < 0 ? '' : id.slice(dot);
}

/** Ids of the modules in order. */
export function moduleIds(programme: Programme): string[] {
  return programme.modules.map((module) => module.id);
}

/** All learning outcomes in the order of the programme. */
export function outcomesOf(programme: Programme): Outcome[] {
  return programme.modules.flatMap((module) => module.outcomes);
}

/** All verification criteria in the order of the programme. */
export function criteriaOf(programme: Programme): Criterion[] {
  return outcomesOf(programme).flatMap((outcome) => outcome.criteria);
}

/** Whether achieved outcomes count only once verified: as the programme says; unless it says so, for CIS and KIS, not for EXPERT. */
export function needsVerification({ verification, variant }: Pick<Programme, 'verification' | 'variant'>): boolean {
  return verification === undefined ? variant !== 'EXPERT' : verification === 'second-person';
}

/** Planned time of the whole programme. Unit: hours. */
export function plannedHours(programme: Programme): number {
  return programme.modules.reduce((sum, module) => sum + module.hours, 0);
}

/** What is recorded for one participant; `null` and absent both mean "nothing recorded". */
export type ProgressRecord = {
  /** Hours attended by module id. */
  hours: Readonly<Record<string, number | null | undefined>>;
  /** Criterion met or not, by criterion id. */
  criteria: Readonly<Record<string, boolean | null | undefined>>;
  /** Result set by a person, by outcome id; it goes before the suggested one. */
  outcomes: Readonly<Record<string, OutcomeResult | null | undefined>>;
  /** What a second person said about the result as it stands, by outcome id. */
  verdicts?: Readonly<Record<string, Verdict | undefined>>;
};

/** What the second person may say about an assessment. */
export const VERDICTS = ['confirmed', 'returned'] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * How far an outcome has come. `to-assess`: all criteria are met and nobody has assessed it; `waiting`: assessed as achieved, not
 * verified yet; `returned`: the second person sent it back. Only `achieved` counts.
 */
export const OUTCOME_STAGES = [
  'not-assessed',
  'to-assess',
  'not-yet',
  'partial',
  'waiting',
  'returned',
  'achieved',
] as const;
export type OutcomeStage = (typeof OUTCOME_STAGES)[number];

/** State of one outcome. */
export type OutcomeProgress = {
  outcome: Outcome;
  criteriaMet: number;
  criteriaTotal: number;
  result: OutcomeResult;
  /** The result comes from the criteria and nobody has set it. */
  suggested: boolean;
  stage: OutcomeStage;
};

/** State of one module. Unit: hours; `hoursDone` may exceed `hoursPlanned`. */
export type ModuleProgress = { module: Module; hoursDone: number; hoursPlanned: number; outcomes: OutcomeProgress[] };

/** State of a whole programme. Unit: hours. */
export type Progress = {
  hoursDone: number;
  hoursPlanned: number;
  /** Those that count: verified where the programme says so. */
  outcomesAchieved: number;
  /** Assessed as achieved, waiting for the second person. */
  outcomesWaiting: number;
  outcomesPartial: number;
  outcomesTotal: number;
  perModule: ModuleProgress[];
};

/**
 * Result that the criteria suggest: all met → achieved, some → partial, none → not-assessed. Source: ◇ with domain.md
 * C3.
 */
export function suggestedResult(criteriaMet: number, criteriaTotal: number): OutcomeResult {
  if (criteriaMet === 0) return 'not-assessed';
  return criteriaMet >= criteriaTotal ? 'achieved' : 'partial';
}

/**
 * Where a participant stands. Hours above the plan are counted in full: whoever draws a bar caps it. Records of ids
 * outside the programme are ignored. Never fails.
 */
export function progressOf(programme: Programme, record: ProgressRecord): Progress {
  const perModule = programme.modules.map((module) => ({
    module,
    hoursDone: record.hours[module.id] ?? 0,
    hoursPlanned: module.hours,
    outcomes: module.outcomes.map((outcome) => outcomeProgress(outcome, record, needsVerification(programme))),
  }));
  const stages = perModule.flatMap((module) => module.outcomes.map((outcome) => outcome.stage));
  const count = (wanted: OutcomeStage) => stages.filter((stage) => stage === wanted).length;
  return {
    hoursDone: perModule.reduce((sum, module) => sum + module.hoursDone, 0),
    hoursPlanned: plannedHours(programme),
    outcomesAchieved: count('achieved'),
    outcomesWaiting: count('waiting'),
    outcomesPartial: count('partial'),
    outcomesTotal: stages.length,
    perModule,
  };
}

function outcomeProgress(outcome: Outcome, record: ProgressRecord, verified: boolean): OutcomeProgress {
  const criteriaMet = outcome.criteria.filter((criterion) => record.criteria[criterion.id] === true).length;
  const criteriaTotal = outcome.criteria.length;
  const set = record.outcomes[outcome.id] ?? null;
  const result = set ?? suggestedResult(criteriaMet, criteriaTotal);
  const stage = stageOf(result, set === null, verified, record.verdicts?.[outcome.id]);
  return { outcome, criteriaMet, criteriaTotal, result, suggested: set === null, stage };
}

function stageOf(result: OutcomeResult, suggested: boolean, verified: boolean, verdict?: Verdict): OutcomeStage {
  if (result !== 'achieved') return result;
  if (suggested) return 'to-assess';
  if (!verified || verdict === 'confirmed') return 'achieved';
  return verdict === 'returned' ? 'returned' : 'waiting';
}
