import { Dexie } from 'dexie';

const ROWS = 500;

/** How much a database holds, roughly, and how many edits wait in it; null when it is not there. Unit: bytes. */
export async function sizeOf(name: string): Promise<{ bytes: number; outbox: number } | null> {
  const db = await opened(name);
  if (!db) return null;
  try {
    let bytes = 0;
    for (const table of db.tables) {
      const count = await table.count();
      const some = await table.limit(20).toArray();
      if (some.length > 0) bytes += (JSON.stringify(some).length / some.length) * count * 2;
    }
    const outbox = db.tables.find((table) => table.name === 'outbox');
    return { bytes, outbox: (await outbox?.count()) ?? 0 };
  } finally {
    db.close();
  }
}

/** Copies a database as it is, shape and version too, so that its upgrade can be tried on the copy. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const source = await opened(from);
  if (!source) return;
  const target = new Dexie(to);
  try {
    const shape = source.tables.map(({ name, schema }) => [
      name,
      [schema.primKey, ...schema.indexes].map(({ src }) => src).join(','),
    ]);
    target.version(source.verno).stores(Object.fromEntries(shape) as Record<string, string>);
    await target.open();
    for (const table of source.tables) {
      const keys = await table.toCollection().primaryKeys();
      for (let i = 0; i < keys.length; i += ROWS) {
        const rows = (await table.bulkGet(keys.slice(i, i + ROWS))).filter((row) => row !== undefined);
        await target.table(table.name).bulkAdd(rows);
      }
    }
  } finally {
    source.close();
    target.close();
  }
}

/** Removes a database from this device. */
export function removeDatabase(name: string): Promise<void> {
  return Dexie.delete(name);
}

/** The database in the shape it has; null when there is none. */
async function opened(name: string): Promise<Dexie | null> {
  const db = new Dexie(name);
  try {
    await db.open();
    return db;
  } catch (error) {
    if ((error as { name?: string }).name === 'NoSuchDatabaseError') return null;
    throw error;
  }
}
