import type { Row, TableName } from './tables.ts';

/** The parts of a report that a co-signature stands for. What comes later by design (closing an action, review) is not among them. */
const READ = {
  visit: ['day', 'start', 'end', 'mode', 'type', 'aim', 'informedAt', 'comment'],
  attendee: ['function', 'count'],
  note: ['kind', 'sphere', 'product', 'text'],
  action: ['text', 'owner', 'due'],
  run: ['templateId', 'templateVersion', 'ratings', 'reasons', 'sources'],
  photo: ['sha256', 'caption'],
} as const satisfies Partial<Record<TableName, readonly string[]>>;

/** Everything of one visit, by table, in any order. */
export type Report = { [T in keyof typeof READ]: readonly Row<T>[] };

/**
 * A short mark of what a report says: the same on every phone that holds the same content, another as soon as one word differs.
 * It notices change and proves nothing against malice: 53 bits. Source: domain.md C5, «may edit until COSIGNED».
 */
export function sealOf(report: Report): string {
  const parts = (Object.keys(READ) as (keyof typeof READ)[]).flatMap((table) =>
    report[table]
      .map((row) => [row.id, ...READ[table].map((field) => (row as unknown as Record<string, unknown>)[field])])
      .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))
      .map((row) => `${table} ${JSON.stringify(row, sorted)}`),
  );
  return `${parts.length}-${hash53(parts.join('\n')).toString(36)}`;
}

/** Keyed fields in an order of their own, without the ones that were taken back. */
function sorted(_: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const filled = Object.entries(value).filter(([, one]) => one !== null && one !== '' && String(one) !== '');
  return Object.fromEntries(filled.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A well-mixed hash of a text, 0…2^53−1. Source: cyrb53, public domain, by bryc. */
export function hash53(text: string): number {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}
