import 'fake-indexeddb/auto';
import { commit } from '#client/db/commit.ts';
import { read } from '#client/db/device.ts';
import { databaseName, dexieStore, openStore } from '#client/db/dexie.ts';
import { keepDraft, settleAll } from '#client/db/drafts.ts';
import { memoryStore } from '#client/db/memory.ts';
import type { LocalStore } from '#client/db/store.ts';
import { startEngine } from '#client/engine/engine.ts';
import { round, type Answer } from '#client/engine/exchange.ts';
import type { EngineState } from '#client/engine/machine.ts';
import { keyedSeal, openSeal, type Seal, type Sealed } from '#client/vault/seal.ts';
import type { SyncRequest } from '#sync/protocol.ts';
import { Dexie } from 'dexie';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { photograph } from '../support/mortal.ts';
import { dump, makePair, must, type Pair } from '../support/pair.ts';
import { noteRow } from '../support/rows.ts';
import { makeWorld, type Phone } from '../support/world.ts';

let pair: Pair;
afterEach(() => pair.world.close());

const newNote = (phone: Phone, text: string) =>
  must(phone, (edit) => edit.create('note', pair.site, noteRow(pair.visit, text)));
const notes = (phone: Phone) =>
  read(phone.device, async (rows) => (await rows.all('note')).map(({ text, sync }) => [text, sync.state]).sort());

describe('the phone forgets its newest hours', () => {
  /** The phone with what its storage held at an earlier moment. */
  const back = (phone: Phone, store: LocalStore): Promise<Phone> =>
    Promise.resolve(Object.assign(phone, { device: { ...phone.device, store } }));

  /** A round of this phone over another store than the one it was made with. */
  async function syncOver(phone: Phone, store: LocalStore): Promise<void> {
    const post = async (request: SyncRequest): Promise<Answer> => {
      const response = await pair.world.request('/api/sync', { cookie: phone.cookie, body: request });
      return { status: response.status, json: await response.json(), retryAfter: null };
    };
    for (let i = 0; i < 20; i++) {
      const done = await round({ ...phone.device, store, post }, 500);
      if (!done.ok) throw new Error(done.error.type);
      if (!done.value.more) return;
    }
    throw new Error('sync does not come to rest');
  }

  it('[F5] an unflushed tail is gone: what the server had comes back, what was never sent was never called sent', async () => {
    pair = await makePair();
    const { a, b } = pair;
    await newNote(a, 'dawno');
    await a.sync();
    const early = await photograph(a.device.store);
    await newNote(a, 'wysłana tuż przed');
    await a.sync();
    await newNote(a, 'nigdy niewysłana');
    const phone = await back(a, early);
    expect(await notes(phone)).toEqual([['dawno', 'confirmed']]);
    await syncOver(phone, early);
    await b.sync();
    for (const one of [phone, b]) {
      expect((await notes(one)).map(([text]) => text)).toEqual(['dawno', 'wysłana tuż przed']);
    }
    expect(await early.read((tx) => tx.meta('repairs'))).toBeUndefined();
  });

  it('[F6] set back to a moment before sending: sent edits count once, new ones are no duplicates of forgotten ones', async () => {
    pair = await makePair();
    const { a, b, site, world } = pair;
    const first = await newNote(a, '1');
    const early = await photograph(a.device.store);
    await a.sync();
    await must(a, (edit) => edit.set('note', first, { text: '1 poprawiona i wysłana' }));
    await newNote(a, '2 wysłana');
    await a.sync();
    const phone = await back(a, early);
    expect(await notes(phone)).toEqual([['1', 'waiting']]);
    await newNote(phone, '3 po cofnięciu');
    await must(phone, (edit) => edit.set('note', first, { sphere: 3 }));
    await syncOver(phone, early);
    await b.sync();
    for (const one of [phone, b]) {
      expect(await notes(one)).toEqual([
        ['1 poprawiona i wysłana', 'confirmed'],
        ['2 wysłana', 'confirmed'],
        ['3 po cofnięciu', 'confirmed'],
      ]);
    }
    const note = (await read(b.device, (rows) => rows.all('note'))).find(({ id }) => id === first);
    expect(note).toMatchObject({ sphere: 3, sync: { alt: [] } });
    // Entity, visit, three notes created once each, two changes.
    expect((await world.deps.store.page(site, 0, [3, 4, 6], 1e6))?.head).toBe(7);
  });

  it('[F6] however often it is set back, to whatever moment: at the end both phones hold the same, each edit once', async () => {
    pair = await makePair();
    const { a, b } = pair;
    const moments: LocalStore[] = [await photograph(a.device.store)];
    const made = new Set<string>();
    for (let i = 0; i < 12; i++) {
      const store = await photograph(moments[(i * 7) % moments.length]!);
      const phone = await back(a, store);
      await newNote(phone, `zapis ${i}`);
      if (i % 3 !== 0) {
        await syncOver(phone, store);
        made.add(`zapis ${i}`);
      }
      moments.push(await photograph(store));
    }
    const last = moments.at(-1)!;
    await syncOver(await back(a, last), last);
    await b.sync();
    const texts = (await notes(b)).map(([text]) => text);
    expect(new Set(texts).size).toBe(texts.length);
    for (const text of made) expect(texts).toContain(text);
    expect((await notes(a)).map(([text]) => text)).toEqual(texts);
  });
});

describe('rows that are damaged', () => {
  let n = 0;
  const seals: [string, Seal | undefined][] = [
    ['with a key', keyedSeal(new Uint8Array(32).fill(7))],
    ['without a key', undefined],
  ];

  interface Damaged {
    phone: Phone;
    raw: Dexie;
    spoilt: () => number;
    /** The page starts anew: it knows only what stands at rest. */
    again: () => Promise<void>;
  }

  /** A pair whose first phone keeps its rows in IndexedDB, and that database as a defect sees it. */
  async function begin(with_: Seal | undefined): Promise<Damaged> {
    const name = databaseName(`damaged ${++n}`);
    let told = 0;
    const open = async (): Promise<LocalStore> => {
      const opened = await openStore(name, { ...(with_ && { seal: with_ }), spoilt: () => void (told += 1) });
      if (!opened.ok) throw new Error(opened.error.type);
      return opened.value;
    };
    let life = await open();
    const store: LocalStore = {
      read: (work) => life.read(work),
      write: (work) => life.write(work),
      close: () => life.close(),
    };
    pair = await makePair(store);
    const raw = await new Dexie(name).open();
    const again = async (): Promise<void> => {
      life.close();
      life = await open();
    };
    return { phone: pair.a, raw, spoilt: () => told, again };
  }
  const broken = { sealed: '\u0000' };
  const spoil = (raw: Dexie, table: string, key: unknown) => raw.table(table).update(key, { c: broken });

  it.each(seals)(
    '[F11] %s: a damaged record leaves the list, is fetched again and counted once; the others stay',
    async (_name, with_) => {
      const { phone, raw, spoilt, again } = await begin(with_);
      const ids = [await newNote(phone, '1'), await newNote(phone, '2'), await newNote(phone, '3')];
      await phone.sync();
      await spoil(raw, 'base', ids[1]);
      await again();
      expect((await notes(phone)).map(([text]) => text)).toEqual(['1', '3']);
      await vi.waitFor(() => expect(spoilt()).toBe(1));
      await phone.sync();
      expect(await notes(phone)).toEqual([
        ['1', 'confirmed'],
        ['2', 'confirmed'],
        ['3', 'confirmed'],
      ]);
      expect(await phone.device.store.read((tx) => tx.meta('repairs'))).toBe(1);
      await phone.sync();
      expect(spoilt()).toBe(1);
      raw.close();
    },
  );

  it.each(seals)(
    '[F11] %s: all records damaged at once come back whole, and waiting edits with them',
    async (_name, with_) => {
      const { phone, raw, spoilt, again } = await begin(with_);
      for (let i = 0; i < 5; i++) await newNote(phone, `${i}`);
      await phone.sync();
      await newNote(phone, 'czeka');
      const before = (await notes(phone)).map(([text]) => text);
      for (const key of await raw.table('base').toCollection().primaryKeys()) await spoil(raw, 'base', key);
      await again();
      expect(await notes(phone)).toEqual([['czeka', 'waiting']]);
      await vi.waitFor(() => expect(spoilt()).toBeGreaterThan(0));
      await phone.sync();
      await read(phone.device, (rows) => rows.tx.records({}));
      await new Promise((resolve) => setTimeout(resolve, 20));
      await phone.sync();
      expect((await notes(phone)).map(([text]) => text)).toEqual(before);
      raw.close();
    },
  );

  it.each(seals)(
    '[F11] %s: a damaged edit stays where it is, holds up no other, and is told to the user and the server',
    async (_name, with_) => {
      const { phone, raw, spoilt } = await begin(with_);
      await newNote(phone, 'przed');
      await newNote(phone, 'uszkodzona');
      await newNote(phone, 'po');
      const key = (await raw.table('outbox').toCollection().primaryKeys())[1]!;
      await spoil(raw, 'outbox', key);
      expect((await notes(phone)).map(([text]) => text)).toEqual(['po', 'przed']);
      await vi.waitFor(() => expect(spoilt()).toBe(1));
      let told: unknown;
      await phone.round(async (request, send) => {
        told = request.beat;
        return send();
      });
      await phone.sync();
      expect((await notes(phone)).map(([, state]) => state)).toEqual(['confirmed', 'confirmed']);
      expect(told).toMatchObject({ waiting: 2, lost: 1 });
      expect(await phone.device.store.read((tx) => tx.meta('unreadable'))).toEqual([`outbox/${key as number}`]);
      expect(await raw.table('outbox').get(key)).toMatchObject({ c: broken });
      raw.close();
    },
  );

  it.each(seals)('[F11] %s: a damaged text being typed and a damaged fact stop nothing', async (_name, with_) => {
    const { phone, raw, spoilt } = await begin(with_);
    const aim = (with_ ?? openSeal).name(`visit/${pair.visit}/aim`);
    const place = { table: 'visit', id: pair.visit, field: 'aim' } as const;
    await keepDraft(phone.device, place, 'pół');
    await keepDraft(phone.device, { ...place, field: 'comment' }, 'uwaga');
    await spoil(raw, 'drafts', aim);
    expect(await settleAll(phone.device)).toBe(0);
    expect(await read(phone.device, (rows) => rows.one('visit', pair.visit))).toMatchObject({
      aim: '',
      comment: 'uwaga',
    });
    await vi.waitFor(() => expect(spoilt()).toBe(1));
    expect(await phone.device.store.read((tx) => tx.meta('unreadable'))).toEqual([`drafts/${aim}`]);
    if (with_) for (const key of ['epoch', 'me', 'contact']) await spoil(raw, 'meta', key);
    await phone.sync();
    expect(await read(phone.device, (rows) => rows.one('visit', pair.visit))).toMatchObject({ comment: 'uwaga' });
    raw.close();
  });

  it.each(seals)('[F12] %s: two records that changed places are found out, and fetched again', async (_name, with_) => {
    const { phone, raw, spoilt, again } = await begin(with_);
    const [one, two] = [await newNote(phone, 'jeden'), await newNote(phone, 'dwa')];
    await phone.sync();
    const [x, y] = [await raw.table('base').get(one), await raw.table('base').get(two)];
    await raw.table('base').bulkPut([
      { ...x, c: y.c },
      { ...y, c: x.c },
    ]);
    await again();
    expect(await notes(phone)).toEqual([]);
    await vi.waitFor(() => expect(spoilt()).toBe(1));
    await phone.sync();
    const texts = await read(phone.device, async (rows) => [
      (await rows.one('note', one))?.text,
      (await rows.one('note', two))?.text,
    ]);
    expect(texts).toEqual(['jeden', 'dwa']);
    raw.close();
  });
});

describe('blocks that are damaged', () => {
  let n = 0;
  const COUNT = 1000;
  const seals: [string, Seal | undefined][] = [
    ['with a key', keyedSeal(new Uint8Array(32).fill(7))],
    ['without a key', undefined],
  ];
  type Damage = (raw: Dexie, keys: string[]) => Promise<unknown>;
  const bytesOf = (row: { c: Sealed }): Uint8Array =>
    row.c instanceof Uint8Array ? row.c : new Uint8Array(row.c.sealed as ArrayBuffer);
  const change =
    (alter: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>, share: number): Damage =>
    async (raw, keys) => {
      for (const key of keys.slice(0, Math.max(1, Math.round(keys.length * share)))) {
        const row = (await raw.table('blocks').get(key)) as { c: Sealed };
        const bytes = alter(bytesOf(row).slice());
        await raw.table('blocks').put({ key, c: row.c instanceof Uint8Array ? bytes : { sealed: bytes.buffer } });
      }
    };
  const flipped = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => {
    for (let at = 60; at < 80; at++) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    return bytes;
  };
  const damages: [string, Damage][] = [
    ['one block with altered bytes', change(flipped, 0)],
    ['all blocks with altered bytes', change(flipped, 1)],
    ['one block cut short', change((bytes) => bytes.slice(0, bytes.length >> 1), 0)],
    ['an empty block', change(() => new Uint8Array(), 0)],
    ['a block that is gone', (raw, [key = '']) => raw.table('blocks').delete(key)],
    [
      '[F12] two blocks that changed places',
      async (raw, [one = '', two = '']) => {
        const [x, y] = (await raw.table('blocks').bulkGet([one, two])) as [{ c: Sealed }, { c: Sealed }];
        await raw.table('blocks').bulkPut([
          { key: one, c: y.c },
          { key: two, c: x.c },
        ]);
      },
    ],
    ['a head that says nothing', (raw, [key]) => raw.table('heads').update(key, { ids: null, seqs: 7 })],
    [
      'a head with the ids of another',
      async (raw, [one = '', two = '']) => {
        const other = (await raw.table('heads').get(two)) as { ids: string };
        await raw.table('heads').update(one, { ids: other.ids });
      },
    ],
  ];

  for (const [seal, with_] of seals) {
    it.each(damages)(
      `[F11] ${seal}: %s: the records leave the list, come again, and it is told and counted`,
      { timeout: 60_000 },
      async (_name, damage) => {
        const name = databaseName(`blocks ${++n}`);
        pair = await makePair();
        const { a, b, site, visit } = pair;
        await must(a, async (edit) => {
          let done = await edit.create('note', site, noteRow(visit, '0'));
          for (let i = 1; i < COUNT && done.ok; i++) done = await edit.create('note', site, noteRow(visit, `${i}`));
          return done;
        });
        await a.sync();
        const options = { ...(with_ && { seal: with_ }) };
        const filled = await openStore(name, options);
        if (!filled.ok) throw new Error(filled.error.type);
        await b.sync();
        await filled.value.write(async (tx) => {
          const { records, cursors } = await b.device.store.read(async (from) => ({
            records: await from.records({}),
            cursors: await from.cursors(),
          }));
          await tx.putRecords(records);
          for (const cursor of cursors) await tx.putCursor(cursor);
          await tx.putMeta('epoch', (await b.device.store.read((from) => from.meta('epoch'))) ?? 0);
        });
        filled.value.close();
        const raw = await new Dexie(name).open();
        const keys = (await raw.table('blocks').toCollection().primaryKeys()) as string[];
        expect(keys.length).toBeGreaterThanOrEqual(COUNT / 100);
        await damage(raw, keys);
        raw.close();
        let told = 0;
        const opened = await openStore(name, { ...options, spoilt: () => void (told += 1) });
        if (!opened.ok) throw new Error(opened.error.type);
        const phone: Phone = { ...b, device: { ...b.device, store: opened.value } };
        expect((await notes(phone)).length).toBeLessThan(COUNT);
        await vi.waitFor(() => expect(told).toBeGreaterThan(0));
        const post = async (request: SyncRequest): Promise<Answer> => {
          const response = await pair.world.request('/api/sync', { cookie: b.cookie, body: request });
          return { status: response.status, json: await response.json(), retryAfter: null };
        };
        for (let more = true; more;) {
          const done = await round({ ...phone.device, post }, 500);
          if (!done.ok) throw new Error(done.error.type);
          more = done.value.more;
        }
        expect(new Set((await notes(phone)).map(([text]) => text)).size).toBe(COUNT);
        expect(await opened.value.read((tx) => tx.meta('repairs'))).toBeGreaterThan(0);
        await new Promise((resolve) => setTimeout(resolve, 20));
        const heard = told;
        expect(heard).toBeLessThanOrEqual(2);
        opened.value.close();
        const next = await openStore(name, { ...options, spoilt: () => void (told += 1) });
        if (!next.ok) throw new Error(next.error.type);
        expect((await next.value.read((tx) => tx.records({ type: 6 }))).length).toBe(COUNT);
        await new Promise((resolve) => setTimeout(resolve, 20));
        expect(told).toBe(heard);
        next.value.close();
      },
    );
  }
});

describe('two windows', () => {
  it('[F14] edit the same field of one database: in order, the later saw the earlier, nothing is doubled', async () => {
    const name = databaseName('two windows');
    pair = await makePair(dexieStore(name));
    const { a, b, visit } = pair;
    const other = { ...a.device, store: dexieStore(name) };
    await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        commit(i % 2 ? other : a.device, (edit) => edit.set('visit', visit, { aim: `cel ${i}` })),
      ),
    );
    const queue = await a.device.store.read((tx) => tx.queue());
    expect(queue).toHaveLength(10);
    for (const [i, { mutation }] of queue.entries()) {
      if (i > 0) expect(mutation.set['aim']?.saw).toBe(queue[i - 1]!.mutation.mid);
    }
    await a.sync();
    await b.sync();
    const last = queue.at(-1)!.mutation.set['aim']!.v;
    for (const phone of [a, b]) {
      expect(await read(phone.device, (rows) => rows.one('visit', visit))).toMatchObject({
        aim: last,
        sync: { alt: [] },
      });
    }
    other.store.close();
  });

  it('[F16] a window that was frozen in the middle of a request for three days: its late answer takes nothing back', async () => {
    pair = await makePair();
    const { a, b, world } = pair;
    await newNote(a, 'przed snem');
    const frozen = await a.round(async (_request, send) => {
      const old = await send();
      world.time += 3 * 86_400_000;
      await newNote(a, 'po przebudzeniu innego okna');
      await newNote(b, 'od drugiej osoby');
      await b.sync();
      await a.sync();
      return old;
    });
    expect(frozen).toMatchObject({ ok: true, value: { pulled: 0, refused: 0 } });
    expect((await notes(a)).map(([text, state]) => `${text}: ${state}`)).toEqual([
      'od drugiej osoby: confirmed',
      'po przebudzeniu innego okna: confirmed',
      'przed snem: confirmed',
    ]);
    await a.sync();
    expect(await a.device.store.read((tx) => tx.meta('repairs'))).toBeUndefined();
  });
});

it('[F23] 5,000 waiting edits go in at most 50 requests, by the engine itself', { timeout: 60_000 }, async () => {
  pair = await makePair(memoryStore());
  const { a, b, world, site, visit } = pair;
  await must(a, async (edit) => {
    let done = await edit.create('note', site, noteRow(visit, '0'));
    for (let i = 1; i < 5000 && done.ok; i++) done = await edit.create('note', site, noteRow(visit, `${i}`));
    return done;
  });
  let requests = 0;
  let state: EngineState | null = null;
  const engine = startEngine({
    ...a.device,
    post: async (request) => {
      requests += 1;
      const response = await world.request('/api/sync', { cookie: a.cookie, body: request });
      return { status: response.status, json: await response.json(), retryAfter: null };
    },
    alone: (work) => work().then(() => true),
    wake: () => undefined,
    chance: () => 0.5,
    changed: (now) => void (state = now),
  });
  engine.want('start');
  await vi.waitFor(() => expect(state).toMatchObject({ running: false }), { timeout: 50_000, interval: 50 });
  engine.stop();
  expect(state).toMatchObject({ error: null });
  console.log(`5,000 edits went in ${requests} requests`);
  expect(requests).toBeLessThanOrEqual(50);
  expect(await a.device.store.read(async (tx) => (await tx.queue()).length)).toBe(0);
  await b.sync();
  expect(await b.device.store.read(async (tx) => (await tx.records({ type: 6 })).length)).toBe(5000);
});

describe('another server answers under the same name', () => {
  it('[F36] an empty one does not know the device: signed out, nothing deleted, and all goes on with the right one', async () => {
    pair = await makePair();
    const { a } = pair;
    await newNote(a, 'potwierdzona');
    await a.sync();
    await newNote(a, 'czeka');
    const before = (await dump(a.device.store)) as Record<string, unknown>;
    const empty = await makeWorld();
    const wrong = async (request: SyncRequest): Promise<Answer> => {
      const response = await empty.request('/api/sync', { cookie: a.cookie, body: request });
      return { status: response.status, json: await response.json(), retryAfter: null };
    };
    expect(await a.round((request) => wrong(request))).toEqual({ ok: false, error: { type: 'Unauthorized' } });
    expect(await dump(a.device.store)).toEqual(before);
    await empty.close();
    await a.sync();
    expect((await notes(a)).map(([text]) => text)).toEqual(['czeka', 'potwierdzona']);
  });

  it('[F36] one of a smaller epoch that even knows the account deletes nothing, takes nothing, and is told of', async () => {
    pair = await makePair();
    const { a, world } = pair;
    await newNote(a, 'potwierdzona');
    await a.sync();
    await world.deps.store.restored(1_800_000_000);
    await a.sync();
    await newNote(a, 'czeka');
    const before = (await dump(a.device.store)) as Record<string, unknown>;
    await a.round(async (_request, send) => {
      const real = await send();
      const json = real.json as object;
      return { ...real, json: { ...json, epoch: 1, grants: {}, scopes: {}, results: [] } };
    });
    expect(await dump(a.device.store)).toEqual(before);
    await a.sync();
    expect((await notes(a)).map(([text]) => text)).toEqual(['czeka', 'potwierdzona']);
  });
});
