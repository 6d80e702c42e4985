import { tables, type Registry, type TableName } from '#domain/tables.ts';
import type { Actor } from '#domain/access.ts';
import type { BlobStore } from './blobs.ts';
import type { LocalStore, LocalTx } from './store.ts';
import { seeAll, seeOne, type Seen } from './view.ts';

/** One signed-in account on this phone. Time and chance come from here, so that tests decide them. */
export interface Device {
  store: LocalStore;
  /** The bytes of photos and recordings. */
  blobs: BlobStore;
  registry: Registry;
  me: Actor & { code: string };
  /** Milliseconds since 1970 UTC. */
  now(): number;
  /** A fresh record id (UUID v7). */
  newId(): string;
  /** A fresh mutation id: 128 random bits as 22 base64url characters. */
  newMid(): string;
  /** Uniform integer in 0…n-1. */
  random(n: number): number;
  /** Called after a command became durable. */
  committed(): void;
}

/** What queries read: rows of one snapshot, as screens see them. */
export interface Rows {
  one<T extends TableName>(table: T, id: string): Promise<Seen<T> | null>;
  /** All rows of a table, in one scope or in all. */
  all<T extends TableName>(table: T, scope?: string): Promise<Seen<T>[]>;
  tx: LocalTx;
  registry: Registry;
}

/** Reads several rows in one snapshot. */
export function read<T>(device: Device, query: (rows: Rows) => Promise<T>): Promise<T> {
  return device.store.read((tx) => query(rowsOf(device, tx)));
}

/** The queries over an open transaction. */
export function rowsOf(device: Device, tx: LocalTx): Rows {
  const { registry, me } = device;
  return {
    tx,
    registry,
    async one<T extends TableName>(table: T, id: string) {
      const row = await seeOne(tx, registry, me.account, id);
      return row as Seen<T> | null;
    },
    async all<T extends TableName>(table: T, scope?: string) {
      const type = (registry[table] ?? tables[table]).code;
      const rows = await seeAll(tx, registry, me.account, { type, ...(scope === undefined ? {} : { scope }) });
      return rows as Seen<T>[];
    },
  };
}
