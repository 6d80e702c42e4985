import { keyOf, without, withoutKeys } from '#domain/erasure.ts';
import { checkCode, mentionsOf } from '#domain/participantCode.ts';
import { tableOf, tables } from '#domain/tables.ts';
import type { Mutation } from '#sync/protocol.ts';
import type { BaseRec, LocalTx, Queued, ScopeCursor } from '#client/db/store.ts';

/** Scopes outside `cur` of which this phone still has something: waiting or refused edits, rows on their way out. */
export function heldOutside(
  queue: readonly Queued[],
  cursors: readonly ScopeCursor[],
  cur: Record<string, unknown>,
): string[] {
  const scopes = new Set([...queue.map(({ mutation }) => mutation.scope), ...cursors.map(({ scope }) => scope)]);
  return [...scopes].filter((scope) => !(scope in cur));
}

/**
 * Carries out erasures on this phone (SPEC G3): nothing is left of what the records said, of own edits about them, sent or not, of
 * texts being typed, or of their code in other texts. Own edits that had not arrived are counted for their author. Part of the
 * transaction that applies the answer.
 */
export async function eraseHere(
  tx: LocalTx,
  { ids, upto }: { ids: readonly string[]; upto?: number },
  now: number,
): Promise<void> {
  const known = (await tx.meta('erased')) ?? { upto: 0, told: [] };
  const edits = ids.length > 0 ? await erase(tx, ids) : 0;
  const told = edits > 0 ? [{ at: now, edits }, ...known.told] : known.told;
  if (edits > 0 || (upto ?? known.upto) !== known.upto) await tx.putMeta('erased', { upto: upto ?? known.upto, told });
}

/** Gives how many own edits went that the server had not taken. */
async function erase(tx: LocalTx, named: readonly string[]): Promise<number> {
  const [queue, journal] = [await tx.queue(), await tx.journal()];
  const ids = withChildren(named, [...queue, ...journal]);
  const about = ({ mutation }: { mutation: Mutation }): boolean => ids.has(mutation.id);
  const records = await known(tx, ids);
  const codes = [...records.flatMap(codesOf), ...[...queue, ...journal].filter(about).flatMap(codesSet)];
  const patterns = [...new Set(codes)].map(mentionsOf);

  await noteFiles(tx, records);
  await tx.replaceRecords(records.filter(({ erased }) => !erased).map(emptied));
  const lost = queue.filter(about);
  await tx.dropQueued(lost.map(({ n }) => n));
  await tx.dropJournal(journal.filter(about).map(({ n }) => n));
  for (const { key } of await tx.drafts()) if (ids.has(key.split('/')[1] ?? '')) await tx.dropDraft(key);
  const contested = (await tx.meta('contested')) ?? [];
  if (contested.some((id) => ids.has(id)))
    await tx.putMeta(
      'contested',
      contested.filter((id) => !ids.has(id)),
    );
  await forgetMerged(tx, ids, patterns);
  const more = await takeOut(tx, ids, patterns, new Set(records.map(({ scope }) => scope)));
  return lost.filter(({ sent }) => sent === 0).length + more;
}

/** The ids and those that own edits hang on them: what was made here and is not known to the server yet. */
function withChildren(named: readonly string[], edits: readonly { mutation: Mutation }[]): Set<string> {
  const ids = new Set(named);
  for (let size = -1; size !== ids.size;) {
    size = ids.size;
    for (const { mutation } of edits) {
      const field = tableOf(tables, mutation.type)?.table.within?.field;
      if (field !== undefined && ids.has(mutation.set[field]?.v as string)) ids.add(mutation.id);
    }
  }
  return ids;
}

async function known(tx: LocalTx, ids: ReadonlySet<string>): Promise<BaseRec[]> {
  const records = await Promise.all([...ids].map((id) => tx.record(id)));
  return records.flatMap((record) => record ?? []);
}

const isCode = (value: unknown): value is string => typeof value === 'string' && checkCode(value).ok;
const isPerson = (type: number): boolean => tableOf(tables, type)?.table.subject === true;

function codesOf({ type, f, alt }: BaseRec): string[] {
  return isPerson(type) ? [...Object.values(f), ...alt.map(({ v }) => v)].filter(isCode) : [];
}

function codesSet({ mutation: { type, set } }: { mutation: Mutation }): string[] {
  return isPerson(type) ? Object.values(set).flatMap(({ v }) => (isCode(v) ? v : [])) : [];
}

/** The record at its place, saying nothing: count and digest stay what they were until the server's own tombstone comes. */
function emptied({ scope, id, type, seq, last, epoch }: BaseRec): BaseRec {
  const mark = { mid: last, by: '', at: '' };
  return { scope, id, type, seq, last, epoch, del: true, erased: true, mark, f: {}, m: {}, alt: [] };
}

/** Files of erased records, to be removed once this is durable: their bytes lie in another database. */
async function noteFiles(tx: LocalTx, records: readonly BaseRec[]): Promise<void> {
  const files = records.flatMap(({ type, scope, f }) =>
    type === tables.photo.code && typeof f['sha256'] === 'string' ? { scope, sha256: f['sha256'] } : [],
  );
  if (files.length > 0) await tx.putMeta('forgotten', [...((await tx.meta('forgotten')) ?? []), ...files]);
}

async function forgetMerged(tx: LocalTx, ids: ReadonlySet<string>, patterns: readonly RegExp[]): Promise<void> {
  const merged = (await tx.meta('merged')) ?? [];
  const kept = merged.filter(
    ({ id, field, ...one }) => !ids.has(id) && !ids.has(keyOf(field) ?? '') && !finds(patterns, JSON.stringify(one)),
  );
  if (kept.length < merged.length) await tx.putMeta('merged', kept);
}

function finds(patterns: readonly RegExp[], text: string): boolean {
  return patterns.some((one) => text.search(one) >= 0);
}

/**
 * Takes fields keyed by an erased record, and the code of an erased person, out of everything else that this phone keeps. Gives how many
 * own edits that the server had not taken said nothing else.
 */
async function takeOut(
  tx: LocalTx,
  ids: ReadonlySet<string>,
  patterns: readonly RegExp[],
  scopes: ReadonlySet<string>,
): Promise<number> {
  const keyed = (fields: object): boolean => Object.keys(fields).some((field) => ids.has(keyOf(field) ?? ''));
  const mentions = (value: object): boolean => finds(patterns, JSON.stringify(value));
  for (const scope of scopes) {
    const records = (await tx.records({ scope })).filter((one) => !ids.has(one.id) && (keyed(one.f) || mentions(one)));
    await tx.replaceRecords(
      records.map((one) => {
        const alt = one.alt.filter(({ field }) => !ids.has(keyOf(field) ?? ''));
        const [f, m] = [withoutKeys(one.f, ids), withoutKeys(one.m, ids)];
        return { ...one, f: without(f, patterns), m, alt: without(alt, patterns) };
      }),
    );
  }
  const touched = ({ mutation: { set } }: { mutation: Mutation }): boolean => keyed(set) || mentions(set);
  const stripped = <T extends { mutation: Mutation }>(entry: T): T => {
    const set = without(withoutKeys(entry.mutation.set, ids), patterns);
    return { ...entry, mutation: { ...entry.mutation, set } };
  };
  const said = ({ mutation: { set, drop } }: { mutation: Mutation }): boolean =>
    Object.keys(set).length > 0 || (drop ?? []).length > 0;
  const queue = (await tx.queue()).filter(touched).map(stripped);
  const empty = queue.filter((entry) => !said(entry));
  await tx.dropQueued(empty.map(({ n }) => n));
  for (const entry of queue.filter(said)) await tx.putQueued(entry);
  const journal = (await tx.journal()).filter(touched).map(stripped);
  await tx.dropJournal(journal.filter((entry) => !said(entry)).map(({ n }) => n));
  await tx.keep(journal.filter(said));
  for (const draft of await tx.drafts()) {
    if (mentions(draft)) await tx.putDraft({ ...draft, value: without(draft.value, patterns) });
  }
  return empty.filter(({ sent }) => sent === 0).length;
}
