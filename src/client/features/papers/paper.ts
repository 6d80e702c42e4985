/** A part of a printed page, in reading order. */
export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  /** Short facts: a word and what it says. */
  | { kind: 'facts'; rows: readonly (readonly [label: string, value: string])[] }
  /** Columns of unequal width; `widths` are parts of the line, as many as `head` has words. */
  | { kind: 'table'; head: readonly string[]; widths: readonly number[]; rows: readonly (readonly string[])[] };

/** What is printed: everything as text in the reader's language, nothing to look up. */
export interface Paper {
  /** Name of the file, without ending: the code of what it is about, never a person. */
  name: string;
  lang: 'pl' | 'en';
  title: string;
  /** The record's own code, under the title. */
  code: string;
  blocks: readonly Block[];
  /** The line about public money on every page. Source: domain.md R31. */
  attribution: string;
  /** What the hash at the foot is called, and „Strona 1 z 3”. */
  hashWord: string;
  page: (n: number, all: number) => string;
  /** SHA-256 of the record, 64 hexadecimal digits (`hashOf`). */
  hash: string;
}

/**
 * SHA-256 of a record and of all that hangs on it, 64 hexadecimal digits: the same wherever the same content is held, since the fields
 * stand in the order of letters and nothing of the way (state of sending, marks) counts.
 */
export async function hashOf(records: readonly object[]): Promise<string> {
  const text = JSON.stringify(records.map(content), sorted);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function content(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([field]) => field !== 'sync'));
}

function sorted(_: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
