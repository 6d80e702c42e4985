import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { base64url, fromBase64url } from './seal.ts';

/** How the bytes of a sender are laid out; src/sync/posted.ts SENDER. */
export interface SenderForm {
  key: number;
  header: number;
  info: string;
}

/** Seals values so that only the server opens them; not even this phone can, once it is locked (SPEC V8). */
export interface Sender {
  /** What the server needs to know it again, base64url. */
  header: string;
  /** Synchronous, so that it can be done inside a transaction. */
  seal(value: unknown, name: string): Uint8Array;
}

const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
const NONCE = 12;
const STEP = 256;

/**
 * A sender to the holder of `key` (P-256, uncompressed, base64url): a one-time key pair, ECDH, HKDF-SHA-256, and
 * ChaCha20-Poly1305 for each value. The private half is forgotten here.
 */
export async function newSender(form: SenderForm, key: string): Promise<Sender> {
  const server = fromBase64url(key);
  const theirs = await crypto.subtle.importKey('raw', server, CURVE, false, []);
  const mine = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const header = new Uint8Array(form.header);
  header.set(new Uint8Array(await crypto.subtle.digest('SHA-256', server)).subarray(0, form.key));
  header.set(new Uint8Array(await crypto.subtle.exportKey('raw', mine.publicKey)), form.key);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, mine.privateKey, 256);
  const source = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveBits']);
  const info = new TextEncoder().encode(form.info);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: header, info };
  const under = new Uint8Array(await crypto.subtle.deriveBits(how, source, 256));
  return {
    header: base64url(header),
    seal(value, name) {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
      const text = new TextEncoder().encode(JSON.stringify(value));
      // JSON ends itself: blanks after it only hide its length.
      const padded = new Uint8Array(Math.ceil((text.length + 1) / STEP) * STEP).fill(0x20);
      padded.set(text);
      const sealed = chacha20poly1305(under, nonce, new TextEncoder().encode(name)).encrypt(padded);
      const whole = new Uint8Array(NONCE + sealed.length);
      whole.set(nonce);
      whole.set(sealed, NONCE);
      return whole;
    },
  };
}
