import { base64url } from './seal.ts';

/** A fresh mutation id: 128 random bits as 22 base64url characters. */
export function newMid(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(16)));
}
