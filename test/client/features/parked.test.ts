import { accountApi, type Account } from '#client/features/accounts/api.ts';
import { parkedApi } from '#client/features/accounts/parked.ts';
import { silentAccounts } from '#client/features/accounts/silence.ts';
import { read } from '#client/db/device.ts';
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

describe('parked work', () => {
  it('is listed once per record with author, entity and the values it would hold', async () => {
    const id = await work();
    const list = await listed();
    expect(list).toMatchObject([
      { scope: pair.site, type: 6, account: pair.b.device.me.account, removal: false, edits: [{ id }, { id }] },
    ]);
    expect(list[0]?.values).toContainEqual({ field: 'text', value: 'z drogi, poprawione' });
  });

  it('accepted is applied in its order under the author, and leaves the list', async () => {
    const id = await work();
    const [first] = await listed();
    expect(await api().decide(first!, true)).toEqual({ ok: true, value: null });
    expect(await listed()).toEqual([]);
    await pair.a.sync();
    expect(await read(pair.a.device, (rows) => rows.one('note', id))).toMatchObject({
      text: 'z drogi, poprawione',
      sync: { by: pair.b.device.me.account },
    });
  });

  it('declined leaves the list and is applied to nothing', async () => {
    const id = await work();
    const [first] = await listed();
    expect((await api().decide(first!, false)).ok).toBe(true);
    expect(await listed()).toEqual([]);
    await pair.a.sync();
    expect(await read(pair.a.device, (rows) => rows.one('note', id))).toBeNull();
  });

  it('that breaks a rule is refused with the rule and stays for a decision', async () => {
    await work();
    const [first] = await listed();
    for (const status of ['in-progress', 'draft'] as const) {
      await must(pair.a, (edit) => edit.set('visit', pair.visit, { status }));
    }
    const other = await pair.world.phone(await pair.world.account('expert', 'E-03', [pair.site]));
    await pair.a.sync();
    await other.sync();
    const cosign = { status: 'cosigned' as const, cosignedBy: other.device.me.account };
    await must(other, (edit) => edit.set('visit', pair.visit, cosign));
    await other.sync();
    await pair.a.sync();
    await must(pair.a, (edit) => edit.set('visit', pair.visit, { status: 'submitted' }));
    await pair.a.sync();
    expect(await api().decide(first!, true)).toEqual({ ok: false, error: { type: 'VisitLocked' } });
    expect(await listed()).toHaveLength(1);
  });

  it('is the coordinator’s alone, and without network it says so', async () => {
    expect(await parkedApi(send(pair.a.cookie)).list()).toEqual({ ok: false, error: { type: 'Forbidden' } });
    const dead = parkedApi(() => Promise.reject(new TypeError('failed')));
    expect(await dead.list()).toEqual({ ok: false, error: { type: 'Offline' } });
  });
});

describe('heartbeats', () => {
  it('tell the coordinator per device what it still holds, its version and when it was heard', async () => {
    await must(pair.b, (edit) => edit.create('note', pair.site, noteRow(pair.visit)));
    await pair.b.round();
    const list = await accountApi(send(pair.boss)).list();
    const device = list.ok && list.value.find(({ id }) => id === pair.b.device.me.account)?.devices[0];
    expect(device).toMatchObject({ beat: { waiting: 1, refused: 0, drafts: 0, app: expect.any(String) as string } });
  });

  it('show who was not heard for so many days: active accounts by their newest device, longest first', () => {
    const DAY = 86_400_000;
    const beat = {
      waiting: 2,
      refused: 0,
      parked: 1,
      drafts: 1,
      files: 0,
      damaged: 0,
      short: 0,
      basic: false,
      app: '1',
    };
    const account = (code: string, days: number[], active = true): Account => ({
      id: code,
      code,
      role: 'expert',
      active,
      sites: [],
      devices: days.map((n, i) => {
        const at = 100 * DAY - n * DAY;
        return { id: `${i}`, name: '', createdAt: at, lastContact: at, state: 'ok' as const, here: false, beat };
      }),
    });
    const accounts = [
      account('E-01', [8]),
      account('E-02', [30, 2]),
      account('E-03', [40]),
      account('E-04', []),
      account('E-05', [90], false),
    ];
    expect(
      silentAccounts(accounts, 100 * DAY, 7).map(({ account: { code }, days, unsent }) => [code, days, unsent]),
    ).toEqual([
      ['E-03', 40, 4],
      ['E-01', 8, 4],
    ]);
    expect(silentAccounts(accounts, 100 * DAY, 2).map(({ account: { code } }) => code)).toEqual([
      'E-03',
      'E-01',
      'E-02',
    ]);
  });
});
