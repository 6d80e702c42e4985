import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What the server keeps of a token or code: its SHA-256, hex. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Whether two secrets are equal, in a time that says nothing of where they differ or how long they are. */
export function sameSecret(given: string, right: string): boolean {
  const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();
  return timingSafeEqual(digest(given), digest(right));
}

/** A mutation id of the server's own. */
export function newMid(): string {
  return randomBytes(16).toString('base64url');
}

/** An invitation code: 16 Crockford symbols (80 bits) in groups of four, to be typed by hand. */
export function newCode(): string {
  const symbols = Array.from({ length: 16 }, () => CROCKFORD[randomInt(32)]).join('');
  return symbols.replace(/(.{4})(?=.)/g, '$1-');
}

/** The code as it was issued, whatever a hand made of it: lower case, spaces, O for 0, I and L for 1. */
export function readCode(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}
