import { MAX_BLOB, PHOTO_MIMES, Sha256 } from '#domain/photo.ts';
import * as z from 'zod/mini';
import { PostedItem } from './posted.ts';
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
  /** How many files follow the text (PARTS). */
  files: z.optional(z.int().check(z.gte(0))),
});
export type Emergency = z.infer<typeof Emergency>;

/** How the import of the text went: edits by outcome, drafts among them. `at`: when it was made; `files`: how many follow it. */
export const ImportAnswer = z.object({
  app: z.literal(APP),
  author: z.string(),
  at: z.string(),
  counts: z.object({ ok: z.int(), dup: z.int(), refused: z.int(), parked: z.int() }),
  files: z.int(),
});
export type ImportAnswer = z.infer<typeof ImportAnswer>;

/**
 * The sealed file, byte by byte: mark (8) · format (1) · id of the server's key (8) · the phone's one-time public key (65) ·
 * AES-256-GCM ciphertext with its tag. Everything before the ciphertext is authenticated with it, and salts its key.
 */
export const SEALED = { mark: 'TRZSFERY', format: 1, header: 8 + 1 + 8 + 65, info: 'trzy-sfery/emergency/1' } as const;

/**
 * An emergency file that holds photos and recordings too: mark (8) · format (1) · parts, each after its length (4, big endian).
 * The first part is the text, as above or as posted.ts PostedFile; every other part is one file. One without files is its text.
 */
export const PARTS = { mark: 'TRZSPART', format: 1, header: 8 + 1, length: 4 } as const;

/** One file: mark (8) · format (1) · length of its head (4, big endian) · FileHead as JSON · sealed pieces (SPEC X6). */
export const FILE_PART = { mark: 'TRZSFILE', format: 1, header: 8 + 1 + 4, mostHead: 100_000 } as const;

/** Longest part that holds a file: its bytes, the head, and what sealing adds to each piece. */
export const MAX_FILE_PART = MAX_BLOB + 200_000;

/** `ticket`: whose file it is, as in posted.ts; `key`: a FileKey sealed under `<scope>/<sha256>`; `pieces`: their lengths. */
export const FileHead = z.strictObject({
  senders: z.array(z.string().check(z.maxLength(200))).check(z.minLength(1), z.maxLength(2)),
  ticket: PostedItem,
  key: PostedItem,
  pieces: z.array(z.int().check(z.gte(17), z.lte(1_000_000))).check(z.minLength(1), z.maxLength(1000)),
});
export type FileHead = z.infer<typeof FileHead>;

/**
 * Which file it is, and the key of its pieces (32 bytes, base64url): ChaCha20-Poly1305, the number of the piece as nonce (12
 * bytes, big endian), each padded with zeros.
 */
export const FileKey = z.strictObject({
  scope: z.uuid(),
  sha256: Sha256,
  mime: z.enum(PHOTO_MIMES),
  bytes: z.int().check(z.gte(1), z.lte(MAX_BLOB)),
  key: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)),
});
export type FileKey = z.infer<typeof FileKey>;

/** How the import of one file went. */
export const FileAnswer = z.object({ app: z.literal(APP), state: z.enum(['ok', 'dup']) });
export type FileAnswer = z.infer<typeof FileAnswer>;
