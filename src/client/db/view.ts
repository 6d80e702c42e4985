import { tableOf, type Registry, type Row, type TableName } from '#domain/tables.ts';
import { apply } from '#sync/merge.ts';
import type { Mutation, Refusal } from '#sync/protocol.ts';
import { fieldsOf, markOf, type Alt, type Mark, type Rec } from '#sync/record.ts';
import type { BaseRec, LocalTx, Queued } from './store.ts';

/** Where a record stands on its way: only here · sent, not yet confirmed by a pull · confirmed · refused by the server. */
export type RowState = 'waiting' | 'sent' | 'confirmed' | 'refused';

/** What a screen may want to know about a row besides its fields. */
export interface RowSync {
  state: RowState;
  refusal: Refusal | null;
  /** Values replaced by someone who had not seen them: a choice is waiting. */
  alt: readonly Alt[];
  /** Who wrote what stands in each contested field. */
  now: Readonly<Record<string, Mark>>;
  /** Author and author's clock of the newest value. */
  by: string;
  at: string;
}

/** A row on a screen. */
export type Seen<T extends TableName> = Row<T> & { sync: RowSync };

/**
 * The confirmed record with this phone's edits laid over it (SPEC C5); refused ones too unless `clean`, except a refused
 * removal: the record stays readable with its reason (SPEC C6).
 */
export function overlay(
  base: BaseRec | undefined,
  queue: readonly Queued[],
  me: string,
  clean = false,
): Rec | undefined {
  let rec: Rec | undefined = base;
  for (const { mutation, sent, was, refused } of queue) {
    const included =
      base !== undefined && ((sent > 0 && base.seq >= sent) || (was?.epoch === base.epoch && base.seq >= was.seq));
    const left = refused !== null && (clean || mutation.kind === 'del');
    if (!included && !left) rec = apply(rec, refused && rec ? withoutOlder(mutation, rec, me) : mutation, me);
  }
  return rec;
}

/**
 * A refused edit without the fields that its author has written anew since: own edits never run backwards on screen. A value
 * the author had seen is older, whatever the clocks say; one that stands under the edit's own id is what became of it on the
 * way (SPEC P1).
 */
function withoutOlder(mutation: Mutation, rec: Rec, me: string): Mutation {
  const kept = Object.entries(mutation.set).filter(([field, { saw }]) => {
    const mark = markOf(rec, field);
    return !mark || mark.by !== me || [saw, mutation.mid].includes(mark.mid) || mark.at < mutation.at;
  });
  return { ...mutation, set: Object.fromEntries(kept) };
}

/** The row a screen shows, or null when there is nothing to show: deleted, incomplete, or from a newer version. */
export function seen(registry: Registry, rec: Rec | undefined, queue: readonly Queued[]): object | null {
  if (!rec || rec.del || rec.partial) return null;
  const found = tableOf(registry, rec.type);
  if (!found) return null;
  const refusal = queue.find((entry) => entry.refused)?.refused ?? null;
  const waiting = queue.some((entry) => entry.sent === 0 && !entry.refused);
  const newest = Object.keys(rec.f).reduce((latest, field) => {
    const mark = markOf(rec, field);
    return mark && mark.at > latest.at ? mark : latest;
  }, rec.mark);
  const state: RowState = refusal ? 'refused' : waiting ? 'waiting' : queue.length > 0 ? 'sent' : 'confirmed';
  const now = Object.fromEntries(
    rec.alt.flatMap(({ field }) => {
      const mark = markOf(rec, field);
      return mark ? [[field, mark]] : [];
    }),
  );
  const sync: RowSync = { state, refusal, alt: rec.alt, now, by: newest.by, at: newest.at };
  return { ...fieldsOf(rec, found.table), id: rec.id, scope: rec.scope, sync };
}

/** One row as screens see it. */
export async function seeOne(tx: LocalTx, registry: Registry, me: string, id: string): Promise<object | null> {
  const [base, queue] = [await tx.record(id), await tx.queue({ id })];
  const rec = overlay(base, queue, me);
  if (!rec) return null;
  const lost = (await tx.cursors()).some((cursor) => cursor.lost && cursor.scope === rec.scope);
  return lost ? null : seen(registry, rec, queue);
}

/** All rows of a type, in one scope or in every scope this phone still holds. */
export async function seeAll(
  tx: LocalTx,
  registry: Registry,
  me: string,
  where: { scope?: string; type: number },
): Promise<object[]> {
  const lost = new Set((await tx.cursors()).filter((cursor) => cursor.lost).map((cursor) => cursor.scope));
  const base = new Map((await tx.records(where)).map((rec) => [rec.id, rec]));
  const queue = await tx.queue(where.scope === undefined ? undefined : { scope: where.scope });
  const edits = new Map<string, Queued[]>();
  for (const entry of queue) {
    if (entry.mutation.type !== where.type) continue;
    const list = edits.get(entry.mutation.id);
    if (list) list.push(entry);
    else edits.set(entry.mutation.id, [entry]);
  }
  const rows: object[] = [];
  for (const id of new Set([...base.keys(), ...edits.keys()])) {
    const own = edits.get(id) ?? [];
    const rec = overlay(base.get(id), own, me);
    const row = rec && !lost.has(rec.scope) ? seen(registry, rec, own) : null;
    if (row) rows.push(row);
  }
  return rows;
}
