import { SMALLEST_GROUP, suppress } from '#domain/suppress.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** Every value that a hidden count may have for someone who sees the rest and knows that no shown group is smaller than five. */
function possible({ total, counts }: ReturnType<typeof suppress>, i: number): Set<number> {
  if (total === null) return new Set([1, 2, 3, 4]);
  const hidden = counts.filter((count) => count === null).length;
  const left = total - counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return new Set(
    Array.from({ length: left }, (_, n) => n + 1).filter(
      (n) => counts[i] === null && left - n >= hidden - 1 && (hidden > 1 || n === left),
    ),
  );
}

describe('counts of people', () => {
  it.each([
    [[], 0, []],
    [[0, 0], 0, [0, 0]],
    [[3], null, [null]],
    [[1, 0, 2], null, [null, 0, null]],
    [[5, 9], 14, [5, 9]],
    [[3, 9, 7], 19, [null, 9, null]],
    [[2, 1, 9, 7], 19, [null, null, 9, null]],
    [[4, 4, 9], 17, [null, null, 9]],
    [[4, 0, 8], 12, [null, 0, null]],
  ])('[C5] %j are told as total %s and groups %j', (counts, total, told) => {
    expect(suppress(counts)).toEqual({ total, counts: told });
  });

  it('[C5] no group of 1 to 4 is shown, nor can it be worked out from the rest', () => {
    const count = fc.oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 60 }));
    fc.assert(
      fc.property(fc.array(count, { maxLength: 12 }), (counts) => {
        const told = suppress(counts);
        counts.forEach((real, i) => {
          const shown = told.counts[i] ?? null;
          if (shown !== null) expect(shown).toBe(real);
          if (real === 0 || real >= SMALLEST_GROUP) return;
          expect(shown).toBeNull();
          expect(possible(told, i).size).toBeGreaterThan(1);
        });
        if (told.total !== null) expect(told.total).toBe(counts.reduce((sum, one) => sum + one, 0));
      }),
      { numRuns: 2000 },
    );
  });
});
