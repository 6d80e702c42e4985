import { ok, type Result } from '#domain/result.ts';
import { openSeal, type Seal } from '#client/vault/seal.ts';
import type { Sender } from '#client/vault/sender.ts';
import { Dexie } from 'dexie';
import { confirmedBase, type BaseTx } from './base.ts';
import { copied } from './copied.ts';
import { connectionLost, openWithin, type StorageFault } from './opening.ts';
import { sealAll } from './sealAll.ts';
import { Database, VERSION, type JournalRow, type KeyRow, type OutboxRow, type Posted } from './shape.ts';
import type { Draft, Journalled, LocalStore, LocalTx, Meta, Queued } from './store.ts';
import { heal, isDraft, isEdit, isJournalled, openedRow, type Unreadable } from './unreadable.ts';

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
  /** Seals waiting edits and texts to the server too; null while its key is not known. */
  sender?: () => Sender | null;
  /** How long opening may take. Unit: milliseconds. */
  patience?: number;
  /** Called when the database did not exist and was made: at first use, or because someone removed it meanwhile. */
  created?: () => void;
  /** Called after rows that cannot be read were noted: their scopes are to be fetched again. */
  spoilt?: () => void;
}

/** The storage contract over IndexedDB, and what only storage at rest has. */
export interface KeptStore extends LocalStore {
  /**
   * Seals what earlier versions, or a time without a key, left in the open: in small transactions, beside the ordinary work. May
   * be cut off anywhere and begun again; every row stays readable meanwhile for a seal that reads both forms. Resolves when
   * nothing readable is left in the open. Does nothing without a key.
   */
  sealAll(): Promise<void>;
}

/**
 * The storage contract over IndexedDB, strict durability: a resolved write survives the death of the page. A lost connection
 * is opened once more and the work repeated, unless it may already have been written (fault 9).
 */
export function dexieStore(name: string, seal: Seal = openSeal): KeptStore {
  return storeOver(new Database(name), { seal });
}

/** As dexieStore, opened: within 5 seconds it is usable or the reason is known. */
export async function openStore(
  name: string,
  options: StoreOptions = {},
): Promise<Result<KeptStore, { type: StorageFault }>> {
  const db = new Database(name);
  const store = storeOver(db, options);
  const opened = await openWithin(db, VERSION, options.patience);
  return opened.ok ? ok(store) : opened;
}

function storeOver(db: Database, { seal = openSeal, sender = () => null, created, spoilt }: StoreOptions): KeptStore {
  let closed = false;
  const edits = new Map<number, KnownEdit>();
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
    const heads = rows.flatMap(({ table, key }) => (table === 'heads' ? key : []));
    try {
      await run('rw', async (tx, base) => {
        await heal(tx, rows);
        if (heads.length > 0) await base.forget(heads);
      });
      spoilt?.();
    } catch {
      // Nothing can be written: the next life finds the rows again.
    }
  }
  const base = confirmedBase(db, seal, note);
  if (created) {
    db.on('populate', () => void setTimeout(created));
    // Removed by someone else: opened once more, so that the app learns of it before it wants something.
    db.on('versionchange', ({ newVersion }) => {
      if (newVersion === null) setTimeout(() => closed || void db.open().catch(() => undefined));
    });
  }

  // Chained, not awaited: a native await out here loses the transaction inside a live query (test/e2e/blocks.e2e.ts).
  function run<T>(mode: 'r' | 'rw', work: (tx: LocalTx, base: BaseTx) => Promise<T>): Promise<T> {
    let worked = false;
    const attempt = () => {
      const records = base.begin();
      // The scope function is async on purpose: only then does Dexie follow native awaits and keep the transaction open.
      const done = db.transaction(mode, db.tables, async () => {
        const value = await work(transaction(db, seal, sender(), note, records, edits), records);
        worked = true;
        return value;
      });
      return done.then((value) => {
        records.done();
        return value;
      });
    };
    return attempt().catch((error: unknown) => {
      if (closed || (mode === 'rw' && worked) || !connectionLost(error)) throw error;
      db.close({ disableAutoOpen: false });
      return db.open().then(attempt);
    });
  }

  return {
    read: (work) => run('r', work),
    write: (work) => run('rw', work),
    sealAll: () => sealAll(db, seal, (work) => run('rw', work)),
    close() {
      closed = true;
      db.close();
      base.drop();
      edits.clear();
    },
  };
}

/** An edit that was opened, under the bytes it was sealed to. */
interface KnownEdit {
  c: Uint8Array;
  entry: Omit<Queued, 'n'>;
}

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

function transaction(
  db: Database,
  seal: Seal,
  sender: Sender | null,
  note: (row: Unreadable) => void,
  records: BaseTx,
  edits: Map<number, KnownEdit>,
): LocalTx {
  type Entry = Omit<Queued, 'n'>;
  function queued(row: OutboxRow): Queued[] {
    const n = row.n as number;
    const known = edits.get(n);
    if (known && row.c instanceof Uint8Array && same(known.c, row.c)) return [{ n, ...copied(known.entry) }];
    const entry = openedRow<Entry>(() => seal.open(row.c, `outbox/${row.id}`), isEdit(row.id));
    if (!entry) note({ table: 'outbox', key: `${n}` });
    else if (row.c instanceof Uint8Array) edits.set(n, { c: row.c, entry: copied(entry) });
    return entry ? [{ n, ...entry }] : [];
  }
  const draftKeys = (key: string): string[] => [...new Set([seal.name(key), key])];
  function typed(row: KeyRow): Draft | undefined {
    const here = isDraft((key) => draftKeys(key).includes(row.key));
    const draft = openedRow<Draft>(() => seal.open(row.c, `drafts/${row.key}`), here);
    if (!draft) note({ table: 'drafts', key: row.key });
    return draft;
  }
  function confirmed(row: JournalRow): Journalled[] {
    const entry = openedRow<Journalled>(() => seal.open(row.c, `journal/${row.n}`), isJournalled(row.n));
    if (!entry) note({ table: 'journal', key: `${row.n}` });
    return entry ? [entry] : [];
  }
  const posted = (value: unknown, name: string): Posted =>
    sender ? { by: sender.header, p: sender.seal(value, name) } : {};
  const outboxRow = (entry: Entry): OutboxRow => {
    const { id, scope, mid } = entry.mutation;
    const due = entry.sent === 0 && entry.refused === null ? 1 : 0;
    return { id, scope, mid, due, c: seal.seal(entry, `outbox/${id}`), ...posted(entry.mutation, mid) };
  };
  /** The scope of a record, whether it is confirmed or waits. */
  async function scopeOf(id: string): Promise<string> {
    return (await records.record(id))?.scope ?? (await db.outbox.where('id').equals(id).first())?.scope ?? '';
  }
  return {
    record: records.record,
    records: records.records,
    ids: records.ids,
    positions: records.positions,
    putRecords: records.putRecords,
    dropRecords: records.dropRecords,
    replaceRecords: records.replaceRecords,
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
    dropQueued(ns) {
      for (const n of ns) edits.delete(n);
      return db.outbox.bulkDelete([...ns]);
    },
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
      const row = (await db.drafts.bulkGet(draftKeys(key))).find((one) => one !== undefined);
      return row && typed(row);
    },
    async drafts() {
      return (await db.drafts.toArray()).flatMap((row) => typed(row) ?? []);
    },
    async putDraft(draft) {
      const [key = '', ...earlier] = draftKeys(draft.key);
      const told = sender ? { ...draft, scope: await scopeOf(draft.key.split('/')[1] ?? '') } : null;
      await db.drafts.put({ key, c: seal.seal(draft, `drafts/${key}`), ...(told && posted(told, key)) });
      if (earlier.length > 0) await db.drafts.bulkDelete(earlier);
    },
    dropDraft: (key) => db.drafts.bulkDelete(draftKeys(key)),
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
      const told = key === 'seal' ? posted((value as Meta['seal']).ticket, 'ticket') : {};
      await db.meta.put({ key, c: seal.seal(value, `meta/${key}`), ...told });
    },
  };
}
