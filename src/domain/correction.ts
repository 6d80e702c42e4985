import * as z from 'zod/mini';
import { Day } from './day.ts';
import { err, ok, type Result } from './result.ts';
import type { Change } from './tables.ts';

/** `done`: said by the expert or the quality specialist; `dropped`: not wanted any more. */
export const CORRECTION_STATES = ['open', 'done', 'dropped'] as const;
export type CorrectionState = (typeof CORRECTION_STATES)[number];

const Text = z.string().check(z.maxLength(2000));

/**
 * A corrective action: what an expert changes in the way of working, opened by the quality specialist on a report. It is no part of
 * the report and outlives its acceptance. Source: domain.md R28, D4 «opens corrective actions».
 */
export const Correction = z.looseObject({
  /** The report that gave the reason. */
  visitId: z.uuid(),
  text: Text,
  /** Account of the expert who does it. */
  owner: z.uuid(),
  due: z.nullable(Day),
  openedOn: Day,
  state: z.enum(CORRECTION_STATES),
  /** What was done, in the words of the one who did it. */
  outcome: Text,
  closedOn: z.nullable(Day),
});
export type Correction = z.infer<typeof Correction>;

/** Words for these stand in i18n `errors`. */
export type CorrectionError = { type: 'CorrectionOwner' } | { type: 'CorrectionStep' };

/** The rule of the row: begins open; an expert only says that the own one is done, and what came of it. */
export function guardCorrection({ actor, before, after, fields }: Change): Result<null, CorrectionError> {
  const [was, now] = [before as Correction | null, after as Correction];
  if (was === null) return now.state === 'open' ? ok(null) : err({ type: 'CorrectionStep' });
  if (fields.length === 0) return was.state === 'open' ? ok(null) : err({ type: 'CorrectionStep' });
  if (actor.role !== 'expert') return ok(null);
  if (was.state === now.state && was.outcome === now.outcome && was.closedOn === now.closedOn) return ok(null);
  if (was.owner !== actor.account) return err({ type: 'CorrectionOwner' });
  return now.state === 'dropped' ? err({ type: 'CorrectionStep' }) : ok(null);
}
