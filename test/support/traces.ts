import { Dexie } from 'dexie';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Every byte of a folder and of the files beside a database, by path. */
export function bytesOf(...paths: string[]): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  const walk = (path: string): void => {
    if (!existsSync(path)) return;
    if (!statSync(path).isDirectory()) found.set(path, readFileSync(path));
    else for (const name of readdirSync(path)) walk(join(path, name));
  };
  paths.forEach(walk);
  return found;
}

/** Everything an IndexedDB database holds as one text: keys, values, and bytes as the text they may be. */
export async function textOf(database: string): Promise<string> {
  const db = await new Dexie(database).open();
  try {
    const tables = await Promise.all(
      db.tables.map(async (table) => [await table.toCollection().primaryKeys(), await table.toArray()]),
    );
    return JSON.stringify(tables, (_, value: unknown) => {
      if (value instanceof ArrayBuffer) return Buffer.from(value).toString();
      return ArrayBuffer.isView(value)
        ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString()
        : value;
    });
  } finally {
    db.close();
  }
}
