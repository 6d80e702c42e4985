import { keyOf, without, withoutKeys, type ErasureReason } from '#domain/erasure.ts';
import { checkCode, mentionsOf } from '#domain/participantCode.ts';
import { quarterOf } from '#domain/retention.ts';
import { tableOf, type Registry } from '#domain/tables.ts';
import type { WireRecord } from '#sync/protocol.ts';
import type { Kysely } from 'kysely';
import { noted, type Actor } from '../audit/notes.ts';
import { append } from '../audit/rows.ts';
import { newMid } from '../secret.ts';
import type { Schema } from '../store/migrations.ts';
import { closureOf, codesIn, erasedRecord, typesBelow } from './closure.ts';
import { noteHolders } from './holders.ts';
import { dropFiles, mentioning, rewrite, stripHistory, stripRefused, type Changed } from './strip.ts';

/** What is to be erased, by whom and why. `at`: milliseconds since 1970 UTC. */
export interface ErasureOrder {
  scope: string;
  /** Type code of the roots: rows of one table. Everything that hangs on them goes too. */
  type: number;
  roots: readonly string[];
  reason: ErasureReason;
  by: Actor | null;
  at: number;
}

/** An erasure as it is kept outside the database too: what a restored server needs to carry it out once more. */
export interface ErasureLine {
  n: number;
  at: number;
  scope: string;
  type: number;
  roots: string[];
  ids: string[];
  reason: ErasureReason;
}

const CHUNK = 400;

/** Rows in parts that one statement takes. */
export function* chunks<T>(items: readonly T[]): Generator<T[]> {
  for (let i = 0; i < items.length; i += CHUNK) yield items.slice(i, i + CHUNK);
}

/**
 * Takes away what records say, wherever the database holds it: the rows, their history, remembered answers, refused and parked edits,
 * files, fields of others that are keyed by them, and their code in the texts of others. What stays proves the act: the ids, when and why. Runs in a transaction that holds the
 * scope. `again`: an erasure that a restored database does not know; null when it is known.
 */
export async function eraseIn(
  tx: Kysely<Schema>,
  registry: Registry,
  { scope, type, roots, reason, by, at }: ErasureOrder,
  again?: ErasureLine,
): Promise<ErasureLine | null> {
  const named = again ? again.ids : roots;
  const before = await knownIds(tx, named);
  if (named.every((id) => before.has(id))) return null;

  const near = await tx
    .selectFrom('record')
    .select('body')
    .where('scope', '=', scope)
    .where('type', 'in', typesBelow(registry, type))
    .execute();
  const records = near.map(({ body }) => JSON.parse(body) as WireRecord);
  const all = closureOf(registry, [...roots, ...(again?.ids ?? [])], records);
  const ids = [...all];
  const gone = records.filter(({ id, erased }) => all.has(id) && !erased);
  const past = await tx
    .selectFrom('history')
    .select(['id', 'v'])
    .where('scope', '=', scope)
    .where('id', 'in', roots)
    .execute();
  const codes = [...codesIn(registry, gone), ...past.flatMap(({ v }) => codeOf(JSON.parse(v)))];
  const patterns = [...new Set(codes)].map(mentionsOf);

  let { seq } = (await tx.selectFrom('scope').select('seq').where('id', '=', scope).executeTakeFirst()) ?? { seq: 0 };
  const changed: Changed[] = gone.map((was) => ({ was, now: erasedRecord(was, ++seq, newMid()) }));
  const others = await mentioning(tx, scope, all, patterns);
  for (const was of others) {
    const alt = was.alt.filter(({ field }) => !all.has(keyOf(field) ?? ''));
    const [f, m] = [withoutKeys(was.f, all), withoutKeys(was.m, all)];
    changed.push({ was, now: { ...was, f: without(f, patterns), m, alt: without(alt, patterns), seq: ++seq } });
  }
  if (reason === 'retention') await count(tx, registry, scope, gone);
  await dropFiles(tx, scope, gone, all);
  await rewrite(tx, scope, changed, seq, at);
  await stripHistory(tx, scope, all, patterns);
  await stripRefused(tx, all, patterns);
  const mids = gone.flatMap(({ last, mark, m, alt }) => [
    last,
    ...[mark, ...Object.values(m), ...alt].map(({ mid }) => mid),
  ]);
  for (const part of chunks(ids)) {
    await tx
      .updateTable('applied')
      .set({ receipt: '' })
      .where('scope', '=', scope)
      .where('record', 'in', part)
      .execute();
    await tx.deleteFrom('gone').where('scope', '=', scope).where('id', 'in', part).execute();
  }
  for (const part of chunks(mids)) {
    await tx.updateTable('applied').set({ receipt: '' }).where('scope', '=', scope).where('mid', 'in', part).execute();
  }

  const n = again?.n ?? Math.max(at, (await lastNumber(tx)) + 1);
  const account = by?.account.id ?? '';
  const head = { n, at, scope, root: roots[0] ?? '', roots: roots.length, type, reason, account, records: ids.length };
  await tx
    .insertInto('erasure')
    .values({ ...head, cleaned_at: null })
    .onConflict((c) => c.column('n').doNothing())
    .execute();
  const fresh = ids.filter((id) => !before.has(id));
  for (const part of chunks(fresh)) {
    const rows = part.map((id) => ({ id, scope, n }));
    await tx
      .insertInto('erased')
      .values(rows)
      .onConflict((c) => c.column('id').doNothing())
      .execute();
  }
  await noteHolders(tx, registry, { n, scope, type });
  const told = gone.map((rec) => ({ table: tableOf(registry, rec.type)?.name ?? String(rec.type), id: rec.id, ok: 1 }));
  const detail = { records: told, reason, mentions: others.length, ...(again && { again: true }) };
  await append(tx, noted(at, by, 'erased', detail, scope));
  return { n, at, scope, type, roots: [...roots], ids, reason };
}

/** What stays of people whose time has passed: how many there were, by quarter of entry and by state. Source: domain.md E4. */
async function count(
  tx: Kysely<Schema>,
  registry: Registry,
  scope: string,
  gone: readonly WireRecord[],
): Promise<void> {
  const people = gone.filter(({ type, del, partial }) => tableOf(registry, type)?.table.subject && !del && !partial);
  for (const { f } of people) {
    const [month, status] = [String(f['entryMonth']), String(f['status'])];
    await tx
      .insertInto('tally')
      .values({ scope, quarter: quarterOf(month), status, count: 1 })
      .onConflict((c) =>
        c.columns(['scope', 'quarter', 'status']).doUpdateSet((eb) => ({ count: eb('tally.count', '+', 1) })),
      )
      .execute();
  }
}

/** The number of the newest erasure; 0 before the first. */
export async function lastNumber(db: Kysely<Schema>): Promise<number> {
  const { n } = await db
    .selectFrom('erasure')
    .select((eb) => eb.fn.max<number | null>('n').as('n'))
    .executeTakeFirstOrThrow();
  return Number(n ?? 0);
}

/** Which of the ids were erased. */
export async function knownIds(db: Kysely<Schema>, ids: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const part of chunks(ids)) {
    for (const { id } of await db.selectFrom('erased').select('id').where('id', 'in', part).execute()) found.add(id);
  }
  return found;
}

function codeOf(value: unknown): string[] {
  return typeof value === 'string' && checkCode(value).ok ? [value] : [];
}
