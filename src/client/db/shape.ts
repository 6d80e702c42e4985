import type { Sealed } from '#client/vault/seal.ts';
import { Dexie, type Table } from 'dexie';
import type { ScopeCursor } from './store.ts';

/** Version of the shape below; raised with every `this.version(…)` that is added. */
export const VERSION = 2;

/** Rows at rest: only these columns are readable, everything else is `c`. Source: sync.md «Readable columns». */
export interface BaseRow {
  id: string;
  scope: string;
  type: number;
  seq: number;
  c: Sealed;
}

/** What is readable of a block. A key is random and never used again; what lies under it never changes. */
export interface HeadRow {
  key: string;
  scope: string;
  type: number;
  /** Blocks that were made later are greater. */
  order: number;
  /** Ids of its records, joined by SEPARATOR, and their `seq`: DEAD for one that stands elsewhere or is gone. */
  ids: string;
  seqs: number[];
  /** False: the block lies in the open. */
  keyed: boolean;
}

/** The records of a block: UTF-8 of a JSON array. */
export interface BlockRow {
  key: string;
  c: Sealed;
}
/** The same sealed to the server, and by whom (SPEC V8). */
export interface Posted {
  by?: string;
  p?: Uint8Array;
}
export interface OutboxRow extends Posted {
  n?: number;
  id: string;
  scope: string;
  c: Sealed;
  /** Its edit's id, and 1 while it was not sent: what a locked phone hands over (posted.ts). */
  mid?: string;
  due?: 0 | 1;
}
export interface JournalRow {
  n: number;
  c: Sealed;
}
export interface KeyRow extends Posted {
  key: string;
  c: Sealed;
}

/** `base`: changed with every change of the confirmed base, so that each connection knows whether its memory is still true. */
export interface MarkRow {
  name: 'base' | 'sealed';
  value: string;
}

export const SEPARATOR = '\n';
export const DEAD = -1;

/** The database of an account on a device. `base` holds what is not in a block (yet): it wins over blocks. */
export class Database extends Dexie {
  declare base: Table<BaseRow, string>;
  declare heads: Table<HeadRow, string>;
  declare blocks: Table<BlockRow, string>;
  declare marks: Table<MarkRow, string>;
  declare outbox: Table<OutboxRow, number>;
  declare journal: Table<JournalRow, number>;
  declare cursors: Table<ScopeCursor, string>;
  declare drafts: Table<KeyRow, string>;
  declare meta: Table<KeyRow, string>;

  constructor(name: string) {
    super(name, { chromeTransactionDurability: 'strict', cache: 'disabled' });
    this.version(1).stores({
      base: 'id, scope, [type+scope]',
      outbox: '++n, scope, id',
      journal: 'n',
      cursors: 'scope',
      drafts: 'key',
      meta: 'key',
    });
    this.version(VERSION).stores({
      base: 'id',
      heads: 'key',
      blocks: 'key',
      outbox: '++n, scope, id, due',
      marks: 'name',
    });
  }
}
