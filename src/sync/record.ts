import type { Table } from '#domain/tables.ts';
import type { Mutation } from './protocol.ts';

/** Who wrote a value: the mutation, its author's account, and the author's clock (shown, never used for order). */
export interface Mark {
  mid: string;
  by: string;
  at: string;
}

/** A value that was replaced by someone who had not seen it. `field` is empty for a note about the record itself. */
export interface Alt extends Mark {
  field: string;
  v: unknown;
}

/** What the record-level notes in `alt` say. */
export const DELETE_REQUESTED = 'delete-requested';
export const RESTORED = 'restored';

/**
 * One record as the server keeps it, the wire carries it and the phone confirms it. Most records are written by one
 * mutation, so its mark stands once (`mark`) and a field carries its own in `m` only when it differs.
 */
export interface Rec {
  scope: string;
  id: string;
  type: number;
  /** Position in the scope's order, given by the server; 0 before it has one. */
  seq: number;
  /** The state of the record as one id: its last mutation, or what `together` makes of it (SPEC M9). */
  last: string;
  del: boolean;
  /** Set while only patches have arrived: the mutation each patched field had seen. */
  partial?: Record<string, string | null>;
  /** Erased for good: a tombstone that says nothing and is never brought back (SPEC G1). */
  erased?: true;
  mark: Mark;
  f: Record<string, unknown>;
  m: Record<string, Mark>;
  alt: Alt[];
}

/** The mark of the value a field holds, or null when the field was never written. */
export function markOf(record: Rec, field: string): Mark | null {
  return Object.hasOwn(record.f, field) ? (record.m[field] ?? record.mark) : null;
}

/** The fields of a record as one object; keyed fields (`ratings.<item>`) are gathered into their maps. */
export function fieldsOf(record: Rec, table: Pick<Table, 'maps'>): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const map of table.maps) row[map] = {};
  for (const [field, value] of Object.entries(record.f)) {
    const dot = field.indexOf('.');
    const map = dot < 0 ? undefined : row[field.slice(0, dot)];
    if (map && typeof map === 'object') (map as Record<string, unknown>)[field.slice(dot + 1)] = value;
    else row[field] = value;
  }
  return row;
}

/** The opposite of fieldsOf: one object as flat fields. */
export function flatten(row: Record<string, unknown>, table: Pick<Table, 'maps'>): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    if (!table.maps.includes(name)) flat[name] = value;
    else for (const [key, inner] of Object.entries(value as object)) flat[`${name}.${key}`] = inner;
  }
  return flat;
}

/** Sum and count over (id, seq) of the records of one scope; equal on server and phone when both hold the same. */
export interface Digest {
  count: number;
  xor: string;
}

/** The digest of nothing. */
export const EMPTY_DIGEST: Digest = { count: 0, xor: '0000000000000000' };

/** 64 bits of `text` as two signed 32-bit halves: detects damage, is no defence against an attacker. */
function hash64(text: string): [high: number, low: number] {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 2654435761);
    b = Math.imul(b ^ text.charCodeAt(i), 1597334677);
  }
  return [Math.imul(a ^ (a >>> 16), 2246822507) ^ (b >>> 13), Math.imul(b ^ (b >>> 16), 3266489909) ^ (a >>> 13)];
}

const hex = (n: number): string => (n >>> 0).toString(16).padStart(8, '0');

/** `digest` with the given (id, seq) pairs folded in or out (XOR is its own inverse); `change` is the change of count. */
export function fold(digest: Digest, pairs: Iterable<readonly [id: string, seq: number]>, change: number): Digest {
  let high = parseInt(digest.xor.slice(0, 8), 16);
  let low = parseInt(digest.xor.slice(8), 16);
  for (const [id, seq] of pairs) {
    const [a, b] = hash64(`${id}|${seq}`);
    high ^= a;
    low ^= b;
  }
  return { count: digest.count + change, xor: hex(high) + hex(low) };
}

/**
 * The state of a record after a mutation whose author had not seen the state before (SPEC M9): only who receives the record
 * itself can name it, whoever knows its mutations cannot. 22 characters, as a mutation's id.
 */
export function together(state: string, mid: string): string {
  const [a, b] = hash64(`${state}+${mid}`);
  const [c] = hash64(`${mid}+${state}`);
  return hex(a) + hex(b) + hex(c).slice(0, 6);
}

/** The receipt of an edit: a hash of what it says, made by the author and, from what arrived, by the server. 16 hex digits. */
export function receiptOf({ id, kind, set }: Pick<Mutation, 'id' | 'kind' | 'set'>): string {
  const fields = Object.keys(set).sort();
  const [high, low] = hash64(JSON.stringify([id, kind, fields.map((field) => [field, set[field]?.v])]));
  return hex(high) + hex(low);
}
