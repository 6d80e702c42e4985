import * as z from 'zod/mini';
import { Instant } from './day.ts';
import { err, type Result } from './result.ts';
import type { Change } from './tables.ts';
import { guardWithin } from './visit.ts';

/** What a file of a visit shows: a place or piece of equipment, a drawn signature, a short voice note. Never people. */
export const PHOTO_KINDS = ['photo', 'signature', 'voice'] as const;
export type PhotoKind = (typeof PHOTO_KINDS)[number];

/** Forms in which files travel and are kept. */
export const PHOTO_MIMES = ['image/jpeg', 'image/png', 'audio/webm', 'audio/mp4', 'audio/ogg'] as const;
export type PhotoMime = (typeof PHOTO_MIMES)[number];

/** Largest file that travels. Unit: bytes. Source: security.md «Limits». */
export const MAX_BLOB = 20_000_000;

/** Largest picture the server decodes. Unit: pixels. Source: security.md «Limits». */
export const MAX_PIXELS = 20_000_000;

/** SHA-256 of the bytes as the phone sent them, lower-case hexadecimal. */
export const Sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));

const Pixels = z.nullable(z.int().check(z.gte(1), z.lte(100_000)));

/** A file of a visit or of a checklist. The record travels with the text; the bytes travel apart and are named by `sha256`. */
export const Photo = z.looseObject({
  /** The visit during which it was made; null on a run outside a visit. */
  visitId: z.nullable(z.uuid()),
  kind: z.enum(PHOTO_KINDS),
  sha256: Sha256,
  /** Length of the bytes. */
  bytes: z.int().check(z.gte(1), z.lte(MAX_BLOB)),
  mime: z.enum(PHOTO_MIMES),
  /** Of a picture; null for sound. Unit: pixels. */
  width: Pixels,
  height: Pixels,
  caption: z.string().check(z.maxLength(500)),
  takenAt: Instant,
  /** The checklist run and its item that the file documents, when it documents one. */
  runId: z.nullable(z.uuid()),
  itemId: z.nullable(z.string().check(z.maxLength(80))),
});
export type Photo = z.infer<typeof Photo>;

/** A file belongs to a visit, to a run, or to both; one of a visit is frozen with it. */
export function guardPhoto(change: Change): Result<null, { type: string }> {
  const { visitId, runId } = change.after as Photo;
  return visitId === null && runId === null ? err({ type: 'Invalid' }) : guardWithin(change);
}
