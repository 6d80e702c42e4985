import { checkCode } from '#domain/participantCode.ts';
import { tableOf, type Registry } from '#domain/tables.ts';
import type { Mutation, WireRecord } from '#sync/protocol.ts';

/** Type codes of a table and of everything that may hang on its rows. */
export function typesBelow(registry: Registry, type: number): number[] {
  const tables = Object.entries(registry);
  const names = new Set(tables.flatMap(([name, { code }]) => (code === type ? [name] : [])));
  for (let size = -1; size !== names.size;) {
    size = names.size;
    for (const [name, { within }] of tables) if (within && names.has(within.table)) names.add(name);
  }
  return [...names].map((name) => registry[name]?.code ?? 0);
}

/** The roots and every record that hangs on one of them, however deep. */
export function closureOf(
  registry: Registry,
  roots: readonly string[],
  records: readonly Pick<WireRecord, 'id' | 'type' | 'f'>[],
): Set<string> {
  const parent = new Map(Object.values(registry).map(({ code, within }) => [code, within?.field]));
  const ids = new Set(roots);
  for (let size = -1; size !== ids.size;) {
    size = ids.size;
    for (const { id, type, f } of records) {
      const field = parent.get(type);
      if (field !== undefined && ids.has(f[field] as string)) ids.add(id);
    }
  }
  return ids;
}

/** What is left of an erased record: its place, so that every copy hears of it, and nothing that it said. */
export function erasedRecord({ id, type }: Pick<WireRecord, 'id' | 'type'>, seq: number, mid: string): WireRecord {
  return { id, type, seq, last: mid, del: true, erased: true, mark: { mid, by: '', at: '' }, f: {}, m: {}, alt: [] };
}

/** What is left of an edit of an erased record: that it was there. What has not the shape of an edit keeps its id alone. */
export function bare({ mid, scope, id, type, kind, saw, at, schema }: Mutation): Mutation {
  return { mid, scope, id, type, kind, set: {}, saw, at, schema };
}

/** Codes by which records about a person name that person: what stands in them now and what stood there before. */
export function codesIn(registry: Registry, records: readonly Pick<WireRecord, 'type' | 'f' | 'alt'>[]): string[] {
  const own = records.filter(({ type }) => tableOf(registry, type)?.table.subject === true);
  const values = own.flatMap(({ f, alt }) => [...Object.values(f), ...alt.map(({ v }) => v)]);
  return values.filter((value): value is string => typeof value === 'string' && checkCode(value).ok);
}
