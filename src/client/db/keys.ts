import type { Keyring } from '#client/vault/keyring.ts';
import { Dexie, type Table } from 'dexie';

/**
 * The end of an account on this device: written in the same step that makes everything of it unreadable, and kept until
 * somebody is added to the device again. Ids and counts only.
 */
export interface Ending {
  account: string;
  code: string;
  /** `revoked`, `wipe`: as the server said; `left`: the person signed out and wanted nothing to stay. */
  why: 'revoked' | 'wipe' | 'left';
  /** Unit: milliseconds since 1970 UTC. */
  at: number;
  /** Edits that the server took before, to be decided about, and one hash over their receipts (none: they went while locked). */
  handed: number;
  receipt: string | null;
  /** What nobody could hand over any more: files that the server had refused, texts that were no edits. */
  lost: number;
  /** True when nothing of the account is left here. */
  done: boolean;
  /** True when the server knows. */
  told: boolean;
}

/**
 * An account whose sealed data stay on this device while nobody, or somebody else, is signed in on it. `waiting`, `files`: what only
 * this device has of it. Ids and counts only.
 */
export interface KeptAccount {
  account: string;
  code: string;
  waiting: number;
  files: number;
}

/** Keyrings of the accounts on this device: a database of its own, readable while everything else is locked. */
class Database extends Dexie {
  declare rings: Table<Keyring, string>;
  declare endings: Table<Ending, string>;
  declare kept: Table<KeptAccount, string>;

  constructor() {
    super('trzy-sfery-keys', { chromeTransactionDurability: 'strict', cache: 'disabled' });
    this.version(1).stores({ rings: 'account' });
    this.version(2).stores({ endings: 'account', kept: 'account' });
  }
}

let db: Database | null = null;
const database = (): Database => (db ??= new Database());
const rings = (): Table<Keyring, string> => database().rings;

/** The keyring of an account, or null when this device has no key for it yet. */
export async function readRing(account: string): Promise<Keyring | null> {
  return (await rings().get(account)) ?? null;
}

/** Keeps a keyring; durable when it resolves. */
export async function keepRing(ring: Keyring): Promise<void> {
  await rings().put(ring);
}

/** Accounts that have a key on this device. */
export function ringAccounts(): Promise<string[]> {
  return rings().toCollection().primaryKeys();
}

/**
 * Ends an account on this device: in one durable step its keyring goes, so that everything under it is unreadable from then on,
 * and it is noted that the rest has to go too (SPEC D2).
 */
export function beginEnding(ending: Ending): Promise<void> {
  const { rings: keys, endings, kept } = database();
  return database().transaction('rw', keys, endings, kept, async () => {
    await keys.delete(ending.account);
    await kept.delete(ending.account);
    await endings.put(ending);
  });
}

/** Remembers an account whose data stay here without it being signed in. */
export async function keepAccount({ account, code, waiting, files }: KeptAccount): Promise<void> {
  await database().kept.put({ account, code, waiting, files });
}

/** Accounts whose data stay here without being signed in, by code. */
export async function keptAccounts(): Promise<KeptAccount[]> {
  return (await database().kept.toArray()).sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** The account is signed in again; gives what was remembered of it. */
export async function takeKept(account: string): Promise<KeptAccount | null> {
  const { kept } = database();
  const found = (await kept.get(account)) ?? null;
  await kept.delete(account);
  return found;
}

/** Keeps how far an ending has come. */
export async function noteEnding(ending: Ending): Promise<void> {
  await database().endings.put(ending);
}

/** Endings on this device, the latest first. */
export async function endings(): Promise<Ending[]> {
  return (await database().endings.toArray()).sort((a, b) => b.at - a.at);
}

/** Forgets the ending of an account. */
export async function dropEnding(account: string): Promise<void> {
  await database().endings.delete(account);
}
