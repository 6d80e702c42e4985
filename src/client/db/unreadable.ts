import type { BaseRec, Draft, Journalled, LocalTx, Queued } from './store.ts';

/** A row at rest that cannot be opened, or opens to something that is none (fault 11). */
export interface Unreadable {
  table: 'base' | 'heads' | 'blocks' | 'outbox' | 'drafts' | 'journal';
  /** The row's key. */
  key: string;
  /** The scope of confirmed records: they can be fetched again. */
  scope?: string;
}

/** What `open` gives when it is what the place promises; otherwise undefined. Two rows that changed places are found out too. */
export function openedRow<T>(open: () => unknown, fits: (value: T) => boolean): T | undefined {
  try {
    const value = open();
    return value !== null && typeof value === 'object' && fits(value as T) ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): boolean => value !== null && typeof value === 'object';

/** True for the confirmed record of that place. */
export const isRecord =
  (id: string, seq: number) =>
  (rec: Partial<BaseRec>): boolean =>
    rec.id === id &&
    rec.seq === seq &&
    isObject(rec.f) &&
    isObject(rec.m) &&
    Array.isArray(rec.alt) &&
    isObject(rec.mark);

/** True for an edit of that record. */
export const isEdit =
  (id: string) =>
  ({ mutation, sent }: Partial<Queued>): boolean =>
    mutation?.id === id && typeof mutation.mid === 'string' && isObject(mutation.set) && typeof sent === 'number';

/** True for the confirmed edit of that place in the journal. */
export const isJournalled =
  (place: number) =>
  ({ n, mutation, seq, at }: Partial<Journalled>): boolean =>
    n === place &&
    typeof mutation?.mid === 'string' &&
    isObject(mutation.set) &&
    typeof seq === 'number' &&
    typeof at === 'number';

/** True for a text being typed at one of those places. */
export const isDraft =
  (fits: (key: string) => boolean) =>
  (draft: Partial<Draft>): boolean =>
    typeof draft.key === 'string' && fits(draft.key) && typeof draft.value === 'string';

/** True for a place in the journal: the server has that edit, only a restored one could not get it back from here. */
export function inJournal(place: string): boolean {
  return place.startsWith('journal/');
}

/**
 * Nothing that cannot be read is removed. Confirmed records come anew with a snapshot of their scope and are counted as
 * repaired; edits, confirmed or not, and texts stay where they are and are told to the user and the server.
 */
export async function heal(tx: LocalTx, found: readonly Unreadable[]): Promise<void> {
  const scopes = new Set(found.flatMap(({ scope }) => scope ?? []));
  for (const { head: _, ...cursor } of await tx.cursors()) {
    if (scopes.has(cursor.scope)) await tx.putCursor({ ...cursor, at: 0, more: true, seen: [] });
  }
  if (scopes.size > 0) await tx.putMeta('repairs', ((await tx.meta('repairs')) ?? 0) + scopes.size);
  const own = found
    .filter(({ table }) => table === 'outbox' || table === 'drafts' || table === 'journal')
    .map(({ table, key }) => `${table}/${key}`);
  const known = (await tx.meta('unreadable')) ?? [];
  if (own.some((place) => !known.includes(place))) await tx.putMeta('unreadable', [...new Set([...known, ...own])]);
}
