import { Mutation, SyncRequest } from '#sync/protocol.ts';
import { expect, it } from 'vitest';
import { mid, mutation, request, setOf } from '../support/wire.ts';

const faults = (field: string) => Mutation.safeParse(mutation({ mid: mid('m'), set: setOf({ [field]: 1 }) })).success;

it.each(['constructor', 'toString', 'ratings.constructor', 'Name', 'a b', '', '.a', 'a.', 'A..B', 'x'.repeat(60)])(
  '[S4] «%s» is no field name',
  (field) => expect(faults(field)).toBe(false),
);

it.each(['status', 'ratings.s1.n.1', 'hours.m1', 'informedAt'])('[S4] «%s» is a field name', (field) =>
  expect(faults(field)).toBe(true),
);

it('[S4] a __proto__ that JSON brings leaves no trace', () => {
  const text = JSON.stringify(mutation({ mid: mid('m'), set: setOf({ xx: 1 }) })).replace('"xx"', '"__proto__"');
  const { set } = Mutation.parse(JSON.parse(text));
  expect(Object.keys(set)).toEqual([]);
  expect(set).not.toHaveProperty('saw');
});

it.each([
  ['a short mid', { mid: 'abc' }],
  ['a foreign scope', { scope: '../etc' }],
  ['an id that is none', { id: 'x' }],
  ['an unknown kind', { kind: 'drop' }],
  ['a field of its own invention', { by: 'someone', seq: 7 }],
])('[S4] %s makes no mutation', (_name, over) => {
  expect(Mutation.safeParse({ ...mutation({ mid: mid('m') }), ...over }).success).toBe(false);
});

it('[S1] a request carries at most 2,000 mutations and a sane byte limit', () => {
  expect(SyncRequest.safeParse(request({ muts: Array.from({ length: 2000 }, () => null) })).success).toBe(true);
  expect(SyncRequest.safeParse(request({ muts: Array.from({ length: 2001 }, () => null) })).success).toBe(false);
  expect(SyncRequest.safeParse(request({ limit: 0 })).success).toBe(false);
  expect(SyncRequest.safeParse({ ...request(), grants: {} }).success).toBe(false);
});
