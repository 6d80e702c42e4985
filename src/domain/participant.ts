import * as z from 'zod/mini';
import { Day, Month } from './day.ts';
import { checkCode } from './participantCode.ts';
import { FollowUp } from './followUp.ts';
import { Assessment, Verification } from './ledger.ts';

/** Source of the enumerations: domain.md C3. */
export const PARTICIPANT_STATES = ['enrolled', 'trial', 'active', 'paused', 'completed', 'left'] as const;
export const AGE_BANDS = ['under-30', '30-49', '50-plus'] as const;
export const SEXES = ['K', 'M', 'not-given'] as const;
export const VARIANTS = ['CIS', 'KIS'] as const;
export const BASES = ['ipzs', 'social-contract'] as const;

const Key = z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]{0,80}$/));

/** A person in training, known by a code alone; the key to the code stays in the entity's own files. Source: domain.md E. */
export const Participant = z.looseObject({
  /** {entity}-{6 Crockford}-{check}, made on the phone. Source: domain.md E2. */
  code: z.string().check(
    z.refine((code) => {
      const checked = checkCode(code);
      return checked.ok && checked.value === code;
    }, 'participant-code'),
  ),
  ageBand: z.nullable(z.enum(AGE_BANDS)),
  sex: z.enum(SEXES),
  entryMonth: Month,
  status: z.enum(PARTICIPANT_STATES),
  exitMonth: z.nullable(Month),
  /** Where the person is some time after the exit: `followUps.<time>`. Source: domain.md C2, FollowUp. */
  followUps: z.record(z.string().check(z.regex(/^(4-weeks|3-months|6-months)$/)), z.nullable(FollowUp)),
});
export type Participant = z.infer<typeof Participant>;

/**
 * A participant on a programme in its CIS or KIS variant. What the programme fixes are keyed fields:
 * `hours.<module>` (hours noted without a roll call, halves allowed), `criteria.<criterion>`, `results.<outcome>`, `verified.<outcome>`.
 */
export const Enrolment = z.looseObject({
  participantId: z.uuid(),
  programmeId: z.string().check(z.maxLength(100)),
  programmeVersion: z.string().check(z.maxLength(20)),
  variant: z.enum(VARIANTS),
  start: Day,
  plannedEnd: z.nullable(Day),
  basis: z.enum(BASES),
  hours: z.record(Key, z.nullable(z.number().check(z.gte(0), z.lte(2000), z.multipleOf(0.5)))),
  criteria: z.record(Key, z.nullable(z.boolean())),
  results: z.record(Key, z.nullable(Assessment)),
  verified: z.record(Key, z.nullable(Verification)),
});
export type Enrolment = z.infer<typeof Enrolment>;
