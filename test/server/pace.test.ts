import { createApp } from '#server/app.ts';
import { bucket } from '#server/limit.ts';
import { openMetrics } from '#server/metrics.ts';
import { USUAL_PACE } from '#server/pace.ts';
import { round } from '#client/engine/exchange.ts';
import { memoryStore } from '#client/db/memory.ts';
import fc from 'fast-check';
import type { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mid, refusalOf, request } from '../support/wire.ts';
import { makeWorld, type World } from '../support/world.ts';

let world: World;
let app: Hono;
beforeEach(async () => {
  world = await makeWorld();
  world.deps.metrics = openMetrics(0);
  app = createApp({ ...world.deps, trustProxy: true, pace: USUAL_PACE });
});
afterEach(() => world.close());

const ask = (cookie: string, path = '/api/sync', address = '203.0.113.1'): Promise<Response> | Response => {
  const sync = path === '/api/sync';
  return app.request(path, {
    method: sync ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', 'x-app': '1', cookie, 'x-forwarded-for': address },
    ...(sync && { body: JSON.stringify(request({ limit: 1000 })) }),
  });
};

describe('how often one may ask', () => {
  it('[E2] 120 syncs at once, then 429 with the seconds to wait, then one a second; another device does not wait', async () => {
    const account = await world.account('coordinator', 'K-01');
    const [a, b] = [await world.signIn(account), await world.signIn(account)];
    for (let i = 0; i < 120; i++) expect((await ask(a)).status).toBe(200);
    const refused = await ask(a);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refusalOf(refused.clone())).toEqual({ status: 429, type: 'RateLimited' });
    expect((await ask(b)).status).toBe(200);
    world.time += 1000;
    expect([(await ask(a)).status, (await ask(a)).status]).toEqual([200, 429]);
    expect((await ask(a, '/api/device')).status).toBe(200);
    expect(world.deps.metrics!.text(undefined, 0)).toContain('limited_total{kind="sync"} 2\n');
  });

  it('[E2] every other route has a limit of its own', async () => {
    const cookie = await world.signIn(await world.account('coordinator', 'K-01'));
    const paths = ['/api/device', '/api/accounts', '/api/totals', '/api/parked', '/api/alarms', '/api/nothing'];
    for (let i = 0; i < 120; i++) expect((await ask(cookie, paths[i % paths.length])).status).not.toBe(429);
    for (const path of paths) expect((await ask(cookie, path)).status, path).toBe(429);
    expect((await ask(cookie)).status).toBe(200);
  });

  it('[F95] guessed tokens are counted by address, whatever the token; others behind another address go on', async () => {
    let n = 0;
    const guess = async (address: string) => (await ask(`sid=${mid(++n)}`, '/api/device', address)).status;
    const answers: number[] = [];
    for (let i = 0; i < 1000; i++) answers.push(await guess('203.0.113.9'));
    expect(answers.filter((status) => status === 401)).toHaveLength(301);
    expect(answers.slice(301).every((status) => status === 429)).toBe(true);
    expect(await guess('203.0.113.10')).toBe(401);
    world.time += 1000;
    expect(await guess('203.0.113.9')).toBe(401);
  });

  it('[F95] ten thousand tries of a code from a thousand addresses: 300 in a quarter of an hour reach the codes', async () => {
    let asked = 0;
    const invitation = world.deps.store.invitation;
    const store = { ...world.deps.store, invitation: (hash: string) => (asked++, invitation(hash)) };
    const door = createApp({ ...world.deps, store, trustProxy: true, pace: USUAL_PACE });
    for (let i = 0; i < 10_000; i++) {
      const headers = {
        'content-type': 'application/json',
        'x-app': '1',
        'x-forwarded-for': `10.0.${i % 4}.${i % 250}`,
      };
      await door.request('/api/join', { method: 'POST', headers, body: JSON.stringify({ code: `${i}`, device: 'x' }) });
    }
    // A code has 80 bits: at this pace a year finds one of a hundred open codes with a chance below 10⁻¹⁴.
    expect(asked).toBe(300);
    expect((300 * 4 * 24 * 365 * 100) / 2 ** 80).toBeLessThan(1e-14);
  });

  it('[E2] the phone honours it: the round says how long to wait', async () => {
    const cookie = await world.signIn(await world.account('coordinator', 'K-01'));
    const engine = {
      store: memoryStore(),
      now: () => world.time,
      newMid: () => mid('rid'),
      async post() {
        const answer = await ask(cookie);
        return {
          status: answer.status,
          json: await answer.json(),
          retryAfter: Number(answer.headers.get('retry-after')),
        };
      },
    };
    for (let i = 0; i < 120; i++) await ask(cookie);
    expect(await round(engine, 500)).toEqual({ ok: false, error: { type: 'RateLimited', retryAfter: 1 } });
  });

  it('a bucket never lets more through than its burst and its rate, whatever the moments', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3000), { maxLength: 300 }), fc.integer({ min: 1, max: 20 }), (gaps, burst) => {
        let at = 0;
        const { allow } = bucket(burst, 2, () => at);
        const passed: number[] = [];
        for (const gap of gaps) {
          at += gap;
          const wait = allow('x');
          if (wait === 0) passed.push(at);
          else expect(wait).toBe(1);
        }
        for (const [i, from] of passed.entries()) {
          for (let j = i; j < passed.length; j++) {
            expect(j - i + 1).toBeLessThanOrEqual(burst + (((passed[j] ?? 0) - from) / 1000) * 2 + 1e-6);
          }
        }
      }),
    );
  });
});
