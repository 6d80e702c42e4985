import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkCode, ENTITY_COUNT, makeCode } from '../../src/domain/participantCode.ts';

const code = fc
  .tuple(fc.integer({ min: 1, max: ENTITY_COUNT }), fc.array(fc.nat(31), { minLength: 6, maxLength: 6 }))
  .map(([entity, symbols]) => {
    const rest = [...symbols];
    return makeCode(entity, () => rest.shift() ?? 0);
  });
const anyCharacter = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz*~$=- ?Ł');

/** Either refused, or read as the very code that was meant (O for 0 is no error). */
const caught = (typed: string, meant: string) => {
  const read = checkCode(typed);
  return !read.ok || read.value === meant;
};

describe('[E2] participant code {entity}-{6 Crockford}-{check}', () => {
  test('a made code has the form and is accepted as it is', () => {
    fc.assert(
      fc.property(code, (made) => {
        expect(made).toMatch(/^(0[1-9]|[12]\d|30)-[0-9A-HJKMNP-TV-Z]{6}-[0-9A-HJKMNP-TV-Z*~$=U]$/);
        expect(checkCode(made)).toEqual({ ok: true, value: made });
      }),
    );
  });

  test('worked example: 12-000000 is 34·32⁶, with 32 ≡ −5 that is 34·11 ≡ 4 modulo 37', () => {
    expect(makeCode(12, () => 0)).toBe('12-000000-4');
  });

  test('small letters, O, I, L, spaces and missing dashes are read as meant (crockford.com/base32.html)', () => {
    fc.assert(
      fc.property(code, fc.infiniteStream(fc.nat(2)), (made, choices) => {
        const pick = <T>(...list: [T, ...T[]]) => list[(choices.next().value ?? 0) % list.length]!;
        const typed = [...made]
          .map((one) => (one === '0' ? pick('0', 'O', 'o') : one === '1' ? pick('I', 'l', '1') : one))
          .map((one) => (one === '-' ? pick('', ' ', ' – ') : pick(one, one.toLowerCase())))
          .join('');
        expect(checkCode(`  ${typed}\n`)).toEqual({ ok: true, value: made });
      }),
    );
  });

  test('every wrong single character is caught', () => {
    fc.assert(
      fc.property(code, fc.nat(10), anyCharacter, (made, at, wrong) =>
        caught(made.slice(0, at) + wrong + made.slice(at + 1), made),
      ),
      { numRuns: 5000 },
    );
  });

  test('every swap of two neighbours is caught, over dashes and at the check character too', () => {
    fc.assert(
      fc.property(code, fc.nat(9), (made, at) => {
        const plain = made.replaceAll('-', '');
        const i = at % 8;
        const swapped = plain.slice(0, i) + plain[i + 1] + plain[i] + plain.slice(i + 2);
        const swappedWithDashes = made.slice(0, at) + made[at + 1] + made[at] + made.slice(at + 2);
        return caught(swapped, made) && caught(swappedWithDashes, made);
      }),
      { numRuns: 5000 },
    );
  });

  test('exhaustive on one code: 8 places × 31 symbols and 37 check characters', () => {
    const plain = '07K7Q4ZD';
    const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U';
    const good = [...alphabet].filter((check) => checkCode(plain + check).ok);
    expect(good).toHaveLength(1);
    for (let at = 0; at < 8; at++) {
      for (const symbol of alphabet.slice(0, 32)) {
        const typed = plain.slice(0, at) + symbol + plain.slice(at + 1);
        expect(checkCode(typed + good[0]).ok).toBe(typed === plain);
      }
    }
  });

  test.each([
    ['', 'CodeFormat'],
    ['12-00000-4', 'CodeFormat'],
    ['12-0000000-4', 'CodeFormat'],
    ['1A-000000-4', 'CodeFormat'],
    ['12-00000U-4', 'CodeFormat'],
    ['00-000000-0', 'CodeEntity'],
    ['31-000000-0', 'CodeEntity'],
    ['12-000000-P', 'CodeCheck'],
  ])('%j is refused: %s', (typed, type) => expect(checkCode(typed)).toEqual({ ok: false, error: { type } }));

  test('an entity or a chance outside the promise is a bug', () => {
    for (const entity of [0, 31, 1.5, Number.NaN]) expect(() => makeCode(entity, () => 0)).toThrow(RangeError);
    for (const number of [32, -1, 0.5]) expect(() => makeCode(1, () => number)).toThrow(RangeError);
  });
});
