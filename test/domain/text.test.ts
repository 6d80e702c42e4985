import { fold, wellFormed } from '#domain/text.ts';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

describe('[F78] text that databases and JSON can carry', () => {
  test.each([
    ['U+0000', 'a\0b', 'a\ufffdb'],
    ['a lone high surrogate', 'x\ud83d', 'x\ufffd'],
    ['a lone low surrogate', '\ude00x', '\ufffdx'],
    ['surrogates in the wrong order', '\ude00\ud83d', '\ufffd\ufffd'],
  ])('%s is replaced', (_name, from, to) => expect(wellFormed(from)).toBe(to));

  test.each([
    'Zażółć gęślą jaźń',
    '👩‍👩‍👧',
    'a\u202eb',
    '\ufeffx',
    'z\u0307'.normalize('NFD'),
    '',
    `e${'\u0301'.repeat(1000)}`,
  ])('«%s» stays as it is', (text) => expect(wellFormed(text)).toBe(text));

  it('reaches keys and values however deep, and leaves other values alone', () => {
    const value = { 'k\0': ['\ud83d', { x: 'ok', n: 1, none: null, yes: true }] };
    expect(wellFormed(value)).toEqual({ 'k\ufffd': ['\ufffd', { x: 'ok', n: 1, none: null, yes: true }] });
  });

  it('gives text that survives UTF-8 and changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (a, b) => {
        const once = wellFormed({ [b]: a });
        expect(wellFormed(once)).toEqual(once);
        expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(wellFormed(a)))).toBe(
          wellFormed(a),
        );
        expect(wellFormed(a)).not.toContain('\0');
      }),
      { numRuns: 30 },
    );
  });
});

test.each([
  ['Zażółć GĘŚLĄ jaźń', 'zazolc gesla jazn'],
  ['ŁÓDŹ', 'lodz'],
  ['Łódź'.normalize('NFD'), 'lodz'],
])('words are compared without marks: %s', (from, to) => expect(fold(from)).toBe(to));
