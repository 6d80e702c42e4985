import { may, type Actor } from '#domain/access.ts';
import { keyOf } from '#domain/erasure.ts';
import { moves, PROGRAM, SCHEMA, tableOf, type Registry, type Table } from '#domain/tables.ts';
import { wellFormed } from '#domain/text.ts';
import { apply } from '#sync/merge.ts';
import type { Mutation, Outcome, Refusal } from '#sync/protocol.ts';
import { fieldsOf, markOf, receiptOf, type Mark, type Rec } from '#sync/record.ts';
import { bare } from './erase/closure.ts';
import * as z from 'zod/mini';

/** The remembered answer to a mutation. */
export interface Applied {
  mid: string;
  account: string;
  seq: number;
  /** Hash of what the mutation said. */
  receipt: string;
  refusal: Refusal | null;
  /** The record it is about; null for answers from before this was kept. */
  record: string | null;
}

/** A value that a mutation replaced: what «history» and «back to it» need. */
export interface Replaced extends Mark {
  id: string;
  field: string;
  v: unknown;
  /** Order of the mutation that replaced it. */
  seq: number;
}

/** What the scope holds of everything the batch may touch; read under the scope's lock. */
export interface Known {
  /** Null when the scope does not exist yet. */
  seq: number | null;
  records: Map<string, Rec>;
  applied: Map<string, Applied>;
  /** Ids of records deleted so long ago that nothing else is kept. */
  gone: ReadonlySet<string>;
  /** Ids, among those of the batch and of what its records hang on, that were erased for good. */
  erased: ReadonlySet<string>;
}

/** Everything the store has to make durable together. */
export interface Writes {
  opened: boolean;
  seq: number;
  records: { rec: Rec; was: number | null }[];
  applied: Applied[];
  refused: { mutation: Mutation; refusal: Refusal }[];
  history: Replaced[];
}

/** Who asks, and on what terms. `system`: the server itself, beyond the access table. */
export interface Asker extends Actor {
  granted: boolean;
  system?: true;
  /** From a revoked device: everything is parked. */
  revoked?: true;
}

const MAX_MUTATION = 200_000;

/**
 * Judges mutations of one scope, in order, against what is known, without touching a database (SPEC S1–S9): the same
 * module decides in production, in tests and in the simulator.
 */
export function accept(
  registry: Registry,
  scope: string,
  asker: Asker,
  known: Known,
  mutations: readonly Mutation[],
): { outcomes: Outcome[]; writes: Writes } {
  const records = new Map(known.records);
  const applied = new Map(known.applied);
  const touched = new Map<string, number | null>();
  const writes: Writes = { opened: false, seq: known.seq ?? 0, records: [], applied: [], refused: [], history: [] };
  let exists = known.seq !== null;

  const outcomes = mutations.map((mutation): Outcome => {
    const { mid } = mutation;
    const earlier = applied.get(mid);
    if (earlier && earlier.account !== asker.account) {
      return { mid, st: 'refused', refusal: { code: 'invalid', path: 'mid' } };
    }
    if (erased(mutation)) {
      const refusal = { code: 'erased' } as const;
      const unknown = earlier === undefined || earlier.refusal?.code !== 'erased';
      const answer = { mid, account: asker.account, seq: 0, receipt: '', refusal, record: mutation.id };
      applied.set(mid, answer);
      if (unknown) writes.applied.push(answer);
      if (!earlier) writes.refused.push({ mutation: bare(mutation), refusal });
      return { mid, st: 'refused', refusal };
    }
    if (earlier) {
      return earlier.refusal
        ? { mid, st: 'refused', refusal: earlier.refusal, ...stored(earlier) }
        : { mid, st: 'dup', seq: earlier.seq, receipt: earlier.receipt };
    }
    const judged = attempt(mutation);
    const answer: Applied = {
      mid,
      account: asker.account,
      seq: 'code' in judged ? 0 : judged.seq,
      receipt: receiptOf(mutation),
      refusal: 'code' in judged ? judged : null,
      record: mutation.id,
    };
    applied.set(mid, answer);
    writes.applied.push(answer);
    if ('code' in judged) {
      writes.refused.push({ mutation, refusal: judged });
      return { mid, st: 'refused', refusal: judged, ...stored(answer) };
    }
    return { mid, st: 'ok', seq: judged.seq, receipt: answer.receipt };
  });
  writes.records = [...touched].map(([id, was]) => ({ rec: records.get(id) as Rec, was }));
  return { outcomes, writes };

  /** True when the edit is about an erased record, would hang one on it, or names it by a keyed field (SPEC G2). */
  function erased({ id, type, set }: Mutation): boolean {
    const field = tableOf(registry, type)?.table.within?.field ?? '';
    const parent = set[field]?.v ?? records.get(id)?.f[field];
    const keyed = Object.keys(set).some((name) => known.erased.has(keyOf(name) ?? ''));
    return keyed || known.erased.has(id) || (typeof parent === 'string' && known.erased.has(parent));
  }

  function attempt(mutation: Mutation): Refusal | Rec {
    try {
      return judge(wellFormed(mutation));
    } catch {
      return { code: 'server-bug' };
    }
  }

  function judge(mutation: Mutation): Refusal | Rec {
    const found = tableOf(registry, mutation.type);
    if (!found) return { code: 'invalid', path: 'type' };
    const { table } = found;
    if ((table.home === 'program') !== (scope === PROGRAM)) return { code: 'invalid', path: 'scope' };
    const creates = mutation.kind === 'set' && mutation.saw === null;
    const founding = !exists && creates && table.founds === true && mutation.id === scope && asker.role !== 'expert';
    if (asker.revoked || (!asker.granted && !founding)) return { code: 'parked' };
    if (!exists && !founding) return { code: 'forbidden' };
    if (known.gone.has(mutation.id)) return { code: 'gone' };
    if (JSON.stringify(mutation).length > MAX_MUTATION) return { code: 'too-large' };
    const before = records.get(mutation.id);
    if (table.founds && mutation.id !== scope) return { code: 'invalid', path: 'id' };
    if (before && before.type !== mutation.type) return { code: 'invalid', path: 'type' };
    if (mutation.kind === 'del' && Object.keys(mutation.set).length > 0) return { code: 'invalid', path: 'set' };
    if (!before && mutation.saw !== null && applied.get(mutation.saw)?.refusal) return { code: 'invalid', path: 'saw' };
    const barred = asker.system ? null : forbidden(table, mutation, before);
    if (barred) return barred;
    const after = apply(before, mutation, asker.account);
    const wrong = mutation.kind === 'del' ? null : invalid(table, mutation, before, after);
    if (wrong) return wrong;
    const ruled = guarded(table, mutation, before, after);
    if (ruled) return ruled;

    if (founding) {
      exists = true;
      writes.opened = true;
    }
    after.seq = ++writes.seq;
    for (const [field, { v }] of Object.entries(mutation.set)) {
      const mark = before && markOf(before, field);
      if (mark && before.f[field] !== v) {
        writes.history.push({ id: mutation.id, field, v: before.f[field], ...mark, seq: after.seq });
      }
    }
    if (!touched.has(after.id)) touched.set(after.id, before ? before.seq : null);
    records.set(after.id, after);
    return after;
  }

  function forbidden(table: Table, mutation: Mutation, before: Rec | undefined): Refusal | null {
    if (mutation.kind === 'del') return may(asker.role, { act: 'remove' }, table.rights) ? null : { code: 'forbidden' };
    if (!before && mutation.saw === null) {
      return may(asker.role, { act: 'create' }, table.rights) ? null : { code: 'forbidden' };
    }
    const fields = [...Object.keys(mutation.set), ...(mutation.drop ?? []).map(({ field }) => field)];
    const barred = (fields.length > 0 ? fields : ['']).find(
      (field) => !may(asker.role, { act: 'write', field }, table.rights),
    );
    return barred === undefined ? null : { code: 'forbidden', ...(barred !== '' && { path: barred }) };
  }

  function invalid(table: Table, mutation: Mutation, before: Rec | undefined, after: Rec): Refusal | null {
    for (const field of Object.keys(mutation.set)) {
      const [head = '', key] = splitField(field);
      const known = Object.hasOwn(table.row.shape, head) && (key === undefined) !== table.maps.includes(head);
      if (!known && (mutation.schema <= SCHEMA || table.maps.includes(head))) return { code: 'invalid', path: field };
    }
    if (table.within && before && !before.partial && moves(table, before.f, after.f)) {
      return { code: 'invalid', path: table.within.field };
    }
    const schema = after.partial ? z.partial(table.row) : table.row;
    const parsed = schema.safeParse(fieldsOf(after, table));
    if (parsed.success) return null;
    const path = parsed.error.issues[0]?.path.join('.') ?? '';
    return { code: 'invalid', path: before || path in mutation.set ? path : path || 'row' };
  }

  function guarded(table: Table, mutation: Mutation, before: Rec | undefined, after: Rec): Refusal | null {
    if (!table.guard || asker.system || after.partial) return null;
    const parentId = table.within && after.f[table.within.field];
    const parent = typeof parentId === 'string' ? records.get(parentId) : undefined;
    const parentTable = table.within && registry[table.within.table];
    const verdict = table.guard({
      actor: asker,
      before: before && !before.del ? fieldsOf(before, table) : null,
      after: fieldsOf(after, table),
      fields: [...new Set([...Object.keys(mutation.set), ...(mutation.drop ?? []).map(({ field }) => field)])],
      within: parent && parentTable && !parent.partial ? fieldsOf(parent, parentTable) : null,
      author: (field) => (before && markOf(before, field)?.by) ?? null,
      offered: before?.alt ?? [],
    });
    return verdict.ok ? null : { code: 'invalid', reason: verdict.error.type };
  }
}

/** Parked work is kept whole: its author gets the receipt too. */
const stored = ({ receipt, refusal }: Applied): { receipt?: string } =>
  refusal?.code === 'parked' && receipt !== '' ? { receipt } : {};

function splitField(field: string): [head: string, key?: string] {
  const dot = field.indexOf('.');
  return dot < 0 ? [field] : [field.slice(0, dot), field.slice(dot + 1)];
}

/** Ids of every record the mutations may need: their own and, in a second look, those they hang on. */
export function parentIds(registry: Registry, mutations: readonly Mutation[], records: Iterable<Rec>): string[] {
  const fieldOf = (type: number): string | undefined => tableOf(registry, type)?.table.within?.field;
  const wanted = [
    ...mutations.map((m) => m.set[fieldOf(m.type) ?? '']?.v),
    ...[...records].map((rec) => rec.f[fieldOf(rec.type) ?? '']),
  ];
  return [...new Set(wanted.filter((id): id is string => typeof id === 'string'))];
}
