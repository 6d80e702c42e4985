import 'fake-indexeddb/auto';
import { commit } from '#client/db/commit.ts';
import { read, type Device } from '#client/db/device.ts';
import { databaseName, dexieStore } from '#client/db/dexie.ts';
import { keepDraft, settleAll, settleDraft } from '#client/db/drafts.ts';
import { memoryStore } from '#client/db/memory.ts';
import type { LocalStore } from '#client/db/store.ts';
import { round, type Answer } from '#client/engine/exchange.ts';
import { ok } from '#domain/result.ts';
import type { SyncRequest } from '#sync/protocol.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dead, mortal, photograph } from '../support/mortal.ts';
import { dump, makePair, must, type Pair } from '../support/pair.ts';
import { noteRow } from '../support/rows.ts';
import { uid } from '../support/wire.ts';

const kept = uid(0xa1);
const gone = uid(0xa2);

describe('the page dies while an edit is made', () => {
  let pair: Pair;
  let start: LocalStore;
  beforeAll(async () => {
    pair = await makePair();
    await must(pair.a, (edit) => edit.create('note', pair.site, noteRow(pair.visit, 'stara'), kept));
    await must(pair.a, (edit) => edit.create('note', pair.site, noteRow(pair.visit, 'zbędna'), gone));
    await pair.a.sync();
    await must(pair.a, (edit) => edit.set('note', kept, { text: 'czeka' }));
    await keepDraft(pair.a.device, { table: 'visit', id: pair.visit, field: 'aim' }, 'pół zdania');
    start = pair.a.device.store;
  });
  afterAll(() => pair.world.close());

  /** The same phone on another store, with ids and clock that are the same in every life. */
  function born(store: LocalStore): Device {
    let n = 0;
    return {
      ...pair.a.device,
      store,
      now: () => Date.parse('2026-01-16T12:00:00Z'),
      newId: () => uid(0xbb00 + ++n),
      newMid: () => `${++n}`.padStart(22, 'z'),
    };
  }

  /** A dump with the edits' numbers as their order: a number burned by a dead transaction is no difference. */
  const ranked = (content: object) => {
    const { queue } = content as { queue: object[] };
    return { ...content, queue: queue.map((entry, n) => ({ ...entry, n })) };
  };

  const acts: [string, (device: Device) => Promise<unknown>][] = [
    [
      'a command of five edits',
      (device) =>
        commit(device, async (edit) => {
          const made = await edit.create('note', pair.site, noteRow(pair.visit, 'nowa'));
          if (!made.ok) return made;
          await edit.set('note', kept, { text: 'zmieniona', sphere: 2 });
          await edit.set('visit', pair.visit, { aim: 'inny cel' });
          await edit.remove('note', gone);
          return ok(null);
        }),
    ],
    ['a letter typed', (device) => keepDraft(device, { table: 'visit', id: pair.visit, field: 'comment' }, 'l')],
    ['a text that becomes an edit', (device) => settleDraft(device, { table: 'visit', id: pair.visit, field: 'aim' })],
  ];

  it.each(acts)(
    '[F1] at every step of %s: it is there whole or not at all, and the next life goes on',
    async (_name, act) => {
      const whole = await photograph(start);
      const alive = mortal(whole);
      await act(born(alive));
      const [before, after] = [await dump(start), await dump(whole)];
      expect(after).not.toEqual(before);
      expect(alive.steps).toBeGreaterThan(4);
      for (let at = 1; at <= alive.steps; at++) {
        const store = await photograph(start);
        await expect(act(born(mortal(store, at))), `step ${at}`).rejects.toThrow(Dead);
        expect(await dump(store), `step ${at} of ${alive.steps}`).toEqual(at === alive.steps ? after : before);
        if (at !== alive.steps) await act(born(store));
        expect(ranked(await dump(store)), `again after step ${at}`).toEqual(ranked(after));
      }
    },
  );

  it('[F1] at every step of the recovery of typed text at the next start, however often: once an edit, never two', async () => {
    const alive = mortal(await photograph(start));
    await settleAll(born(alive));
    for (let at = 1; at <= alive.steps; at++) {
      const store = await photograph(start);
      await settleAll(born(mortal(store, at))).catch(() => undefined);
      expect(await settleAll(born(store))).toBe(0);
      const edits = (await store.read((tx) => tx.queue())).filter(({ mutation }) => mutation.id === pair.visit);
      expect(edits.map(({ mutation }) => mutation.set['aim']?.v)).toEqual(['pół zdania']);
      expect(await store.read((tx) => tx.drafts())).toEqual([]);
    }
  });
});

describe('the page dies while it syncs', () => {
  let databases = 0;
  const stores: [string, number, () => LocalStore][] = [
    ['in memory', 1, memoryStore],
    ['in IndexedDB, every seventh', 7, () => dexieStore(databaseName(`crash ${++databases}`))],
  ];

  it.each(stores)(
    '[F2] at every step of a round (%s): nothing lost, nothing twice',
    { timeout: 60_000 },
    async (_name, every, make) => {
      let tried = 0;
      for (let at = 1, survived = false; !survived; at += every, tried++) {
        const pair = await makePair(make());
        const { a, b, site, visit, world } = pair;
        const shared = await must(b, (edit) => edit.create('note', site, noteRow(visit, 'z drugiego telefonu')));
        await b.sync();
        const own = await must(a, (edit) => edit.create('note', site, noteRow(visit, '1')));
        await must(a, (edit) => edit.set('note', own, { text: '2' }));
        await must(a, (edit) => edit.create('attendee', site, { visitId: visit, function: 'dyrektor', count: 1 }));
        const page = mortal(a.device.store, at);
        const post = async (request: SyncRequest): Promise<Answer> => {
          const response = await world.request('/api/sync', { cookie: a.cookie, body: request });
          return { status: response.status, json: await response.json(), retryAfter: null };
        };
        await round({ ...a.device, store: page, post }, 500).catch((error: unknown) => {
          if (!(error instanceof Dead)) throw error;
        });
        survived = page.steps < at;
        const seen = (phone: typeof a) =>
          read(phone.device, async (rows) =>
            (await rows.all('note')).map(({ id, text, sync }) => [id, text, sync.alt]),
          );
        expect(
          (await seen(a)).find(([id]) => id === own),
          `own edit on screen, step ${at}`,
        ).toEqual([own, '2', []]);
        await a.sync();
        await b.sync();
        const expected = [
          [own, '2', []],
          [shared, 'z drugiego telefonu', []],
        ].sort();
        for (const phone of [a, b]) expect((await seen(phone)).sort(), `step ${at}`).toEqual(expected);
        expect(await a.device.store.read((tx) => tx.queue())).toEqual([]);
        expect(await a.device.store.read((tx) => tx.meta('repairs'))).toBeUndefined();
        // 1 entity, 1 visit, 1 note of b, 3 edits of a: each took exactly one place in the order.
        expect((await world.deps.store.page(site, 0, [3, 4, 5, 6], 1e6))?.head).toBe(6);
        await world.close();
      }
      console.log(`a round was killed at ${tried} of its steps`);
      expect(tried).toBeGreaterThan(every === 1 ? 30 : 4);
    },
  );
});
