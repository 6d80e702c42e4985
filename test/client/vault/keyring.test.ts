import { describe, expect, it } from 'vitest';
import {
  afterWrong,
  fresh32,
  goodPin,
  newKeyring,
  nextTry,
  openPasskey,
  openRecovery,
  openSecret,
  TRIES,
  weakness,
  wrapPasskey,
  wrapRecovery,
  wrapSecret,
  type Keyring,
} from '#client/vault/keyring.ts';
import { FLOOR, stretch, type Stretcher } from '#client/vault/stretch.ts';

const ACCOUNT = '00000acc-0000-7000-8000-000000000001';
const quick = { kind: 'argon2id', memory: 256, passes: 1 } as const;

async function ringWith(secret: string, key: Uint8Array): Promise<Keyring> {
  const ring = await newKeyring(ACCOUNT, false);
  return { ...ring, secret: await wrapSecret(ring, key, secret, 'passphrase', stretch, quick) };
}

describe('a secret that a person knows', () => {
  it('[V3] opens the data key; a wrong one, another account and another profile do not', async () => {
    const key = fresh32();
    const ring = await ringWith('cztery zwykłe słowa', key);
    expect(await openSecret(ring, 'cztery zwykłe słowa', stretch)).toEqual(key);
    expect(await openSecret(ring, 'cztery zwykłe slowa', stretch)).toBeNull();
    expect(await openSecret({ ...ring, account: 'x' }, 'cztery zwykłe słowa', stretch)).toBeNull();
    const copied = { ...ring, device: (await newKeyring(ACCOUNT, false)).device };
    expect(await openSecret(copied, 'cztery zwykłe słowa', stretch)).toBeNull();
  });

  it('[V3] is the same however a keyboard composes its letters', async () => {
    const ring = await ringWith('zażółć gęślą'.normalize('NFC'), fresh32());
    expect(await openSecret(ring, 'zażółć gęślą'.normalize('NFD'), stretch)).not.toBeNull();
  });

  it('[F24] where Argon2id does not run, a new wrap is made by PBKDF2 and says so', async () => {
    const broken: Stretcher = (secret, salt, how) =>
      how.kind === 'argon2id' ? Promise.reject(new Error('no memory')) : stretch(secret, salt, { ...how, rounds: 10 });
    const ring = await newKeyring(ACCOUNT, false);
    const wrap = await wrapSecret(ring, fresh32(), 'cztery zwykłe słowa', 'passphrase', broken);
    expect(wrap.how.kind).toBe('pbkdf2');
    expect(await openSecret({ ...ring, secret: wrap }, 'cztery zwykłe słowa', broken)).not.toBeNull();
  });

  it('[F24] a device that cannot stretch now says so instead of calling the secret wrong', async () => {
    const ring = await ringWith('cztery zwykłe słowa', fresh32());
    await expect(openSecret(ring, 'cztery zwykłe słowa', () => Promise.reject(new Error('killed')))).rejects.toThrow();
  });

  it('[V3] nothing of the key at rest can be read or taken out', async () => {
    const key = fresh32();
    const ring = await ringWith('cztery zwykłe słowa', key);
    expect(ring.device.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('raw', ring.device)).rejects.toThrow();
    expect(Buffer.from(ring.secret!.sealed).includes(Buffer.from(key))).toBe(false);
  });

  it('[V3] the floor of Argon2id is 19 MiB and two passes', () =>
    expect(FLOOR).toMatchObject({ memory: 19_456, passes: 2 }));
});

describe('other ways in', () => {
  it('[V3] what a passkey answers opens the key, any other answer does not', async () => {
    const [key, answer] = [fresh32(), fresh32()];
    const ring = await newKeyring(ACCOUNT, false);
    const passkey = wrapPasskey(ring, key, answer, { credential: fresh32(), salt: fresh32() });
    expect(openPasskey({ ...ring, passkey }, answer)).toEqual(key);
    expect(openPasskey({ ...ring, passkey }, fresh32())).toBeNull();
    expect(openPasskey(ring, answer)).toBeNull();
  });

  it('[V5] the share of the server opens the key, another share does not', async () => {
    const [key, share] = [fresh32(), fresh32()];
    const ring = await newKeyring(ACCOUNT, false);
    const recovery = wrapRecovery(ring, key, share, 3);
    expect(recovery.turn).toBe(3);
    expect(openRecovery({ ...ring, recovery }, share)).toEqual(key);
    expect(openRecovery({ ...ring, recovery }, fresh32())).toBeNull();
  });
});

describe('wrong secrets', () => {
  it('[V4] wait longer each time, and a clock set back does not shorten the wait', async () => {
    let ring = await newKeyring(ACCOUNT, false);
    const waits: number[] = [];
    for (let i = 0; i < 12; i++) {
      ring = afterWrong(ring, 1_000_000);
      const next = nextTry(ring, 1_000_000);
      waits.push(next === 0 ? 0 : (next - 1_000_000) / 1000);
    }
    expect(waits).toEqual([0, 0, 1, 2, 4, 8, 15, 30, 60, 60, 60, 60]);
    expect(nextTry(ring, 500_000)).toBe(560_000);
    expect(nextTry(ring, 1_100_000)).toBeLessThan(1_100_000);
  });

  it('[V4] after ten the secret no longer opens while another way in is left; otherwise it stays', async () => {
    const key = fresh32();
    let [only, both] = [await ringWith('cztery zwykłe słowa', key), await ringWith('cztery zwykłe słowa', key)];
    both = { ...both, recovery: wrapRecovery(both, key, fresh32(), 1) };
    for (let i = 0; i < TRIES; i++) [only, both] = [afterWrong(only, i), afterWrong(both, i)];
    expect(both.secret).toBeNull();
    expect(both.recovery).not.toBeNull();
    expect(only.secret).not.toBeNull();
  });
});

describe('what is taken as a secret', () => {
  it.each([
    ['krótkie', 'PassphraseShort'],
    ['1234567890', 'PassphraseCommon'],
    ['aaaaaaaaaaaa', 'PassphraseCommon'],
    ['Hasło123456', 'PassphraseCommon'],
    ['qwertyuiop1', 'PassphraseCommon'],
    ['cztery zwykłe słowa', null],
    ['most lipa wtorek guzik', null],
    ['Sześć-kaczek!', null],
  ])('[V3] «%s»: %s', (text, verdict) => expect(weakness(text)).toBe(verdict));

  it.each([
    ['123456', false],
    ['654321', false],
    ['111111', false],
    ['112211', false],
    ['12345', false],
    ['12a456', false],
    ['281947', true],
  ])('[V3] PIN %s: %s', (pin, good) => expect(goodPin(pin)).toBe(good));
});
