import { PHOTO_MIMES, Sha256 } from '#domain/photo.ts';
import * as z from 'zod/mini';
import { APP } from './protocol.ts';

/** Most files one question may name. */
export const MAX_ASKED = 500;

const Name = { scope: z.uuid(), sha256: Sha256 };

/** Which of these files does the server hold? */
export const BlobQuestion = z.strictObject({ items: z.array(z.strictObject(Name)).check(z.maxLength(MAX_ASKED)) });
export type BlobQuestion = z.infer<typeof BlobQuestion>;

/** The receipt: the files held, with the hash and length of what is kept (pictures are encoded anew). */
export const BlobReceipt = z.object({
  app: z.literal(APP),
  epoch: z.int(),
  held: z.array(z.object({ ...Name, stored: Sha256, bytes: z.int() })),
});
export type BlobReceipt = z.infer<typeof BlobReceipt>;

/** What is said about a file before it is sent: the metadata of a tus upload. Anything else said is not looked at. */
export const BlobAnnounced = z.object({ ...Name, mime: z.enum(PHOTO_MIMES) });
