import { settleAll } from '#client/db/drafts.ts';
import type { Device } from '#client/db/device.ts';
import { memoryBlobs } from '#client/db/memoryBlobs.ts';
import { memoryStore, type Image, type MemoryStore } from '#client/db/memory.ts';
import type { LocalStore, LocalTx, Queued } from '#client/db/store.ts';
import { startEngine, type Engine } from '#client/engine/engine.ts';
import { round, type Answer } from '#client/engine/exchange.ts';
import { pruneJournal } from '#client/engine/journal.ts';
import type { Role } from '#domain/access.ts';
import { tables } from '#domain/tables.ts';
import type { Mutation, SyncRequest } from '#sync/protocol.ts';
import type { Intent } from './model.ts';
import type { Kind } from './played.ts';
import type { Line } from './steps.ts';

/** The page is gone: nothing that it began goes on. */
export class PageDied extends Error {
  override name = 'PageDied';
}

/** How many transactions a power cut or a backup may take back. */
const RING = 30;

/** The storage of one device with up to two tabs over it. */
export interface Disk {
  index: number;
  account: string;
  token: string;
  /** Its clock against the server's. Unit: milliseconds. */
  skew: number;
  /** False: this device's browser knows no locks. */
  locks: boolean;
  holder: Page | null;
  /** True after an update: its edits carry a newer schema. */
  updated: boolean;
  store: LocalStore;
  /** Opens one more connection to the storage, for a page of its own; null: in memory all share one. */
  connect: (() => LocalStore) | null;
  /** What it held after each of the last transactions; none over IndexedDB. */
  ring: Image[];
  pages: (Page | null)[];
  /** Requests made so far; what the answer to the newest of those that were answered grants. */
  asked: number;
  heard: { request: number; grants: Record<string, number> } | null;
  /** Confirmed edits that its journal has forgotten by age. */
  pruned: Set<string>;
  /** Scopes it held rows of when it was last looked at; null: not known. */
  scopes: Set<string> | null;
}

/** A request or an answer that stays on the line until someone lets it go. */
export interface Held {
  page: Page;
  release(): Promise<void>;
  fail(): void;
}

export interface Page {
  disk: Disk;
  alive: boolean;
  device: Device;
  engine: Engine;
  /** What the user intends while a command runs, or drafts of an earlier page are settled; null: the engine works. */
  intent: Intent | null;
  lines: Line[];
  /** Bytes of rows it asks for; null: as many as the engine wants. */
  narrow: number | null;
  running: boolean;
  /** Its last round failed. */
  failed: boolean;
  /** Storage operations left until the page dies, or the storage refuses once. */
  crash: number;
  quota: number;
  wake: { at: number; call: () => void } | null;
  rounds: number;
  /** Above 0 while steps happen during one of its requests: then nobody waits for it. */
  busy: number;
  /** Does something that happens during a request of this page; whoever waits for the page waits for that too. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Requests of it that hang on the line. */
  hung: number;
  /** Ends when the engine rests, hangs on the line, or the page is gone. */
  rest(): Promise<void>;
  /** Requests with a small batch, without the engine's state. */
  few(batch: number): Promise<void>;
  /** True while `few` is at work. */
  working: boolean;
  /** Ends when the page hangs on the line or is gone. */
  stalled(): Promise<void>;
  /** Tells whoever waits that the page hangs on the line. */
  hang(): void;
  die(): void;
}

/** What a transaction of a page did that the model has to know. */
export interface Done {
  enqueued: Mutation[];
  /** Refused edits that a command took away. */
  dropped: string[];
  drafts: { key: string; value: string }[];
  settled: string[];
  /** Edits that the engine took out of the outbox; those that went into the journal; scopes that the phone left. */
  removed: Queued[];
  kept: string[];
  left: string[];
}

const nothingDone = (): Done => ({
  ...{ enqueued: [], dropped: [], drafts: [], settled: [] },
  ...{ removed: [], kept: [], left: [] },
});

/** What pages need from the world. */
export interface Around {
  now(disk: Disk): number;
  newId(): string;
  newMid(): string;
  random(n: number): number;
  chance(): number;
  post(page: Page, request: SyncRequest): Promise<Answer>;
  committed(page: Page, done: Done): void;
  /** Called with what a page is about to delete from the confirmed rows outside a snapshot. */
  removing(page: Page, tx: LocalTx, ids: readonly string[], scope: string): Promise<void>;
  pruned(disk: Disk, mids: readonly string[]): void;
  /** Takes note of what took effect. `at`: the operation at which a page died. */
  count(kind: Kind, at?: string): void;
}

export function newDisk(index: number, account: string, token: string, connect: (() => LocalStore) | null): Disk {
  const store = connect?.() ?? memoryStore();
  const fresh = { skew: 0, locks: true, holder: null, updated: false, ring: [], pages: [] };
  const known = { asked: 0, heard: null, pruned: new Set<string>(), scopes: null };
  return { index, account, token, store, connect, ...fresh, ...known };
}

/** The device as it was so many transactions ago; false when nothing is known of it. */
export function rollBack(disk: Disk, back: number): boolean {
  const image = disk.ring.at(-1 - back) ?? disk.ring[0];
  if (!image) return false;
  disk.store = memoryStore(image);
  disk.ring = [image];
  return true;
}

export async function openPage(disk: Disk, tab: number, around: Around): Promise<Page> {
  const role = (await disk.store.read((tx) => tx.meta('me')))?.role ?? 'expert';
  let resting: (() => void)[] = [];
  let stalling: (() => void)[] = [];
  const relieve = (): void => {
    for (const call of resting) call();
    resting = [];
  };
  const page: Page = {
    disk,
    alive: true,
    intent: null,
    lines: [],
    narrow: null,
    running: false,
    failed: false,
    crash: 0,
    quota: 0,
    wake: null,
    rounds: 0,
    busy: 0,
    async during(work) {
      page.busy += 1;
      try {
        return await work();
      } finally {
        page.busy -= 1;
        if (page.busy === 0 && !page.alive) page.hang();
      }
    },
    hung: 0,
    rest: () =>
      page.alive && page.running && page.busy + page.hung === 0
        ? new Promise((resolve) => resting.push(resolve))
        : Promise.resolve(),
    working: false,
    stalled: () =>
      page.alive && page.hung === 0 ? new Promise((resolve) => stalling.push(resolve)) : Promise.resolve(),
    hang() {
      for (const call of stalling) call();
      stalling = [];
      relieve();
    },
    die() {
      page.alive = false;
      page.engine.stop();
      if (disk.holder === page) disk.holder = null;
      // Not at once: a page dies inside a transaction, and whoever is woken there would go on in its zone (Dexie follows
      // native awaits), so that each later transaction of the run would belong to the dead one. A real page dies alone.
      setImmediate(() => {
        own?.close();
        if (page.busy === 0) page.hang();
      });
    },
    async few(batch) {
      await alone(async () => {
        for (let more = true; more;) {
          const result = await round(deps, batch);
          more = result.ok && result.value.more;
        }
      });
    },
    device: null as unknown as Device,
    engine: null as unknown as Engine,
  };
  const own = disk.connect?.();
  const store = tapped(page, around, () => own ?? disk.store);
  page.device = {
    store,
    blobs: memoryBlobs(),
    registry: tables,
    me: { account: disk.account, role: role as Role, code: '' },
    now: () => around.now(disk),
    newId: around.newId,
    newMid: around.newMid,
    random: around.random,
    committed: () => page.engine.want('commit'),
  };
  const deps = {
    store,
    post: (request: SyncRequest) => around.post(page, request),
    now: () => around.now(disk),
    newMid: around.newMid,
  };
  page.engine = startEngine({
    ...deps,
    alone,
    wake: (at, call) => void (page.wake = { at, call }),
    chance: around.chance,
    changed(state) {
      page.running = state.running;
      page.failed = state.error !== null;
      if (!state.running) relieve();
    },
  });
  disk.pages[tab] = page;
  page.intent = { seen: {} };
  await settleAll(page.device);
  page.intent = null;
  const journal = async () => (await store.read((tx) => tx.journal())).map(({ mutation }) => mutation.mid);
  const before = await journal();
  await pruneJournal(store, around.now(disk));
  const left = new Set(await journal());
  around.pruned(
    disk,
    before.filter((mid) => !left.has(mid)),
  );
  return page;

  async function alone(work: () => Promise<void>): Promise<boolean> {
    if (disk.locks && disk.holder) return false;
    disk.holder = page;
    try {
      await work();
    } finally {
      if (disk.holder === page) disk.holder = null;
    }
    return true;
  }
}

/** The store as one page sees it: its operations are counted, what it commits is told. */
function tapped(page: Page, around: Around, at: () => LocalStore): LocalStore {
  const { disk } = page;
  const point = (operation: string): void => {
    if (!page.alive) throw new PageDied();
    if (page.crash > 0 && --page.crash === 0) {
      around.count('crash', operation);
      page.die();
      throw new PageDied();
    }
    if (page.quota > 0 && --page.quota === 0) {
      around.count('quota');
      throw Object.assign(new Error('no room'), { name: 'QuotaExceededError' });
    }
  };
  const counted = (tx: LocalTx): LocalTx =>
    Object.fromEntries(
      Object.entries(tx).map(([name, method]) => [
        name,
        async (...args: unknown[]) => {
          point(name);
          return (method as (...given: unknown[]) => unknown)(...args);
        },
      ]),
    ) as unknown as LocalTx;

  function told(inner: LocalTx, done: Done): LocalTx {
    const tx = counted(inner);
    return {
      ...tx,
      enqueue(mutation) {
        const given = disk.updated ? { ...mutation, schema: 2 } : mutation;
        done.enqueued.push(given);
        return tx.enqueue(given);
      },
      async dropQueued(ns) {
        const gone = ns.length > 0 ? (await inner.queue()).filter(({ n }) => ns.includes(n)) : [];
        if (page.intent) done.dropped.push(...gone.map(({ mutation }) => mutation.mid));
        else done.removed.push(...gone);
        await tx.dropQueued(ns);
      },
      keep(entries) {
        done.kept.push(...entries.map(({ mutation }) => mutation.mid));
        return tx.keep(entries);
      },
      dropCursor(scope) {
        done.left.push(scope);
        return tx.dropCursor(scope);
      },
      putDraft(draft) {
        done.drafts.push(draft);
        return tx.putDraft(draft);
      },
      dropDraft(key) {
        done.settled.push(key);
        return tx.dropDraft(key);
      },
      async putRecords(records) {
        const gone = records.filter(({ del }) => del);
        const scope = gone[0]?.scope;
        if (gone.length > 20 && scope)
          await around.removing(
            page,
            inner,
            gone.map(({ id }) => id),
            scope,
          );
        await tx.putRecords(records);
      },
    };
  }

  return {
    async read(work) {
      point('begin to read');
      return at().read((tx) => work(counted(tx)));
    },
    async write(work) {
      point('begin to write');
      let done = nothingDone();
      const result = await at().write(async (tx) => {
        done = nothingDone();
        const value = await work(told(tx, done));
        point('commit');
        return value;
      });
      if ('image' in disk.store) {
        disk.ring.push((disk.store as MemoryStore).image());
        if (disk.ring.length > RING) disk.ring.shift();
      }
      around.committed(page, done);
      point('after commit');
      return result;
    },
    close: () => undefined,
  };
}
