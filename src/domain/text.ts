/**
 * Replaces what databases and JSON cannot carry (U+0000, lone surrogates) by U+FFFD in every string inside `value`.
 * Used on the phone before saving and again on the server. Source: security.md «Input», fault 78.
 */
export function wellFormed<T>(value: T): T {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\ufffd') as T;
  if (Array.isArray(value)) return value.map(wellFormed) as T;
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [wellFormed(key), wellFormed(inner)])) as T;
  }
  return value;
}

/** Lower case without diacritics (ł and Ł included, which Unicode decomposition leaves), for comparing words. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[łŁ]/g, 'l')
    .toLowerCase();
}
