import { err, ok, type Result } from '#domain/result.ts';
import { Emergency, SEALED, type SealKey } from '#sync/emergency.ts';
import { createHmac, timingSafeEqual, webcrypto } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import * as z from 'zod/mini';

/** Why an emergency file was not opened. */
export interface SealError {
  type: 'ImportDamaged' | 'ImportForeign' | 'UpgradeNeeded';
}

/** The server's half of emergency files. */
export interface ServerSeal {
  /** What a device keeps to make files without network. */
  keyFor(device: string, account: string): SealKey;
  /** What the file says and whose it is (SPEC X4, X5). */
  open(file: Uint8Array): Promise<Result<{ content: Emergency; device: string; account: string }, SealError>>;
}

const { subtle } = webcrypto;
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };

/** What stands in the key file. `ticket`: the secret behind tickets, base64url. */
const KeyFile = z.object({ private: z.record(z.string(), z.unknown()), public: z.string(), ticket: z.string() });
type KeyFile = z.infer<typeof KeyFile>;

/** Opens the key file of this server; the first start makes it, readable by its own user alone. Losing it loses unread files. */
export async function openSeal(path: string): Promise<ServerSeal> {
  if (!existsSync(path)) writeOnce(path, JSON.stringify(await freshKey()));
  const file = KeyFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  const secret = await subtle.importKey('jwk', file.private as JsonWebKey, CURVE, false, ['deriveBits']);
  const publicKey = Buffer.from(file.public, 'base64url');
  const keyId = Buffer.from(await subtle.digest('SHA-256', publicKey)).subarray(0, 8);

  const signed = (text: string): Buffer =>
    createHmac('sha256', Buffer.from(file.ticket, 'base64url')).update(`ticket|${text}`).digest();

  /** The device and account that a ticket names, or null when this server did not write it. */
  function holderOf(ticket: string): { device: string; account: string } | null {
    const [device = '', account = '', mac = ''] = ticket.split('.');
    const [given, right] = [Buffer.from(mac, 'base64url'), signed(`${device}.${account}`)];
    return given.length === right.length && timingSafeEqual(given, right) ? { device, account } : null;
  }

  return {
    keyFor(device, account) {
      const named = `${device}.${account}`;
      return { key: file.public, ticket: `${named}.${signed(named).toString('base64url')}` };
    },
    async open(bytes) {
      const header = bytes.slice(0, SEALED.header);
      const mark = Buffer.from(header.subarray(0, SEALED.mark.length)).toString('latin1');
      if (mark !== SEALED.mark) return err({ type: 'ImportForeign' });
      if ((header[8] ?? 0) > SEALED.format) return err({ type: 'UpgradeNeeded' });
      if (header[8] !== SEALED.format || bytes.length <= SEALED.header) return err({ type: 'ImportDamaged' });
      if (!keyId.equals(header.subarray(9, 17))) return err({ type: 'ImportForeign' });
      let json: unknown;
      try {
        json = JSON.parse(new TextDecoder().decode(await unsealed(secret, header, bytes.slice(SEALED.header))));
      } catch {
        return err({ type: 'ImportDamaged' });
      }
      const newer = (json as { v?: unknown } | null)?.v;
      if (typeof newer === 'number' && newer > 1) return err({ type: 'UpgradeNeeded' });
      const content = Emergency.safeParse(json);
      if (!content.success) return err({ type: 'ImportDamaged' });
      const holder = holderOf(content.data.ticket);
      return holder ? ok({ content: content.data, ...holder }) : err({ type: 'ImportForeign' });
    },
  };
}

async function unsealed(secret: CryptoKey, header: Uint8Array, data: Uint8Array): Promise<ArrayBuffer> {
  const theirs = await subtle.importKey('raw', header.slice(17), CURVE, false, []);
  const shared = await subtle.deriveBits({ name: 'ECDH', public: theirs }, secret, 256);
  const source = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveBits']);
  const info = new TextEncoder().encode(SEALED.info);
  const bits = await subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: header.slice(), info }, source, 352);
  const cipher = await subtle.importKey('raw', bits.slice(0, 32), 'AES-GCM', false, ['decrypt']);
  return subtle.decrypt({ name: 'AES-GCM', iv: bits.slice(32), additionalData: header.slice() }, cipher, data.slice());
}

async function freshKey(): Promise<KeyFile> {
  const pair = await subtle.generateKey(CURVE, true, ['deriveBits']);
  const raw = await subtle.exportKey('raw', pair.publicKey);
  return {
    private: { ...(await subtle.exportKey('jwk', pair.privateKey)) },
    public: Buffer.from(raw).toString('base64url'),
    ticket: Buffer.from(webcrypto.getRandomValues(new Uint8Array(32))).toString('base64url'),
  };
}

function writeOnce(path: string, text: string): void {
  const fresh = `${path}.${process.pid}`;
  const file = openSync(fresh, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
}
