import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ChecklistTemplate,
  itemsFor,
  RATINGS,
  ready,
  READINESS_THRESHOLD,
  scoreOf,
  sectionScores,
  type ChecklistItem,
} from '../../src/domain/checklist.ts';
import { shipped } from './content/files.ts';

const standard = ChecklistTemplate.parse(shipped('checklists/cis-kis-minimum-standard.json'));

/** Items with ids i0, i1… of the given weights. */
const weights = (...list: (1 | 2 | 3)[]) => list.map((weight, i) => ({ id: `i${i}`, weight }));

const weight = fc.constantFrom<1 | 2 | 3>(1, 2, 3);
const rating = fc.option(fc.constantFrom(...RATINGS));
const rated = fc.array(fc.tuple(weight, rating), { maxLength: 40 }).map((pairs) => ({
  items: weights(...pairs.map(([w]) => w)),
  ratings: Object.fromEntries(pairs.map(([, r], i) => [`i${i}`, r])),
}));

describe('[C3] items by kind of entity (domain.md G)', () => {
  test('CIS and KIS get their own branch, together they get all', () => {
    const [cis, kis, all] = [itemsFor(standard, 'CIS'), itemsFor(standard, 'KIS'), itemsFor(standard, null)];
    expect(all).toHaveLength(35);
    expect(cis.map((item) => item.id)).toContain('ms.r.1');
    expect(kis.map((item) => item.id)).not.toContain('ms.r.1');
    expect(kis.map((item) => item.id)).toContain('ms.r.2');
    expect(new Set([...cis, ...kis])).toEqual(new Set<ChecklistItem>(all));
  });
});

describe('[C3] score = Σ weight·{1; 0.5; 0} / Σ weight, without na, over rated items', () => {
  test('worked example', () => {
    const items = weights(3, 2, 1, 3, 2);
    expect(scoreOf(items, { i0: 'met', i1: 'partly', i2: 'not', i3: 'na' })).toEqual({
      score: 4 / 6,
      rated: 4,
      total: 5,
      met: 1,
      partly: 1,
      not: 1,
      na: 1,
      criticalGaps: [],
    });
  });

  test('nothing counts: no rating, only na, ratings of foreign ids', () => {
    expect(scoreOf(weights(3), {}).score).toBeNull();
    expect(scoreOf(weights(3), { i0: null }).score).toBeNull();
    expect(scoreOf(weights(3), { i0: 'na' })).toMatchObject({ score: null, rated: 1 });
    expect(scoreOf(weights(3), { other: 'met' })).toMatchObject({ score: null, rated: 0 });
  });

  test('a critical gap is weight 3 rated not, in order', () => {
    expect(scoreOf(weights(3, 2, 3, 3), { i0: 'not', i1: 'not', i2: 'partly', i3: 'not' }).criticalGaps).toEqual([
      'i0',
      'i3',
    ]);
  });

  test('stays within 0–1, counts add up, na changes nothing', () => {
    fc.assert(
      fc.property(rated, ({ items, ratings }) => {
        const result = scoreOf(items, ratings);
        expect(result.met + result.partly + result.not + result.na).toBe(result.rated);
        expect(result.rated).toBeLessThanOrEqual(result.total);
        expect(result.score === null).toBe(result.rated === result.na);
        if (result.score !== null) expect(result.score >= 0 && result.score <= 1).toBe(true);
        const counted = items.filter((item) => ratings[item.id] !== 'na');
        expect(scoreOf(counted, ratings).score).toBe(result.score);
      }),
    );
  });

  test('a better rating never lowers the score', () => {
    fc.assert(
      fc.property(rated, fc.nat(), ({ items, ratings }, at) => {
        const item = items[at % Math.max(1, items.length)];
        const old = item && ratings[item.id];
        if (!item || (old !== 'not' && old !== 'partly')) return;
        const better = { ...ratings, [item.id]: old === 'not' ? ('partly' as const) : ('met' as const) };
        expect(scoreOf(items, better).score).toBeGreaterThanOrEqual(scoreOf(items, ratings).score ?? 0);
      }),
    );
  });

  test('section scores cover exactly the items of the kind', () => {
    fc.assert(
      fc.property(fc.constantFrom('CIS' as const, 'KIS' as const, null), fc.array(rating), (kind, list) => {
        const items = itemsFor(standard, kind);
        const ratings = Object.fromEntries(items.map((item, i) => [item.id, list[i]]));
        const whole = scoreOf(items, ratings);
        const parts = sectionScores(standard, kind, ratings);
        expect(parts.reduce((sum, part) => sum + part.total, 0)).toBe(whole.total);
        expect(parts.flatMap((part) => part.criticalGaps)).toEqual(whole.criticalGaps);
      }),
    );
  });

  test('a section without items for the kind is left out', () => {
    const [first] = standard.sections;
    const onlyCis = { ...first!, id: 'zz', items: [{ ...first!.items[0]!, id: 'zz.1', appliesTo: ['CIS' as const] }] };
    const template = { ...standard, sections: [first!, onlyCis] };
    expect(sectionScores(template, 'KIS', {}).map((part) => part.section.id)).toEqual(['ms.r']);
    expect(sectionScores(template, 'CIS', {}).map((part) => part.section.id)).toEqual(['ms.r', 'zz']);
  });
});

describe('[C3] readiness (f): at least 80% and no critical gap', () => {
  test('exactly 80% is ready, whatever the weights', () => {
    expect(READINESS_THRESHOLD).toBe(0.8);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), weight, (n, w) => {
        const items = weights(...Array.from({ length: 5 * n }, () => w));
        const ratings = Object.fromEntries(items.map((item, i) => [item.id, i < 4 * n ? 'met' : 'not'] as const));
        expect(ready({ ...scoreOf(items, ratings), criticalGaps: [] })).toBe(true);
        expect(ready({ ...scoreOf(items, { ...ratings, i0: 'partly' }), criticalGaps: [] })).toBe(false);
      }),
    );
  });

  test('a critical gap or no score is never ready', () => {
    const items = weights(3, ...Array.from({ length: 30 }, () => 3 as const));
    const allMet = Object.fromEntries(items.map((item) => [item.id, 'met' as const]));
    expect(ready(scoreOf(items, allMet))).toBe(true);
    expect(ready(scoreOf(items, { ...allMet, i0: 'not' }))).toBe(false);
    expect(ready(scoreOf(items, {}))).toBe(false);
  });
});
