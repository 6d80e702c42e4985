import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64url, fromBase64url, keyedSeal, openSeal } from '#client/vault/seal.ts';

const key = new Uint8Array(32).fill(7);
const seal = keyedSeal(key);
const bytes = (value: unknown): Uint8Array => value as Uint8Array;

describe('a value under the key of a device', () => {
  it('[V1] comes back as it was, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.json(), fc.string(), (text, place) => {
        const value: unknown = JSON.parse(text);
        expect(seal.open(seal.seal(value, place), place)).toEqual(value);
      }),
    );
  });

  it('[V1] bytes come back as bytes', () => {
    const file = crypto.getRandomValues(new Uint8Array(1000)).buffer;
    const back = seal.open(seal.seal(file, 'pieces/a/0'), 'pieces/a/0');
    expect(back).toBeInstanceOf(ArrayBuffer);
    expect(new Uint8Array(back as ArrayBuffer)).toEqual(new Uint8Array(file));
  });

  it('[V1] is never sealed twice to the same bytes, and its length tells only steps of 256', () => {
    const [one, two] = [bytes(seal.seal('a', 'x')), bytes(seal.seal('a', 'x'))];
    expect(one).not.toEqual(two);
    expect(one.length).toBe(bytes(seal.seal('a'.repeat(200), 'x')).length);
  });

  it('[F12] opens in its own place only, and under its own key only', () => {
    const sealed = seal.seal({ text: 'a' }, 'base/1');
    expect(() => seal.open(sealed, 'base/2')).toThrow();
    expect(() => keyedSeal(new Uint8Array(32).fill(8)).open(sealed, 'base/1')).toThrow('another key');
    expect(() => openSeal.open(sealed, 'base/1')).toThrow('under a key');
  });

  it('[F11] any bit that flips is found out', () => {
    const sealed = bytes(seal.seal({ text: 'a' }, 'base/1'));
    for (let bit = 0; bit < sealed.length * 8; bit += 7) {
      const damaged = sealed.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => seal.open(damaged, 'base/1'), `bit ${bit}`).toThrow();
    }
    for (let length = 0; length < sealed.length; length += 13) {
      expect(() => seal.open(sealed.subarray(0, length), 'base/1')).toThrow();
    }
  });

  it('[V2] rows that an earlier version left in the open are read while they are being sealed, and are damage afterwards', () => {
    const row = openSeal.seal({ a: 1 }, 'x');
    expect(keyedSeal(key, { lenient: true }).open(row, 'x')).toEqual({ a: 1 });
    expect(() => seal.open(row, 'x')).toThrow('in the open');
  });

  it('[V1] a name tells nothing, is the same each time, and another one under another key', () => {
    const name = seal.name('note/1/text');
    expect(name).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(seal.name('note/1/text')).toBe(name);
    expect(keyedSeal(new Uint8Array(32)).name('note/1/text')).not.toBe(name);
  });
});

it('base64url goes there and back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (some) => {
      expect(fromBase64url(base64url(some))).toEqual(some);
    }),
  );
});
