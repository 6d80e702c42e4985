import { read } from '#client/db/device.ts';
import { accountApi } from '#client/features/accounts/api.ts';
import { parkedApi } from '#client/features/accounts/parked.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePair, must, type Pair } from '../../support/pair.ts';
import { noteRow } from '../../support/rows.ts';

let pair: Pair;
beforeEach(async () => void (pair = await makePair()));
afterEach(() => pair.world.close());

const send = (cookie: string) => (path: string, init: RequestInit) =>
  pair.world.request(path, {
    cookie,
    headers: Object.fromEntries(new Headers(init.headers)),
    ...(init.body !== undefined && { body: JSON.parse(init.body as string) }),
  });
const api = () => parkedApi(send(pair.boss));

/** The second expert writes, loses the entity without knowing, and only then has network. */
async function work(): Promise<string> {
  const id = await must(pair.b, (edit) => edit.create('note', pair.site, noteRow(pair.visit, 'z drogi')));
  await must(pair.b, (edit) => edit.set('note', id, { text: 'z drogi, poprawione' }));
  const { account, code } = pair.b.device.me;
  const accounts = accountApi(send(pair.boss));
  expect((await accounts.save({ id: account, code, role: 'expert', active: true, sites: [] })).ok).toBe(true);
  await pair.b.sync();
  return id;
}

const listed = async () => {
  const answer = await api().list();
  if (!answer.ok) throw new Error(answer.error.type);
  return answer.value;
};

describe('the author of parked work', () => {
  const queue = () => pair.b.device.store.read((tx) => tx.queue());

  it('[C15] is told by the next contact that it was accepted: it leaves the phone, and the heartbeat counts it no more', async () => {
    await work();
    let beats: unknown[] = [];
    const watch = () =>
      pair.b.round(async (request, send) => {
        beats.push(request.beat);
        return send();
      });
    await watch();
    expect(beats).toMatchObject([{ waiting: 0, refused: 0, parked: 2 }]);
    expect((await queue()).map(({ refused }) => refused)).toEqual([{ code: 'parked' }, { code: 'parked' }]);
    const [first] = await listed();
    await api().decide(first!, true);
    await watch();
    expect(await queue()).toEqual([]);
    beats = [];
    await watch();
    expect(beats).toMatchObject([{ waiting: 0, refused: 0 }]);
    expect(beats[0]).not.toHaveProperty('parked');
  });

  it('[C15] who holds the entity again sees the accepted edit without a gap until it is confirmed', async () => {
    const id = await work();
    const [first] = await listed();
    await api().decide(first!, true);
    const { account, code } = pair.b.device.me;
    const sites = [pair.site];
    await accountApi(send(pair.boss)).save({ id: account, code, role: 'expert', active: true, sites });
    await pair.b.round();
    expect(await read(pair.b.device, (rows) => rows.one('note', id))).toMatchObject({ text: 'z drogi, poprawione' });
    await pair.b.sync();
    expect(await queue()).toEqual([]);
    expect(await read(pair.b.device, (rows) => rows.one('note', id))).toMatchObject({
      text: 'z drogi, poprawione',
      sync: { state: 'confirmed' },
    });
  });

  it('[C15] keeps what was declined, readable, with that word, and asks no more', async () => {
    await work();
    const [first] = await listed();
    await api().decide(first!, false);
    await pair.b.sync();
    const kept = await queue();
    expect(kept.map(({ refused }) => refused?.reason)).toEqual(['ParkedDeclined', 'ParkedDeclined']);
    expect(kept[1]?.mutation.set).toMatchObject({ text: { v: 'z drogi, poprawione' } });
    await pair.b.round(async (request, send) => {
      expect(request).not.toHaveProperty('parked');
      expect(request.beat).toMatchObject({ refused: 2 });
      return send();
    });
    expect(await queue()).toEqual(kept);
  });

  it('[C15] sends again what a server restored from an older backup does not know, and it waits for a decision again', async () => {
    await work();
    const { store } = pair.world.deps;
    const { refused } = store;
    // The backup is older than the parked work: neither answer nor content is there.
    store.refused = async () => [];
    await pair.b.round();
    expect((await queue()).map(({ sent, refused: why }) => [sent, why])).toEqual([
      [0, null],
      [0, null],
    ]);
    store.refused = refused;
    await pair.b.sync();
    expect((await queue()).map(({ refused: why }) => why?.code)).toEqual(['parked', 'parked']);
    expect(await listed()).toHaveLength(1);
  });
});
