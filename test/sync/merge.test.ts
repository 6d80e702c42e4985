import { apply } from '#sync/merge.ts';
import type { Mutation } from '#sync/protocol.ts';
import { DELETE_REQUESTED, markOf, RESTORED, type Rec } from '#sync/record.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mid, mutation, setOf } from '../support/wire.ts';

const create = mutation({ mid: mid('c'), set: setOf({ a: 1, b: 2 }) });
const patch = (name: string, values: Record<string, unknown>, saw: string | null, last = saw): Mutation =>
  mutation({ mid: mid(name), set: setOf(values, saw && mid(saw)), saw: last && mid(last) });
const remove = (name: string, saw: string): Mutation => mutation({ mid: mid(name), kind: 'del', saw: mid(saw) });

/** The record after mutations, each with its author; one letter stands for an account. */
function merged(...steps: [Mutation, string][]): Rec {
  const rec = steps.reduce<Rec | undefined>((before, [step, by]) => apply(before, step, by), undefined);
  if (!rec) throw new Error('no steps');
  return rec;
}

it('[M1] the clock of the author orders nothing: what arrives later is current, however old it says it is', () => {
  const old = { ...patch('p', { a: 9 }, 'c'), at: '1999-01-01T00:00:00.000Z' };
  const rec = merged([{ ...create, at: '2030-01-01T00:00:00.000Z' }, 'A'], [old, 'B']);
  expect(rec.f).toEqual({ a: 9, b: 2 });
  expect(rec.alt).toEqual([]);
  expect(markOf(rec, 'a')).toEqual({ mid: mid('p'), by: 'B', at: '1999-01-01T00:00:00.000Z' });
});

it('[M2] a field is written when it was empty', () => {
  const rec = merged([create, 'A'], [patch('p', { n: 5 }, null, 'c'), 'B']);
  expect(rec).toMatchObject({ f: { a: 1, b: 2, n: 5 }, alt: [], last: mid('p') });
});

it('[M2] a field is written when its value is the one the author saw', () => {
  const rec = merged([create, 'A'], [patch('p', { a: 3 }, 'c'), 'B'], [patch('q', { a: 4 }, 'p'), 'A']);
  expect(rec).toMatchObject({ f: { a: 4 }, alt: [] });
});

it('[M2] the same value from two who had not seen each other is no conflict, lists included', () => {
  const rec = merged([create, 'A'], [patch('p', { a: ['x'] }, 'c'), 'A'], [patch('q', { a: ['x'] }, 'c'), 'B']);
  expect(rec).toMatchObject({ f: { a: ['x'] }, alt: [] });
});

it('[M3] a value replaced by someone who had not seen it is kept with its author and time', () => {
  const rec = merged([create, 'A'], [patch('p', { a: 3 }, 'c'), 'B'], [patch('q', { a: 4 }, 'c'), 'C']);
  expect(rec.f['a']).toBe(4);
  expect(rec.alt).toEqual([{ field: 'a', v: 3, mid: mid('p'), by: 'B', at: create.at }]);
});

it('[M3] a chain of three conflicts keeps all three values', () => {
  const rec = merged(
    [create, 'A'],
    [patch('p', { a: 3 }, 'c'), 'A'],
    [patch('q', { a: 4 }, 'c'), 'B'],
    [patch('r', { a: 5 }, 'c'), 'C'],
  );
  expect([rec.f['a'], ...rec.alt.map(({ v }) => v)]).toEqual([5, 3, 4]);
});

it('[M4] different fields never conflict, in any order', () => {
  const changes = fc.uniqueArray(
    fc.tuple(fc.constantFrom('a', 'b', 'd', 'ratings.x', 'ratings.y', 'ratings.z'), fc.nat(9)),
    {
      selector: ([field]) => field,
      minLength: 1,
    },
  );
  const orders = changes.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(orders, ([one, other]) => {
      const result = (list: [string, number][]) =>
        list.reduce((rec, [field, v]) => apply(rec, patch(field, { [field]: v }, 'c'), field), merged([create, 'A']));
      const [left, right] = [result(one), result(other)];
      expect(left.f).toEqual(right.f);
      expect(left.m).toEqual(right.m);
      expect([...left.alt, ...right.alt]).toEqual([]);
    }),
  );
});

it('[M5] a delete by one who saw the last mutation holds', () => {
  expect(merged([create, 'A'], [remove('d', 'c'), 'B'])).toMatchObject({ del: true, alt: [], f: { a: 1, b: 2 } });
});

it('[M5] a delete by one who had not seen the last mutation leaves the record and says so', () => {
  const rec = merged([create, 'A'], [patch('p', { a: 3 }, 'c'), 'A'], [remove('d', 'c'), 'B']);
  expect(rec.del).toBe(false);
  expect(rec.f).toEqual({ a: 3, b: 2 });
  expect(rec.alt).toEqual([{ field: '', v: DELETE_REQUESTED, mid: mid('d'), by: 'B', at: create.at }]);
});

it('[M5] two deletes: the second, blind one changes nothing but leaves its word', () => {
  const rec = merged([create, 'A'], [remove('d', 'c'), 'A'], [remove('e', 'c'), 'B']);
  expect(rec.del).toBe(true);
});

it('[M9] after a restore, sent again in another order, a delete takes away nothing that its author had not seen', () => {
  const early = merged([patch('p', { a: 3 }, 'c'), 'B'], [create, 'A'], [remove('d', 'c'), 'A']);
  expect(early).toMatchObject({ del: false, f: { a: 3 }, alt: [{ v: DELETE_REQUESTED, mid: mid('d') }] });
  const apart = merged(
    [create, 'A'],
    [patch('p', { a: 3 }, 'c'), 'B'],
    [patch('e', { b: 4 }, 'c'), 'A'],
    [remove('d', 'e'), 'A'],
  );
  expect(apart).toMatchObject({ del: false, f: { a: 3, b: 4 }, alt: [{ v: DELETE_REQUESTED }] });
});

it('[M9] whoever received the record as it is can delete it, however it came to be so', () => {
  const met = merged([create, 'A'], [patch('p', { a: 3 }, 'c'), 'B'], [patch('e', { b: 4 }, 'c'), 'A']);
  expect(met.last).toMatch(/^[\w-]{22}$/);
  expect(apply(met, { ...remove('d', 'c'), saw: met.last }, 'C')).toMatchObject({ del: true, alt: [] });
});

it('[M6] an edit of a deleted record brings it back and says so', () => {
  const rec = merged([create, 'A'], [remove('d', 'c'), 'A'], [patch('p', { a: 3 }, 'c'), 'B']);
  expect(rec).toMatchObject({ del: false, f: { a: 3, b: 2 } });
  expect(rec.alt).toEqual([{ field: '', v: RESTORED, mid: mid('p'), by: 'B', at: create.at }]);
});

it('[M7] a patch before its create is kept, marked partial, and the create completes it without undoing it', () => {
  const early = merged([patch('p', { a: 3 }, 'c'), 'A']);
  expect(early).toMatchObject({ partial: { a: mid('c') }, f: { a: 3 } });
  const whole = apply(early, create, 'A');
  expect(whole).toMatchObject({ f: { a: 3, b: 2 }, alt: [] });
  expect(whole.partial).toBeUndefined();
  expect(markOf(whole, 'a')?.mid).toBe(mid('p'));
  expect(markOf(whole, 'b')?.mid).toBe(mid('c'));
});

it('[M7] wherever the create arrives among the patches of its author, the outcome is the same', () => {
  const chain = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'd'), fc.nat(5)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(chain, fc.nat(8), (list, place) => {
      const newest: Record<string, string> = { a: 'c', b: 'c' };
      let last = 'c';
      const patches = list.map(([field, v], i) => {
        const name = `p${i}`;
        const set = setOf({ [field]: v }, newest[field] ? mid(newest[field]) : null);
        const step = mutation({ mid: mid(name), set, saw: mid(last) });
        [newest[field], last] = [name, name];
        return step;
      });
      const at = Math.min(place, patches.length);
      const late = [...patches.slice(0, at), create, ...patches.slice(at)];
      const run = (steps: Mutation[]) => merged(...steps.map((step) => [step, 'A'] as [Mutation, string]));
      const [ordered, other] = [run([create, ...patches]), run(late)];
      expect(other.f).toEqual(ordered.f);
      expect(other.alt).toEqual([]);
      expect(other.partial).toBeUndefined();
    }),
  );
});

it('[M8] resolve removes exactly the alternatives it names and sets the chosen value in the same step', () => {
  const contested = merged(
    [create, 'A'],
    [patch('p', { a: 3, b: 3 }, 'c'), 'A'],
    [patch('q', { a: 4, b: 4 }, 'c'), 'B'],
    [patch('r', { a: 5 }, 'c'), 'C'],
  );
  const drop = [{ field: 'a', mid: mid('p') }];
  const rec = apply(
    contested,
    mutation({ mid: mid('s'), kind: 'resolve', drop, set: setOf({ a: 3 }, mid('r')), saw: mid('r') }),
    'A',
  );
  expect(rec.f['a']).toBe(3);
  expect(rec.alt.map(({ field, mid: by }) => [field, by])).toEqual([
    ['b', mid('p')],
    ['a', mid('q')],
  ]);
});

it('[M8] a resolve that had not seen a newer value keeps that value too', () => {
  const contested = merged([create, 'A'], [patch('p', { a: 3 }, 'c'), 'A'], [patch('q', { a: 4 }, 'c'), 'B']);
  const newer = apply(contested, patch('n', { a: 7 }, 'q'), 'C');
  const drop = [{ field: 'a', mid: mid('p') }];
  const rec = apply(
    newer,
    mutation({ mid: mid('s'), kind: 'resolve', drop, set: setOf({ a: 3 }, mid('q')), saw: mid('q') }),
    'A',
  );
  expect(rec.f['a']).toBe(3);
  expect(rec.alt.map(({ v }) => v)).toEqual([7]);
});

it('[M3] no value is ever lost: each is current, replaced by someone who saw it, or kept', () => {
  interface Written {
    field: string;
    v: number;
    mid: string;
    saw: string | null;
  }
  const step = fc.record({
    who: fc.nat(2),
    act: fc.constantFrom('pull', 'write', 'write', 'write', 'remove'),
    field: fc.constantFrom('a', 'b'),
    v: fc.nat(3),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      let server = merged([create, 'A']);
      const views = [server, server, server];
      const written: Written[] = [
        { field: 'a', v: 1, mid: create.mid, saw: null },
        { field: 'b', v: 2, mid: create.mid, saw: null },
      ];
      steps.forEach(({ who, act, field, v }, i) => {
        const view = views[who] as Rec;
        if (act === 'pull') views[who] = server;
        else if (act === 'remove') server = apply(server, remove(`${i}`, view.last.replaceAll('_', '')), `${who}`);
        else {
          const saw = markOf(view, field)?.mid ?? null;
          written.push({ field, v, mid: mid(i), saw });
          server = apply(server, mutation({ mid: mid(i), set: setOf({ [field]: v }, saw), saw: view.last }), `${who}`);
        }
      });
      const sawValue = (one: Written) =>
        written.some((other) =>
          written.some(
            (seen) =>
              seen.mid === other.saw && other.field === one.field && seen.field === one.field && seen.v === one.v,
          ),
        );
      for (const one of written) {
        const current = server.f[one.field] === one.v;
        const kept = server.alt.some(({ field, v }) => field === one.field && v === one.v);
        expect(current || kept || sawValue(one), `${one.field}=${one.v} by ${one.mid}`).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

it('[M3] a record given to apply is never changed by it', () => {
  const before = merged([create, 'A'], [patch('p', { a: 3 }, 'c'), 'B']);
  const copy = structuredClone(before);
  apply(before, patch('q', { a: 4, n: 1 }, 'c'), 'C');
  apply(before, remove('d', 'c'), 'C');
  expect(before).toEqual(copy);
});
