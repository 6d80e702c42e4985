import { tables } from '#domain/tables.ts';
import { commit } from '#client/db/commit.ts';
import type { Device } from '#client/db/device.ts';
import { dexieStore, removeDatabase } from '#client/db/dexie.ts';
import { memoryBlobs } from '#client/db/memoryBlobs.ts';
import { round } from '#client/engine/exchange.ts';
import { postSync } from '#client/engine/post.ts';
import { Dexie } from 'dexie';

/** What the bench asks of the page: each gives milliseconds (or bytes) of one run. */
export interface Bench {
  /** `count` notes as bare strict puts of a record and an outbox row. */
  bareWrites(count: number): Promise<number>;
  /** The same notes as commands. */
  commands(count: number): Promise<number>;
  /** Everything of the account, the app's way: rounds until nothing is left. */
  pull(): Promise<number>;
  /** The plain way: one compressed answer with the same rows, read into Dexie with one bulkPut. */
  plainPull(): Promise<number>;
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

async function inFresh<T>(work: (store: Device['store']) => Promise<T>): Promise<T> {
  const database = name();
  const store = dexieStore(database);
  try {
    return await work(store);
  } finally {
    store.close();
    await removeDatabase(database);
  }
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
  commands: (count) =>
    inFresh(async (store) => {
      const [account, scope] = [crypto.randomUUID(), crypto.randomUUID()];
      const device = deviceOn(store, account);
      return timed(async () => {
        for (let i = 0; i < count; i++) {
          const done = await commit(device, (edit) => edit.create('note', scope, note(scope)));
          if (!done.ok) throw new Error(done.error.type);
        }
      });
    }),
  pull: () => inFresh((store) => timed(() => drain(store))),
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
  requestsFor: (count) =>
    inFresh(async (store) => {
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
