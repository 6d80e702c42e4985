import * as z from 'zod/mini';

/** Version of the messages; raised on purpose when the lock of the wire schema changes. */
export const PROTOCOL = 1;

/** Marks an answer as ours; anything without it is a captive portal or another server. */
export const APP = 'trzy-sfery';

/** How long a device stays signed in without contact. Unit: seconds. Source: security.md «Session». */
export const SESSION_LIFE = 90 * 86_400;

/** Limits of one request. Units: mutations; bytes on the wire; bytes after inflating. */
export const MAX_MUTATIONS = 2000;
export const MAX_BODY = 1_000_000;
export const MAX_INFLATED = 8_000_000;

const Mid = z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/));
const Scope = z.string().check(z.regex(/^([0-9a-f-]{36}|program|person:[0-9a-f-]{36})$/));
/** `name` or `map.key`; what every object already answers to (`constructor`, …) is no field name. */
const Field = z.string().check(
  z.regex(/^[a-z][A-Za-z0-9]{0,40}(\.[a-z0-9][a-z0-9.-]{0,80})?$/),
  z.refine((name) => name.split('.').every((part) => !(part in {})), 'field-name'),
);
const Count = z.int().check(z.gte(0));
const Stamp = z.string().check(z.maxLength(40));

/**
 * One edit. `set` names fields with the new value and the mutation of the value the author saw; `saw` is the last
 * mutation of the record the author saw, null when the author creates it; `drop` names alternatives that are settled.
 */
export const Mutation = z.strictObject({
  mid: Mid,
  scope: Scope,
  id: z.uuid(),
  type: Count,
  kind: z.enum(['set', 'del', 'resolve']),
  set: z.record(Field, z.strictObject({ v: z.unknown(), saw: z.nullable(Mid) })),
  drop: z.optional(z.array(z.strictObject({ field: z.string(), mid: Mid })).check(z.maxLength(200))),
  saw: z.nullable(Mid),
  at: Stamp,
  schema: Count,
});
export type Mutation = z.infer<typeof Mutation>;

/** Where a phone stands in a scope: the generation of its grant and the last `seq` it holds. */
export const Cursor = z.strictObject({
  gen: Count,
  at: Count,
  /** Head of the snapshot that is being paged: tombstones collected since then do not restart it. */
  head: z.optional(Count),
});

/** How a phone stands, for whoever looks after it: no content. Unit: edits; records; texts. */
export const Beat = z.strictObject({
  waiting: Count,
  refused: Count,
  /** Edits that wait for a coordinator's decision; not among the refused. */
  parked: z.optional(Count),
  drafts: Count,
  /** Photos and recordings that the server has not confirmed; absent where the sender cannot know. */
  files: z.optional(Count),
  app: z.string().check(z.maxLength(40)),
  /** The system removed this device's data; so many edits may have gone with it. */
  lost: z.optional(Count),
  /** Confirmed edits of the journal that cannot be read: a restored server would not get them back from this device. */
  damaged: z.optional(Count),
  /** Scopes whose journal did not reach back to the backup that the server was restored from (SPEC P6). */
  short: z.optional(Count),
  /** A PIN alone opens the device at rest: basic protection. */
  basic: z.optional(z.boolean()),
  /** Version that could not open this device's data: the device stays with its present one. */
  update: z.optional(z.string().check(z.maxLength(40))),
});
export type Beat = z.infer<typeof Beat>;

/** What a device made of its data without asking the server, told for the audit: which tables, of which scope (null: all), how many rows. */
export const Told = z.strictObject({
  at: Stamp,
  tables: z.array(z.string().check(z.regex(/^[a-z-]{1,40}$/))).check(z.maxLength(20)),
  scope: z.nullable(Scope),
  rows: Count,
});
export type Told = z.infer<typeof Told>;

/** Push and pull in one call; either part may be empty. Mutations are checked one by one, so that a bad one blocks no other. */
export const SyncRequest = z.strictObject({
  v: Count,
  schema: Count,
  rid: Mid,
  /** Epoch of the server the phone knows; null at first contact. */
  epoch: z.nullable(Count),
  cur: z.record(Scope, Cursor),
  /** How many bytes of rows the phone asks for. */
  limit: z.int().check(z.gte(1000), z.lte(MAX_INFLATED)),
  beat: z.optional(Beat),
  muts: z.array(z.unknown()).check(z.maxLength(MAX_MUTATIONS)),
  /** Edits the server parked and whose fate the phone does not know (SPEC C15). */
  parked: z.optional(z.array(Mid).check(z.maxLength(MAX_MUTATIONS))),
  /** Exports made on this device that the server was not told of yet, oldest first. */
  told: z.optional(z.array(Told).check(z.maxLength(100))),
  /** The newest erasure this phone has carried out, and scopes outside `cur` of which it still has something (SPEC G3). */
  erased: z.optional(z.strictObject({ upto: Count, scopes: z.array(Scope).check(z.maxLength(1000)) })),
});
export type SyncRequest = z.infer<typeof SyncRequest>;

/** Why a mutation was refused, for good: each has words in i18n. */
export const REFUSALS = ['invalid', 'forbidden', 'parked', 'gone', 'erased', 'too-large', 'server-bug'] as const;

/** A refusal with the field and the rule it broke, where there is one. */
export const Refusal = z.strictObject({
  code: z.enum(REFUSALS),
  /** Field name, e.g. `ratings.s1.n.1`. */
  path: z.optional(z.string()),
  /** The `type` of a domain error (e.g. VisitLocked). */
  reason: z.optional(z.string()),
});
export type Refusal = z.infer<typeof Refusal>;

/** Answer to one mutation: `ok` or `dup` with its place in the order, or refused. */
export const Outcome = z.looseObject({
  mid: Mid,
  st: z.enum(['ok', 'dup', 'refused']),
  seq: z.optional(Count),
  /** Hash of what the server stored (sync/record.ts receiptOf): the phone compares it with what it sent. */
  receipt: z.optional(z.string()),
  refusal: z.optional(Refusal),
});
export type Outcome = z.infer<typeof Outcome>;

/**
 * What became of parked work: `accepted` with its place in the order, `declined`, or `unknown` to this server (it was
 * restored from an older backup). Work still undecided is not named.
 */
export const Fate = z.looseObject({
  mid: Mid,
  fate: z.enum(['accepted', 'declined', 'unknown']),
  seq: z.optional(Count),
});
export type Fate = z.infer<typeof Fate>;

const Mark = z.looseObject({ mid: Mid, by: z.string(), at: Stamp });

/** A record on the wire: sync/record.ts without the scope, which its page names. */
export const WireRecord = z.looseObject({
  id: z.uuid(),
  type: Count,
  seq: Count,
  last: Mid,
  del: z.boolean(),
  partial: z.optional(z.record(z.string(), z.nullable(Mid))),
  erased: z.optional(z.literal(true)),
  mark: Mark,
  f: z.record(z.string(), z.unknown()),
  m: z.record(z.string(), Mark),
  alt: z.array(z.looseObject({ field: z.string(), v: z.unknown(), mid: Mid, by: z.string(), at: Stamp })),
});
export type WireRecord = z.infer<typeof WireRecord>;

/** What changed in one scope after `from`, up to `to`. `more`: another page follows. `reset`: this is a full snapshot. */
export const Page = z.object({
  gen: Count,
  from: Count,
  to: Count,
  more: z.boolean(),
  reset: z.boolean(),
  head: Count,
  gc: Count,
  rows: z.array(WireRecord),
  count: Count,
  digest: z.string(),
});
export type Page = z.infer<typeof Page>;

/** Who the server takes the phone for. */
export const Me = z.object({ account: z.uuid(), code: z.string(), role: z.string() });
export type Me = z.infer<typeof Me>;

/** The backup a restored server came from: the newest instant in it, and the last `seq` it held of each granted scope. */
export const Backup = z.looseObject({ at: z.number(), heads: z.record(z.string(), Count) });
export type Backup = z.infer<typeof Backup>;

/** The answer. Open to fields that a newer server adds. */
export const SyncResponse = z.object({
  app: z.literal(APP),
  v: Count,
  rid: Mid,
  /** The epoch the request carried; null at first contact. */
  reqEpoch: z.nullable(Count),
  epoch: Count,
  /** The server's clock. Unit: milliseconds since 1970 UTC. */
  now: z.number(),
  minSchema: Count,
  me: Me,
  /** This device was revoked: what it sends is parked, nothing is given to it, and it has to erase itself. */
  device: z.optional(z.literal('revoked')),
  results: z.array(Outcome),
  /** Fates of the parked work the request asked about. */
  fates: z.optional(z.array(Fate)),
  /** Told with a new epoch: a phone whose journal does not reach back that far says so (SPEC P6). */
  backup: z.optional(Backup),
  /** How many of the exports it was told of are in the audit. */
  told: z.optional(Count),
  /** What was erased since then in the scopes the phone named, and the number up to which that is all. */
  erased: z.optional(z.object({ upto: Count, ids: z.array(z.string()) })),
  grants: z.record(z.string(), Count),
  scopes: z.record(z.string(), Page),
  /** True when scopes without a page in this answer may have news. */
  more: z.boolean(),
});
export type SyncResponse = z.infer<typeof SyncResponse>;

/** `GET /api/device`: whom the server takes this device for, and what it may still do; answered to a locked device too. */
export const DeviceAnswer = z.object({
  app: z.literal(APP),
  state: z.enum(['ok', 'revoked', 'wipe']),
  me: Me,
  beat: z.nullable(Beat),
});
export type DeviceAnswer = z.infer<typeof DeviceAnswer>;

/** A refusal of a whole request, outside sync too: `type` has words in i18n. */
export const ErrorAnswer = z.object({
  app: z.literal(APP),
  error: z.object({ type: z.string(), path: z.optional(z.string()) }),
});
export type ErrorAnswer = z.infer<typeof ErrorAnswer>;
