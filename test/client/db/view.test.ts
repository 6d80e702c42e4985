import { read } from '#client/db/device.ts';
import { memoryStore } from '#client/db/memory.ts';
import { memoryBlobs } from '#client/db/memoryBlobs.ts';
import { overlay, seen } from '#client/db/view.ts';
import type { BaseRec, Queued } from '#client/db/store.ts';
import { tables } from '#domain/tables.ts';
import { expect, it } from 'vitest';
import { makePair, must } from '../../support/pair.ts';
import { noteRow } from '../../support/rows.ts';
import { mid, mutation, setOf, uid } from '../../support/wire.ts';

const me = uid(0xe1);
const base: BaseRec = {
  scope: uid(0x51),
  id: uid(1),
  type: 6,
  seq: 5,
  last: mid('c'),
  del: false,
  mark: { mid: mid('c'), by: uid(0xe2), at: '2026-01-16T08:00:00Z' },
  f: noteRow(uid(0xf1), 'z serwera'),
  m: {},
  alt: [],
  epoch: 1,
};
const queued = (n: number, text: string, over: Partial<Queued> = {}): Queued => ({
  n,
  mutation: mutation({
    mid: mid(n),
    scope: base.scope,
    id: base.id,
    type: 6,
    set: setOf({ text }, mid('c')),
    saw: mid('c'),
  }),
  sent: 0,
  refused: null,
  ...over,
});
const state = (queue: Queued[], from: BaseRec | undefined = base) =>
  seen(tables, overlay(from, queue, me), queue) as {
    text: string;
    sync: { state: string; by: string; refusal: unknown };
  } | null;

it('[C5] a waiting edit lies over the confirmed row, with its author', () => {
  expect(state([])).toMatchObject({ text: 'z serwera', sync: { state: 'confirmed', by: uid(0xe2) } });
  expect(state([queued(1, 'moje')])).toMatchObject({ text: 'moje', sync: { state: 'waiting', by: me } });
});

it('[C5] a sent edit stays until the base includes it, and is laid over no newer base', () => {
  expect(state([queued(1, 'moje', { sent: 6 })])).toMatchObject({ text: 'moje', sync: { state: 'sent' } });
  expect(state([queued(1, 'moje', { sent: 5 })])).toMatchObject({ text: 'z serwera' });
});

it('[P3] an edit on its way again after a restore is not laid over the base that had it', () => {
  const back = (epoch: number, seq: number) => state([queued(1, 'moje', { was: { epoch, seq } })])?.text;
  expect(back(1, 5)).toBe('z serwera');
  expect(back(1, 6)).toBe('moje');
  expect(back(2, 5)).toBe('moje');
});

it('[C6] a refused edit is shown with its reason; a refused removal does not hide the row', () => {
  const refused = { code: 'invalid', path: 'text' } as const;
  expect(state([queued(1, 'moje', { refused })])).toMatchObject({
    text: 'moje',
    sync: { state: 'refused', refusal: refused },
  });
  const removal = queued(1, '', { refused });
  removal.mutation = { ...removal.mutation, kind: 'del', set: {} };
  expect(state([removal])).toMatchObject({ text: 'z serwera', sync: { state: 'refused', refusal: refused } });
});

it('[C11] a deleted row, one with only patches and one of an unknown table are not shown', () => {
  expect(state([], { ...base, del: true })).toBeNull();
  expect(state([], { ...base, partial: {} })).toBeNull();
  expect(state([], { ...base, type: 99 })).toBeNull();
  expect(seen(tables, overlay(undefined, [], me), [])).toBeNull();
});

it('[C8] rows of a scope that is lost are hidden at once, one by one and in lists', async () => {
  const { world, a, visit, site } = await makePair();
  const note = await must(a, (edit) => edit.create('note', site, noteRow(visit)));
  await a.device.store.write(async (tx) => {
    const cursor = (await tx.cursors()).find(({ scope }) => scope === site);
    await tx.putCursor({ ...cursor!, lost: true });
  });
  const found = await read(a.device, async (rows) => [
    await rows.one('visit', visit),
    await rows.one('note', note),
    await rows.all('note'),
    await rows.all('note', site),
    await rows.all('site'),
  ]);
  expect(found).toEqual([null, null, [], [], []]);
  await world.close();
});

it('[C5] a list holds confirmed and waiting rows once each, of its scope and table alone', async () => {
  const { world, a, visit, site } = await makePair();
  const make = (text: string) => must(a, (edit) => edit.create('note', site, noteRow(visit, text)));
  await make('1');
  await a.sync();
  const second = await make('2');
  await must(a, (edit) => edit.set('note', second, { text: '2b' }));
  const texts = (scope?: string) =>
    read(a.device, async (rows) => (await rows.all('note', scope)).map(({ text }) => text).sort());
  expect(await texts(site)).toEqual(['1', '2b']);
  expect(await texts()).toEqual(['1', '2b']);
  expect(await texts(uid(0x99))).toEqual([]);
  await world.close();
});

it('[C1] an empty phone shows nothing and fails at nothing', async () => {
  const store = memoryStore();
  const device = {
    store,
    blobs: memoryBlobs(),
    registry: tables,
    me: { account: me, role: 'expert', code: 'E-01' } as const,
    now: () => 0,
    newId: () => '',
    newMid: () => '',
    random: () => 0,
    committed: () => undefined,
  };
  expect(await read(device, async (rows) => [await rows.one('visit', uid(1)), await rows.all('visit')])).toEqual([
    null,
    [],
  ]);
});
