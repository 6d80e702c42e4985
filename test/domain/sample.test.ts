import { hash53 } from '#domain/cosign.ts';
import { sampleOf, type Sampled } from '#domain/sample.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const report = (over: Partial<Sampled> = {}): Sampled => ({
  id: '0198c2a0-0000-7000-8000-000000000001',
  experts: ['E-01'],
  day: '2026-03-10',
  firstMonth: false,
  jumps: 0,
  unreasoned: 0,
  reasonable: 0,
  ...over,
});
const ids = (n: number): string[] =>
  Array.from({ length: n }, (_, i) => `0198c2a0-0000-7000-8000-${i.toString(16).padStart(12, '0')}`);
const drawn = (id: string): boolean => hash53(id) / 2 ** 53 < 0.2;

describe('[D4] the sample of a month', () => {
  it('holds all of the first test month and the first report of an expert', () => {
    const [a = '', b = '', c = ''] = ids(400).filter((id) => !drawn(id));
    const sample = sampleOf([
      report({ id: a, day: '2025-09-04', firstMonth: true }),
      report({ id: b, day: '2025-09-20', firstMonth: true }),
      report({ id: c, experts: ['E-02'], day: '2025-12-03' }),
    ]);
    expect(sample.get(a)).toEqual(['first-month', 'newcomer']);
    expect(sample.get(b)).toEqual(['first-month']);
    expect(sample.get(c)).toEqual(['newcomer']);
  });

  it('draws a fifth by the hash of the id, the same on every phone and in any order', () => {
    const reports = ids(2000).map((id, i) => report({ id, experts: [`E-${i % 5}`], day: '2026-03-10' }));
    const sample = sampleOf(reports);
    const share = [...sample.values()].filter((reasons) => reasons.includes('drawn')).length / 2000;
    expect(share).toBeGreaterThan(0.17);
    expect(share).toBeLessThan(0.23);
    expect([...sampleOf(reports.toReversed())].sort()).toEqual([...sample].sort());
  });

  it('takes ratings that jump by two steps and reports where most reasons are missing', () => {
    const [first = '', a = '', b = '', c = ''] = ids(400).filter((id) => !drawn(id));
    const sample = sampleOf([
      report({ id: first, day: '2026-01-10' }),
      report({ id: a, jumps: 1 }),
      report({ id: b, unreasoned: 3, reasonable: 5 }),
      report({ id: c, unreasoned: 2, reasonable: 5 }),
    ]);
    expect([a, b, c].map((id) => sample.get(id))).toEqual([['jump'], ['evidence'], undefined]);
  });

  it('tops up month by month, so that every expert has at least one, from the lowest hash on', () => {
    const undrawn = ids(400).filter((id) => !drawn(id));
    const [first = '', ...rest] = undrawn;
    const march = rest.slice(0, 4);
    const sample = sampleOf([report({ id: first, day: '2026-01-10' }), ...march.map((id) => report({ id }))]);
    const lowest = march.toSorted((a, b) => hash53(a) - hash53(b))[0] ?? '';
    expect(sample.get(lowest)).toEqual(['expert']);
    expect([...sample.keys()].sort()).toEqual([first, lowest].sort());
  });

  it('a report of a pair counts for both of it', () => {
    const [first = '', a = '', b = ''] = ids(400).filter((id) => !drawn(id));
    const pair = ['E-01', 'E-02'];
    const sample = sampleOf([
      report({ id: first, experts: pair, day: '2026-01-10' }),
      report({ id: a, experts: pair }),
      report({ id: b, experts: pair.toReversed() }),
    ]);
    expect([...sample.keys()].sort()).toEqual([first, hash53(a) < hash53(b) ? a : b].sort());
  });

  it('for any reports: every expert of every month is in it, and nobody is in it without a reason', () => {
    const one = fc.record({
      id: fc.uuid(),
      experts: fc.subarray(['E-01', 'E-02', 'E-03', 'E-04'], { minLength: 1, maxLength: 2 }),
      month: fc.integer({ min: 1, max: 6 }),
    });
    const keys = (list: readonly Sampled[]) =>
      new Set(list.flatMap(({ experts, day }) => experts.map((expert) => `${expert} ${day}`)));
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: ({ id }) => id, maxLength: 40 }), (list) => {
        const reports = list.map(({ id, experts, month }) => report({ id, experts, day: `2026-0${month}-10` }));
        const sample = sampleOf(reports);
        expect(keys(reports.filter(({ id }) => sample.has(id)))).toEqual(keys(reports));
        for (const reasons of sample.values()) expect(reasons.length).toBeGreaterThan(0);
      }),
    );
  });
});
