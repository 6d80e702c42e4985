import { err, ok, type Result } from './result.ts';

/** Number of entities in the test; a code begins with one of 01–30. Source: domain.md fact 1 and E2. */
export const ENTITY_COUNT = 30;

/** The 32 symbols of the random part, without I, L, O and U. Source: crockford.com/base32.html. */
const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** The 37 check symbols: the same 32 and five more. Source: crockford.com/base32.html. */
const CHECK_SYMBOLS = `${SYMBOLS}*~$=U`;
const RANDOM_LENGTH = 6;

/** Why a typed code is not one: wrong form, no such entity, or a slip that the check character caught. */
export type CodeFault = { type: 'CodeFormat' } | { type: 'CodeEntity' } | { type: 'CodeCheck' };

/**
 * A new participant code, `12-K7Q4ZD-X`: entity, six random symbols (2³⁰ per entity), check character. It holds no
 * birth date, initials or order of arrival. `random(n)` gives a whole number 0…n−1, each equally likely. Throws
 * RangeError when the entity is not a whole number 1–30 or `random` breaks its promise: both are bugs. Source:
 * domain.md E2.
 */
export function makeCode(entityNumber: number, random: (n: number) => number): string {
  if (!Number.isInteger(entityNumber) || entityNumber < 1 || entityNumber > ENTITY_COUNT) {
    throw new RangeError(`entity ${entityNumber} is outside 1–${ENTITY_COUNT}`);
  }
  let body = String(entityNumber).padStart(2, '0');
  for (let i = 0; i < RANDOM_LENGTH; i++) {
    const symbol = SYMBOLS[random(SYMBOLS.length)];
    if (symbol === undefined) throw new RangeError('random(n) gave a number outside 0…n−1');
    body += symbol;
  }
  return withDashes(body + checkSymbol(body));
}

/**
 * Reads a code as people type it: small letters, O for 0, I or L for 1, spaces, dashes missing or elsewhere. Gives the
 * one normal form. Errors: `CodeFormat` (not nine symbols of the alphabet), `CodeEntity` (outside 01–30), `CodeCheck`.
 * Every wrong single character and every swap of two neighbours is an error. Source: domain.md E2; leniency by
 * crockford.com/base32.html.
 */
export function checkCode(text: string): Result<string, CodeFault> {
  const plain = text
    .replace(/[\s\-‐‑‒–—−]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  if (!/^\d\d[0-9A-HJKMNP-TV-Z]{6}[0-9A-HJKMNP-TV-Z*~$=U]$/.test(plain)) return err({ type: 'CodeFormat' });
  const entity = Number(plain.slice(0, 2));
  if (entity < 1 || entity > ENTITY_COUNT) return err({ type: 'CodeEntity' });
  const body = plain.slice(0, -1);
  if (checkSymbol(body) !== plain.slice(-1)) return err({ type: 'CodeCheck' });
  return ok(withDashes(plain));
}

const DASHES = '[\\s\\-‐‑‒–—−]*';
const LENIENT: Partial<Record<string, string>> = { '0': '[0oO]', '1': '[1iIlL]', '*': '\\*', $: '\\$', U: '[uU]' };

/** Finds a code in a text, however people type it there; every place, so that it can be taken out. `code`: the one normal form. */
export function mentionsOf(code: string): RegExp {
  const symbols = [...code.replaceAll('-', '')];
  const one = (symbol: string): string =>
    LENIENT[symbol] ?? (/[A-Z]/.test(symbol) ? `[${symbol}${symbol.toLowerCase()}]` : symbol);
  return new RegExp(symbols.map(one).join(DASHES), 'gu');
}

/**
 * The body as a number in base 32, modulo 37. 37 is prime and greater than every symbol, so one wrong symbol d changes
 * the sum by d·32ⁱ ≠ 0 and a swap of neighbours by d·31·32ⁱ ≠ 0; a swap of the last symbol with the check changes it by
 * 2d ≠ 0.
 */
function checkSymbol(body: string): string {
  let sum = 0;
  for (const symbol of body) sum = (sum * 32 + SYMBOLS.indexOf(symbol)) % 37;
  return CHECK_SYMBOLS.charAt(sum);
}

function withDashes(plain: string): string {
  return `${plain.slice(0, 2)}-${plain.slice(2, 8)}-${plain.slice(8)}`;
}
