import { tables } from '#domain/tables.ts';
import { commit } from '#client/db/commit.ts';
import type { Device } from '#client/db/device.ts';
import { dexieStore, removeDatabase } from '#client/db/dexie.ts';
import type { BaseRec } from '#client/db/store.ts';
import { memoryBlobs } from '#client/db/memoryBlobs.ts';
import { round } from '#client/engine/exchange.ts';
import { postSync } from '#client/engine/post.ts';
import { keyedSeal, openSeal, type Seal } from '#client/vault/seal.ts';
import { newKeyring, openSecret, wrapSecret } from '#client/vault/keyring.ts';
import { FLOOR, stretch, USUAL } from '#client/vault/stretch.ts';
import { Dexie } from 'dexie';

/** With the rows sealed under a key, or in the open. */
type Rest = 'sealed' | 'open';

/** What the bench asks of the page: each gives milliseconds (or what it says) of one run. */
export interface Bench {
  /** `count` notes as bare strict puts of a record and an outbox row. */
  bareWrites(count: number): Promise<number>;
  /** The same notes as commands. */
  commands(count: number, rest: Rest): Promise<number>;
  /** Everything of the account, the app's way: rounds until nothing is left. */
  pull(count: number, rest: Rest): Promise<number>;
  /** The plain way: one compressed answer with the same rows, read into Dexie with one bulkPut. */
  plainPull(): Promise<number>;
  /** A page that starts and reads `count` confirmed notes. */
  openAll(count: number, rest: Rest): Promise<number>;
  /** The data key opened by its passphrase, in the page itself, so that a throttled processor counts. */
  unlock(count: number, how: 'usual' | 'floor'): Promise<number>;
  /** What `count` opened notes take in memory. Unit: megabytes. */
  memory(count: number): Promise<number>;
  /** `count` changes sent and confirmed; gives how many requests that took. */
  requestsFor(count: number): Promise<number>;
}

const TEXT = 'Podmiot zebrał zapotrzebowanie trzech realizatorów usług i omówił je z gminą. '.repeat(18);

let serial = 0;
const name = (): string => `bench-${Date.now()}-${serial++}`;
const newMid = (): string => (++serial).toString(36).padStart(22, '_');

function deviceOn(store: Device['store'], account: string): Device {
  return {
    store,
    blobs: memoryBlobs(),
    registry: tables,
    me: { account, role: 'expert', code: 'E-01' },
    now: Date.now,
    newId: () => crypto.randomUUID(),
    newMid,
    random: (n) => Math.floor(Math.random() * n),
    committed: () => undefined,
  };
}

const note = (visitId: string) => ({ visitId, kind: 'fact', sphere: 1, product: null, text: TEXT }) as const;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const seals: Record<Rest, Seal> = { sealed: keyedSeal(new Uint8Array(32).fill(7)), open: openSeal };

async function inFresh<T>(rest: Rest, work: (store: Device['store']) => Promise<T>): Promise<T> {
  const database = name();
  const store = dexieStore(database, seals[rest]);
  try {
    return await work(store);
  } finally {
    store.close();
    await removeDatabase(database);
  }
}

/** A device with that many confirmed notes whose page has just started. */
async function filled<T>(count: number, rest: Rest, work: (store: Device['store']) => Promise<T>): Promise<T> {
  const database = name();
  const scope = crypto.randomUUID();
  const first = dexieStore(database, seals[rest]);
  for (let from = 0; from < count; from += 1000) {
    const records = Array.from({ length: Math.min(1000, count - from) }, (_, i) => confirmedNote(scope, from + i + 1));
    await first.write((tx) => tx.putRecords(records));
  }
  first.close();
  const store = dexieStore(database, seals[rest]);
  try {
    await store.read((tx) => tx.meta('epoch'));
    return await work(store);
  } finally {
    store.close();
    await removeDatabase(database);
  }
}

function confirmedNote(scope: string, seq: number): BaseRec {
  const mark = { mid: newMid(), by: scope, at: '2026-01-16T09:00:00.000Z' };
  const id = crypto.randomUUID();
  return {
    scope,
    id,
    type: tables.note.code,
    seq,
    last: mark.mid,
    del: false,
    mark,
    f: note(scope),
    m: {},
    alt: [],
    epoch: 1,
  };
}

/** What the page holds after a collection. Unit: bytes. */
async function heap(): Promise<number> {
  const { gc } = window as { gc?: () => void };
  for (let i = 0; i < 3; i++) {
    gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize;
}

async function drain(store: Device['store']): Promise<number> {
  for (let requests = 1; requests < 1000; requests++) {
    const done = await round({ store, post: postSync, now: Date.now, newMid }, 2000);
    if (!done.ok) throw new Error(done.error.type);
    if (!done.value.more) return requests;
  }
  throw new Error('does not come to rest');
}

const bench: Bench = {
  async bareWrites(count) {
    const db = new Dexie(name(), { chromeTransactionDurability: 'strict', cache: 'disabled' });
    db.version(1).stores({ base: 'id, scope, [type+scope]', outbox: '++n, scope, id' });
    await db.open();
    const scope = crypto.randomUUID();
    const took = await timed(async () => {
      for (let i = 0; i < count; i++) {
        const id = crypto.randomUUID();
        const c = note(scope);
        await db.transaction('rw', db.tables, async () => {
          await db.table('base').put({ id, scope, type: 6, seq: 0, c });
          await db.table('outbox').add({ id, scope, c });
        });
      }
    });
    await db.delete();
    return took;
  },
  commands: (count, rest) =>
    inFresh(rest, async (store) => {
      const [account, scope] = [crypto.randomUUID(), crypto.randomUUID()];
      const device = deviceOn(store, account);
      return timed(async () => {
        for (let i = 0; i < count; i++) {
          const done = await commit(device, (edit) => edit.create('note', scope, note(scope)));
          if (!done.ok) throw new Error(done.error.type);
        }
      });
    }),
  pull: (_count, rest) => inFresh(rest, (store) => timed(() => drain(store))),
  async plainPull() {
    const db = new Dexie(name(), { cache: 'disabled' });
    db.version(1).stores({ rows: 'id, scope, type' });
    await db.open();
    const took = await timed(async () => {
      const response = await fetch('/plain.json');
      await db.table('rows').bulkPut((await response.json()) as object[]);
    });
    await db.delete();
    return took;
  },
  openAll: (count, rest) =>
    filled(count, rest, async (store) => {
      return timed(() => store.read((tx) => tx.records({ type: tables.note.code })));
    }),
  async unlock(_count, how) {
    const ring = await newKeyring('bench', false);
    const passphrase = 'most lipa wtorek guzik';
    const key = new Uint8Array(32).fill(9);
    const used = how === 'usual' ? USUAL : FLOOR;
    const secret = await wrapSecret(ring, key, passphrase, 'passphrase', stretch, used);
    return timed(() => openSecret({ ...ring, secret }, passphrase, stretch));
  },
  memory: (count) =>
    filled(count, 'sealed', async (store) => {
      const before = await heap();
      await store.read(async (tx) => (await tx.records({})).length);
      return ((await heap()) - before) / 1e6;
    }),
  requestsFor: (count) =>
    inFresh('sealed', async (store) => {
      await drain(store);
      const me = await store.read((tx) => tx.meta('me'));
      const visit = (await store.read((tx) => tx.records({ type: tables.visit.code })))[0];
      if (!me || !visit) throw new Error('nothing pulled');
      const device = deviceOn(store, me.account);
      for (let i = 0; i < count; i++) {
        const done = await commit(device, (edit) => edit.create('note', visit.scope, note(visit.id)));
        if (!done.ok) throw new Error(done.error.type);
      }
      return drain(store);
    }),
};

Object.assign(window, { bench });
