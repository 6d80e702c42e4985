import { chacha20poly1305 } from '@noble/ciphers/chacha.js';

/** What is sealed grows in steps, so that its length tells little. Unit: bytes. */
const STEP = 256;
const NONCE = 12;

/** A key for one file: it seals that content once and nothing else, so that the number of a piece can be its nonce. */
export function fileKey(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(32));
}

/**
 * Seals piece `n` of a file under the file's own key: ChaCha20-Poly1305, zeros after the bytes up to the next step. The key
 * stands beside the pieces, sealed to the device and to the server, so that both can open them (SPEC X6).
 */
export function sealPiece(key: Uint8Array, n: number, bytes: ArrayBuffer): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil(bytes.byteLength / STEP) * STEP);
  padded.set(new Uint8Array(bytes));
  return new Uint8Array(chacha20poly1305(key, nonceOf(n)).encrypt(padded));
}

/** The bytes of piece `n` with the zeros after them. Throws when it was altered or is another piece. */
export function openPiece(key: Uint8Array, n: number, sealed: Uint8Array): ArrayBuffer {
  return new Uint8Array(chacha20poly1305(key, nonceOf(n)).decrypt(sealed)).buffer;
}

/** The number in the last four bytes, big endian. */
function nonceOf(n: number): Uint8Array {
  const nonce = new Uint8Array(NONCE);
  new DataView(nonce.buffer).setUint32(NONCE - 4, n);
  return nonce;
}
