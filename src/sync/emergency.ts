import * as z from 'zod/mini';
import { APP } from './protocol.ts';

/** Longest emergency file the server reads. Unit: bytes. */
export const MAX_EMERGENCY = 8_000_000;

/** Version of what is inside an emergency file. */
export const EMERGENCY = 1;

/**
 * What the phone keeps from its last contact, so that an emergency file can be made without network: the server's public
 * key (P-256, uncompressed, base64url) and a ticket by which the server knows whose file it is (SPEC X1, X5).
 */
export const SealKey = z.object({
  key: z.string().check(z.maxLength(200)),
  ticket: z.string().check(z.maxLength(500)),
});
export type SealKey = z.infer<typeof SealKey>;

/** `GET /api/key`. */
export const KeyAnswer = z.object({ app: z.literal(APP), ...SealKey.shape });

/** A text that was not an edit yet: `<table>/<record id>/<field>`, and the mutation of the value it started from. */
export const EmergencyDraft = z.strictObject({
  key: z.string(),
  value: z.string(),
  saw: z.nullable(z.string()),
  scope: z.string(),
});

/** What an emergency file says once it is opened (SPEC X2). */
export const Emergency = z.strictObject({
  v: z.literal(EMERGENCY),
  ticket: z.string(),
  /** When the file was made, by the phone's clock; and by which version of the app, with which row schema. */
  at: z.string().check(z.maxLength(40)),
  app: z.string().check(z.maxLength(40)),
  schema: z.int().check(z.gte(0)),
  /** Every edit in the outbox in its order, each judged by itself. */
  muts: z.array(z.unknown()).check(z.maxLength(50_000)),
  drafts: z.array(EmergencyDraft),
});
export type Emergency = z.infer<typeof Emergency>;

/** How an import went: edits by outcome, drafts among them. `at`: when the file was made. */
export const ImportAnswer = z.object({
  app: z.literal(APP),
  author: z.string(),
  at: z.string(),
  counts: z.object({ ok: z.int(), dup: z.int(), refused: z.int(), parked: z.int() }),
});
export type ImportAnswer = z.infer<typeof ImportAnswer>;

/**
 * The sealed file, byte by byte: mark (8) · format (1) · id of the server's key (8) · the phone's one-time public key (65) ·
 * AES-256-GCM ciphertext with its tag. Everything before the ciphertext is authenticated with it, and salts its key.
 */
export const SEALED = { mark: 'TRZSFERY', format: 1, header: 8 + 1 + 8 + 65, info: 'trzy-sfery/emergency/1' } as const;
