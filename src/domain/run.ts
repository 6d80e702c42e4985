import * as z from 'zod/mini';
import { Rating, type Ratings } from './checklist.ts';
import { Day } from './day.ts';

const Key = z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]{0,60}$/));

/** Where an answer comes from. Source: the `evidence` lists of the shipped templates. */
export const SOURCES = ['document', 'interview', 'observation', 'photo'] as const;

/**
 * One filling of a checklist template on an entity. What is fixed by the template are keyed fields of this one record
 * (`ratings.<item>`, `reasons.<item>`, `sources.<item>`), so two experts who rate different items never meet.
 */
export const Run = z.looseObject({
  /** The visit during which it is filled, or null outside a visit. */
  visitId: z.nullable(z.uuid()),
  templateId: z.string().check(z.maxLength(100)),
  /** A started run keeps its version for ever. Source: domain.md C6. */
  templateVersion: z.string().check(z.maxLength(20)),
  /** Day the run was started. */
  day: Day,
  /** State of the law the ratings refer to. Source: domain.md 0.5. */
  legalStateDate: Day,
  ratings: z.record(Key, z.nullable(Rating)),
  reasons: z.record(Key, z.string().check(z.maxLength(20_000))),
  sources: z.record(Key, z.array(z.string().check(z.maxLength(40))).check(z.maxLength(10))),
});
export type Run = z.infer<typeof Run>;

/**
 * The ratings that count: an item that two experts rated differently is to be agreed, and counts as not rated until it is.
 * `contested`: fields with two versions, by their full names. Source: the two-person rule of domain.md D.
 */
export function agreed(ratings: Ratings, contested: readonly { field: string }[]): Ratings {
  const open = new Set(
    contested.filter(({ field }) => field.startsWith('ratings.')).map(({ field }) => field.slice(8)),
  );
  if (open.size === 0) return ratings;
  return Object.fromEntries(Object.entries(ratings).filter(([itemId]) => !open.has(itemId)));
}
