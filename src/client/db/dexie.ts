import { ok, type Result } from '#domain/result.ts';
import { openSeal, type Seal, type Sealed } from '#client/vault/seal.ts';
import { Dexie, type Table } from 'dexie';
import { connectionLost, openWithin, type StorageFault } from './opening.ts';
import type { BaseRec, Draft, Journalled, LocalStore, LocalTx, Meta, Queued, ScopeCursor } from './store.ts';
import { heal, isDraft, isEdit, isJournalled, isRecord, openedRow, type Unreadable } from './unreadable.ts';

/** Version of the shape below; raised with every `this.version(…)` that is added. */
const VERSION = 1;

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
    this.version(VERSION).stores({
      base: 'id, scope, [type+scope]',
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

/** What a store over IndexedDB may be told besides its name. */
export interface StoreOptions {
  seal?: Seal;
  /** How long opening may take. Unit: milliseconds. */
  patience?: number;
  /** Called when the database did not exist and was made: at first use, or because someone removed it meanwhile. */
  created?: () => void;
  /** Called after rows that cannot be read were noted: their scopes are to be fetched again. */
  spoilt?: () => void;
}

/**
 * The storage contract over IndexedDB, strict durability: a resolved write survives the death of the page. A lost connection
 * is opened once more and the work repeated, unless it may already have been written (fault 9).
 */
export function dexieStore(name: string, seal: Seal = openSeal): LocalStore {
  return storeOver(new Database(name), { seal });
}

/** As dexieStore, opened: within 5 seconds it is usable or the reason is known. */
export async function openStore(
  name: string,
  options: StoreOptions = {},
): Promise<Result<LocalStore, { type: StorageFault }>> {
  const db = new Database(name);
  const store = storeOver(db, options);
  const opened = await openWithin(db, VERSION, options.patience);
  return opened.ok ? ok(store) : opened;
}

function storeOver(db: Database, { seal = openSeal, created, spoilt }: StoreOptions): LocalStore {
  let closed = false;
  const known = new Set<string>();
  const found: Unreadable[] = [];
  function note(row: Unreadable): void {
    const place = `${row.table}/${row.key}`;
    if (known.has(place)) return;
    known.add(place);
    if (found.push(row) === 1) setTimeout(() => void tend());
  }
  async function tend(): Promise<void> {
    const rows = found.splice(0);
    if (closed) return;
    try {
      await run('rw', (tx) => heal(tx, rows));
      spoilt?.();
    } catch {
      // Nothing can be written: the next life finds the rows again.
    }
  }
  if (created) {
    db.on('populate', () => void setTimeout(created));
    // Removed by someone else: opened once more, so that the app learns of it before it wants something.
    db.on('versionchange', ({ newVersion }) => {
      if (newVersion === null) setTimeout(() => closed || void db.open().catch(() => undefined));
    });
  }

  function run<T>(mode: 'r' | 'rw', work: (tx: LocalTx) => Promise<T>): Promise<T> {
    let worked = false;
    // The scope function is async on purpose: only then does Dexie follow native awaits and keep the transaction open.
    const attempt = () =>
      db.transaction(mode, db.tables, async () => {
        const value = await work(transaction(db, seal, note));
        worked = true;
        return value;
      });
    return attempt().catch((error: unknown) => {
      if (closed || (mode === 'rw' && worked) || !connectionLost(error)) throw error;
      db.close({ disableAutoOpen: false });
      return db.open().then(attempt);
    });
  }

  return {
    read: (work) => run('r', work),
    write: (work) => run('rw', work),
    close() {
      closed = true;
      db.close();
    },
  };
}

function transaction(db: Database, seal: Seal, note: (row: Unreadable) => void): LocalTx {
  type Entry = Omit<Queued, 'n'>;
  function rec(row: BaseRow): BaseRec | undefined {
    const found = openedRow<BaseRec>(() => seal.open(row.c, `base/${row.id}`), isRecord(row.id, row.seq));
    if (!found) note({ table: 'base', key: row.id, scope: row.scope });
    return found;
  }
  function queued(row: OutboxRow): Queued[] {
    const entry = openedRow<Entry>(() => seal.open(row.c, `outbox/${row.id}`), isEdit(row.id));
    if (!entry) note({ table: 'outbox', key: `${row.n}` });
    return entry ? [{ n: row.n as number, ...entry }] : [];
  }
  function typed(row: KeyRow): Draft | undefined {
    const draft = openedRow<Draft>(() => seal.open(row.c, `drafts/${row.key}`), isDraft(row.key));
    if (!draft) note({ table: 'drafts', key: row.key });
    return draft;
  }
  function confirmed(row: JournalRow): Journalled[] {
    const entry = openedRow<Journalled>(() => seal.open(row.c, `journal/${row.n}`), isJournalled(row.n));
    if (!entry) note({ table: 'journal', key: `${row.n}` });
    return entry ? [entry] : [];
  }
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
          ? db.base.where('[type+scope]').equals([type, scope])
          : scope !== undefined
            ? db.base.where('scope').equals(scope)
            : type !== undefined
              ? db.base.where('[type+scope]').between([type, Dexie.minKey], [type, Dexie.maxKey])
              : db.base.toCollection();
      return (await rows.toArray()).flatMap((row) => rec(row) ?? []);
    },
    ids: (scope) => db.base.where('scope').equals(scope).primaryKeys(),
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
      return rows.flatMap(queued);
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
      return rows.flatMap(confirmed);
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
      return row && typed(row);
    },
    async drafts() {
      return (await db.drafts.toArray()).flatMap((row) => typed(row) ?? []);
    },
    async putDraft(draft) {
      await db.drafts.put({ key: draft.key, c: seal.seal(draft, `drafts/${draft.key}`) });
    },
    dropDraft: (key) => db.drafts.delete(key),
    async meta<K extends keyof Meta>(key: K) {
      const row = await db.meta.get(key);
      // A fact that cannot be read is one that is not known: the next answer of the server brings it.
      try {
        return row && (seal.open(row.c, `meta/${key}`) as Meta[K]);
      } catch {
        return undefined;
      }
    },
    async putMeta(key, value) {
      await db.meta.put({ key, c: seal.seal(value, `meta/${key}`) });
    },
  };
}
