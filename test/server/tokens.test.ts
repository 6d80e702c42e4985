import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSeal } from '#server/seal.ts';
import { mid } from '../support/wire.ts';
import { makeWorld, type World } from '../support/world.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let world: World;
let folder = '';
let account = '';
/** What the browser of the person holds: the newest cookie it was given. */
let jar = '';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-tokens-'));
  world = await makeWorld();
  world.deps.seal = await openSeal(join(folder, 'seal.key'));
  world.deps.log.error = () => undefined;
  account = await world.account('expert', 'E-01');
  jar = await world.signIn(account);
});
afterEach(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const body = { v: 1, schema: 1, rid: mid('rid'), epoch: null, cur: {}, limit: 1000, muts: [] };

/** One request with a cookie: status or the type of the refusal, and the cookie that came back. */
async function ask(cookie: string): Promise<{ said: string; given: string | null }> {
  const response = await world.request('/api/sync', { cookie, body });
  const given = response.headers.get('set-cookie')?.split(';')[0] ?? null;
  const json = (await response.json()) as { error?: { type: string } };
  return { said: json.error?.type ?? String(response.status), given };
}

/** As a browser asks: the answer's cookie takes the place of the one before, unless the answer is lost on the way. */
async function browse(lost = false): Promise<string> {
  const { said, given } = await ask(jar);
  if (given && !lost) jar = given;
  return said;
}
const device = async () => (await world.deps.store.devices(account))[0]!;

describe('the token of a device', () => {
  it('[T1] is followed by another once a day, handed out beside it, and the old one ends only when the new one came back', async () => {
    const first = jar;
    world.time += 2 * MINUTE;
    expect([await browse(), jar]).toEqual(['200', first]);
    world.time += DAY;
    expect(await browse()).toBe('200');
    expect(jar).not.toBe(first);
    world.time += 2 * MINUTE;
    expect(await browse()).toBe('200');
    expect(await device()).toMatchObject({ turn: 2, state: 'ok' });
    world.time += 30_000;
    expect((await ask(first)).said).toBe('200');
  });

  it('[T1][F96] answers that are lost cost nothing: the old one stays good, and another spare comes', async () => {
    world.time += DAY;
    for (let i = 0; i < 5; i++) {
      expect(await browse(true)).toBe('200');
      world.time += 2 * MINUTE;
    }
    expect(await browse()).toBe('200');
    world.time += 2 * MINUTE;
    expect(await browse()).toBe('200');
    expect(await device()).toMatchObject({ turn: 2, state: 'ok' });
  });

  it('[T1][F96] tabs that ask at the same time do not lose each other: one spare in a minute, requests on their way are heard', async () => {
    world.time += DAY;
    const before = jar;
    const answers = await Promise.all(Array.from({ length: 4 }, () => ask(before)));
    const given = answers.flatMap(({ given: cookie }) => cookie ?? []);
    expect(answers.map(({ said }) => said)).toEqual(['200', '200', '200', '200']);
    expect(given.filter((cookie) => cookie !== before)).toHaveLength(1);
    jar = given.at(-1)!;
    world.time += 2 * MINUTE;
    expect(await browse()).toBe('200');
    // Late requests with the cookie before, and with a spare that another tab was given.
    for (const cookie of [before, ...given]) expect((await ask(cookie)).said).toBe('200');
  });

  it('[T2][F96] a phone that lost its newest cookie with the power comes back with the one before', async () => {
    world.time += DAY;
    const before = jar;
    expect(await browse()).toBe('200');
    world.time += 1_000;
    expect(await browse()).toBe('200');
    world.time += 10 * MINUTE;
    jar = before;
    expect(await browse()).toBe('200');
    world.time += 2 * MINUTE;
    expect([await browse(), (await device()).state]).toEqual(['200', 'ok']);
  });

  it('[T3][F96][F98] used by two, it shuts both out and tells the office, whoever was first; a new code helps', async () => {
    for (const thiefFirst of [true, false]) {
      const copied = jar;
      world.time += DAY;
      let other = copied;
      const thief = async (): Promise<string> => {
        const { said, given } = await ask(other);
        if (given) other = given;
        return said;
      };
      const [first, second] = thiefFirst ? [thief, browse] : [browse, thief];
      for (let i = 0; i < 3; i++) {
        expect(await first()).toBe('200');
        world.time += 2 * MINUTE;
      }
      expect(await second()).toBe('DeviceSuspect');
      expect(await first()).toBe('DeviceSuspect');
      const devices = await world.deps.store.devices(account);
      expect(devices.map(({ state }) => state)).toContain('suspect');
      expect(devices.map(({ state }) => state)).not.toContain('ok');
      const noted = await world.deps.store.audit({}, 5);
      expect(noted.map(({ act }) => act)).toContain('device-suspected');
      jar = await world.signIn(account);
      expect(await browse()).toBe('200');
    }
  });

  it('[T4] a server restored from an older backup knows again what it handed out since, and nothing that it did not', async () => {
    const kept = await device();
    world.time += DAY;
    await browse();
    world.time += 2 * MINUTE;
    await browse();
    const [, held = ''] = jar.split('=');
    // The backup: the device as it was, and no word of the tokens after.
    await world.close();
    const again = await makeWorld();
    again.time = world.time + 5 * MINUTE;
    again.deps.seal = world.deps.seal!;
    await again.account('expert', 'E-01');
    await again.deps.store.putDevice(kept);
    world = again;
    const forged = held.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
    expect((await ask(`sid=${forged}`)).said).toBe('Unauthorized');
    expect(await browse()).toBe('200');
    expect(await device()).toMatchObject({ turn: 2, state: 'ok' });
  });

  it('[T4] no cookie but one that the server made counts, and none after twelve months', async () => {
    expect((await ask('sid=chosen-by-somebody')).said).toBe('Unauthorized');
    for (let month = 0; month < 12; month++) {
      world.time += 30 * DAY;
      expect(await browse()).toBe('200');
    }
    world.time += 6 * DAY;
    expect(await browse()).toBe('Unauthorized');
    expect(jar).not.toContain('chosen');
  });
});
