import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { fresh32 } from './keyring.ts';
import { base64url, fromBase64url, subkey } from './seal.ts';
import { FLOOR, type Stretcher } from './stretch.ts';

/** What a PIN stretches to: kept under the data key only, so that a locked device holds nothing a PIN could be tried on. */
export interface PinKey {
  /** base64url. */
  salt: string;
  key: string;
}

/** The data key of a page that was locked and still lives: opened by the PIN, gone with the page. */
export interface Warm {
  salt: Uint8Array;
  sealed: Uint8Array;
  wrong: number;
  /** Afterwards only the cold ways in remain. Unit: milliseconds since 1970 UTC. */
  until: number;
}

const TRIES = 5;
const LIFE = 12 * 3_600_000;

/** What to keep of a PIN. */
export async function pinKey(pin: string, stretcher: Stretcher): Promise<PinKey> {
  const salt = fresh32();
  return { salt: base64url(salt), key: base64url(subkey(await stretcher(pin, salt, FLOOR), 'pin')) };
}

/** Puts the data key under the PIN for as long as this page lives, 12 hours at most. */
export function warmed(key: Uint8Array, pin: PinKey, now: number): Warm {
  const nonce = crypto.getRandomValues(new Uint8Array(24));
  const sealed = xchacha20poly1305(fromBase64url(pin.key), nonce).encrypt(key);
  return { salt: fromBase64url(pin.salt), sealed: new Uint8Array([...nonce, ...sealed]), wrong: 0, until: now + LIFE };
}

/** True while the PIN is heard: five wrong ones in a row, 12 hours, or a clock set back end it. */
export function stillWarm(warm: Warm | null, now: number): warm is Warm {
  return warm !== null && warm.wrong < TRIES && now < warm.until && now >= warm.until - LIFE;
}

/** The data key, or null when the PIN is wrong; that is counted in `warm`. */
export async function openWarm(warm: Warm, pin: string, stretcher: Stretcher): Promise<Uint8Array | null> {
  const under = subkey(await stretcher(pin, warm.salt, FLOOR), 'pin');
  try {
    return xchacha20poly1305(under, warm.sealed.subarray(0, 24)).decrypt(warm.sealed.subarray(24));
  } catch {
    warm.wrong += 1;
    return null;
  }
}
