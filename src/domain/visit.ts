import * as z from 'zod/mini';
import { Clock, Day, Instant } from './day.ts';
import { err, ok, type Result } from './result.ts';
import type { Change } from './tables.ts';
import type { Role } from './access.ts';

/** Source of the enumerations: domain.md C3. */
export const VISIT_STATES = [
  'planned',
  'in-progress',
  'draft',
  'cosigned',
  'submitted',
  'returned',
  'accepted',
  'cancelled',
] as const;
export type VisitState = (typeof VISIT_STATES)[number];
export const VISIT_MODES = ['onsite', 'remote', 'mixed'] as const;
export const VISIT_TYPES = ['opening', 'working', 'thematic', 'urgent', 'mobile', 'closing'] as const;
export const NOTE_KINDS = ['fact', 'opinion', 'quote', 'idea'] as const;
export const SPHERES = [1, 2, 3] as const;
export const PRODUCTS = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
/** `carried`: taken over by a new action of a later visit. */
export const ACTION_STATES = ['open', 'done', 'dropped', 'carried'] as const;

const Sphere = z.nullable(z.union([z.literal(1), z.literal(2), z.literal(3)]));
const Text = z.string().check(z.maxLength(20_000));

/** One visit of the pair at an entity. Its scope is the entity. */
export const Visit = z.looseObject({
  /** V-{PZS-nn}-{yyyymmdd}-{n}. Source: domain.md C1. */
  code: z.string().check(z.regex(/^V-PZS-\d{2}-\d{8}-\d{1,2}$/)),
  day: Day,
  start: z.nullable(Clock),
  end: z.nullable(Clock),
  mode: z.enum(VISIT_MODES),
  type: z.enum(VISIT_TYPES),
  aim: z.string().check(z.maxLength(2000)),
  status: z.enum(VISIT_STATES),
  /** Account of the expert who leads the visit and submits the report. */
  lead: z.uuid(),
  /** Account of the expert of the pair who read and agreed. */
  cosignedBy: z.nullable(z.uuid()),
  /** When the purpose and voluntariness were explained (RODO art. 13/14). */
  informedAt: z.nullable(Instant),
  /** What the entity itself says about the visit. */
  comment: Text,
  /** The quality specialist's reason for returning. */
  remark: Text,
  /** Seal of what the co-signing expert read (`sealOf`); absent until then. */
  agreed: z.optional(z.string().check(z.maxLength(40))),
  /** Day on which the report was submitted for the first time: what «on time» is judged by. */
  submittedOn: z.optional(z.nullable(Day)),
});
export type Visit = z.infer<typeof Visit>;

/** Who was present, by function; never by name. Source: domain.md E1. */
export const Attendee = z.looseObject({
  visitId: z.uuid(),
  function: z.string().check(z.minLength(1), z.maxLength(200)),
  /** How many with this function. */
  count: z.int().check(z.gte(1), z.lte(500)),
});
export type Attendee = z.infer<typeof Attendee>;

/** What was seen, heard or proposed during a visit. */
export const Note = z.looseObject({
  visitId: z.uuid(),
  kind: z.enum(NOTE_KINDS),
  sphere: Sphere,
  product: z.nullable(z.enum(PRODUCTS)),
  text: Text,
});
export type Note = z.infer<typeof Note>;

/** What was agreed: who does what until when. It returns at the next visit until it is closed. */
export const Action = z.looseObject({
  visitId: z.uuid(),
  text: Text,
  /** Function of the person who does it. */
  owner: z.string().check(z.maxLength(200)),
  due: z.nullable(Day),
  state: z.enum(ACTION_STATES),
  closedOn: z.nullable(Day),
  /** What came of it, when it was closed with a word. */
  outcome: z.optional(Text),
  /** The action of an earlier visit that this one carries on. */
  from: z.optional(z.uuid()),
});
export type Action = z.infer<typeof Action>;

const STEPS: Record<Role, Partial<Record<VisitState, readonly VisitState[]>>> = {
  expert: {
    planned: ['in-progress', 'cancelled'],
    'in-progress': ['draft', 'cancelled'],
    draft: ['in-progress', 'cosigned'],
    cosigned: ['draft', 'submitted'],
    returned: ['draft'],
    cancelled: ['planned'],
  },
  'quality-specialist': { submitted: ['returned', 'accepted'] },
  coordinator: {},
  'learning-outcomes-expert': {},
  admin: {},
};

/** States the role may set from here. Source: domain.md C3, C5. */
export function nextStates(role: Role, from: VisitState): readonly VisitState[] {
  return STEPS[role][from] ?? [];
}

/**
 * True while the report may still be written. A co-signed one has to go back to draft first, which takes the co-signature away: it
 * stands for what was read. Source: domain.md C5, «may edit until COSIGNED; only RETURNED reopens».
 */
export function editable(status: VisitState): boolean {
  return status !== 'cosigned' && status !== 'submitted' && status !== 'accepted' && status !== 'cancelled';
}

/** Words for these stand in i18n `errors`. */
export type VisitError =
  | { type: 'VisitLocked'; status: VisitState }
  | { type: 'VisitCosigned' }
  | { type: 'VisitStep'; from: VisitState; to: VisitState }
  | { type: 'VisitCosign' }
  | { type: 'VisitTimes' };

function locked(status: VisitState): Result<null, VisitError> {
  return err(status === 'cosigned' ? { type: 'VisitCosigned' } : { type: 'VisitLocked', status });
}

/** What may change on a visit that is not open for writing. `agreed` and `submittedOn` travel with the steps. */
const STEPPING: readonly string[] = ['status', 'cosignedBy', 'agreed', 'submittedOn'];

/** The rules of a visit's own row: steps by role, no change under review, the co-sign is the other expert's. */
export function guardVisit({ actor, before, after, fields }: Change): Result<null, VisitError> {
  const visit = after as Visit;
  const from = (before as Visit | null)?.status ?? 'planned';
  if (visit.status !== from && before !== null && !nextStates(actor.role, from).includes(visit.status)) {
    return err({ type: 'VisitStep', from, to: visit.status });
  }
  if (before === null && visit.status !== 'planned' && visit.status !== 'in-progress') {
    return err({ type: 'VisitStep', from: 'planned', to: visit.status });
  }
  // Also for those who review: an accepted report stays as it was accepted.
  if (before !== null && from === 'accepted') return locked(from);
  const steps = from === 'cosigned' ? STEPPING : ['status'];
  // Without a field it is a removal.
  if (actor.role === 'expert' && !editable(from) && from !== 'cancelled') {
    if (fields.length === 0 || fields.some((field) => !steps.includes(field))) return locked(from);
  }
  if (actor.role === 'expert' && from === 'cancelled' && fields.some((field) => field !== 'status'))
    return locked(from);
  const signed = (before as Visit | null)?.cosignedBy ?? null;
  if (before !== null && fields.includes('lead') && from !== 'planned' && from !== 'in-progress') {
    return err({ type: 'VisitCosign' });
  }
  if (visit.cosignedBy !== signed && visit.cosignedBy !== null && visit.status !== 'cosigned') {
    return err({ type: 'VisitCosign' });
  }
  if (visit.status === 'cosigned' && (from !== 'cosigned' || visit.cosignedBy !== signed)) {
    if (actor.account === visit.lead || visit.cosignedBy !== actor.account) return err({ type: 'VisitCosign' });
  }
  if (visit.start !== null && visit.end !== null && visit.end < visit.start) return err({ type: 'VisitTimes' });
  return ok(null);
}

/** What hangs on a visit follows the visit: frozen while it is under review. */
export function guardWithin({ within }: Change): Result<null, VisitError> {
  const visit = within as Visit | null;
  return visit === null || editable(visit.status) ? ok(null) : locked(visit.status);
}

const CLOSING: readonly string[] = ['state', 'closedOn', 'outcome'];

/** An agreed action stays open to closing after its visit is frozen: it returns at later visits. */
export function guardAction(change: Change): Result<null, VisitError> {
  const closing = change.fields.length > 0 && change.fields.every((field) => CLOSING.includes(field));
  return closing ? ok(null) : guardWithin(change);
}

/** The visit code of domain.md C1. `n` counts the visits of the entity on that day, from 1. */
export function visitCode(siteCode: string, day: string, n: number): string {
  return `V-${siteCode}-${day.replaceAll('-', '')}-${n}`;
}
