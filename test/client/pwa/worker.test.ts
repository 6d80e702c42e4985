import 'fake-indexeddb/auto';
import { databaseName, dexieStore } from '#client/db/dexie.ts';
import { emergencyFileName } from '#client/db/emergency.ts';
import { databaseExists } from '#client/db/opening.ts';
import type { LocalStore } from '#client/db/store.ts';
import { startEngine } from '#client/engine/engine.ts';
import type { Answer } from '#client/engine/exchange.ts';
import { INITIAL, type EngineState } from '#client/engine/machine.ts';
import { within } from '#client/engine/within.ts';
import { checkDatabase } from '#client/pwa/check.ts';
import { runRounds } from '#client/pwa/rounds.ts';
import { Dexie } from 'dexie';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makePair, must, type Pair } from '../../support/pair.ts';
import { noteRow } from '../../support/rows.ts';
import { mid, mutation, uid } from '../../support/wire.ts';

let databases = 0;

describe('rounds of the worker', () => {
  let pair: Pair;
  let name: string;
  beforeEach(async () => {
    name = databaseName(`worker-${++databases}`);
    pair = await makePair(dexieStore(name));
  });
  afterEach(() => pair.world.close());

  const deps = (store: LocalStore, over: object = {}) => ({
    store,
    post: async (request: unknown): Promise<Answer> => {
      const response = await pair.world.request('/api/sync', { cookie: pair.a.cookie, body: request });
      return { status: response.status, json: await response.json(), retryAfter: null };
    },
    now: pair.a.device.now,
    newMid: pair.a.device.newMid,
    chance: () => 0.5,
    alone: async (work: () => Promise<void>) => work().then(() => true),
    ...over,
  });

  it('[E6] send what waits and fetch what is new, by a connection of their own', async () => {
    await must(pair.a, (edit) => edit.create('note', pair.site, noteRow(pair.visit, 'po zamknięciu')));
    const worker = dexieStore(name);
    expect(await runRounds(deps(worker))).toBe('done');
    expect(await worker.read((tx) => tx.queue())).toEqual([]);
    await pair.b.sync();
    expect(JSON.stringify(await pair.b.device.store.read((tx) => tx.records({})))).toContain('po zamknięciu');
    worker.close();
  });

  it('[E6] leave alone a database that no page has opened', async () => {
    const empty = dexieStore(databaseName(`empty-${databases}`));
    const post = vi.fn();
    expect(await runRounds(deps(empty, { post }))).toBe('done');
    expect(post).not.toHaveBeenCalled();
    empty.close();
  });

  it('[E6] end as «later» without a line, as «busy» while a tab is at it, as «person» when signed out', async () => {
    const { store } = pair.a.device;
    expect(await runRounds(deps(store, { post: () => Promise.reject(new TypeError('no line')) }))).toBe('later');
    expect(await runRounds(deps(store, { alone: async () => false }))).toBe('busy');
    const json = { app: 'trzy-sfery', error: { type: 'Unauthorized' } };
    expect(await runRounds(deps(store, { post: async () => ({ status: 401, json, retryAfter: null }) }))).toBe(
      'person',
    );
  });

  it('[E6] tab and worker at the same time make no effect twice', async () => {
    await must(pair.a, (edit) => edit.create('note', pair.site, noteRow(pair.visit, 'raz')));
    const worker = dexieStore(name);
    await Promise.all([runRounds(deps(worker)), runRounds(deps(pair.a.device.store))]);
    await pair.a.sync();
    await pair.b.sync();
    const notes = await pair.b.device.store.read((tx) => tx.records({ scope: pair.site }));
    expect(notes.filter((rec) => rec.f['text'] === 'raz')).toHaveLength(1);
    expect(notes.flatMap((rec) => rec.alt)).toEqual([]);
    worker.close();
  });
});

describe('the stall guard', () => {
  it('[E5] a round that does not end is given up and tried again like a failure', async () => {
    const store = dexieStore(databaseName(`stall-${++databases}`));
    const states: EngineState[] = [];
    const engine = startEngine({
      store,
      post: () => new Promise(() => undefined),
      now: () => 0,
      newMid: () => mid('rid'),
      alone: async (work) => work().then(() => true),
      within: (work) => within(work, 30),
      wake: () => undefined,
      chance: () => 0.5,
      changed: (state) => void states.push(state),
    });
    expect(INITIAL.running).toBe(false);
    engine.want('start');
    await vi.waitFor(() =>
      expect(states.at(-1)).toMatchObject({ running: false, error: { type: 'Stalled' }, wakeAt: 1000 }),
    );
    store.close();
  });

  it('[E5] time runs out for what is late alone', async () => {
    expect(await within(Promise.resolve(1), 1000)).toBe(1);
    expect(await within(new Promise(() => undefined), 1)).toBeNull();
    await expect(within(Promise.reject(new Error('x')), 1000)).rejects.toThrow('x');
  });
});

describe('a new version tries the data', () => {
  const room = { free: () => Promise.resolve(1e12) };
  const filled = async (): Promise<string> => {
    const name = databaseName(`check-${++databases}`);
    const store = dexieStore(name);
    await store.write(async (tx) => {
      for (let i = 0; i < 5; i++) await tx.enqueue(mutation({ mid: mid(i), id: uid(i) }));
      await tx.putMeta('me', { account: uid(1), code: 'E-01', role: 'expert' });
      await tx.putDraft({ key: 'note/1/text', value: 'x', saw: null });
      await tx.dropQueued([2]);
    });
    store.close();
    return name;
  };
  const rows = async (name: string): Promise<unknown> => {
    const db = await new Dexie(name).open();
    const all = await Promise.all(db.tables.map((table) => table.toArray()));
    db.close();
    return all;
  };

  it('[U1] on a copy, which is removed; the data stay as they were', async () => {
    const name = await filled();
    const before = await rows(name);
    expect(await checkDatabase(name, room)).toEqual({ ok: true, value: null });
    expect(await rows(name)).toEqual(before);
    expect(await databaseExists(`${name}:check`)).toBe(false);
  });

  it('[U1] nothing there is nothing to fear; without room the data are left alone', async () => {
    const none = databaseName('never');
    expect((await checkDatabase(none, room)).ok).toBe(true);
    expect(await databaseExists(none)).toBe(false);
    const name = await filled();
    expect((await checkDatabase(name, { free: () => Promise.resolve(100) })).ok).toBe(true);
  });

  it('[U2] a row that cannot be read, or data of a newer version, is a no', async () => {
    const name = await filled();
    const db = await new Dexie(name).open();
    await db.table('outbox').put({ n: 9, id: uid(9), scope: 'program', c: { sealed: { mutation: { mid: 'no' } } } });
    db.close();
    expect((await checkDatabase(name, room)).ok).toBe(false);
    expect(await databaseExists(`${name}:check`)).toBe(false);

    const newer = new Dexie(databaseName('newer'));
    newer.version(99).stores({ outbox: '++n' });
    await newer.open();
    newer.close();
    expect(await checkDatabase(databaseName('newer'), room)).toEqual({ ok: false, error: { type: 'StorageNewer' } });
  });
});

it('[X2] the name of the file says whose it is and when it was made', () => {
  expect(emergencyFileName('E-07', Date.parse('2026-01-16T09:05:00Z'))).toBe('trzy-sfery-E-07-2026-01-16-09-05.sealed');
});
