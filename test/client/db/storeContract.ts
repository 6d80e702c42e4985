import type { BaseRec, Draft, LocalStore, Queued } from '#client/db/store.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mid, mutation, uid } from '../../support/wire.ts';

const A = uid(0xa);
const B = uid(0xb);

const rec = (n: number, over: Partial<BaseRec> = {}): BaseRec => ({
  scope: A,
  id: uid(n),
  type: 6,
  seq: n,
  last: mid(n),
  del: false,
  mark: { mid: mid(n), by: A, at: '2026-01-16T09:00:00Z' },
  f: { text: `zażółć ${n}`, list: [1, null, { deep: true }] },
  m: {},
  alt: [],
  epoch: 1,
  ...over,
});
const edit = (n: number, scope = A, id = uid(1)) => mutation({ mid: mid(n), scope, id, type: 6 });
const mids = (queue: Queued[]) => queue.map((entry) => entry.mutation.mid);

/** What every store of a device promises. `open` gives an empty one. */
export function storeContract(name: string, open: () => LocalStore): void {
  describe(name, () => {
    let store: LocalStore;
    beforeEach(() => void (store = open()));
    afterEach(() => store.close());

    it('[C1] an empty store holds nothing', async () => {
      const content = await store.read(async (tx) => [
        await tx.record(uid(1)),
        await tx.records({}),
        await tx.positions(A),
        await tx.queue(),
        await tx.journal(),
        await tx.cursors(),
        await tx.draft('x'),
        await tx.drafts(),
        await tx.meta('epoch'),
      ]);
      expect(content).toEqual([undefined, [], [], [], [], [], undefined, [], undefined]);
    });

    it('[C1] records are kept whole and found by id, scope, type and both', async () => {
      const all = [
        rec(1),
        rec(2, { type: 4 }),
        rec(3, { scope: B }),
        rec(4, { scope: B, type: 4, partial: { a: null }, del: true }),
      ];
      await store.write((tx) => tx.putRecords(all));
      const ids = (where: { scope?: string; type?: number }) =>
        store.read(async (tx) => (await tx.records(where)).map(({ id }) => id).sort());
      expect(await store.read((tx) => tx.record(uid(4)))).toEqual(all[3]);
      expect(await ids({})).toEqual([1, 2, 3, 4].map(uid));
      expect(await ids({ scope: A })).toEqual([1, 2].map(uid));
      expect(await ids({ type: 4 })).toEqual([2, 4].map(uid));
      expect(await ids({ scope: B, type: 4 })).toEqual([uid(4)]);
    });

    it('[C10] positions are id and seq of a scope, deleted records included', async () => {
      await store.write((tx) => tx.putRecords([rec(1), rec(2, { del: true }), rec(3, { scope: B })]));
      const positions = await store.read((tx) => tx.positions(A));
      expect(positions.sort((a, b) => a.seq - b.seq)).toEqual([
        { id: uid(1), seq: 1 },
        { id: uid(2), seq: 2 },
      ]);
    });

    it('[C7] putting replaces, dropping forgets, dropping what is not there is no fault', async () => {
      await store.write((tx) => tx.putRecords([rec(1), rec(2)]));
      await store.write(async (tx) => {
        await tx.putRecords([rec(1, { seq: 9, scope: B })]);
        await tx.dropRecords([uid(2), uid(7)]);
      });
      expect(await store.read((tx) => tx.records({}))).toEqual([rec(1, { seq: 9, scope: B })]);
      expect(await store.read((tx) => tx.positions(A))).toEqual([]);
    });

    it('[C2] the queue keeps the order of edits, whole and by record and by scope', async () => {
      for (const [n, scope, id] of [
        [1, A, uid(1)],
        [2, B, uid(2)],
        [3, A, uid(3)],
        [4, A, uid(1)],
      ] as const) {
        await store.write((tx) => tx.enqueue(edit(n, scope, id)));
      }
      const all = await store.read((tx) => tx.queue());
      expect(mids(all)).toEqual([1, 2, 3, 4].map(mid));
      expect(all.map(({ n }) => n)).toEqual(all.map(({ n }) => n).toSorted((a, b) => a - b));
      expect(all[0]).toEqual({ n: all[0]?.n, mutation: edit(1), sent: 0, refused: null });
      expect(mids(await store.read((tx) => tx.queue({ scope: A })))).toEqual([1, 3, 4].map(mid));
      expect(mids(await store.read((tx) => tx.queue({ id: uid(1) })))).toEqual([1, 4].map(mid));
    });

    it('[C2] an entry that changes keeps its place; a number is never given twice', async () => {
      for (const n of [1, 2, 3]) await store.write((tx) => tx.enqueue(edit(n)));
      const [first, , third] = (await store.read((tx) => tx.queue())) as [Queued, Queued, Queued];
      await store.write(async (tx) => {
        await tx.putQueued({ ...first, refused: { code: 'invalid', path: 'x' } });
        await tx.dropQueued([third.n]);
        await tx.enqueue(edit(4));
      });
      const queue = await store.read((tx) => tx.queue());
      expect(mids(queue)).toEqual([1, 2, 4].map(mid));
      expect(queue[0]).toEqual({ ...first, refused: { code: 'invalid', path: 'x' } });
      expect(queue[2]?.n).toBeGreaterThan(third.n);
    });

    it('[C9] an entry can go back to its old place with what it was before', async () => {
      for (const n of [1, 2]) await store.write((tx) => tx.enqueue(edit(n)));
      const [first] = (await store.read((tx) => tx.queue())) as [Queued];
      await store.write((tx) => tx.dropQueued([first.n]));
      const back: Queued = { ...first, was: { epoch: 1, seq: 7 } };
      await store.write((tx) => tx.putQueued(back));
      const queue = await store.read((tx) => tx.queue());
      expect(mids(queue)).toEqual([1, 2].map(mid));
      expect(queue[0]).toEqual(back);
    });

    it('[P3] the journal keeps confirmed edits, oldest first, until they are dropped', async () => {
      const entry = (n: number) => ({ n, mutation: edit(n), seq: n + 10, epoch: 1, at: 1000 + n });
      await store.write((tx) => tx.keep([entry(3), entry(1)]));
      await store.write((tx) => tx.keep([entry(2), { ...entry(3), seq: 99 }]));
      expect(await store.read((tx) => tx.journal())).toEqual([entry(1), entry(2), { ...entry(3), seq: 99 }]);
      await store.write((tx) => tx.dropJournal([1, 3, 7]));
      expect(await store.read((tx) => tx.journal())).toEqual([entry(2)]);
    });

    it('[C4] cursors are kept by scope', async () => {
      const cursor = { scope: A, gen: 3, at: 7, more: true, seen: [uid(1)], lost: false };
      await store.write((tx) => tx.putCursor(cursor));
      await store.write((tx) => tx.putCursor({ ...cursor, scope: B, seen: null, lost: true }));
      await store.write((tx) => tx.putCursor({ ...cursor, at: 8 }));
      const cursors = await store.read((tx) => tx.cursors());
      expect(cursors).toHaveLength(2);
      expect(cursors.find(({ scope }) => scope === A)).toEqual({ ...cursor, at: 8 });
      await store.write((tx) => tx.dropCursor(A));
      expect(await store.read((tx) => tx.cursors())).toEqual([{ ...cursor, scope: B, seen: null, lost: true }]);
    });

    it('[C1] drafts and single facts are kept by key', async () => {
      const draft: Draft = { key: `note/${uid(1)}/text`, value: 'pół zdania', saw: mid(1) };
      await store.write(async (tx) => {
        await tx.putDraft(draft);
        await tx.putDraft({ ...draft, key: 'other', saw: null });
        await tx.putDraft({ ...draft, value: 'całe zdanie' });
        await tx.putMeta('epoch', 3);
        await tx.putMeta('contact', { at: 5, skew: -1 });
      });
      const now = await store.read(async (tx) => [
        await tx.draft(draft.key),
        (await tx.drafts()).length,
        await tx.meta('epoch'),
        await tx.meta('contact'),
        await tx.meta('rid'),
      ]);
      expect(now).toEqual([{ ...draft, value: 'całe zdanie' }, 2, 3, { at: 5, skew: -1 }, undefined]);
      await store.write((tx) => tx.dropDraft(draft.key));
      expect((await store.read((tx) => tx.drafts())).map(({ key }) => key)).toEqual(['other']);
    });

    it('[C1] a transaction reads what it wrote itself, and gives its result', async () => {
      const found = await store.write(async (tx) => {
        await tx.putRecords([rec(1)]);
        await tx.enqueue(edit(1));
        return [(await tx.record(uid(1)))?.seq, (await tx.queue()).length];
      });
      expect(found).toEqual([1, 1]);
    });

    it('[C1] what a transaction throws undoes everything it wrote, everywhere', async () => {
      await store.write(async (tx) => {
        await tx.putRecords([rec(1), rec(2)]);
        await tx.enqueue(edit(1));
        await tx.putCursor({ scope: A, gen: 1, at: 1, more: false, seen: null, lost: false });
        await tx.putDraft({ key: 'k', value: 'v', saw: null });
        await tx.putMeta('repairs', 1);
        await tx.keep([{ n: 1, mutation: edit(9), seq: 1, epoch: 1, at: 1 }]);
      });
      const content = () =>
        store.read(async (tx) => ({
          records: (await tx.records({})).sort((a, b) => a.seq - b.seq),
          queue: await tx.queue(),
          journal: await tx.journal(),
          cursors: await tx.cursors(),
          drafts: await tx.drafts(),
          repairs: await tx.meta('repairs'),
        }));
      const before = await content();
      const [entry] = before.queue as [Queued];
      const broken = store.write(async (tx) => {
        await tx.putRecords([rec(1, { seq: 50 }), rec(3)]);
        await tx.dropRecords([uid(1), uid(2)]);
        await tx.enqueue(edit(2));
        await tx.putQueued({ ...entry, sent: 9 });
        await tx.dropQueued([entry.n]);
        await tx.keep([{ n: 2, mutation: edit(9), seq: 1, epoch: 1, at: 1 }]);
        await tx.dropJournal([1]);
        await tx.putCursor({ scope: A, gen: 2, at: 0, more: true, seen: [], lost: true });
        await tx.dropCursor(A);
        await tx.putDraft({ key: 'k', value: 'w', saw: null });
        await tx.dropDraft('k');
        await tx.putMeta('repairs', 2);
        throw new Error('on purpose');
      });
      await expect(broken).rejects.toThrow('on purpose');
      expect(await content()).toEqual(before);
    });

    it('[C1] the store goes on after a broken transaction', async () => {
      await store.write(async () => Promise.reject(new Error('on purpose'))).catch(() => undefined);
      await store.write((tx) => tx.putRecords([rec(1)]));
      expect(await store.read((tx) => tx.record(uid(1)))).toBeDefined();
    });

    it('[C1] writers do not interleave: a count that many raise at once is right', async () => {
      await store.write((tx) => tx.putMeta('repairs', 0));
      const raise = () => store.write(async (tx) => tx.putMeta('repairs', ((await tx.meta('repairs')) ?? 0) + 1));
      await Promise.all(Array.from({ length: 20 }, raise));
      expect(await store.read((tx) => tx.meta('repairs'))).toBe(20);
    });

    it('[C1] who changes an object that was read or given changes nothing in the store', async () => {
      const given = rec(1);
      const edited = edit(1);
      await store.write(async (tx) => {
        await tx.putRecords([given]);
        await tx.enqueue(edited);
      });
      given.f['text'] = 'x';
      edited.set['text'] = { v: 'x', saw: null };
      const [one, [entry]] = await store.read(async (tx) => [await tx.record(uid(1)), await tx.queue()] as const);
      if (!one || !entry) throw new Error('not found');
      one.f['text'] = 'y';
      (one.f['list'] as unknown[]).push('y');
      entry.refused = { code: 'gone' };
      entry.mutation.set['text'] = { v: 'y', saw: null };
      const [again, queue] = await store.read(async (tx) => [await tx.record(uid(1)), await tx.queue()] as const);
      expect(again).toEqual(rec(1));
      expect(queue).toMatchObject([{ mutation: { set: {} }, refused: null }]);
    });

    it('[C1] a transaction that only reads cannot write', async () => {
      await expect(store.read((tx) => tx.putRecords([rec(1)]))).rejects.toThrow();
      expect(await store.read((tx) => tx.records({}))).toEqual([]);
    });
  });
}
