import * as z from 'zod/mini';
import type { Role } from './access.ts';
import { Day, Instant } from './day.ts';
import type { Enrolment } from './participant.ts';
import { VERDICTS, type ProgressRecord, type Verdict } from './programme.ts';
import { err, ok, type Result } from './result.ts';
import type { Change } from './tables.ts';

/** How an outcome is checked. Source: domain.md C3, Method. */
export const METHODS = ['observation', 'task', 'talk', 'test', 'portfolio'] as const;
export type Method = (typeof METHODS)[number];

/** The role whose people are the second person. Source: domain.md A and D5. */
export const VERIFIER: Role = 'learning-outcomes-expert';

/** What a person may set; «not assessed» is the absence of an assessment. Source: domain.md C3, OutcomeResult. */
export const ASSESSMENTS = ['achieved', 'partial', 'not-yet'] as const;

/** One statement on one outcome: who found it how far reached, and when. A new statement is a new assessment. */
export const Assessment = z.looseObject({
  result: z.enum(ASSESSMENTS),
  /** Account of the assessor. */
  by: z.uuid(),
  at: Instant,
});
export type Assessment = z.infer<typeof Assessment>;

/** What the second person says about one assessment, named by its assessor and instant: a later assessment is not meant. */
export const Verification = z.looseObject({
  verdict: z.enum(VERDICTS),
  /** Account of the verifier; never the assessor's. */
  by: z.uuid(),
  at: Instant,
  of: z.looseObject({ by: z.uuid(), at: Instant }),
  /** Why it goes back; empty when confirmed. */
  reason: z.string().check(z.maxLength(2000)),
});
export type Verification = z.infer<typeof Verification>;

/** One piece of evidence for one outcome of one participant. Source: domain.md C2, OutcomeAssessment and Evidence. */
export const Evidence = z.looseObject({
  enrolmentId: z.uuid(),
  outcomeId: z.string().check(z.minLength(1), z.maxLength(80)),
  day: Day,
  method: z.enum(METHODS),
  /** What was seen, done or said; never who. */
  note: z.string().check(z.maxLength(4000)),
});
export type Evidence = z.infer<typeof Evidence>;

/** Words for these stand in i18n `errors`. */
export type LedgerError =
  | { type: 'VerifyForeign' }
  | { type: 'VerifyOwn' }
  | { type: 'VerifyNothing' }
  | { type: 'VerifyReason' }
  | { type: 'OutcomeVerified' };

type Statements = Pick<Enrolment, 'results' | 'verified'>;

/** The verdict on the assessment that stands; undefined while there is none, also when the assessment is newer. */
export function verdictOn({ results, verified }: Statements, outcomeId: string): Verdict | undefined {
  const [said, verdict] = [results[outcomeId], verified[outcomeId]];
  if (!said || !verdict || verdict.of.by !== said.by || verdict.of.at !== said.at) return undefined;
  return verdict.by === said.by ? undefined : verdict.verdict;
}

/** True while the outcome stands verified as achieved: what it rests on is fixed until it is assessed anew. */
export function isVerified(row: Statements, outcomeId: string): boolean {
  return row.results[outcomeId]?.result === 'achieved' && verdictOn(row, outcomeId) === 'confirmed';
}

/** Everything recorded for one participant on a programme; `attended` are hours from roll calls by module. */
export function recordOf(
  enrolment: Pick<Enrolment, 'hours' | 'criteria' | 'results' | 'verified'>,
  attended: ReadonlyMap<string, number> = new Map(),
): ProgressRecord {
  const { criteria, results } = enrolment;
  const ids = Object.keys(results);
  const modules = new Set([...Object.keys(enrolment.hours), ...attended.keys()]);
  return {
    hours: Object.fromEntries([...modules].map((id) => [id, (enrolment.hours[id] ?? 0) + (attended.get(id) ?? 0)])),
    criteria,
    outcomes: Object.fromEntries(ids.map((id) => [id, results[id]?.result ?? null])),
    verdicts: Object.fromEntries(ids.map((id) => [id, verdictOn(enrolment, id)])),
  };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * The rules of the ledger: a verification is signed by whoever makes it, never by the assessor, and is about an assessment as
 * achieved; what is verified keeps its criteria and its enrolment. Source: issue «verified by a second person», domain.md C5.
 */
export function guardEnrolment(change: Change): Result<null, LedgerError> {
  const { before, after, fields } = change;
  const [was, now] = [before as Enrolment | null, after as Enrolment];
  if (was === null) {
    return Object.values(now.verified).some((said) => said !== null) ? err({ type: 'VerifyForeign' }) : ok(null);
  }
  // A removal names no field on the server and every field on the phone.
  if (fields.length === 0 || fields.includes('participantId')) {
    return Object.keys(was.results).some((id) => isVerified(was, id)) ? err({ type: 'OutcomeVerified' }) : ok(null);
  }
  for (const field of fields) {
    const key = field.slice(field.indexOf('.') + 1);
    const fault = field.startsWith('verified.') ? verifyFault(change, field, key) : null;
    if (fault) return err({ type: fault });
    if (!field.startsWith('criteria.') || now.criteria[key] === was.criteria[key]) continue;
    if (isVerified(was, key.slice(0, key.lastIndexOf('.')))) return err({ type: 'OutcomeVerified' });
  }
  return ok(null);
}

function verifyFault(
  { actor, before, after, author, offered = [] }: Change,
  field: string,
  outcomeId: string,
): LedgerError['type'] | null {
  const [was, now] = [before as Enrolment, after as Enrolment];
  const said = now.verified[outcomeId] ?? null;
  const assessed = now.results[outcomeId];
  if (same(said, was.verified[outcomeId] ?? null)) return null;
  if (actor.role !== VERIFIER) return 'VerifyForeign';
  if (said === null) return null;
  const assessors = [said.of.by, assessed?.by, author?.(`results.${outcomeId}`)];
  if (assessors.includes(said.by) || assessors.includes(actor.account)) return 'VerifyOwn';
  const chosen = offered.some((one) => one.field === field && same(one.v, said));
  if (said.by !== actor.account && !chosen) return 'VerifyForeign';
  if (assessed?.result !== 'achieved') return 'VerifyNothing';
  return said.verdict === 'returned' && said.reason.trim() === '' ? 'VerifyReason' : null;
}

/** Evidence of a verified outcome stays as the second person read it; more may be added. */
export function guardEvidence({ before, after, within }: Change): Result<null, LedgerError> {
  const enrolment = within as Enrolment | null;
  if (before === null || enrolment === null) return ok(null);
  const touched = [(before as Evidence).outcomeId, (after as Evidence).outcomeId];
  return touched.some((id) => isVerified(enrolment, id)) ? err({ type: 'OutcomeVerified' }) : ok(null);
}
