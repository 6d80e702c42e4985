import 'fake-indexeddb/auto';
import { PIECE, type BlobName, type BlobStore } from '#client/db/blobs.ts';
import { blobDatabaseName, dexieBlobs } from '#client/db/dexieBlobs.ts';
import { memoryBlobs } from '#client/db/memoryBlobs.ts';
import { keyedSeal, type Seal } from '#client/vault/seal.ts';
import { Dexie } from 'dexie';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { uid } from '../../support/wire.ts';

const A = uid(0xa);
const B = uid(0xb);
const name = (n: number, scope = A): BlobName => ({ scope, sha256: n.toString(16).padStart(64, '0') });
const bytesOf = (length: number, seed = 1): ArrayBuffer =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + seed) & 0xff).buffer;
const same = (a: ArrayBuffer | null, b: ArrayBuffer): boolean => a !== null && Buffer.from(a).equals(Buffer.from(b));
const put = (store: BlobStore, n: number, bytes: ArrayBuffer, at = n, scope = A): Promise<void> =>
  store.put({ ...name(n, scope), mime: 'image/jpeg', at }, bytes);

let databases = 0;
const stores: [string, () => BlobStore][] = [
  ['files over IndexedDB', () => dexieBlobs(blobDatabaseName(`${++databases}`))],
  ['files in memory', memoryBlobs],
];

describe.each(stores)('%s', (_title, open) => {
  it('[F21] gives back what was put, whatever its length', async () => {
    const store = open();
    for (const [n, length] of [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7].entries()) {
      await put(store, n, bytesOf(length, n));
      expect(same(await store.get(name(n)), bytesOf(length, n)), `${length}`).toBe(true);
    }
    expect(await store.get(name(99))).toBeNull();
    store.close();
  });

  it('[F35] gives any slice, across pieces and past the end', async () => {
    const store = open();
    const bytes = bytesOf(2 * PIECE + 100);
    await put(store, 1, bytes);
    const ends = [0, 1, 100, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 99, 2 * PIECE + 100];
    for (const from of ends) {
      for (const to of ends.filter((end) => end > from)) {
        expect(same(await store.slice(name(1), from, to), bytes.slice(from, to)), `${from}–${to}`).toBe(true);
      }
    }
    expect(same(await store.slice(name(1), PIECE, 99 * PIECE), bytes.slice(PIECE))).toBe(true);
    store.close();
  });

  it('a fresh file waits, and what is learned about it is kept', async () => {
    const store = open();
    await put(store, 1, bytesOf(10), 77);
    expect(await store.one(name(1))).toEqual({
      ...name(1),
      bytes: 10,
      mime: 'image/jpeg',
      state: 'waiting',
      offset: 0,
      uploadUrl: null,
      refusal: null,
      tries: 0,
      addedAt: 77,
      confirmedAt: null,
      epoch: null,
      strayAt: null,
    });
    await store.update(name(1), { state: 'uploading', offset: 5, uploadUrl: 'https://x/1' });
    expect(await store.one(name(1))).toMatchObject({
      state: 'uploading',
      offset: 5,
      uploadUrl: 'https://x/1',
      addedAt: 77,
    });
    await store.update(name(2), { offset: 1 });
    expect(await store.one(name(2))).toBeNull();
    store.close();
  });

  it('putting the same file again changes nothing', async () => {
    const store = open();
    await put(store, 1, bytesOf(10), 1);
    await store.update(name(1), { state: 'confirmed' });
    await put(store, 1, bytesOf(10), 2);
    expect(await store.one(name(1))).toMatchObject({ state: 'confirmed', addedAt: 1 });
    expect((await store.all()).length).toBe(1);
    store.close();
  });

  it('lists the files of one entity or of all, oldest first; the same bytes of two entities are two files', async () => {
    const store = open();
    await put(store, 3, bytesOf(3), 30);
    await put(store, 1, bytesOf(1), 10);
    await put(store, 1, bytesOf(1), 20, B);
    expect((await store.all()).map(({ addedAt }) => addedAt)).toEqual([10, 20, 30]);
    expect((await store.all(A)).map(({ addedAt }) => addedAt)).toEqual([10, 30]);
    await store.drop(name(1));
    expect(await store.get(name(1))).toBeNull();
    expect((await store.slice(name(1), 0, 5)).byteLength).toBe(0);
    expect(same(await store.get(name(1, B)), bytesOf(1))).toBe(true);
    store.close();
  });

  it('[F21] takes an ArrayBuffer and nothing else', async () => {
    const store = open();
    for (const wrong of [new Blob(['x']), new Uint8Array(3), 'text', null]) {
      await expect(put(store, 1, wrong as never)).rejects.toThrow();
    }
    expect(await store.all()).toEqual([]);
    store.close();
  });

  it('what was put in belongs to the store: changing it afterwards changes nothing', async () => {
    const store = open();
    const bytes = bytesOf(10);
    await put(store, 1, bytes);
    new Uint8Array(bytes).fill(0);
    expect(same(await store.get(name(1)), bytesOf(10))).toBe(true);
    store.close();
  });
});

describe('files at rest', () => {
  afterEach(() => vi.restoreAllMocks());

  it('[F21] no Blob, no File and no piece above 256 KB ever reaches IndexedDB', async () => {
    const seen: unknown[] = [];
    const spy = (method: 'put' | 'add'): void => {
      const real = IDBObjectStore.prototype[method];
      vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (
        this: IDBObjectStore,
        ...args: [unknown, IDBValidKey?]
      ) {
        seen.push(args[0]);
        return real.apply(this, args);
      });
    };
    spy('put');
    spy('add');
    const store = dexieBlobs(blobDatabaseName('spied'));
    await put(store, 1, bytesOf(PIECE * 2 + 5));
    await store.update(name(1), { state: 'uploading' });
    store.close();
    expect(seen.length).toBeGreaterThan(3);
    const inside = (value: unknown): unknown[] =>
      value !== null && typeof value === 'object' && !(value instanceof Uint8Array)
        ? [value, ...Object.values(value).flatMap(inside)]
        : [value];
    const all = seen.flatMap(inside);
    expect(all.filter((value) => value instanceof Blob)).toEqual([]);
    const buffers = all.filter((value) => value instanceof Uint8Array);
    expect(buffers.length).toBe(3);
    for (const buffer of buffers) expect(buffer.buffer.byteLength).toBeLessThanOrEqual(PIECE + 16);
  });

  it('bytes lie under a key of their file, and that key passes the seal with its place; only names are readable', async () => {
    const contexts: string[] = [];
    const keyed = keyedSeal(new Uint8Array(32).fill(7));
    const seal: Seal = {
      ...keyed,
      seal(value, context) {
        contexts.push(context);
        return keyed.seal(value, context);
      },
    };
    const database = blobDatabaseName('sealed');
    const store = dexieBlobs(database, seal);
    await put(store, 1, new TextEncoder().encode('geheim').buffer);
    expect(Buffer.from((await store.get(name(1)))!).toString()).toBe('geheim');
    store.close();
    const key = `${A}/${name(1).sha256}`;
    expect(contexts).toEqual([`files/${key}`]);
    const raw = await new Dexie(database).open();
    const rows = await Promise.all(raw.tables.map((table) => table.toArray()));
    expect(
      rows
        .flat()
        .flatMap((row: object) => Object.keys(row))
        .sort(),
    ).toEqual(['c', 'c', 'due', 'key', 'key', 'n', 'scope']);
    expect(JSON.stringify(rows)).not.toMatch(/geheim|image\/jpeg/);
    raw.close();
  });

  it('[F7] when the phone is full nothing of the file stays behind', async () => {
    const store = dexieBlobs(blobDatabaseName('full'));
    const real = IDBObjectStore.prototype.put;
    let puts = 0;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      if (++puts === 2) throw new DOMException('full', 'QuotaExceededError');
      return real.apply(this, args);
    });
    await expect(put(store, 1, bytesOf(PIECE * 3))).rejects.toThrow();
    vi.restoreAllMocks();
    expect(await store.all()).toEqual([]);
    expect((await store.slice(name(1), 0, 10)).byteLength).toBe(0);
    store.close();
  });

  it('[C1] what was put is there when the page comes back', async () => {
    const database = blobDatabaseName('again');
    const page = dexieBlobs(database);
    await put(page, 1, bytesOf(PIECE + 1));
    page.close();
    const next = dexieBlobs(database);
    expect(same(await next.get(name(1)), bytesOf(PIECE + 1))).toBe(true);
    next.close();
  });
});
