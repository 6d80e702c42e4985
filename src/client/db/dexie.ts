import { openSeal, type Seal, type Sealed } from '#client/vault/seal.ts';
import { Dexie, type Table } from 'dexie';
import type { BaseRec, Draft, Journalled, LocalStore, LocalTx, Meta, Queued, ScopeCursor } from './store.ts';

/** Rows at rest: only these columns are readable, everything else is `c`. Source: sync.md «Readable columns». */
interface BaseRow {
  id: string;
  scope: string;
  type: number;
  seq: number;
  c: Sealed;
}
interface OutboxRow {
  n?: number;
  id: string;
  scope: string;
  c: Sealed;
}
interface JournalRow {
  n: number;
  c: Sealed;
}
interface KeyRow {
  key: string;
  c: Sealed;
}

class Database extends Dexie {
  declare base: Table<BaseRow, string>;
  declare outbox: Table<OutboxRow, number>;
  declare journal: Table<JournalRow, number>;
  declare cursors: Table<ScopeCursor, string>;
  declare drafts: Table<KeyRow, string>;
  declare meta: Table<KeyRow, string>;

  constructor(name: string) {
    super(name, { chromeTransactionDurability: 'strict', cache: 'disabled' });
    this.version(1).stores({
      base: 'id, scope, type, [scope+type]',
      outbox: '++n, scope, id',
      journal: 'n',
      cursors: 'scope',
      drafts: 'key',
      meta: 'key',
    });
  }
}

/** Name of the database of an account: each account on a phone has its own. */
export function databaseName(account: string): string {
  return `trzy-sfery:${account}`;
}

/** Removes an account's database from this device. */
export function removeDatabase(name: string): Promise<void> {
  return Dexie.delete(name);
}

/** The storage contract over IndexedDB, strict durability: a resolved write survives the death of the page. */
export function dexieStore(name: string, seal: Seal = openSeal): LocalStore {
  const db = new Database(name);
  // The scope functions are async on purpose: only then does Dexie follow native awaits and keep the transaction open.
  return {
    read: (work) => db.transaction('r', db.tables, async () => work(transaction(db, seal))),
    write: (work) => db.transaction('rw', db.tables, async () => work(transaction(db, seal))),
    close: () => db.close(),
  };
}

function transaction(db: Database, seal: Seal): LocalTx {
  type Entry = Omit<Queued, 'n'>;
  const rec = (row: BaseRow): BaseRec => seal.open(row.c, `base/${row.id}`) as BaseRec;
  const queued = (row: OutboxRow): Queued => ({
    n: row.n as number,
    ...(seal.open(row.c, `outbox/${row.id}`) as Entry),
  });
  const outboxRow = (entry: Entry): OutboxRow => ({
    id: entry.mutation.id,
    scope: entry.mutation.scope,
    c: seal.seal(entry, `outbox/${entry.mutation.id}`),
  });
  return {
    async record(id) {
      const row = await db.base.get(id);
      return row && rec(row);
    },
    async records({ scope, type }) {
      const rows =
        scope !== undefined && type !== undefined
          ? db.base.where('[scope+type]').equals([scope, type])
          : scope !== undefined
            ? db.base.where('scope').equals(scope)
            : type !== undefined
              ? db.base.where('type').equals(type)
              : db.base.toCollection();
      return (await rows.toArray()).map(rec);
    },
    async positions(scope) {
      return (await db.base.where('scope').equals(scope).toArray()).map(({ id, seq }) => ({ id, seq }));
    },
    async putRecords(records) {
      const rows = records.map((record) => ({
        id: record.id,
        scope: record.scope,
        type: record.type,
        seq: record.seq,
        c: seal.seal(record, `base/${record.id}`),
      }));
      await db.base.bulkPut(rows);
    },
    dropRecords: (ids) => db.base.bulkDelete([...ids]),
    async queue(where) {
      const rows = !where
        ? await db.outbox.orderBy('n').toArray()
        : await (
            'id' in where ? db.outbox.where('id').equals(where.id) : db.outbox.where('scope').equals(where.scope)
          ).sortBy('n');
      return rows.map(queued);
    },
    async enqueue(mutation) {
      await db.outbox.add(outboxRow({ mutation, sent: 0, refused: null }));
    },
    async putQueued({ n, ...entry }) {
      await db.outbox.put({ n, ...outboxRow(entry) });
    },
    dropQueued: (ns) => db.outbox.bulkDelete([...ns]),
    async journal() {
      const rows = await db.journal.orderBy('n').toArray();
      return rows.map((row) => seal.open(row.c, `journal/${row.n}`) as Journalled);
    },
    async keep(entries) {
      await db.journal.bulkPut(entries.map((entry) => ({ n: entry.n, c: seal.seal(entry, `journal/${entry.n}`) })));
    },
    dropJournal: (ns) => db.journal.bulkDelete([...ns]),
    cursors: () => db.cursors.toArray(),
    async putCursor(cursor) {
      await db.cursors.put(cursor);
    },
    dropCursor: (scope) => db.cursors.delete(scope),
    async draft(key) {
      const row = await db.drafts.get(key);
      return row && (seal.open(row.c, `drafts/${key}`) as Draft);
    },
    async drafts() {
      return (await db.drafts.toArray()).map((row) => seal.open(row.c, `drafts/${row.key}`) as Draft);
    },
    async putDraft(draft) {
      await db.drafts.put({ key: draft.key, c: seal.seal(draft, `drafts/${draft.key}`) });
    },
    dropDraft: (key) => db.drafts.delete(key),
    async meta<K extends keyof Meta>(key: K) {
      const row = await db.meta.get(key);
      return row && (seal.open(row.c, `meta/${key}`) as Meta[K]);
    },
    async putMeta(key, value) {
      await db.meta.put({ key, c: seal.seal(value, `meta/${key}`) });
    },
  };
}
