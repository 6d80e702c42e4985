import { expect, it } from 'vitest';
import { fresh32 } from '#client/vault/keyring.ts';
import { stretch, type Stretcher } from '#client/vault/stretch.ts';
import { openWarm, pinKey, stillWarm, warmed } from '#client/vault/warm.ts';

const quick: Stretcher = (secret, salt) => stretch(secret, salt, { kind: 'argon2id', memory: 256, passes: 1 });

it('[V6] the PIN opens what was locked, a wrong one does not', async () => {
  const key = fresh32();
  const warm = warmed(key, await pinKey('281947', quick), 0);
  expect(await openWarm(warm, '281948', quick)).toBeNull();
  expect(await openWarm(warm, '281947', quick)).toEqual(key);
});

it('[V6] five wrong PINs, twelve hours or a clock set back end it', async () => {
  const warm = warmed(fresh32(), await pinKey('281947', quick), 1000);
  expect(stillWarm(warm, 1000)).toBe(true);
  expect(stillWarm(warm, 999)).toBe(false);
  expect(stillWarm(warm, 1000 + 12 * 3_600_000)).toBe(false);
  for (let i = 0; i < 5; i++) {
    expect(stillWarm(warm, 2000)).toBe(true);
    await openWarm(warm, '000000', quick);
  }
  expect(stillWarm(warm, 2000)).toBe(false);
});
