import { Dexie } from 'dexie';

/** How many rows are copied at a time: rows, and blocks of about a hundred records. */
const ROWS = 500;
const BLOCKS = 20;

/** How much a database holds, roughly, and how many edits wait in it; null when it is not there. Unit: bytes. */
export async function sizeOf(name: string): Promise<{ bytes: number; outbox: number } | null> {
  const db = await opened(name);
  if (!db) return null;
  try {
    let bytes = 0;
    for (const table of db.tables) {
      const count = await table.count();
      const some = await table.limit(20).toArray();
      if (some.length > 0) bytes += (weight(some) / some.length) * count;
    }
    const outbox = db.tables.find((table) => table.name === 'outbox');
    return { bytes, outbox: (await outbox?.count()) ?? 0 };
  } finally {
    db.close();
  }
}

/** What a value takes at rest, roughly; text counts double. Unit: bytes. */
function weight(value: unknown): number {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value === 'string') return value.length * 2;
  if (value === null || typeof value !== 'object') return 8;
  return Object.entries(value).reduce((sum, [key, inner]) => sum + key.length + weight(inner), 0);
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
      const step = table.name === 'blocks' ? BLOCKS : ROWS;
      for (let i = 0; i < keys.length; i += step) {
        const rows = (await table.bulkGet(keys.slice(i, i + step))).filter((row) => row !== undefined);
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
