import { fromBase64url } from './seal.ts';

/** How the bytes of a sealed file are laid out; src/sync/emergency.ts SEALED. */
export interface SealedForm {
  mark: string;
  format: number;
  info: string;
}

const CURVE = { name: 'ECDH', namedCurve: 'P-256' };

/**
 * Seals bytes so that only the holder of the private part of `key` (P-256, uncompressed, base64url) opens them: a one-time
 * key pair, ECDH, HKDF-SHA-256, AES-256-GCM. Public rescue.js does the same by itself.
 */
export async function sealTo(form: SealedForm, key: string, plain: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const server = fromBase64url(key);
  const theirs = await crypto.subtle.importKey('raw', server, CURVE, false, []);
  const mine = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const header = joined([
    new TextEncoder().encode(form.mark),
    Uint8Array.of(form.format),
    new Uint8Array(await crypto.subtle.digest('SHA-256', server)).slice(0, 8),
    new Uint8Array(await crypto.subtle.exportKey('raw', mine.publicKey)),
  ]);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, mine.privateKey, 256);
  const source = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveBits']);
  const info = new TextEncoder().encode(form.info);
  const bits = await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: header, info }, source, 352);
  const cipher = await crypto.subtle.importKey('raw', bits.slice(0, 32), 'AES-GCM', false, ['encrypt']);
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: bits.slice(32), additionalData: header },
    cipher,
    plain,
  );
  return joined([header, new Uint8Array(sealed)]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
