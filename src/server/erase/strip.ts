import { keyOf, without, withoutKeys } from '#domain/erasure.ts';
import { Mutation, type WireRecord } from '#sync/protocol.ts';
import { EMPTY_DIGEST, fold } from '#sync/record.ts';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../store/migrations.ts';
import { bare } from './closure.ts';
import { chunks } from './erase.ts';

const KEYED = /\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** A record before and after. */
export interface Changed {
  was: WireRecord;
  now: WireRecord;
}

/** Other records of the scope that say something about an erased one: in a text that a pattern finds, or in a field keyed by its id. */
export async function mentioning(
  tx: Kysely<Schema>,
  scope: string,
  ids: ReadonlySet<string>,
  patterns: readonly RegExp[],
): Promise<WireRecord[]> {
  const rows = await tx.selectFrom('record').select(['id', 'body']).where('scope', '=', scope).execute();
  return rows.flatMap(({ id, body }) => {
    if (ids.has(id) || !(finds(patterns, body) || keyed(body, ids))) return [];
    return [JSON.parse(body) as WireRecord];
  });
}

/** True when the text has a field keyed by one of the ids. */
function keyed(body: string, ids: ReadonlySet<string>): boolean {
  return (body.match(KEYED) ?? []).some((found) => ids.has(found.slice(1)));
}

function finds(patterns: readonly RegExp[], text: string): boolean {
  return patterns.some((one) => text.search(one) >= 0);
}

/** Writes records anew at their new places, and the sums over them. */
export async function rewrite(
  tx: Kysely<Schema>,
  scope: string,
  changed: readonly Changed[],
  seq: number,
  at: number,
): Promise<void> {
  for (const { now } of changed) {
    const values = { seq: now.seq, del: now.del ? 1 : 0, touched: at, body: JSON.stringify(now) };
    await tx.updateTable('record').set(values).where('scope', '=', scope).where('id', '=', now.id).execute();
  }
  for (const type of new Set(changed.map(({ now }) => now.type))) {
    const pairs = changed.flatMap(({ was, now }) =>
      now.type === type
        ? ([
            [was.id, was.seq],
            [now.id, now.seq],
          ] as const)
        : [],
    );
    const known = await tx
      .selectFrom('digest')
      .select(['count', 'xor'])
      .where('scope', '=', scope)
      .where('type', '=', type)
      .executeTakeFirst();
    const next = fold(known ?? EMPTY_DIGEST, pairs, 0);
    await tx.updateTable('digest').set(next).where('scope', '=', scope).where('type', '=', type).execute();
  }
  if (changed.length > 0) await tx.updateTable('scope').set({ seq }).where('id', '=', scope).execute();
}

/** Takes replaced values away, and the code out of those of others. */
export async function stripHistory(
  tx: Kysely<Schema>,
  scope: string,
  ids: ReadonlySet<string>,
  patterns: readonly RegExp[],
): Promise<void> {
  for (const part of chunks([...ids])) {
    await tx.deleteFrom('history').where('scope', '=', scope).where('id', 'in', part).execute();
  }
  const rows = await tx.selectFrom('history').selectAll().where('scope', '=', scope).execute();
  for (const { id, field, seq, v } of rows) {
    if (ids.has(keyOf(field) ?? '')) {
      await tx
        .deleteFrom('history')
        .where('scope', '=', scope)
        .where('id', '=', id)
        .where('field', '=', field)
        .where('seq', '=', seq)
        .execute();
      continue;
    }
    if (!finds(patterns, v)) continue;
    await tx
      .updateTable('history')
      .set({ v: JSON.stringify(without(JSON.parse(v), patterns)) })
      .where('scope', '=', scope)
      .where('id', '=', id)
      .where('field', '=', field)
      .where('seq', '=', seq)
      .execute();
  }
}

/**
 * Takes the content out of refused and parked edits, in whatever scope: of those that name an erased id everything, of others the code.
 * An edit that waited for a decision counts as declined, so that its author is told.
 */
export async function stripRefused(
  tx: Kysely<Schema>,
  ids: ReadonlySet<string>,
  patterns: readonly RegExp[],
): Promise<void> {
  const names = [...ids];
  for (const { scope, mid, body, decided } of await tx.selectFrom('refused').selectAll().execute()) {
    if (!names.some((id) => body.includes(id)) && !finds(patterns, body)) continue;
    const mutation = JSON.parse(body) as Mutation;
    const about = isAbout(mutation, ids);
    const left = about ? bare(mutation) : without({ ...mutation, set: withoutKeys(mutation.set, ids) }, patterns);
    const erased = JSON.stringify({ code: 'erased' });
    const end = about ? { refusal: erased, decided: decided ?? 'declined' } : {};
    await tx
      .updateTable('refused')
      .set({ body: JSON.stringify(left), ...end })
      .where('scope', '=', scope)
      .where('mid', '=', mid)
      .execute();
    if (about) {
      await tx
        .updateTable('applied')
        .set({ receipt: '', refusal: erased })
        .where('scope', '=', scope)
        .where('mid', '=', mid)
        .where('refusal', 'is not', null)
        .execute();
    }
  }
}

/** True for an edit of an erased record, one that would hang a record on it, and anything without the shape of an edit. */
function isAbout(body: Partial<Mutation>, ids: ReadonlySet<string>): boolean {
  const parsed = Mutation.safeParse(body);
  if (!parsed.success) return true;
  const { id, set } = parsed.data;
  return ids.has(id) || Object.values(set).some(({ v }) => typeof v === 'string' && ids.has(v));
}

/** Forgets files of erased records that no other record of the scope names; their bytes are remembered until they are removed. */
export async function dropFiles(
  tx: Kysely<Schema>,
  scope: string,
  gone: readonly WireRecord[],
  ids: ReadonlySet<string>,
): Promise<void> {
  for (const { f } of gone) {
    const { sha256 } = f;
    if (typeof sha256 !== 'string') continue;
    const named = await tx
      .selectFrom('record')
      .select('id')
      .where('scope', '=', scope)
      .where(sql<boolean>`instr(body, ${sha256}) > 0`)
      .execute();
    if (named.some(({ id }) => !ids.has(id))) continue;
    const row = await tx
      .selectFrom('blob')
      .select('stored')
      .where('scope', '=', scope)
      .where('sha256', '=', sha256)
      .executeTakeFirst();
    if (!row) continue;
    await tx.deleteFrom('blob').where('scope', '=', scope).where('sha256', '=', sha256).execute();
    await tx
      .insertInto('erased_file')
      .values({ stored: row.stored })
      .onConflict((c) => c.column('stored').doNothing())
      .execute();
  }
}
