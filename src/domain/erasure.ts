import * as z from 'zod/mini';

/**
 * Why something is erased. `request`: the person's right to be forgotten; `consent`: consent to a recording or picture was withdrawn;
 * `retention`: its time has passed. Source: domain.md E3, E4.
 */
export const ERASURE_REASONS = ['request', 'consent', 'retention'] as const;
export const ErasureReason = z.enum(ERASURE_REASONS);
export type ErasureReason = z.infer<typeof ErasureReason>;

const Count = z.int().check(z.gte(0));

/** A device that held what was erased. `confirmedAt`: when it first said that it is gone there too; null while it has not. */
export const ErasureHolder = z.object({
  device: z.string(),
  account: z.string(),
  name: z.string(),
  state: z.string(),
  lastContact: Count,
  confirmedAt: z.nullable(Count),
});
export type ErasureHolder = z.infer<typeof ErasureHolder>;

/** The proof of an erasure: ids, numbers and times, nothing that was erased. Times: milliseconds since 1970 UTC. */
export const Erasure = z.object({
  /** Its number: later erasures have greater ones. */
  n: Count,
  at: Count,
  scope: z.string(),
  /** Table of the records it began with, and how many they were. */
  table: z.string(),
  roots: Count,
  reason: z.string(),
  /** Account that ordered it; empty: the server, by the periods of the project. */
  account: z.string(),
  /** Everything that went, the roots included. */
  records: Count,
  /** When the server's own files were cleaned of the last traces; null while that is still to be done. */
  cleanedAt: z.nullable(Count),
  holders: z.array(ErasureHolder),
});
export type Erasure = z.infer<typeof Erasure>;

/** True when no device is known to hold it any more: each has confirmed, one that left by removing its data too. */
export function goneEverywhere({ holders, cleanedAt }: Pick<Erasure, 'holders' | 'cleanedAt'>): boolean {
  return cleanedAt !== null && holders.every(({ confirmedAt }) => confirmedAt !== null);
}

/** Stands where the code of an erased person stood in the texts of others. */
export const REMOVED = '[–]';

/** A value with every piece that one of the patterns finds replaced, however deep it lies. */
export function without<T>(value: T, patterns: readonly RegExp[]): T {
  if (typeof value === 'string') return patterns.reduce((text: string, one) => text.replace(one, REMOVED), value) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => without(one, patterns)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, without(inner, patterns)])) as T;
}

/** The key of a keyed field: `marks.<id>` gives the id; undefined for a plain field. */
export function keyOf(field: string): string | undefined {
  const dot = field.indexOf('.');
  return dot < 0 ? undefined : field.slice(dot + 1);
}

/** Fields without those that are keyed by one of the ids: what others' records say about an erased one (a mark in a roll-call). */
export function withoutKeys<T>(fields: Readonly<Record<string, T>>, ids: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => !ids.has(keyOf(field) ?? '')));
}
