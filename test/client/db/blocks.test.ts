import 'fake-indexeddb/auto';
import { copyDatabase } from '#client/db/copy.ts';
import { databaseName, dexieStore, openStore, type KeptStore } from '#client/db/dexie.ts';
import { memoryStore } from '#client/db/memory.ts';
import type { BaseRec, LocalStore, LocalTx } from '#client/db/store.ts';
import { keyedSeal, openSeal, type Seal } from '#client/vault/seal.ts';
import { Dexie, liveQuery } from 'dexie';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { mid, mutation, uid } from '../../support/wire.ts';

let names = 0;
const fresh = (): string => databaseName(`blocks-${++names}`);
const keyed = keyedSeal(new Uint8Array(32).fill(7), { lenient: true });
const [A, B] = [uid(0xa), uid(0xb)];

afterEach(() => void vi.restoreAllMocks());

const rec = (n: number, seq = n, over: Partial<BaseRec> = {}): BaseRec => ({
  scope: A,
  id: uid(n),
  type: 6,
  seq,
  last: mid(seq),
  del: false,
  mark: { mid: mid(seq), by: A, at: '2026-01-16T09:00:00Z' },
  f: { text: `zażółć ${n} ${seq}` },
  m: {},
  alt: [],
  epoch: 1,
  ...over,
});
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** What a store says about confirmed records, by every question it answers. */
const told = (store: LocalStore) =>
  store.read(async (tx) => {
    const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
    const all = (await tx.records({})).sort(byId);
    return {
      all,
      single: await Promise.all(all.slice(0, 20).map(({ id }) => tx.record(id))),
      parts: await Promise.all(
        [{ scope: A }, { scope: B, type: 6 }, { type: 4 }].map(async (where) => (await tx.records(where)).sort(byId)),
      ),
      ids: (await tx.ids(A)).sort(),
      positions: (await tx.positions(B)).sort(byId),
    };
  });

/** Rows at rest by table. */
async function atRest(name: string): Promise<Record<string, { key?: string; c?: unknown }[]>> {
  const raw = await new Dexie(name).open();
  const rows = await Promise.all(raw.tables.map(async (table) => [table.name, await table.toArray()] as const));
  raw.close();
  return Object.fromEntries(rows);
}

describe('confirmed records in blocks', () => {
  it('[C1] many rows make few blocks, few rows stay beside them until there are too many', async () => {
    const name = fresh();
    const store = dexieStore(name, keyed);
    await store.write((tx) => tx.putRecords(range(1, 1001).map((n) => rec(n))));
    const first = await atRest(name);
    expect([first['blocks']?.length, first['heads']?.length, first['base']?.length]).toEqual([10, 10, 0]);
    for (const n of range(1, 201)) await store.write((tx) => tx.putRecords([rec(n, 2000 + n)]));
    expect((await atRest(name))['base']).toHaveLength(200);
    await store.write((tx) => tx.putRecords([rec(201, 3000)]));
    const folded = await atRest(name);
    expect([folded['base']?.length, folded['blocks']?.length]).toEqual([0, 11]);
    expect((await store.read((tx) => tx.positions(A))).length).toBe(1000);
    await store.write(async (tx) => tx.dropRecords(await tx.ids(A)));
    const empty = await atRest(name);
    expect([empty['base'], empty['blocks'], empty['heads']]).toEqual([[], [], []]);
    store.close();
  });

  it('[C1] blocks that are mostly dead are put together', async () => {
    const name = fresh();
    const store = dexieStore(name);
    await store.write((tx) => tx.putRecords(range(0, 1000).map((n) => rec(n))));
    await store.write((tx) =>
      tx.dropRecords(
        range(0, 1000)
          .filter((n) => n % 10 > 0)
          .map(uid),
      ),
    );
    expect((await atRest(name))['blocks']).toHaveLength(1);
    expect((await store.read((tx) => tx.ids(A))).sort()).toEqual(
      range(0, 1000)
        .filter((n) => n % 10 === 0)
        .map(uid),
    );
    store.close();
  });

  it('[C1] large records make smaller blocks', async () => {
    const name = fresh();
    const store = dexieStore(name);
    const large = range(0, 40).map((n) => rec(n, n, { f: { text: 'x'.repeat(20_000) } }));
    await store.write((tx) => tx.putRecords(large));
    expect((await atRest(name))['blocks']?.length).toBeGreaterThanOrEqual(4);
    expect(await store.read((tx) => tx.record(uid(39)))).toEqual(large[39]);
    store.close();
  });

  it('[C1] a closed store keeps nothing in memory and nothing of it is used again', async () => {
    const name = fresh();
    const store = dexieStore(name, keyed);
    await store.write((tx) => tx.putRecords(range(1, 201).map((n) => rec(n))));
    await store.read((tx) => tx.records({}));
    store.close();
    await expect(store.read((tx) => tx.record(uid(1)))).rejects.toThrow();
  });

  it('[C1] what another connection wrote is seen at once, and live queries follow it', async () => {
    const name = fresh();
    const [one, two] = [dexieStore(name, keyed), dexieStore(name, keyed)];
    const seen: number[] = [];
    const query = liveQuery(() => one.read(async (tx) => (await tx.records({ scope: A, type: 6 })).length)).subscribe(
      (count) => void seen.push(count),
    );
    await vi.waitFor(() => expect(seen.at(-1)).toBe(0));
    await two.write((tx) => tx.putRecords(range(1, 301).map((n) => rec(n))));
    await vi.waitFor(() => expect(seen.at(-1)).toBe(300));
    await two.write((tx) => tx.dropRecords([uid(7)]));
    await vi.waitFor(() => expect(seen.at(-1)).toBe(299));
    await one.write((tx) => tx.putRecords([rec(7, 900)]));
    await vi.waitFor(() => expect(seen.at(-1)).toBe(300));
    expect((await two.read((tx) => tx.record(uid(7))))?.seq).toBe(900);
    query.unsubscribe();
    one.close();
    two.close();
  });

  type Step =
    | { act: 'put' | 'abort'; ids: number[]; type: number; scope: string }
    | { act: 'drop'; ids: number[] }
    | { act: 'reopen' }
    | { act: 'other' };
  const ids = fc.oneof(
    fc.array(fc.nat(400), { minLength: 1, maxLength: 8 }),
    fc
      .record({ from: fc.nat(400), count: fc.integer({ min: 30, max: 250 }) })
      .map(({ from, count }) => range(from, from + count)),
  );
  const place = { type: fc.constantFrom(4, 6, 6), scope: fc.constantFrom(A, A, B) };
  const steps: fc.Arbitrary<Step[]> = fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record({ act: fc.constant('put' as const), ids, ...place }) },
      { weight: 2, arbitrary: fc.record({ act: fc.constant('abort' as const), ids, ...place }) },
      { weight: 3, arbitrary: fc.record({ act: fc.constant('drop' as const), ids }) },
      { weight: 1, arbitrary: fc.record({ act: fc.constant('reopen' as const) }) },
      { weight: 2, arbitrary: fc.record({ act: fc.constant('other' as const) }) },
    ),
    { minLength: 3, maxLength: 14 },
  );

  it.each([
    ['without a key', openSeal],
    ['with a key', keyed],
  ] as [string, Seal][])(
    '[C1] whatever is put, dropped, undone and opened again, by two connections: as a store in memory (%s)',
    { timeout: 120_000 },
    async (_name, seal) => {
      await fc.assert(
        fc.asyncProperty(steps, async (list) => {
          const name = fresh();
          const model = memoryStore();
          const open: [KeptStore, KeptStore] = [dexieStore(name, seal), dexieStore(name, seal)];
          let [now, seq] = [0, 0];
          for (const step of list) {
            const store = open[now as 0 | 1];
            if (step.act === 'other') now = 1 - now;
            else if (step.act === 'reopen') {
              store.close();
              open[now as 0 | 1] = dexieStore(name, seal);
            } else if (step.act === 'drop') {
              for (const one of [model, store]) await one.write((tx) => tx.dropRecords(step.ids.map(uid)));
            } else {
              const records = step.ids.map((n) => rec(n, ++seq, { scope: step.scope, type: step.type }));
              const work = async (tx: LocalTx): Promise<void> => {
                await tx.putRecords(records);
                if (step.act === 'put') return;
                await tx.dropRecords(step.ids.slice(0, 3).map(uid));
                throw new Error('on purpose');
              };
              for (const one of [model, store]) await one.write(work).catch(() => undefined);
            }
            expect(await told(open[now as 0 | 1])).toEqual(await told(model));
          }
          for (const one of open) one.close();
        }),
        { numRuns: 25 },
      );
    },
  );
});

describe('the page dies', () => {
  const WRITES = ['put', 'add', 'delete'] as const;
  /** The writes of IndexedDB until the page dies: its transaction is lost. Gives how many there were. */
  function dieAt(at: number): { readonly count: number } {
    let count = 0;
    for (const write of WRITES) {
      const real = IDBObjectStore.prototype[write] as (...args: unknown[]) => IDBRequest;
      vi.spyOn(IDBObjectStore.prototype, write).mockImplementation(function (this: IDBObjectStore, ...args: unknown[]) {
        if (++count === at) {
          this.transaction.abort();
          throw new DOMException('the page died', 'AbortError');
        }
        return real.apply(this, args);
      } as never);
    }
    return {
      get count() {
        return count;
      },
    };
  }

  const before = async (): Promise<string> => {
    const name = fresh();
    const store = dexieStore(name, keyed);
    await store.write((tx) => tx.putRecords(range(0, 120).map((n) => rec(n))));
    await store.write((tx) => tx.putRecords(range(200, 231).map((n) => rec(n))));
    for (let from = 300; from < 460; from += 20) {
      await store.write((tx) => tx.putRecords(range(from, from + 20).map((n) => rec(n))));
    }
    store.close();
    return name;
  };
  const acts: [string, (tx: LocalTx) => Promise<void>][] = [
    ['a page of rows is put into blocks', (tx) => tx.putRecords(range(50, 90).map((n) => rec(n, n + 1000)))],
    ['what lies outside is folded', (tx) => tx.putRecords(range(460, 480).map((n) => rec(n)))],
    ['records are dropped', (tx) => tx.dropRecords([...range(0, 110), ...range(300, 310)].map(uid))],
  ];

  it.each(acts)('[F1] at every write while %s: all of it or nothing, in this life and the next', async (_name, act) => {
    const model = memoryStore();
    const start = await before();
    const filled = dexieStore(start, keyed);
    const old = await told(filled);
    await model.write((tx) => tx.putRecords(old.all));
    await model.write(act);
    filled.close();
    const after = await told(model);
    // Folding removes two hundred rows one by one: of those many equal moments a few are enough.
    for (let at = 1, died = true; died; at += at > 8 && at < 190 ? 13 : 1) {
      const name = fresh();
      await copyDatabase(start, name);
      const store = dexieStore(name, keyed);
      await told(store);
      const writes = dieAt(at);
      died = await store.write(act).then(
        () => false,
        () => true,
      );
      vi.restoreAllMocks();
      expect(died).toBe(writes.count >= at);
      const next = dexieStore(name, keyed);
      for (const one of [store, next]) expect(await told(one), `write ${at}`).toEqual(died ? old : after);
      next.close();
      await store.write(act);
      expect(await told(store), `again after write ${at}`).toEqual(after);
      store.close();
    }
  });
});

describe('what an earlier version left', () => {
  /** A database of version 1, all in the open, as that version made it. */
  async function versionOne(records: number): Promise<string> {
    const name = fresh();
    const old = new Dexie(name);
    old.version(1).stores({
      base: 'id, scope, [type+scope]',
      outbox: '++n, scope, id',
      journal: 'n',
      cursors: 'scope',
      drafts: 'key',
      meta: 'key',
    });
    await old.open();
    const open = (sealed: unknown) => ({ c: { sealed } });
    await old.table('base').bulkAdd(
      range(0, records).map((n) => {
        const { id, scope, type, seq } = rec(n);
        return { id, scope, type, seq, ...open(rec(n)) };
      }),
    );
    for (const n of range(1, 121)) {
      const edit = mutation({ mid: mid(n), id: uid(n), scope: A });
      await old.table('outbox').add({ id: uid(n), scope: A, ...open({ mutation: edit, sent: 0, refused: null }) });
    }
    const done = mutation({ mid: mid(900), id: uid(900), scope: A });
    await old.table('journal').add({ n: 900, ...open({ n: 900, mutation: done, seq: 1, epoch: 1, at: 1 }) });
    const draft = { key: `note/${uid(1)}/text`, value: 'pół zdania', saw: null };
    await old.table('drafts').add({ key: draft.key, ...open(draft) });
    await old.table('meta').add({ key: 'epoch', ...open(5) });
    await old.table('cursors').add({ scope: A, gen: 1, at: 9, more: false, seen: null, lost: false });
    old.close();
    return name;
  }
  const everything = (store: LocalStore) =>
    store.read(async (tx) => ({
      records: (await tx.records({})).sort((a, b) => a.seq - b.seq),
      queue: await tx.queue(),
      journal: await tx.journal(),
      cursors: await tx.cursors(),
      drafts: await tx.drafts(),
      draft: await tx.draft(`note/${uid(1)}/text`),
      epoch: await tx.meta('epoch'),
    }));

  it('[F3] the upgrade of the database is killed half way: the old one is whole, and the next start upgrades it', async () => {
    const name = await versionOne(300);
    const untouched = await atRest(name);
    const real = IDBDatabase.prototype.createObjectStore;
    for (const at of [1, 2, 3]) {
      let made = 0;
      vi.spyOn(IDBDatabase.prototype, 'createObjectStore').mockImplementation(function (this: IDBDatabase, ...args) {
        if (++made === at) throw new DOMException('the page died', 'AbortError');
        return real.apply(this, args);
      });
      expect((await openStore(name)).ok, `at ${at}`).toBe(false);
      vi.restoreAllMocks();
      expect(await atRest(name)).toEqual(untouched);
    }
    const opened = await openStore(name);
    if (!opened.ok) throw new Error(opened.error.type);
    const now = await everything(opened.value);
    expect([now.records.length, now.queue.length, now.journal.length, now.drafts.length]).toEqual([300, 120, 1, 1]);
    opened.value.close();
  });

  it('[F4] rows in the open are sealed in small steps, killed at each: every row is readable, and in the end none is open', async () => {
    const start = await versionOne(700);
    const filled = dexieStore(start, keyed);
    const whole = await everything(filled);
    filled.close();
    let steps = 0;
    for (let at = 1, died = true; died; at++) {
      const name = fresh();
      await copyDatabase(start, name);
      const store = dexieStore(name, keyed);
      const real = IDBDatabase.prototype.transaction;
      let begun = 0;
      vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
        if (++begun > at) throw new DOMException('the page died', 'AbortError');
        return real.apply(this, args);
      });
      died = await store.sealAll().then(
        () => false,
        () => true,
      );
      vi.restoreAllMocks();
      store.close();
      const next = dexieStore(name, keyed);
      expect(await everything(next), `step ${at}`).toEqual(whole);
      await next.sealAll();
      expect(await everything(next), `after step ${at}`).toEqual(whole);
      next.close();
      steps = at;
      for (const [table, rows] of Object.entries(await atRest(name))) {
        for (const row of rows) if ('c' in row) expect(row.c, `${table} ${row.key}`).toBeInstanceOf(Uint8Array);
      }
      const strict = dexieStore(name, keyedSeal(new Uint8Array(32).fill(7)));
      expect(await everything(strict)).toEqual(whole);
      strict.close();
    }
    expect(steps).toBeGreaterThan(6);
  });

  it('[F4] a write into the middle of sealing is neither lost nor sealed twice; blocks in the open are sealed too', async () => {
    const name = fresh();
    const open = dexieStore(name);
    await open.write((tx) => tx.putRecords(range(0, 250).map((n) => rec(n))));
    for (const n of range(1, 150)) await open.write((tx) => tx.enqueue(mutation({ mid: mid(n), id: uid(n) })));
    open.close();
    const store = dexieStore(name, keyed);
    const sealing = store.sealAll();
    const typed = { key: `note/${uid(3)}/text`, value: 'w trakcie', saw: null };
    await Promise.all([
      store.write((tx) => tx.enqueue(mutation({ mid: mid(500) }))),
      store.write((tx) => tx.putDraft(typed)),
      store.write((tx) => tx.putRecords([rec(3, 777)])),
      store.write((tx) => tx.dropRecords([uid(4)])),
    ]);
    await sealing;
    const now = await everything(store);
    expect([now.queue.length, now.drafts, now.records.length]).toEqual([150, [typed], 249]);
    expect(now.records.find(({ id }) => id === uid(3))?.seq).toBe(777);
    const rest = await atRest(name);
    for (const row of Object.values(rest).flat()) if ('c' in row) expect(row.c).toBeInstanceOf(Uint8Array);
    store.close();
  });

  it('[F4] without a key nothing is done', async () => {
    const name = await versionOne(10);
    const store = dexieStore(name);
    await store.sealAll();
    await store.read((tx) => tx.queue());
    expect((await atRest(name))['marks']).toEqual([]);
    store.close();
  });
});
