import * as z from 'zod/mini';
import { APP, MAX_MUTATIONS, Outcome } from './protocol.ts';

/**
 * What a locked phone may hand over: edits that were sealed to the server's key, one by one, when they were made. A sender is
 * one unlocking of one phone: a one-time key pair whose private half is forgotten at once (SPEC V8).
 */
export const POSTED = 1;

/** id of the server's key (8) · the sender's one-time public key (P-256, uncompressed, 65). Salts the sender's key. */
export const SENDER = { key: 8, header: 8 + 65, info: 'trzy-sfery/posted/1' } as const;

const Bytes = z.string().check(z.regex(/^[A-Za-z0-9_-]*$/), z.maxLength(400_000));

/** nonce (12) · ChaCha20-Poly1305 of the padded value, authenticated with `name`. Bytes as base64url. */
export const PostedItem = z.strictObject({
  /** Index of its sender. */
  by: z.int().check(z.gte(0)),
  /** What it is bound to: the `mid` of an edit; a random name of a draft; scope and hash of a file. */
  name: z.string().check(z.maxLength(120)),
  c: Bytes,
});
export type PostedItem = z.infer<typeof PostedItem>;

const Senders = z.array(Bytes).check(z.maxLength(1000));

/** `POST /api/push`: works while the phone is locked, and only takes. */
export const PostedRequest = z.strictObject({
  v: z.literal(POSTED),
  senders: Senders,
  edits: z.array(PostedItem).check(z.maxLength(MAX_MUTATIONS)),
  /** Whose they are, in place of the cookie: the work of a person while somebody else is signed in on the phone (SPEC V9). */
  ticket: z.optional(PostedItem),
});
export type PostedRequest = z.infer<typeof PostedRequest>;

/** The answer: outcomes by `mid`, and nothing else. */
export const PostedAnswer = z.object({ app: z.literal(APP), results: z.array(Outcome) });

/** Name under which a sender seals the ticket of its device (emergency.ts), so that a file says whose it is. */
export const TICKET = 'ticket';

/** The file that the rescue page saves without opening anything: sealed edits and drafts of one phone. */
export const PostedFile = z.strictObject({
  mark: z.literal('TRZSFERY-POSTED'),
  v: z.literal(POSTED),
  at: z.string().check(z.maxLength(40)),
  senders: Senders,
  /** One of the senders' sealed tickets. */
  ticket: PostedItem,
  edits: z.array(PostedItem).check(z.maxLength(50_000)),
  drafts: z.array(PostedItem).check(z.maxLength(10_000)),
  /** How many files follow it (emergency.ts PARTS). */
  files: z.optional(z.int().check(z.gte(0))),
});
export type PostedFile = z.infer<typeof PostedFile>;
