import * as z from 'zod/mini';

const Value = z.object({ field: z.string(), value: z.unknown(), by: z.string(), at: z.string() });

/** One record about the person: what stands in it, other versions of it, and what stood there before; each with author and time. */
export const DisclosedRecord = z.object({
  table: z.string(),
  id: z.string(),
  site: z.string(),
  removed: z.boolean(),
  fields: z.array(Value),
  versions: z.array(Value),
  earlier: z.array(Value),
});
export type DisclosedRecord = z.infer<typeof DisclosedRecord>;

/**
 * Everything the server keeps about one code: the answer to a person's request for access. Authors are codes of accounts. `held`: edits
 * that were refused or wait for a decision; `mentions`: pieces of other texts that name the code, with the codes of other people covered;
 * `acts`: who did what with these records, from the audit. Source: RODO art. 15; security.md «per-person export».
 */
export const Disclosure = z.object({
  code: z.string(),
  /** When it was made (milliseconds since 1970 UTC), and by whom. */
  at: z.number(),
  by: z.string(),
  records: z.array(DisclosedRecord),
  held: z.array(
    z.object({
      table: z.string(),
      id: z.string(),
      by: z.string(),
      at: z.number(),
      reason: z.string(),
      fields: z.array(Value),
    }),
  ),
  mentions: z.array(
    z.object({ table: z.string(), id: z.string(), site: z.string(), field: z.string(), text: z.string() }),
  ),
  acts: z.array(
    z.object({ at: z.number(), by: z.string(), role: z.string(), act: z.string(), table: z.string(), id: z.string() }),
  ),
});
export type Disclosure = z.infer<typeof Disclosure>;
