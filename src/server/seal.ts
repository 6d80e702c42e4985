import { err, ok, type Result } from '#domain/result.ts';
import { Emergency, EmergencyDraft, SEALED, type SealKey } from '#sync/emergency.ts';
import { SENDER, TICKET, PostedFile, type PostedItem } from '#sync/posted.ts';
import { createDecipheriv, createHmac, timingSafeEqual, webcrypto } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import * as z from 'zod/mini';

/** Why an emergency file was not opened. */
export interface SealError {
  type: 'ImportDamaged' | 'ImportForeign' | 'UpgradeNeeded';
}

/** Whose a file or a request is. */
export interface Holder {
  device: string;
  account: string;
}

/** What one sender sealed: the value, or undefined when it was altered, is another sender's, or does not belong to `name`. */
export type Opener = (item: Omit<PostedItem, 'by'>) => unknown;

/** The server's half of what phones seal to it: emergency files, edits of locked phones, and the shares for forgotten secrets. */
export interface ServerSeal {
  /** Opens what the sender with this header sealed (SPEC V8); null for a sender to another server. */
  sender(header: string): Promise<Opener | null>;
  /** Whose a file of sealed items is; null when this server did not write its ticket. */
  holder(file: Pick<PostedFile, 'senders' | 'ticket'>): Promise<Holder | null>;
  /** The share of a device for a forgotten secret (SPEC V5), 32 bytes, the same each time. `turn`: devices number theirs. */
  share(device: string, turn: number): Buffer;
  /** Signs the name of a token, so that this server knows again what it handed out; base64url. */
  sign(name: string): string;
  /** What a device keeps to make files without network. */
  keyFor(device: string, account: string): SealKey;
  /** What the file says and whose it is (SPEC X4, X5). */
  open(file: Uint8Array): Promise<Result<{ content: Emergency } & Holder, SealError>>;
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

  const mac = (text: string): Buffer =>
    createHmac('sha256', Buffer.from(file.ticket, 'base64url')).update(text).digest();
  const signed = (text: string): Buffer => mac(`ticket|${text}`);

  /** The device and account that a ticket names, or null when this server did not write it. */
  function holderOf(ticket: string): Holder | null {
    const [device = '', account = '', proof = ''] = ticket.split('.');
    const [given, right] = [Buffer.from(proof, 'base64url'), signed(`${device}.${account}`)];
    return given.length === right.length && timingSafeEqual(given, right) ? { device, account } : null;
  }

  async function sender(header: string): Promise<Opener | null> {
    const bytes = Buffer.from(header, 'base64url');
    if (bytes.length !== SENDER.header || !keyId.equals(bytes.subarray(0, SENDER.key))) return null;
    const key = await derived(secret, bytes, SENDER.key, SENDER.info, 256).catch(() => null);
    return key && ((item) => openedItem(Buffer.from(key), item));
  }

  async function holder({ senders, ticket }: Pick<PostedFile, 'senders' | 'ticket'>): Promise<Holder | null> {
    const opener = await sender(senders[ticket.by] ?? '');
    const said = ticket.name === TICKET && opener ? opener(ticket) : null;
    return typeof said === 'string' ? holderOf(said) : null;
  }

  /** The file of a phone whose app does not start: items sealed one by one. What cannot be opened is refused by itself. */
  async function openPosted(bytes: Uint8Array): ReturnType<ServerSeal['open']> {
    const file = PostedFile.safeParse(jsonOf(bytes));
    if (!file.success) return err({ type: 'ImportForeign' });
    const { at, senders, edits, drafts, files } = file.data;
    const whose = await holder(file.data);
    if (!whose) return err({ type: 'ImportForeign' });
    const openers = await Promise.all(senders.map(sender));
    const muts = edits.map((item) => {
      const value = openers[item.by]?.(item) as { mid?: unknown } | null | undefined;
      return value?.mid === item.name ? value : null;
    });
    const texts = drafts.flatMap((item) => {
      const draft = EmergencyDraft.safeParse(openers[item.by]?.(item));
      return draft.success ? [draft.data] : [];
    });
    const content: Emergency = { v: 1, ticket: '', at, app: 'rescue', schema: 1, muts, drafts: texts, files };
    return ok({ content, ...whose });
  }

  return {
    sender,
    holder,
    sign: (name) => mac(`token|${name}`).toString('base64url'),
    share: (device, turn) => mac(`recovery|${device}|${turn}`),
    keyFor(device, account) {
      const named = `${device}.${account}`;
      return { key: file.public, ticket: `${named}.${signed(named).toString('base64url')}` };
    },
    async open(bytes) {
      if (bytes[0] === 0x7b) return openPosted(bytes);
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

async function unsealed(secret: webcrypto.CryptoKey, header: Uint8Array, data: Uint8Array): Promise<ArrayBuffer> {
  const bits = await derived(secret, header, 17, SEALED.info, 352);
  const cipher = await subtle.importKey('raw', bits.slice(0, 32), 'AES-GCM', false, ['decrypt']);
  return subtle.decrypt({ name: 'AES-GCM', iv: bits.slice(32), additionalData: header.slice() }, cipher, data.slice());
}

/** The bits that both sides of a one-time key pair know; the header holds its public half from `at` on, and is the salt. */
async function derived(
  secret: webcrypto.CryptoKey,
  header: Uint8Array,
  at: number,
  info: string,
  bits: number,
): Promise<ArrayBuffer> {
  const theirs = await subtle.importKey('raw', header.slice(at), CURVE, false, []);
  const shared = await subtle.deriveBits({ name: 'ECDH', public: theirs }, secret, 256);
  const source = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveBits']);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: header.slice(), info: new TextEncoder().encode(info) };
  return subtle.deriveBits(how, source, bits);
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

function openedItem(key: Buffer, { name, c }: Omit<PostedItem, 'by'>): unknown {
  const bytes = Buffer.from(c, 'base64url');
  try {
    const cipher = createDecipheriv('chacha20-poly1305', key, bytes.subarray(0, 12), { authTagLength: 16 });
    cipher.setAAD(Buffer.from(name), { plaintextLength: bytes.length - 28 });
    cipher.setAuthTag(bytes.subarray(-16));
    const plain = Buffer.concat([cipher.update(bytes.subarray(12, -16)), cipher.final()]);
    return JSON.parse(plain.toString()) as unknown;
  } catch {
    return undefined;
  }
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
