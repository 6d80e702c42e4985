import type { Mutation, Refusal, Told } from '#sync/protocol.ts';
import type { Rec } from '#sync/record.ts';

/** A confirmed record and the epoch of the server that confirmed it. */
export type BaseRec = Rec & { epoch: number };

/** An edit of this phone that the confirmed base does not include yet. */
export interface Queued {
  /** Order of edits on this phone, from 1. */
  n: number;
  mutation: Mutation;
  /** `seq` the server gave it; 0 while it was not sent or not answered. */
  sent: number;
  /** Where it stood before the server lost its newest days: it was confirmed there, and is sent again. */
  was?: { epoch: number; seq: number };
  /** Why the server refused it; such an edit stays until someone edits the record again or lets it go. */
  refused: Refusal | null;
}

/** An edit that the confirmed base includes. */
export interface Journalled {
  n: number;
  mutation: Mutation;
  /** Position the server gave it, and in which epoch. */
  seq: number;
  epoch: number;
  /** When it was confirmed. Unit: milliseconds since 1970 UTC. */
  at: number;
}

/** Where this phone stands in a scope. */
export interface ScopeCursor {
  scope: string;
  gen: number;
  /** Last `seq` of the confirmed base. */
  at: number;
  /** True until a page without `more` arrived: the first download, or a later one cut short. */
  more: boolean;
  /** Ids seen so far in a running snapshot; null outside one. */
  seen: string[] | null;
  /** Head of the snapshot while it is being paged. */
  head?: number;
  /** Deleted records up to this `seq` are forgotten, as on the server; absent: none yet. */
  gc?: number;
  /** A page would remove more than a third of the rows: it waits for a person. `true` once they agreed. */
  removal?: 'held' | 'agreed';
  /** True when the grant is gone: hidden, removed when nothing unsent is left. */
  lost: boolean;
}

/** A text still being typed, durable before it becomes an edit. `saw`: the mutation of the value it started from. */
export interface Draft {
  /** `<table>/<record id>/<field>`. */
  key: string;
  value: string;
  saw: string | null;
}

/** What was handed over in one go: what a receipt says. Units: edits; milliseconds since 1970 UTC. */
export interface Delivery {
  at: number;
  /** How many edits were sent. */
  sent: number;
  /** How many of them the server stored and answered with a hash that agrees. */
  confirmed: number;
  /** Hash over all those answers, in any order. 16 hex digits. */
  hash: string;
  /** True while the next request goes on with it. */
  open: boolean;
}

/** Two versions of a text that this device put together by itself, and what they were. */
export interface Merged {
  table: string;
  id: string;
  field: string;
  at: number;
  text: string;
  /** What stood in the field, then the other version. */
  versions: readonly { mid: string; by: string; at: string; value: unknown }[];
}

/** Single facts about this device, by key. */
export interface Meta {
  /** Ready phrases of one's own, the newest first. */
  phrases: readonly { kind: 'fact' | 'opinion' | 'quote' | 'idea'; text: string }[];
  /** Epoch of the server. */
  epoch: number;
  /** `rid` of the newest request sent: answers to older ones change no page. */
  rid: string;
  /** Role and code, as the server last said. */
  me: { account: string; code: string; role: string };
  /** Instant of the last good answer, and how far the server's clock is ahead of ours. Unit: milliseconds. */
  contact: { at: number; skew: number };
  /** How often a scope had to be read again because its digest differed. */
  repairs: number;
  /** Ids of confirmed records with two versions of something. */
  contested: readonly string[];
  /** The last deliveries, newest first. */
  deliveries: readonly Delivery[];
  /** The last texts put together, newest first. */
  merged: readonly Merged[];
  /** The server's key and this device's ticket for emergency files, and since when. Unit: milliseconds since 1970 UTC. */
  seal: { key: string; ticket: string; at: number };
  /** The system removed what was here before; so many edits may have gone with it. `seen`: the user was told. */
  lost: { at: number; edits: number; seen: boolean };
  /** Edits, confirmed ones too (`journal/…`), and texts of this device that cannot be read any more, by place. */
  unreadable: readonly string[];
  /** What the PIN of this device stretches to (vault/warm.ts); null: none is set. */
  pin: { salt: string; key: string } | null;
  /** By scope: the highest `seq` of an edit that the server applied and that is kept here no more, neither waiting nor confirmed. */
  dropped: Readonly<Record<string, number>>;
  /**
   * Scopes whose journal did not reach back to the backup that the server was last restored from, and the newest instant of
   * that backup. Unit: milliseconds since 1970 UTC.
   */
  short: { at: number; scopes: readonly string[] };
  /** A PIN alone opens this device. */
  basic: boolean;
  /** The newest erasure carried out here, and own edits that went with one: their author is told until it is seen. */
  erased: { upto: number; told: readonly { at: number; edits: number }[] };
  /** Exports that the server was not told of yet. */
  told: readonly Told[];
  /** Files of erased records that are still to be removed. */
  forgotten: readonly { scope: string; sha256: string }[];
  /** The version that could not open these data. */
  failedUpdate: { version: string; reason: string };
}

/** One transaction. Everything it wrote is there when it ends, or nothing is. */
export interface LocalTx {
  record(id: string): Promise<BaseRec | undefined>;
  records(where: { scope?: string; type?: number }): Promise<BaseRec[]>;
  /** Ids of the confirmed records of a scope. */
  ids(scope: string): Promise<string[]>;
  /** The readable columns alone, for digests. */
  positions(scope: string): Promise<{ id: string; seq: number }[]>;
  putRecords(records: readonly BaseRec[]): Promise<void>;
  dropRecords(ids: readonly string[]): Promise<void>;
  /** As putRecords, and no earlier version of these records is left anywhere at rest, not even sealed. */
  replaceRecords(records: readonly BaseRec[]): Promise<void>;
  /** Edits in their order. */
  queue(where?: { scope: string } | { id: string }): Promise<Queued[]>;
  enqueue(mutation: Mutation): Promise<void>;
  putQueued(entry: Queued): Promise<void>;
  dropQueued(ns: readonly number[]): Promise<void>;
  /** Confirmed edits, oldest first: what a server restored from a backup gets back (SPEC C9). */
  journal(): Promise<Journalled[]>;
  keep(entries: readonly Journalled[]): Promise<void>;
  dropJournal(ns: readonly number[]): Promise<void>;
  cursors(): Promise<ScopeCursor[]>;
  putCursor(cursor: ScopeCursor): Promise<void>;
  dropCursor(scope: string): Promise<void>;
  draft(key: string): Promise<Draft | undefined>;
  drafts(): Promise<Draft[]>;
  putDraft(draft: Draft): Promise<void>;
  dropDraft(key: string): Promise<void>;
  meta<K extends keyof Meta>(key: K): Promise<Meta[K] | undefined>;
  putMeta<K extends keyof Meta>(key: K, value: Meta[K]): Promise<void>;
}

/**
 * The storage contract of a device: the engine and every feature see only this. Dexie keeps it in the browser, memory
 * in the simulator and the demo; one suite (test/client/db/storeContract.ts) passes on both.
 */
export interface LocalStore {
  read<T>(work: (tx: LocalTx) => Promise<T>): Promise<T>;
  /** Durable when it resolves; undone when `work` throws. Nothing but the transaction may be awaited inside. */
  write<T>(work: (tx: LocalTx) => Promise<T>): Promise<T>;
  close(): void;
}
