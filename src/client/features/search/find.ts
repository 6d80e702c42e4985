import { fold } from '#domain/text.ts';

/** Kinds of things that can be found. */
export const KINDS = ['note', 'action', 'item', 'visit', 'site'] as const;
export type Kind = (typeof KINDS)[number];

/** One thing that can be found, with what narrows and names it. */
export interface Entry {
  /** Unique over all kinds. */
  key: string;
  kind: Kind;
  /** Everything in which words are looked for. */
  text: string;
  /** Entity it belongs to. */
  scope: string;
  siteName: string;
  sphere: 1 | 2 | 3 | null;
  /** Form: YYYY-MM-DD; null for an entity itself. */
  day: string | null;
  /** Address of the screen that shows it. */
  path: string;
}

/** What narrows a search; null means no matter. Form of days: YYYY-MM-DD. */
export interface Narrow {
  kind: Kind | null;
  scope: string | null;
  sphere: 1 | 2 | 3 | null;
  from: string | null;
  to: string | null;
}

export const ANYTHING: Narrow = { kind: null, scope: null, sphere: null, from: null, to: null };

/** An entry ready to be searched: its words without marks and case, each after a space. */
export interface Searchable extends Entry {
  words: string;
}

/** Prepares entries; those whose text is the same as in `before` are taken over, so that a small change costs little. */
export function searchable(entries: readonly Entry[], before: readonly Searchable[] = []): Searchable[] {
  const known = new Map(before.map((one) => [one.key, one]));
  return entries.map((entry) => {
    const old = known.get(entry.key);
    return { ...entry, words: old?.text === entry.text ? old.words : ` ${wordsOf(entry.text).join(' ')}` };
  });
}

/** The words of a text without marks and case: „Żółć, 2-gi” gives „zolc”, „2”, „gi”. */
export function wordsOf(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Entries in which every word of the query begins a word, newest first, entities before all; an empty query finds nothing.
 * A plain pass over prepared texts: for 10,000 notes it is quicker than an index is to build, and holds half its memory.
 */
export function search(all: readonly Searchable[], query: string, narrow: Narrow): Searchable[] {
  const wanted = wordsOf(query).map((word) => ` ${word}`);
  if (wanted.length === 0) return [];
  const { kind, scope, sphere, from, to } = narrow;
  return all
    .filter(
      (one) =>
        (kind === null || one.kind === kind) &&
        (scope === null || one.scope === scope) &&
        (sphere === null || one.sphere === sphere) &&
        (from === null || (one.day !== null && one.day >= from)) &&
        (to === null || (one.day !== null && one.day <= to)) &&
        wanted.every((word) => one.words.includes(word)),
    )
    .sort((a, b) => ((a.day ?? '9') < (b.day ?? '9') ? 1 : -1));
}

/** A piece of a text; `hit` pieces are what was looked for. */
export interface Piece {
  text: string;
  hit: boolean;
}

/** How much of a text a result shows. Unit: characters. */
const SHOWN = 160;

/** The part of the text around the first hit, in pieces; „…” where something is left out. */
export function excerpt(text: string, query: string): Piece[] {
  const wanted = wordsOf(query);
  const hits = [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].flatMap(({ 0: word, index }) => {
    const length = Math.max(0, ...wanted.map((one) => prefix(word, one)));
    return length > 0 ? [{ from: index, to: index + length }] : [];
  });
  const first = hits[0]?.from ?? 0;
  const start = text.length <= SHOWN ? 0 : Math.max(0, wordStart(text, first - 40));
  const end = Math.min(text.length, start + SHOWN);
  const pieces: Piece[] = start > 0 ? [{ text: '… ', hit: false }] : [];
  let at = start;
  for (const { from, to } of hits) {
    if (to > end) break;
    if (from > at) pieces.push({ text: text.slice(at, from), hit: false });
    pieces.push({ text: text.slice(from, to), hit: true });
    at = to;
  }
  if (at < end) pieces.push({ text: text.slice(at, end), hit: false });
  if (end < text.length) pieces.push({ text: ' …', hit: false });
  return pieces;
}

/** How many characters of the word make up the wanted beginning; 0 when it begins otherwise. */
function prefix(word: string, wanted: string): number {
  if (!fold(word).startsWith(wanted)) return 0;
  for (let n = 1; n <= word.length; n++) if (fold(word.slice(0, n)).length >= wanted.length) return n;
  return word.length;
}

function wordStart(text: string, at: number): number {
  if (at <= 0) return 0;
  const space = text.indexOf(' ', at);
  return space < 0 ? at : space + 1;
}
