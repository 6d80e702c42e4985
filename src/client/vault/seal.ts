import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** What stands at rest: bytes under a key, or (devices without one, rows of earlier versions) the value in the open. */
export type Sealed = Uint8Array | { readonly sealed: unknown };

/**
 * The only door between values in memory and values at rest: rows, edits, drafts and files pass here and nowhere else.
 * `context` binds a sealed value to its place (table and key), so that two cannot be swapped unnoticed. Synchronous on
 * purpose: a foreign await ends an IndexedDB transaction (R35).
 */
export interface Seal {
  seal(value: unknown, context: string): Sealed;
  /** Throws when the bytes were altered, changed places, or lie under another key. */
  open(sealed: Sealed, context: string): unknown;
  /** A one-way name for keys that would tell something; the same text has the same name under the same key. */
  name(text: string): string;
  /** False: values stay in the open. */
  readonly keyed: boolean;
}

/** Keeps values as they are: what holds while a device has no key. */
export const openSeal: Seal = {
  keyed: false,
  seal: (value) => ({ sealed: value }),
  open(sealed) {
    if (sealed instanceof Uint8Array) throw new Error('sealed under a key');
    return sealed.sealed;
  },
  name: (text) => text,
};

/** version (1) · id of the key (4) · nonce (24) · ciphertext and tag. Source: security.md «Dexie middleware». */
const VERSION = 1;
const HEAD = 5;
const NONCE = 24;
/** Sealed values grow in steps, so that their length tells little. Unit: bytes. */
const STEP = 256;
/** First byte of what is sealed: what follows its length. */
const JSON_TEXT = 0;
const BYTES = 1;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A key of its own for each purpose, from the data key of a device. 32 bytes. */
export function subkey(key: Uint8Array, purpose: string): Uint8Array {
  return hkdf(sha256, key, undefined, encoder.encode(`trzy-sfery/${purpose}/1`), 32);
}

/**
 * Seals under the data key of a device (32 bytes): XChaCha20-Poly1305, values padded, names by HMAC-SHA-256. `lenient`: what
 * an earlier version left in the open is read too, until all of it is sealed; without it such a row is damage.
 */
export function keyedSeal(key: Uint8Array, { lenient = false } = {}): Seal {
  const records = subkey(key, 'records');
  const names = subkey(key, 'names');
  const head = Uint8Array.of(VERSION, ...subkey(key, 'key-id').subarray(0, HEAD - 1));
  const cipher = (nonce: Uint8Array, context: string) =>
    xchacha20poly1305(records, nonce, encoder.encode(`${context}|${hex(head)}`));
  return {
    keyed: true,
    seal(value, context) {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
      const sealed = cipher(nonce, context).encrypt(padded(value));
      const whole = new Uint8Array(HEAD + NONCE + sealed.length);
      whole.set(head);
      whole.set(nonce, HEAD);
      whole.set(sealed, HEAD + NONCE);
      return whole;
    },
    open(sealed, context) {
      if (!(sealed instanceof Uint8Array)) {
        if (!lenient) throw new Error('in the open');
        return sealed.sealed;
      }
      if (head.some((byte, i) => byte !== sealed[i])) throw new Error('sealed under another key');
      const nonce = sealed.subarray(HEAD, HEAD + NONCE);
      return unpadded(cipher(nonce, context).decrypt(sealed.subarray(HEAD + NONCE)));
    },
    name: (text) => base64url(hmac(sha256, names, encoder.encode(text)).subarray(0, 16)),
  };
}

/** kind (1) · length (4, little endian) · the value · zeros up to the next step. */
function padded(value: unknown): Uint8Array {
  const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : encoder.encode(JSON.stringify(value));
  const whole = new Uint8Array(Math.ceil((5 + bytes.length) / STEP) * STEP);
  whole[0] = value instanceof ArrayBuffer ? BYTES : JSON_TEXT;
  new DataView(whole.buffer).setUint32(1, bytes.length, true);
  whole.set(bytes, 5);
  return whole;
}

function unpadded(whole: Uint8Array): unknown {
  const length = new DataView(whole.buffer, whole.byteOffset).getUint32(1, true);
  const bytes = whole.subarray(5, 5 + length);
  return whole[0] === BYTES ? bytes.slice().buffer : (JSON.parse(decoder.decode(bytes)) as unknown);
}

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Bytes as base64url without padding. */
export function base64url(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The bytes of base64url text. Throws on anything else. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
}
