import 'fake-indexeddb/auto';
import { databaseName, dexieStore, openStore } from '#client/db/dexie.ts';
import { connectionLost, databaseExists, storageFault } from '#client/db/opening.ts';
import { Dexie } from 'dexie';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mid, mutation } from '../../support/wire.ts';

let names = 0;
const fresh = (): string => databaseName(`opening-${++names}`);

afterEach(() => void vi.restoreAllMocks());

/** A browser that refuses to open, with an error of this name. */
function refusing(name: string): void {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw Object.assign(new Error('refused'), { name });
  });
}

describe('opening', () => {
  it('[L2] a database that can be used is opened and made at first use', async () => {
    const name = fresh();
    expect(await databaseExists(name)).toBe(false);
    const opened = await openStore(name);
    expect(opened.ok && (await opened.value.read((tx) => tx.queue()))).toEqual([]);
    expect(await databaseExists(name)).toBe(true);
    if (opened.ok) opened.value.close();
  });

  it.each([
    ['QuotaExceededError', 'Quota'],
    ['VersionError', 'StorageNewer'],
    ['InvalidStateError', 'StorageBroken'],
    ['SecurityError', 'StorageBroken'],
    ['UnknownError', 'StorageBroken'],
  ])('[L2] %s is told as %s', async (thrown, type) => {
    refusing(thrown);
    expect(await openStore(fresh())).toEqual({ ok: false, error: { type } });
  });

  it('[L2] what a newer version left is told and not touched', async () => {
    const name = fresh();
    const newer = new Dexie(name);
    newer.version(99).stores({ other: 'id' });
    await newer.open();
    newer.close();
    expect(await openStore(name)).toEqual({ ok: false, error: { type: 'StorageNewer' } });
    const kept = await new Dexie(name).open();
    expect([kept.verno, kept.tables.map((table) => table.name)]).toEqual([99, ['other']]);
    kept.close();
  });

  it('[L2] an older window that does not let go is told as blocked within the time', async () => {
    const name = fresh();
    const old = await new Promise<IDBDatabase>((resolve) => {
      const asked = indexedDB.open(name, 1);
      asked.onsuccess = () => resolve(asked.result);
    });
    const from = Date.now();
    expect(await openStore(name, { patience: 300 })).toEqual({ ok: false, error: { type: 'StorageBlocked' } });
    expect(Date.now() - from).toBeLessThan(5000);
    old.close();
  });

  it('[L2] a browser that never answers is told too', async () => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => ({}) as IDBOpenDBRequest);
    expect(await openStore(fresh(), { patience: 50 })).toEqual({ ok: false, error: { type: 'StorageBroken' } });
  });

  it('[L2] an older window of ours lets go by itself', async () => {
    const name = fresh();
    const mine = dexieStore(name);
    await mine.read((tx) => tx.queue());
    await Dexie.delete(name);
    expect(await databaseExists(name)).toBe(false);
    mine.close();
  });
});

describe('a connection that is lost', () => {
  /** How many of the next transactions fail as WebKit fails them (R30). */
  let left = 0;
  beforeEach(() => {
    left = 0;
    const real = IDBDatabase.prototype.transaction;
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...rest) {
      if (left-- > 0)
        throw Object.assign(new Error('Connection to Indexed Database server lost'), { name: 'UnknownError' });
      return real.apply(this, rest);
    });
  });

  it('[L3] is opened once more: reads and writes go on', async () => {
    const store = dexieStore(fresh());
    await store.write((tx) => tx.enqueue(mutation({ mid: mid(1) })));
    left = 1;
    expect(await store.read((tx) => tx.queue())).toHaveLength(1);
    left = 1;
    await store.write((tx) => tx.enqueue(mutation({ mid: mid(2) })));
    expect(await store.read((tx) => tx.queue())).toHaveLength(2);
    store.close();
  });

  it('[L3] for good is an error after one more try, not a loop', async () => {
    const store = dexieStore(fresh());
    await store.read((tx) => tx.queue());
    left = 1000;
    await expect(store.read((tx) => tx.queue())).rejects.toThrow();
    store.close();
  });

  it('[L3] in the middle of the work undoes it and does it once', async () => {
    const store = dexieStore(fresh());
    let tries = 0;
    await store.write(async (tx) => {
      await tx.enqueue(mutation({ mid: mid(++tries) }));
      if (tries === 1)
        throw Object.assign(new Error('Connection to Indexed Database server lost'), { name: 'UnknownError' });
    });
    expect((await store.read((tx) => tx.queue())).map((entry) => entry.mutation.mid)).toEqual([mid(2)]);
    store.close();
  });

  it('[L3] an error of the work itself is not repeated', async () => {
    const store = dexieStore(fresh());
    let tries = 0;
    await expect(
      store.write(async () => {
        tries += 1;
        throw new Error('a bug');
      }),
    ).rejects.toThrow('a bug');
    expect(tries).toBe(1);
    store.close();
  });

  it('[L3] closed on purpose stays closed', async () => {
    const store = dexieStore(fresh());
    await store.read((tx) => tx.queue());
    store.close();
    await expect(store.read((tx) => tx.queue())).rejects.toThrow();
  });
});

it('[L1] a database removed under the app is made again and the app is told', async () => {
  const name = fresh();
  let made = 0;
  const opened = await openStore(name, { created: () => void (made += 1) });
  if (!opened.ok) throw new Error(opened.error.type);
  await opened.value.write((tx) => tx.putMeta('epoch', 5));
  await Dexie.delete(name);
  expect(await opened.value.read((tx) => tx.meta('epoch'))).toBeUndefined();
  await vi.waitFor(() => expect(made).toBe(2));
  opened.value.close();
});

it('[L2] faults are told from what was thrown', () => {
  expect(storageFault({ name: 'AbortError', inner: { name: 'QuotaExceededError' } })).toBe('Quota');
  expect(storageFault(null)).toBe('StorageBroken');
  expect([{ name: 'DatabaseClosedError' }, { name: 'X', message: 'no' }, undefined].map(connectionLost)).toEqual([
    true,
    false,
    false,
  ]);
});
