import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { subkey } from './seal.ts';
import { PLAIN, USUAL, type Stretch, type Stretcher } from './stretch.ts';

/** The data key under a secret that a person knows. */
export interface SecretWrap {
  /** A PIN at rest is «basic protection»: 10⁶ of them are tried in hours on a copied profile. */
  kind: 'passphrase' | 'pin';
  salt: Uint8Array;
  how: Stretch;
  sealed: Uint8Array;
}

/** The data key under what a passkey answers (WebAuthn PRF). */
export interface PasskeyWrap {
  credential: Uint8Array;
  /** What the passkey is asked; 32 bytes. */
  salt: Uint8Array;
  sealed: Uint8Array;
}

/** The data key under a share that only the server holds. `turn`: the server's shares of this device are numbered. */
export interface RecoveryWrap {
  turn: number;
  sealed: Uint8Array;
}

/**
 * What stands at rest of the keys of one account on this device: readable while locked, opens nothing by itself. Source:
 * security.md «Keys, lock and at-rest encryption».
 */
export interface Keyring {
  account: string;
  /** A key of this browser profile that no script can read; stops copies of single databases, not of the whole profile. */
  device: CryptoKey;
  secret: SecretWrap | null;
  passkey: PasskeyWrap | null;
  recovery: RecoveryWrap | null;
  /** Wrong secrets in a row, and when the last one was. Unit of `at`: milliseconds since 1970 UTC. */
  wrong: { count: number; at: number };
  /** Rows of a version without a key may still lie in the open. */
  lenient: boolean;
}

/** 32 fresh random bytes: a data key, a salt, a share. */
export const fresh32 = (): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(32));

/** A keyring without any way in yet. */
export async function newKeyring(account: string, lenient: boolean): Promise<Keyring> {
  const device = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const none = { secret: null, passkey: null, recovery: null };
  return { account, device, ...none, wrong: { count: 0, at: 0 }, lenient };
}

/** Wraps the data key under a secret, with Argon2id or, where that does not run, PBKDF2. Opened once before it counts. */
export async function wrapSecret(
  ring: Keyring,
  key: Uint8Array,
  secret: string,
  kind: SecretWrap['kind'],
  stretcher: Stretcher,
  how: Stretch = USUAL,
): Promise<SecretWrap> {
  const salt = fresh32();
  let used = how;
  const under = await kekOf(ring, secret, salt, how, stretcher).catch(() => {
    used = PLAIN;
    return kekOf(ring, secret, salt, PLAIN, stretcher);
  });
  const wrap: SecretWrap = { kind, salt, how: used, sealed: wrapped(under, key, `secret|${ring.account}`) };
  const again = await kekOf(ring, secret, salt, used, stretcher);
  if (!same(unwrapped(again, wrap.sealed, `secret|${ring.account}`), key)) throw new Error('the wrap does not open');
  return wrap;
}

/** The data key, or null when the secret is wrong. Rejects when this device cannot stretch it. */
export async function openSecret(ring: Keyring, secret: string, stretcher: Stretcher): Promise<Uint8Array | null> {
  if (!ring.secret) return null;
  const { salt, how, sealed } = ring.secret;
  return unwrapped(await kekOf(ring, secret, salt, how, stretcher), sealed, `secret|${ring.account}`);
}

/** Wraps the data key under the 32 bytes that a passkey answered. */
export function wrapPasskey(
  ring: Keyring,
  key: Uint8Array,
  answer: Uint8Array,
  place: Pick<PasskeyWrap, 'credential' | 'salt'>,
): PasskeyWrap {
  return { ...place, sealed: wrapped(subkey(answer, 'passkey'), key, `passkey|${ring.account}`) };
}

/** The data key, or null when the passkey answered something else than when it was added (R45). */
export function openPasskey(ring: Keyring, answer: Uint8Array): Uint8Array | null {
  return ring.passkey && unwrapped(subkey(answer, 'passkey'), ring.passkey.sealed, `passkey|${ring.account}`);
}

/** Wraps the data key under a share of the server. */
export function wrapRecovery(ring: Keyring, key: Uint8Array, share: Uint8Array, turn: number): RecoveryWrap {
  return { turn, sealed: wrapped(subkey(share, 'recovery'), key, `recovery|${ring.account}`) };
}

/** The data key, or null when the share is another one. */
export function openRecovery(ring: Keyring, share: Uint8Array): Uint8Array | null {
  return ring.recovery && unwrapped(subkey(share, 'recovery'), ring.recovery.sealed, `recovery|${ring.account}`);
}

/** After so many wrong secrets in a row only another way in remains, if there is one. */
export const TRIES = 10;

/** How long after the n-th wrong secret the next one is heard. Unit: seconds. */
const DELAYS = [0, 0, 0, 1, 2, 4, 8, 15, 30, 60];

/** When the next secret is heard. Unit: milliseconds since 1970 UTC. A clock set back does not shorten the wait. */
export function nextTry({ wrong: { count, at } }: Keyring, now: number): number {
  const wait = (DELAYS[Math.min(count, DELAYS.length - 1)] ?? 0) * 1000;
  return wait === 0 ? 0 : now < at ? now + wait : at + wait;
}

/**
 * The keyring after a wrong secret. The secret's wrap goes only while another way in is left: wrong tries never make data
 * unreachable.
 */
export function afterWrong(ring: Keyring, now: number): Keyring {
  const count = ring.wrong.count + 1;
  const closed = count >= TRIES && (ring.passkey !== null || ring.recovery !== null);
  return { ...ring, wrong: { count, at: now }, ...(closed && { secret: null }) };
}

async function kekOf(
  { device }: Keyring,
  secret: string,
  salt: Uint8Array,
  how: Stretch,
  stretcher: Stretcher,
): Promise<Uint8Array> {
  const long = await stretcher(secret, salt, how);
  const bound = new Uint8Array(await crypto.subtle.sign('HMAC', device, long.slice()));
  return subkey(bound, 'secret');
}

function wrapped(under: Uint8Array, key: Uint8Array, place: string): Uint8Array {
  const nonce = crypto.getRandomValues(new Uint8Array(24));
  const sealed = xchacha20poly1305(under, nonce, new TextEncoder().encode(place)).encrypt(key);
  return new Uint8Array([...nonce, ...sealed]);
}

function unwrapped(under: Uint8Array, wrap: Uint8Array, place: string): Uint8Array | null {
  try {
    return xchacha20poly1305(under, wrap.subarray(0, 24), new TextEncoder().encode(place)).decrypt(wrap.subarray(24));
  } catch {
    return null;
  }
}

const same = (a: Uint8Array | null, b: Uint8Array): boolean =>
  a !== null && a.length === b.length && a.every((byte, i) => byte === b[i]);

/** Why a passphrase is not taken, or null. Source: security.md: at least 10 characters, not one that everybody tries. */
export function weakness(passphrase: string): 'PassphraseShort' | 'PassphraseCommon' | null {
  const text = passphrase.normalize('NFKC').trim();
  if ([...text].length < 10) return 'PassphraseShort';
  const plain = text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  const few = new Set(plain).size < 5;
  const own = COMMON.reduce((rest, word) => rest.replaceAll(word, ''), plain);
  return few || own.length < 4 ? 'PassphraseCommon' : null;
}

/** What is tried first; a passphrase has to hold more than these. */
const COMMON = [
  '1234567890',
  '0123456789',
  '123456789',
  '12345678',
  '1234567',
  '123456',
  'qwertyuiop',
  'qwerty',
  'asdfghjkl',
  'zxcvbnm',
  'password',
  'haslo',
  'hasło',
  'polska',
  'trzysfery',
  'qazwsx',
  'abcdefghij',
  'iloveyou',
  'kochamcie',
  'administrator',
];

/** True for a PIN of six to twelve digits that is no run and no repetition. */
export function goodPin(pin: string): boolean {
  const run = '01234567890123456789';
  const back = [...run].reverse().join('');
  return /^\d{6,12}$/.test(pin) && new Set(pin).size > 2 && !run.includes(pin) && !back.includes(pin);
}
