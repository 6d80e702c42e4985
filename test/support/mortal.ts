import { memoryStore } from '#client/db/memory.ts';
import type { LocalStore, LocalTx } from '#client/db/store.ts';

/** The page died: nothing after it ran. */
export class Dead extends Error {}

/** A store whose page dies at one of its steps. */
export interface Mortal extends LocalStore {
  /** How many steps were taken: every call to the database, the commit, and the moment after it. */
  readonly steps: number;
}

/**
 * `store` as a page sees it that dies at step `at` (from 1; Infinity never). Before a commit the transaction is lost, after
 * it only the page's knowledge of it. A dead page does nothing any more.
 */
export function mortal(store: LocalStore, at = Infinity): Mortal {
  let steps = 0;
  function step(): void {
    if (++steps >= at) throw new Dead(`step ${at}`);
  }
  const watched = (tx: LocalTx): LocalTx =>
    Object.fromEntries(
      Object.entries(tx).map(([name, call]) => [
        name,
        async (...args: unknown[]) => {
          step();
          return (call as (...args: unknown[]) => Promise<unknown>)(...args);
        },
      ]),
    ) as unknown as LocalTx;
  const through = async <T>(way: LocalStore['write'], work: (tx: LocalTx) => Promise<T>): Promise<T> => {
    step();
    const value = await way(async (tx) => {
      const done = await work(watched(tx));
      step();
      return done;
    });
    step();
    return value;
  };
  return {
    get steps() {
      return steps;
    },
    read: (work) => through((inner) => store.read(inner), work),
    write: (work) => through((inner) => store.write(inner), work),
    close: () => store.close(),
  };
}

const META = ['epoch', 'rid', 'me', 'contact', 'repairs', 'contested', 'deliveries', 'merged'] as const;

/** A new store in memory with the content of another: a photograph of a phone, as a backup of its system makes it. */
export async function photograph(store: LocalStore): Promise<LocalStore> {
  const copy = memoryStore();
  const content = await store.read(async (tx) => ({
    records: await tx.records({}),
    queue: await tx.queue(),
    journal: await tx.journal(),
    cursors: await tx.cursors(),
    drafts: await tx.drafts(),
    meta: await Promise.all(META.map(async (key) => [key, await tx.meta(key)] as const)),
  }));
  await copy.write(async (tx) => {
    await tx.putRecords(content.records);
    // The next edit gets a number after the last, as in the original.
    const last = Math.max(0, ...[...content.queue, ...content.journal].map(({ n }) => n));
    const [any] = [...content.queue, ...content.journal];
    if (any) {
      for (let n = 1; n <= last; n++) await tx.enqueue(any.mutation);
      await tx.dropQueued(Array.from({ length: last }, (_, i) => i + 1));
    }
    for (const entry of content.queue) await tx.putQueued(entry);
    await tx.keep(content.journal);
    for (const cursor of content.cursors) await tx.putCursor(cursor);
    for (const draft of content.drafts) await tx.putDraft(draft);
    for (const [key, value] of content.meta) if (value !== undefined) await tx.putMeta(key, value);
  });
  return copy;
}
