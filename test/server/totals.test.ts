import { ROLES } from '#domain/access.ts';
import { makeCode } from '#domain/participantCode.ts';
import { askTotals } from '#client/features/participants/totals.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePair, must, type Pair } from '../support/pair.ts';
import { participantRow } from '../support/rows.ts';
import { refusalOf } from '../support/wire.ts';

let pair: Pair;
beforeEach(async () => {
  pair = await makePair();
});
afterEach(() => pair.world.close());

const ask = (cookie?: string) => pair.world.request('/api/totals', cookie === undefined ? {} : { cookie });
let n = 0;
async function enrol(status: 'active' | 'left', times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const code = makeCode(1, (of) => (++n * 7) % of);
    await must(pair.a, (edit) => edit.create('participant', pair.site, { ...participantRow(), code, status }));
  }
  await pair.a.sync();
}

describe('how many participants there are', () => {
  it('requires sign-in, and the one role that sees totals', async () => {
    expect((await refusalOf(await ask())).status).toBe(401);
    for (const [i, role] of ROLES.entries()) {
      const cookie = await pair.world.signIn(await pair.world.account(role, `R-1${i}`));
      expect((await ask(cookie)).status, role).toBe(role === 'coordinator' ? 200 : 403);
    }
  });

  it('never tells a group of fewer than five, nor lets it be worked out', async () => {
    await enrol('active', 4);
    const sites = [{ scope: pair.site, count: null }];
    expect(await (await ask(pair.boss)).json()).toMatchObject({ total: null, sites });
    await enrol('active', 3);
    await enrol('left', 2);
    const told = (await (await ask(pair.boss)).json()) as { states: { state: string; count: number | null }[] };
    expect(told).toMatchObject({ total: 9, sites: [{ scope: pair.site, count: 9 }] });
    const of = (state: string) => told.states.find((one) => one.state === state)?.count;
    expect([of('active'), of('left'), of('paused')]).toEqual([null, null, 0]);
  });

  it('is understood by the screen as it is said, and a line that fails is told apart', async () => {
    await enrol('active', 5);
    const send = ((path: string) => pair.world.request(path, { cookie: pair.boss })) as unknown as typeof fetch;
    const answer = await askTotals(send);
    expect(answer).toMatchObject({ ok: true, value: { total: 5 } });
    expect(answer.ok && answer.value.sites.get(pair.site)).toBe(5);
    expect(await askTotals(() => Promise.reject(new Error('dead')))).toMatchObject({ error: { type: 'Offline' } });
    const expert = ((path: string) => pair.world.request(path, { cookie: pair.a.cookie })) as unknown as typeof fetch;
    expect(await askTotals(expert)).toMatchObject({ error: { type: 'Forbidden' } });
  });
});
