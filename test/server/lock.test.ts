import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { base64url, subkey } from '#client/vault/seal.ts';
import { newSender } from '#client/vault/sender.ts';
import { invite } from '#server/routes/account.ts';
import { openSeal } from '#server/seal.ts';
import { POSTED, SENDER, TICKET } from '#sync/posted.ts';
import { makePair, type Pair } from '../support/pair.ts';
import { noteRow } from '../support/rows.ts';
import { creation, mid, uid } from '../support/wire.ts';

const key = new Uint8Array(32).fill(9);
const proof = base64url(subkey(key, 'access'));

let pair: Pair;
let folder = '';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-lock-'));
  pair = await makePair();
  pair.world.deps.seal = await openSeal(join(folder, 'seal.key'));
});
afterEach(async () => {
  await pair.world.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = async (path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const response = await pair.world.request(path, { cookie: pair.a.cookie, body, headers });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
};
const unlocked = { 'x-unlocked': proof };
const emptySync = { v: 1, schema: 1, rid: mid(1), epoch: null, cur: {}, limit: 1000, muts: [] };

describe('a device with a lock', () => {
  beforeEach(async () => expect((await ask('/api/lock', { proof })).status).toBe(200));

  it('[V7] is heard with its proof only: the cookie alone opens nothing that could be read', async () => {
    const paths: [string, unknown?][] = [
      ['/api/sync', emptySync],
      ['/api/key'],
      [`/api/history/${pair.site}/${pair.visit}`],
      ['/api/blobs/status', { items: [] }],
      [`/api/blobs/${pair.site}/${'0'.repeat(64)}`],
      ['/api/lock', { proof }],
      ['/api/recovery', { turn: 1 }],
    ];
    for (const [path, body] of paths) {
      expect((await ask(path, body)).status, path).toBe(401);
      expect((await ask(path, body, { 'x-unlocked': `${proof.slice(1)}A` })).status, path).toBe(401);
      expect((await ask(path, body, unlocked)).status, path).not.toBe(401);
    }
    expect((await ask('/api/device')).status).toBe(200);
  });

  it('[V7] keeps its first proof; the same said again is fine', async () => {
    expect((await ask('/api/lock', { proof }, unlocked)).status).toBe(200);
    expect((await ask('/api/lock', { proof: 'A'.repeat(43) }, unlocked)).status).toBe(409);
    expect((await ask('/api/lock', { proof: 'short' }, unlocked)).status).toBe(400);
  });

  it('[V5] gets its share for a fresh code of its own account, once, and the same as it was given unlocked', async () => {
    const { json } = await ask('/api/recovery', { turn: 2 }, unlocked);
    const { code } = await invite(pair.world.deps, pair.a.device.me.account);
    const again = await ask('/api/recover', { code, turn: 2 });
    expect(again).toMatchObject({ status: 200, json: { share: json['share'] } });
    expect((await ask('/api/recover', { code, turn: 2 })).status).toBe(409);
    expect((await ask('/api/recovery', { turn: 3 }, unlocked)).json['share']).not.toBe(json['share']);
  });

  it('[V5] gets nothing for a code of somebody else, a wrong one, or one that ran out', async () => {
    const other = await invite(pair.world.deps, pair.b.device.me.account);
    expect((await ask('/api/recover', { code: other.code, turn: 1 })).status).toBe(404);
    expect((await ask('/api/recover', { code: 'ABCD', turn: 1 })).status).toBe(404);
    const own = await invite(pair.world.deps, pair.a.device.me.account);
    pair.world.time += 25 * 3_600_000;
    expect((await ask('/api/recover', { code: own.code, turn: 1 })).status).toBe(410);
    const foreign = await pair.world.request('/api/recover', { cookie: '', body: { code: own.code, turn: 1 } });
    expect(foreign.status).toBe(401);
  });
});

describe('edits of a locked phone', () => {
  const note = (n: number) => creation('note', pair.site, uid(n), noteRow(pair.visit, `notatka ${n}`));
  async function posted(...edits: { mid: string }[]) {
    const sender = await newSender(SENDER, pair.world.deps.seal!.keyFor('d', 'a').key);
    return {
      v: POSTED,
      senders: [sender.header],
      edits: edits.map((edit) => ({ by: 0, name: edit.mid, c: base64url(sender.seal(edit, edit.mid)) })),
    };
  }

  it('[V8] are opened, judged like any others, and answered with outcomes alone; a second time changes nothing', async () => {
    await ask('/api/lock', { proof });
    const [good, bad] = [note(1), { ...note(2), type: 77 }];
    const body = await posted(good, bad);
    expect(JSON.stringify(body)).not.toContain('notatka');
    expect((await ask('/api/push', body)).json).toEqual({
      app: 'trzy-sfery',
      results: [
        { mid: good.mid, st: 'ok' },
        { mid: bad.mid, st: 'refused' },
      ],
    });
    expect((await ask('/api/push', body)).json['results']).toContainEqual({ mid: good.mid, st: 'dup' });
    await pair.b.sync();
    expect(await pair.b.device.store.read((tx) => tx.record(good.id))).toMatchObject({ f: { text: 'notatka 1' } });
  });

  it('[V8] that were altered, renamed, or sealed to another server have no outcome; the others go on', async () => {
    const [one, two, three] = [note(1), note(2), note(3)];
    const body = await posted(one, two, three);
    body.edits[0]!.c = `${body.edits[0]!.c.slice(0, -4)}AAAA`;
    body.edits[1]!.name = three.mid;
    const answer = await ask('/api/push', body);
    expect(answer.json['results']).toEqual([{ mid: three.mid, st: 'ok' }]);
    const other = await openSeal(join(folder, 'other.key'));
    const sender = await newSender(SENDER, other.keyFor('d', 'a').key);
    const foreign = { by: 0, name: one.mid, c: base64url(sender.seal(one, one.mid)) };
    const lost = await ask('/api/push', { v: POSTED, senders: [sender.header], edits: [foreign] });
    expect(lost).toMatchObject({ status: 200, json: { results: [] } });
  });

  it('[V8] need the cookie of a device, and a body of the right shape', async () => {
    const body = await posted(note(1));
    expect((await pair.world.request('/api/push', { body })).status).toBe(401);
    expect((await ask('/api/push', { ...body, v: 9 })).status).toBe(400);
    expect((await ask('/api/push', { ...body, edits: [{ by: 7, name: mid(1), c: '' }] })).json['results']).toEqual([]);
  });

  it('[V9][F99] go under the ticket of their own session while somebody else is signed in, and only what it sealed', async () => {
    const { seal, store } = pair.world.deps;
    const [device] = await store.devices(pair.a.device.me.account);
    const { key: publicKey, ticket } = seal!.keyFor(device!.id, pair.a.device.me.account);
    const [own, foreign] = [await newSender(SENDER, publicKey), await newSender(SENDER, publicKey)];
    const item = (sender: typeof own, by: number, value: unknown, name: string) => ({
      by,
      name,
      c: base64url(sender.seal(value, name)),
    });
    const [mine, forged] = [note(1), note(2)];
    const body = {
      v: POSTED,
      senders: [own.header, foreign.header],
      edits: [item(own, 0, mine, mine.mid), item(foreign, 1, forged, forged.mid)],
      ticket: item(own, 0, ticket, TICKET),
    };
    const push = (cookie: string) => pair.world.request('/api/push', { cookie, body });
    expect(await (await push(pair.b.cookie)).json()).toMatchObject({ results: [{ mid: mine.mid, st: 'ok' }] });
    const [applied] = await store.inScope(pair.site, (tx) => tx.applied([mine.mid]));
    expect(applied).toMatchObject({ account: pair.a.device.me.account });
    expect(await (await push('')).json()).toMatchObject({ results: [{ mid: mine.mid, st: 'dup' }] });
    await store.putDevice({ ...device!, state: 'left' });
    expect((await push(pair.b.cookie)).status).toBe(200);
    for (const state of ['wipe', 'erased', 'suspect'] as const) {
      await store.putDevice({ ...device!, state });
      expect((await push(pair.b.cookie)).status, state).toBe(401);
    }
    const guessed = { ...body, ticket: item(foreign, 1, `${ticket}x`, TICKET) };
    expect((await pair.world.request('/api/push', { cookie: pair.b.cookie, body: guessed })).status).toBe(401);
  });

  it('[X5] the ticket that a sender sealed says whose a file is; a foreign one says nothing', async () => {
    const { seal } = pair.world.deps;
    const { key: publicKey, ticket } = seal!.keyFor('device-1', pair.a.device.me.account);
    const sender = await newSender(SENDER, publicKey);
    const senders = [sender.header];
    const item = (said: unknown) => ({ by: 0, name: TICKET, c: base64url(sender.seal(said, TICKET)) });
    expect(await seal!.holder({ senders, ticket: item(ticket) })).toEqual({
      device: 'device-1',
      account: pair.a.device.me.account,
    });
    expect(await seal!.holder({ senders, ticket: item(`${ticket}x`) })).toBeNull();
    expect(await seal!.holder({ senders: [], ticket: item(ticket) })).toBeNull();
  });
});
