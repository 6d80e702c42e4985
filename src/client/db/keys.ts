import type { Keyring } from '#client/vault/keyring.ts';
import { Dexie, type Table } from 'dexie';

/** Keyrings of the accounts on this device: a database of its own, readable while everything else is locked. */
class Database extends Dexie {
  declare rings: Table<Keyring, string>;

  constructor() {
    super('trzy-sfery-keys', { chromeTransactionDurability: 'strict', cache: 'disabled' });
    this.version(1).stores({ rings: 'account' });
  }
}

let db: Database | null = null;
const rings = (): Table<Keyring, string> => (db ??= new Database()).rings;

/** The keyring of an account, or null when this device has no key for it yet. */
export async function readRing(account: string): Promise<Keyring | null> {
  return (await rings().get(account)) ?? null;
}

/** Keeps a keyring; durable when it resolves. */
export async function keepRing(ring: Keyring): Promise<void> {
  await rings().put(ring);
}

/** Removes a keyring: everything under its key is unreadable from then on, whatever else is still to be removed. */
export async function dropRing(account: string): Promise<void> {
  await rings().delete(account);
}

/** Accounts that have a key on this device. */
export function ringAccounts(): Promise<string[]> {
  return rings().toCollection().primaryKeys();
}
