import * as z from 'zod/mini';
import type { Score } from './checklist.ts';
import { Day, daysBetween } from './day.ts';
import { err, ok, type Result } from './result.ts';
import type { Site } from './site.ts';
import type { Change } from './tables.ts';

const Share = z.number().check(z.gte(0), z.lte(1));
const Line = z.string().check(z.minLength(1), z.maxLength(300));

/**
 * Product f): it was confirmed on this day that the entity is ready to give a service at a place. Holds what it rests on as it
 * stood on that day; only its withdrawal is ever added. Source: domain.md C2, ReadinessConfirmation.
 */
export const Confirmation = z.looseObject({
  /** The run it rests on; all of its items were rated. */
  runId: z.uuid(),
  templateId: z.string().check(z.maxLength(100)),
  templateVersion: z.string().check(z.maxLength(20)),
  service: Line,
  place: Line,
  score: Share,
  /** The lowest score that confirmed on that day. */
  threshold: Share,
  /** Entry in the register or decision on the status, and its last day (null: without an end), as they stood. */
  registerNumber: Line,
  registerValidTo: z.nullable(Day),
  issuedOn: Day,
  /** The last day on which it holds. */
  validTo: Day,
  /** Functions of those who confirm, never names. */
  confirmers: z.array(Line).check(z.minLength(1), z.maxLength(10)),
  withdrawnOn: z.nullable(Day),
  withdrawnReason: z.string().check(z.maxLength(2000)),
});
export type Confirmation = z.infer<typeof Confirmation>;

/** From here on the end of a confirmation is a duty. Unit: days. */
export const CONFIRMATION_NOTICE = 60;

/** Why readiness cannot be confirmed. Words stand in i18n `errors`. */
export type ConfirmationError =
  | { type: 'ConfirmUnrated' }
  | { type: 'ConfirmScore' }
  | { type: 'ConfirmGap' }
  | { type: 'ConfirmRegister' }
  | { type: 'ConfirmEnd' }
  | { type: 'ConfirmFixed' };

type Register = Pick<Site, 'registerNumber' | 'registerValidTo'>;

/** Whether the entity has an entry in the register that holds on the day. Source: domain.md R16. */
export function registerHolds({ registerNumber, registerValidTo }: Register, day: string): boolean {
  return registerNumber.trim() !== '' && (registerValidTo === null || registerValidTo >= day);
}

/**
 * Everything that stands in the way of confirming on this day, in the order in which a person mends it; empty when nothing does.
 * Source: domain.md C3 («Readiness (f): ≥80% and no critical gap») and R16 (valid register entry).
 */
export function obstacles(
  score: Pick<Score, 'score' | 'criticalGaps' | 'rated' | 'total'>,
  register: Register,
  threshold: number,
  day: string,
): ConfirmationError[] {
  const found: ConfirmationError[] = [];
  if (score.rated < score.total || score.score === null) found.push({ type: 'ConfirmUnrated' });
  else if (score.score < threshold) found.push({ type: 'ConfirmScore' });
  if (score.criticalGaps.length > 0) found.push({ type: 'ConfirmGap' });
  if (!registerHolds(register, day)) found.push({ type: 'ConfirmRegister' });
  return found;
}

/** The last day a confirmation may name: a year, and never longer than the entry in the register. Form: YYYY-MM-DD. */
export function longestUntil(issuedOn: string, registerValidTo: string | null): string {
  const [year = '', rest = ''] = [issuedOn.slice(0, 4), issuedOn.slice(4)];
  const leap = rest === '-02-29' ? '-02-28' : rest;
  const inYear = `${Number(year) + 1}${leap}`;
  return registerValidTo !== null && registerValidTo < inYear ? registerValidTo : inYear;
}

/** Where a confirmation stands on a day. */
export type ConfirmationState = 'valid' | 'ending' | 'ended' | 'withdrawn';

/** The state on a day; it still holds on its last day. */
export function confirmationState(
  { validTo, withdrawnOn }: Pick<Confirmation, 'validTo' | 'withdrawnOn'>,
  day: string,
): ConfirmationState {
  if (withdrawnOn !== null) return 'withdrawn';
  if (validTo < day) return 'ended';
  return daysBetween(day, validTo) <= CONFIRMATION_NOTICE ? 'ending' : 'valid';
}

const WITHDRAWAL = ['withdrawnOn', 'withdrawnReason'];

/** The rule of the row: true to its own figures when issued, never changed afterwards, withdrawn once and with a reason. */
export function guardConfirmation({ before, after, fields }: Change): Result<null, ConfirmationError> {
  const now = after as Confirmation;
  const was = before as Confirmation | null;
  if (was !== null) {
    const open = was.withdrawnOn === null && fields.every((field) => WITHDRAWAL.includes(field));
    const said = now.withdrawnOn !== null && now.withdrawnReason.trim() !== '' && now.withdrawnOn >= now.issuedOn;
    const same = now.withdrawnOn === was.withdrawnOn && now.withdrawnReason === was.withdrawnReason;
    return (open && said) || (same && fields.every((field) => WITHDRAWAL.includes(field)))
      ? ok(null)
      : err({ type: 'ConfirmFixed' });
  }
  if (now.withdrawnOn !== null) return err({ type: 'ConfirmFixed' });
  if (now.score < now.threshold) return err({ type: 'ConfirmScore' });
  if (!registerHolds(now, now.issuedOn)) return err({ type: 'ConfirmRegister' });
  if (now.validTo < now.issuedOn || now.validTo > longestUntil(now.issuedOn, now.registerValidTo)) {
    return err({ type: 'ConfirmEnd' });
  }
  return ok(null);
}
