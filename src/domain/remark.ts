import * as z from 'zod/mini';
import { Day } from './day.ts';
import { err, ok, type Result } from './result.ts';
import type { Change } from './tables.ts';
import type { Visit, VisitState } from './visit.ts';

/** What of a report a remark is pinned to; `item` is one answer of a checklist. */
export const REMARK_PLACES = ['report', 'aim', 'comment', 'note', 'action', 'item'] as const;
export type RemarkPlace = (typeof REMARK_PLACES)[number];

/** Asked, answered by an expert of the pair, closed by the quality specialist. */
export const REMARK_STATES = ['open', 'answered', 'closed'] as const;
export type RemarkState = (typeof REMARK_STATES)[number];

const Text = z.string().check(z.maxLength(20_000));

/**
 * A remark of the quality specialist on one place of a submitted report. It hangs on the visit, so it reaches both phones of the
 * pair, is answered there, and stays as a line of history when it is closed. Source: domain.md D4, «returns with remarks».
 */
export const Remark = z.looseObject({
  visitId: z.uuid(),
  on: z.enum(REMARK_PLACES),
  /** The note, action or run it is pinned to; null for a part of the visit itself. */
  ref: z.nullable(z.uuid()),
  /** The item of the run, for `item`. */
  item: z.nullable(z.string().check(z.maxLength(80))),
  /** What stood there when it was pinned. */
  quote: z.string().check(z.maxLength(2000)),
  text: Text,
  answer: Text,
  state: z.enum(REMARK_STATES),
  askedOn: Day,
  /** Account of the expert who answered. */
  answeredBy: z.nullable(z.uuid()),
  answeredOn: z.nullable(Day),
  closedOn: z.nullable(Day),
});
export type Remark = z.infer<typeof Remark>;

/** Words for these stand in i18n `errors`. */
export type RemarkError =
  | { type: 'VisitLocked'; status: VisitState }
  | { type: 'RemarkPlace' }
  | { type: 'RemarkStep' }
  | { type: 'RemarkClosed' }
  | { type: 'RemarkAnswer' };

/** Where a quality specialist and an expert may take a remark. */
const STEPS: Partial<Record<string, Record<RemarkState, readonly RemarkState[]>>> = {
  'quality-specialist': { open: ['closed'], answered: ['open', 'closed'], closed: ['open'] },
  expert: { open: ['answered'], answered: ['open'], closed: [] },
};

/**
 * The rule of the row: made, written and removed only while the report is under review, answered in the author's own name until it is closed,
 * and never changed once the report is accepted.
 */
export function guardRemark({ actor, before, after, fields, within }: Change): Result<null, RemarkError> {
  const visit = within as Visit | null;
  const [was, now] = [before as Remark | null, after as Remark];
  const reviewed = visit === null || visit.status === 'submitted';
  if (visit?.status === 'accepted') return err({ type: 'VisitLocked', status: 'accepted' });
  if (was === null) return reviewed && now.state === 'open' ? ok(null) : err({ type: 'RemarkPlace' });
  if (fields.length === 0) return reviewed && was.state === 'open' ? ok(null) : err({ type: 'RemarkPlace' });
  if (actor.role === 'expert' && was.state === 'closed') return err({ type: 'RemarkClosed' });
  const reworded = now.text !== was.text || now.quote !== was.quote;
  if (reworded && !(reviewed && was.state === 'open')) return err({ type: 'RemarkPlace' });
  if (now.state !== was.state && !STEPS[actor.role]?.[was.state].includes(now.state)) {
    return err({ type: 'RemarkStep' });
  }
  if (now.state === 'answered' && now.answer.trim() === '') return err({ type: 'RemarkAnswer' });
  if (now.answeredBy !== was.answeredBy && now.answeredBy !== null && now.answeredBy !== actor.account) {
    return err({ type: 'RemarkAnswer' });
  }
  return ok(null);
}
