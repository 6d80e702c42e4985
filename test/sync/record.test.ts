import { EMPTY_DIGEST, fieldsOf, flatten, fold } from '#sync/record.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apply } from '#sync/merge.ts';
import { mid, mutation, setOf, uid } from '../support/wire.ts';

const table = { maps: ['ratings'] };
const pairs = fc.uniqueArray(fc.tuple(fc.uuid(), fc.nat()), { selector: ([id]) => id, maxLength: 30 });

it('[M4] fields of a row and flat fields are two forms of one thing', () => {
  const row = fc.record({
    a: fc.integer(),
    text: fc.string(),
    ratings: fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9.]{0,8}$/), fc.boolean()),
  });
  fc.assert(
    fc.property(row, (value) => {
      const rec = apply(undefined, mutation({ mid: mid('c'), set: setOf(flatten(value, table)) }), 'A');
      expect(fieldsOf(rec, table)).toEqual(value);
    }),
  );
});

it('[C10] the digest does not depend on the order and folding out is the inverse of folding in', () => {
  fc.assert(
    fc.property(pairs, pairs, (some, more) => {
      const digest = fold(EMPTY_DIGEST, some, some.length);
      expect(fold(EMPTY_DIGEST, some.toReversed(), some.length)).toEqual(digest);
      expect(fold(fold(digest, more, more.length), more, -more.length)).toEqual(digest);
    }),
  );
});

it('[C10] a missing row and a row at another position change the digest', () => {
  fc.assert(
    fc.property(pairs, fc.nat(), (some, seq) => {
      const whole = fold(EMPTY_DIGEST, [...some, [uid(1), seq]], some.length + 1);
      expect(fold(EMPTY_DIGEST, some, some.length).xor).not.toBe(whole.xor);
      expect(fold(EMPTY_DIGEST, [...some, [uid(1), seq + 1]], some.length + 1).xor).not.toBe(whole.xor);
    }),
  );
});
