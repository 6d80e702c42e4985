import { err, ok, type Result } from '#domain/result.ts';
import type { Dexie } from 'dexie';

/** Why the storage of this device cannot be used; each has words in i18n. */
export type StorageFault = 'Quota' | 'StorageBlocked' | 'StorageNewer' | 'StorageBroken';

/** How long opening may take before the user is told. Unit: milliseconds. Source: fault 13. */
const PATIENCE = 5_000;

class NewerVersion extends Error {
  override name = 'NewerVersionError';
}

/** The fault behind what IndexedDB or Dexie threw. */
export function storageFault(error: unknown): StorageFault {
  const { name = '', inner } = (error ?? {}) as { name?: string; inner?: { name?: string } };
  const names = `${name} ${inner?.name ?? ''}`;
  if (/Quota/.test(names)) return 'Quota';
  return /NewerVersion|VersionError/.test(names) ? 'StorageNewer' : 'StorageBroken';
}

/** True when the connection went, not the data: worth opening once more (R30, fault 9). */
export function connectionLost(error: unknown): boolean {
  const { name = '', message = '' } = (error ?? {}) as { name?: string; message?: string };
  return (
    /UnknownError|InvalidState|DatabaseClosed/.test(name) || /connection to indexed database server lost/i.test(message)
  );
}

/**
 * Opens a database and says within 5 seconds what is wrong with it: an older window holds it, a newer version wrote it,
 * no room, or damage. Never waits longer, never writes into what a newer version left.
 */
export function openWithin(
  db: Dexie,
  version: number,
  patience = PATIENCE,
): Promise<Result<null, { type: StorageFault }>> {
  return new Promise((resolve) => {
    let blocked = false;
    db.on('blocked', () => void (blocked = true));
    const timer = setTimeout(() => end(blocked ? 'StorageBlocked' : 'StorageBroken'), patience);
    const end = (fault: StorageFault | null): void => {
      clearTimeout(timer);
      if (fault) db.close();
      resolve(fault ? err({ type: fault }) : ok(null));
    };
    Promise.resolve(refuseNewer(db.name, version))
      .then(() => db.open())
      .then(
        () => end(null),
        (error: unknown) => end(storageFault(error)),
      );
  });
}

/** Dexie opens what a newer version left and repairs its shape: asked before, so that it is left alone. */
async function refuseNewer(name: string, version: number): Promise<void> {
  const known = (await versions()).get(name);
  if (known !== undefined && Math.floor(known / 10) > version) throw new NewerVersion(name);
}

/** True when this device has a database of that name; null where the browser does not tell. */
export async function databaseExists(name: string): Promise<boolean | null> {
  return 'databases' in indexedDB ? (await versions()).has(name) : null;
}

async function versions(): Promise<Map<string, number>> {
  if (!('databases' in indexedDB)) return new Map();
  return new Map((await indexedDB.databases()).map(({ name = '', version = 0 }) => [name, version]));
}
