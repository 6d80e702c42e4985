import { deliveriesOf } from '#client/features/sync/receipt.ts';
import { read } from '#client/db/device.ts';
import { round, type Answer } from '#client/engine/exchange.ts';
import type { SyncRequest, SyncResponse } from '#sync/protocol.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePair, must, type Pair } from '../../support/pair.ts';
import { noteRow } from '../../support/rows.ts';
import type { Phone } from '../../support/world.ts';

let pair: Pair;
beforeEach(async () => void (pair = await makePair()));
afterEach(() => pair.world.close());

const write = async (phone: Phone, n: number): Promise<void> => {
  for (let i = 0; i < n; i++) await must(phone, (edit) => edit.create('note', pair.site, noteRow(pair.visit, `${i}`)));
};
const deliveries = (phone: Phone) => read(phone.device, deliveriesOf);

describe('a delivery', () => {
  it('[P4] says how many edits were sent and confirmed, and one hash over the receipts', async () => {
    await write(pair.b, 14);
    await pair.b.sync();
    const [last] = await deliveries(pair.b);
    expect(last).toMatchObject({ sent: 14, confirmed: 14, open: false });
    expect(last?.hash).toMatch(/^[0-9a-f]{16}$/);
    await pair.b.sync();
    expect(await deliveries(pair.b)).toHaveLength(1);
    await write(pair.b, 1);
    await pair.b.sync();
    const [next, before] = await deliveries(pair.b);
    expect(next).toMatchObject({ sent: 1, confirmed: 1 });
    expect(before).toEqual(last);
    expect(next?.hash).not.toBe(last?.hash);
    expect(JSON.stringify(await deliveries(pair.b))).not.toContain('kierownik');
  });

  it('[P4] of several requests in a row is one, with the same hash as if it had been sent at once', async () => {
    await write(pair.b, 7);
    const { store, now, newMid } = pair.b.device;
    const post = async (request: SyncRequest): Promise<Answer> => {
      const response = await pair.world.request('/api/sync', { cookie: pair.b.cookie, body: request });
      return { status: response.status, json: await response.json(), retryAfter: null };
    };
    const deps = { store, now, newMid, post };
    await round(deps, 3);
    expect(await deliveries(pair.b)).toMatchObject([{ sent: 3, confirmed: 3, open: true }]);
    await round(deps, 3);
    await round(deps, 3);
    expect(await deliveries(pair.b)).toMatchObject([{ sent: 7, confirmed: 7, open: false }]);
  });

  it('[P1][P4] counts what was refused, or answered with another hash, as sent and not as confirmed', async () => {
    await write(pair.b, 3);
    await pair.b.round(async (_request, send) => {
      const real = await send();
      const json = structuredClone(real.json) as SyncResponse;
      for (const outcome of json.results.slice(0, 1)) outcome.receipt = '0'.repeat(16);
      return { ...real, json };
    });
    expect(await deliveries(pair.b)).toMatchObject([{ sent: 3, confirmed: 2 }]);
  });
});
