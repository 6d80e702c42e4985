import * as z from 'zod/mini';
import { Rating } from './checklist.ts';
import { Day } from './day.ts';
import { err, ok, type Result } from './result.ts';
import type { Change } from './tables.ts';
import type { Visit } from './visit.ts';

/** The checklist that a report is reviewed with. Source: domain.md D4. */
export const REVIEW_TEMPLATE = 'expert-work-quality';

/** What a review ends with. */
export const REVIEW_RESULTS = ['accepted', 'returned'] as const;

const Key = z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]{0,60}$/));

/**
 * One reading of a submitted report by the quality specialist, with the answers to `expert-work-quality`. A report that was returned
 * and comes again gets a new one: what was found the first time stays. Source: domain.md C2, QualityReview.
 */
export const Review = z.looseObject({
  visitId: z.uuid(),
  templateVersion: z.string().check(z.maxLength(20)),
  startedOn: Day,
  ratings: z.record(Key, z.nullable(Rating)),
  reasons: z.record(Key, z.string().check(z.maxLength(20_000))),
  result: z.nullable(z.enum(REVIEW_RESULTS)),
  decidedOn: z.nullable(Day),
});
export type Review = z.infer<typeof Review>;

/** Words for these stand in i18n `errors`. */
export type ReviewError = { type: 'ReviewPlace' } | { type: 'ReviewDone' };

/** The rule of the row: begun and written only while the report is submitted, fixed with its result. */
export function guardReview({ before, after, within }: Change): Result<null, ReviewError> {
  const visit = within as Visit | null;
  const [was, now] = [before as Review | null, after as Review];
  if (was !== null && was.result !== null) return err({ type: 'ReviewDone' });
  if (visit !== null && visit.status !== 'submitted') return err({ type: 'ReviewPlace' });
  if (was === null && now.result !== null) return err({ type: 'ReviewDone' });
  if (now.result !== null && now.decidedOn === null) return err({ type: 'ReviewDone' });
  return ok(null);
}
