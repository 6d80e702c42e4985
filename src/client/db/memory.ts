import { copied } from './copied.ts';
import type { BaseRec, Draft, Journalled, LocalStore, LocalTx, Meta, Queued, ScopeCursor } from './store.ts';

/** Everything a device holds. Values are never changed in place, so that a copy of the maps is a picture of the whole. */
interface Content {
  base: Map<string, BaseRec>;
  outbox: Map<number, Queued>;
  journal: Map<number, Journalled>;
  cursors: Map<string, ScopeCursor>;
  drafts: Map<string, Draft>;
  meta: Map<string, unknown>;
  next: number;
}

/** What a device held at one moment: a power cut or a backup brings it back. */
export type Image = Readonly<Content>;

/** A store in memory that can be photographed. */
export interface MemoryStore extends LocalStore {
  image(): Image;
}

const EMPTY: Image = {
  base: new Map(),
  outbox: new Map(),
  journal: new Map(),
  cursors: new Map(),
  drafts: new Map(),
  meta: new Map(),
  next: 1,
};

function picture(content: Image): Content {
  const { base, outbox, journal, cursors, drafts, meta, next } = content;
  return {
    base: new Map(base),
    outbox: new Map(outbox),
    journal: new Map(journal),
    cursors: new Map(cursors),
    drafts: new Map(drafts),
    meta: new Map(meta),
    next,
  };
}

/** The storage contract in memory: transactions run one after another and a thrown error undoes all of one. */
export function memoryStore(from: Image = EMPTY): MemoryStore {
  const content = picture(from);
  let last: Promise<unknown> = Promise.resolve();
  const queue = <T>(work: () => Promise<T>): Promise<T> => {
    const run = last.then(work, work);
    last = run.catch(() => undefined);
    return run;
  };
  return {
    read: (work) => queue(() => work(transaction(content, null))),
    write: (work) =>
      queue(async () => {
        const undo: (() => void)[] = [];
        try {
          return await work(transaction(content, undo));
        } catch (error) {
          for (const step of undo.reverse()) step();
          throw error;
        }
      }),
    close: () => undefined,
    image: () => picture(content),
  };
}

function transaction(content: Content, steps: (() => void)[] | null): LocalTx {
  function undoBy(step: () => void): void {
    if (!steps) throw Object.assign(new Error('the transaction only reads'), { name: 'ReadOnlyError' });
    steps.push(step);
  }
  function put<K, V>(map: Map<K, V>, key: K, value: V): void {
    const before = map.get(key);
    undoBy(() => void (before === undefined ? map.delete(key) : map.set(key, before)));
    map.set(key, copied(value));
  }
  function drop<K, V>(map: Map<K, V>, key: K): void {
    const before = map.get(key);
    if (before === undefined) return;
    undoBy(() => void map.set(key, before));
    map.delete(key);
  }
  return {
    record: async (id) => copied(content.base.get(id)),
    records: async ({ scope, type }) =>
      copied(
        [...content.base.values()].filter(
          (rec) => (scope === undefined || rec.scope === scope) && (type === undefined || rec.type === type),
        ),
      ),
    ids: async (scope) => [...content.base.values()].filter((rec) => rec.scope === scope).map(({ id }) => id),
    positions: async (scope) =>
      [...content.base.values()].filter((rec) => rec.scope === scope).map(({ id, seq }) => ({ id, seq })),
    putRecords: async (records) => records.forEach((rec) => put(content.base, rec.id, rec)),
    replaceRecords: async (records) => records.forEach((rec) => put(content.base, rec.id, rec)),
    dropRecords: async (ids) => ids.forEach((id) => drop(content.base, id)),
    queue: async (where) =>
      copied(
        [...content.outbox.values()]
          .filter(
            ({ mutation }) => !where || ('id' in where ? mutation.id === where.id : mutation.scope === where.scope),
          )
          .sort((a, b) => a.n - b.n),
      ),
    enqueue: async (mutation) => {
      const n = content.next++;
      put(content.outbox, n, { n, mutation, sent: 0, refused: null });
    },
    putQueued: async (entry) => put(content.outbox, entry.n, entry),
    dropQueued: async (ns) => ns.forEach((n) => drop(content.outbox, n)),
    journal: async () => copied([...content.journal.values()].sort((a, b) => a.n - b.n)),
    keep: async (entries) => entries.forEach((entry) => put(content.journal, entry.n, entry)),
    dropJournal: async (ns) => ns.forEach((n) => drop(content.journal, n)),
    cursors: async () => copied([...content.cursors.values()]),
    putCursor: async (cursor) => put(content.cursors, cursor.scope, cursor),
    dropCursor: async (scope) => drop(content.cursors, scope),
    draft: async (key) => copied(content.drafts.get(key)),
    drafts: async () => copied([...content.drafts.values()]),
    putDraft: async (draft) => put(content.drafts, draft.key, draft),
    dropDraft: async (key) => drop(content.drafts, key),
    meta: async <K extends keyof Meta>(key: K) => copied(content.meta.get(key)) as Meta[K] | undefined,
    putMeta: async (key, value) => put(content.meta, key, value),
  };
}
