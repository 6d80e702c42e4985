import 'fake-indexeddb/auto';
import { databaseName, dexieStore, removeDatabase } from '#client/db/dexie.ts';
import { blobDatabaseName, dexieBlobs } from '#client/db/dexieBlobs.ts';
import { beginEnding, dropEnding, endings, keepRing, readRing, type Ending } from '#client/db/keys.ts';
import { databaseExists } from '#client/db/opening.ts';
import { keyedSeal } from '#client/vault/seal.ts';
import { newKeyring } from '#client/vault/keyring.ts';
import { erase, finishEndings } from '#client/pwa/erase.ts';
import type { Mark } from '#client/pwa/mark.ts';
import { obeyLocked } from '#client/pwa/obey.ts';
import { askStanding } from '#client/pwa/standing.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makePair, must, type Pair } from '../../support/pair.ts';
import { noteRow } from '../../support/rows.ts';

/** The storage of a page, as a browser gives it. */
function pageStorage(): Storage {
  return Object.create(
    {
      getItem(this: Record<string, string>, key: string) {
        return Object.hasOwn(this, key) ? this[key] : null;
      },
      setItem(this: Record<string, string>, key: string, value: string) {
        this[key] = value;
      },
      removeItem(this: Record<string, string>, key: string) {
        Reflect.deleteProperty(this, key);
      },
      clear(this: Record<string, string>) {
        for (const key of Object.keys(this)) Reflect.deleteProperty(this, key);
      },
    },
    {},
  ) as Storage;
}

let pair: Pair;
let account = '';
let online = true;
beforeEach(async () => {
  pair = await makePair();
  account = pair.a.device.me.account;
  online = true;
  // A browser without Web Locks; Node of old has no navigator at all.
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    if (!online) throw new TypeError('no line');
    const body = typeof init.body === 'string' ? { body: JSON.parse(init.body) as unknown } : {};
    return pair.world.request(path, { cookie: pair.a.cookie, ...body });
  });
});
afterEach(async () => {
  for (const one of await endings()) await dropEnding(one.account);
  await Promise.all(names().map(removeDatabase));
  vi.unstubAllGlobals();
  await pair.world.close();
});

const names = () => [databaseName(account), blobDatabaseName(account)];
const left = async () => (await Promise.all(names().map(databaseExists))).filter(Boolean).length;
const ending = (): Omit<Ending, 'done' | 'told'> => ({
  account,
  code: 'E-01',
  why: 'wipe',
  at: pair.world.time,
  handed: 0,
  receipt: null,
  lost: 0,
});
const mark = (over: Partial<Mark> = {}): Mark => ({
  account,
  code: 'E-01',
  role: 'expert',
  held: true,
  waiting: 0,
  files: 0,
  ...over,
});

/** A device with a key, rows and a file at rest; closed. */
async function filled(waiting = false): Promise<void> {
  await keepRing(await newKeyring(account, false));
  const seal = keyedSeal(new Uint8Array(32).fill(7));
  const store = dexieStore(databaseName(account), seal);
  await store.write((tx) => tx.putMeta('epoch', 1));
  if (waiting) {
    await must(pair.a, (edit) => edit.create('note', pair.site, noteRow(pair.visit, 'czeka')));
    const [entry] = await pair.a.device.store.read((tx) => tx.queue());
    await store.write((tx) => tx.enqueue(entry!.mutation));
  }
  store.close();
  const blobs = dexieBlobs(blobDatabaseName(account), seal);
  const name = { scope: pair.site, sha256: 'a'.repeat(64), mime: 'image/jpeg', at: 1 };
  await blobs.put(name, new Uint8Array([1, 2, 3]).buffer);
  blobs.close();
  expect(await left()).toBe(2);
}

async function endAccess(state: 'revoked' | 'wipe'): Promise<void> {
  const [device] = await pair.world.deps.store.devices(account);
  await pair.world.deps.store.putDevice({ ...device!, state });
}
const stateThere = async () => (await pair.world.deps.store.devices(account))[0]!.state;

describe('a device that erases itself', () => {
  it('[D2][F97] takes the keys and notes it in one step; cut off right after, the next start removes the rest and tells the server', async () => {
    await filled();
    await endAccess('wipe');
    await beginEnding({ ...ending(), done: false, told: false });
    expect([await readRing(account), await left()]).toEqual([null, 2]);
    vi.stubGlobal('localStorage', pageStorage());
    vi.stubGlobal('sessionStorage', pageStorage());
    localStorage.setItem('account', JSON.stringify(mark()));
    localStorage.setItem('new-visit', 'cel wizyty');
    localStorage.setItem('lang', 'en');
    online = false;
    expect(await finishEndings()).toMatchObject([{ done: true, told: false }]);
    expect(await left()).toBe(0);
    expect(Object.keys(localStorage)).toEqual(['lang']);
    online = true;
    expect(await finishEndings()).toMatchObject([{ done: true, told: true }]);
    expect(await stateThere()).toBe('erased');
  });

  it('[D2] in the worker removes all but what only a page may touch, and leaves that to the next page', async () => {
    await filled();
    await endAccess('wipe');
    await erase(ending());
    expect([await readRing(account), await left()]).toEqual([null, 0]);
    expect(await endings()).toMatchObject([{ done: false, told: true }]);
    vi.stubGlobal('localStorage', pageStorage());
    vi.stubGlobal('sessionStorage', pageStorage());
    expect(await finishEndings()).toMatchObject([{ done: true, told: true }]);
  });
});

describe('a locked device', () => {
  it('[D3][F97] to be wiped is empty at once; not reached, it does nothing', async () => {
    await filled(true);
    await endAccess('wipe');
    online = false;
    expect(await obeyLocked(mark(), await askStanding())).toBeNull();
    expect(await left()).toBe(2);
    online = true;
    expect(await obeyLocked(mark({ waiting: 1 }), await askStanding())).toEqual({ erased: true });
    expect([await readRing(account), await left()]).toEqual([null, 0]);
    expect(await endings()).toMatchObject([{ why: 'wipe', lost: 1 }]);
  });

  it('[D3] revoked keeps what needs an unlocking: an edit that was not sealed to the server, a file', async () => {
    await filled(true);
    await endAccess('revoked');
    expect(await obeyLocked(mark(), await askStanding())).toEqual({ erased: false, left: 1 });
    expect(await obeyLocked(mark({ files: 2 }), await askStanding())).toEqual({ erased: false, left: 3 });
    expect(await left()).toBe(2);
    expect(await readRing(account)).not.toBeNull();
  });

  it('[D3] revoked with nothing left erases itself, unless a page is open that may hold words', async () => {
    await filled();
    await endAccess('revoked');
    expect(await obeyLocked(mark(), await askStanding(), false)).toEqual({ erased: false, left: 0 });
    expect(await obeyLocked(mark(), await askStanding())).toEqual({ erased: true });
    expect(await stateThere()).toBe('erased');
  });

  it('[D3] that the server knows as ok, or no more, keeps everything', async () => {
    await filled();
    expect(await askStanding()).toBe('ok');
    expect(await obeyLocked(mark(), 'ok')).toBeNull();
    const [device] = await pair.world.deps.store.devices(account);
    await pair.world.deps.store.putDevice({ ...device!, state: 'left' });
    expect(await askStanding()).toBe('unknown');
    expect(await obeyLocked(mark(), 'unknown')).toBeNull();
    expect(await left()).toBe(2);
  });
});
