import type { Role } from '#domain/access.ts';
import type { Beat, Mutation, Refusal, WireRecord } from '#sync/protocol.ts';
import type { Digest, Rec } from '#sync/record.ts';
import type { AuditEntry, AuditHead } from '#domain/audit.ts';
import type { Applied, Replaced, Writes } from '../accept.ts';
import type { Note } from '../audit/chain.ts';
import type { AuditFilter } from '../audit/rows.ts';

/** An account. `gen` is the generation of its rights everywhere: a new one makes phones read again. */
export interface Account {
  id: string;
  /** E-07 and the like: the only name the server keeps. */
  code: string;
  role: Role;
  gen: number;
  active: boolean;
}

/**
 * How a device may speak with the server. `ok`: everything; `revoked`: only to hand over what was not sent, which is parked;
 * `wipe`: nothing, it is told to erase itself; `erased`: nothing, it was told so and has confirmed it; `left`: nothing, it
 * signed out by its own wish; `suspect`: nothing, its sign-in was used from two places.
 */
export type DeviceState = 'ok' | 'revoked' | 'wipe' | 'erased' | 'left' | 'suspect';

/** True while the server still speaks with the device. */
export const speaks = (state: DeviceState): boolean => state === 'ok' || state === 'revoked' || state === 'wipe';

/** A phone or desk of an account. Its token is kept as SHA-256 only. Times: milliseconds since 1970 UTC. */
export interface DeviceRow {
  id: string;
  account: string;
  tokenHash: string;
  /** Number of the token, since when it is the one, and whether it was used for longer than the grace of a lost cookie. */
  turn: number;
  tokenAt: number;
  settled: boolean;
  name: string;
  createdAt: number;
  lastContact: number;
  state: DeviceState;
  /** SHA-256 of the proof that the device is unlocked; null: a device without a lock. */
  access: string | null;
  /** How it stood at the last contact. */
  beat: Beat | null;
  /** Scopes it held then, with the generation of its rights there; null: it has never said. */
  holds: Record<string, number> | null;
  /** The newest erasure it has carried out. */
  erased: number;
}

/** A token of a device that is not its present one. `spare`: handed out, not used yet; `old`: `next` took its place at `at`. */
export interface TokenRow {
  hash: string;
  device: string;
  kind: 'spare' | 'old';
  turn: number;
  at: number;
  next: string;
}

/** A one-time way to add a device to an account. Its code is kept as SHA-256 only. Times: milliseconds since 1970 UTC. */
export interface Invitation {
  codeHash: string;
  account: string;
  expiresAt: number;
  usedAt: number | null;
}

/** A mutation that was refused. `decided`: what a coordinator made of parked work. */
export interface Refused {
  mutation: Mutation;
  refusal: Refusal;
  account: string;
  /** Server clock. Unit: milliseconds since 1970 UTC. */
  at: number;
  decided: 'accepted' | 'declined' | null;
}

/** A file of a scope that the server holds. */
export interface BlobRow {
  scope: string;
  /** SHA-256 of the bytes as the phone sent them: the name the record knows, and the receipt. */
  sha256: string;
  /** SHA-256 of what is kept (a picture is encoded anew), and where it lies. */
  stored: string;
  /** Length of what is kept. */
  bytes: number;
  mime: string;
  account: string;
  /** Server clock. Unit: milliseconds since 1970 UTC. */
  at: number;
}

/** What a restored database came from. */
export interface Backup {
  /** The newest thing in it: an edit or a contact. Server clock. Unit: milliseconds since 1970 UTC. */
  at: number;
  /** The last `seq` that it held of each scope. */
  heads: Map<string, number>;
}

/** Rows of one scope after a position, read in one snapshot. */
export interface PageRead {
  rows: WireRecord[];
  to: number;
  more: boolean;
  head: number;
  gc: number;
  digest: Digest;
}

/** Work on one scope while holding it: nobody else writes to it until the work ends. */
export interface ScopeTx {
  /** True when the scope is granted to the account by name at this moment. */
  holds(account: string): Promise<boolean>;
  /** The last `seq` given, or null when the scope does not exist. */
  seq(): Promise<number | null>;
  records(ids: readonly string[]): Promise<Rec[]>;
  applied(mids: readonly string[]): Promise<Applied[]>;
  /** Which of the ids were deleted so long ago that only the id is kept. */
  gone(ids: readonly string[]): Promise<string[]>;
  /** Which of the ids were erased for good, in whatever scope. */
  erased(ids: readonly string[]): Promise<string[]>;
  /** `note`: what the audit says of it, durable with it. */
  save(writes: Writes, meta: { account: string; device: string; at: number; note?: Note | null }): Promise<void>;
}

/**
 * What the endpoint keeps. Every statement of a sync names one scope; accounts, devices and grants are control data. A `note`
 * goes into the audit in the transaction of the act it tells of.
 * One contract suite (test/server/storeContract.ts) passes on every implementation.
 */
export interface Store {
  /** Runs `work` in one durable transaction that holds the scope; what `work` throws undoes everything. */
  inScope<T>(scope: string, work: (tx: ScopeTx) => Promise<T>): Promise<T>;
  /** Rows of the given type codes with `seq > after`, in order, until `budget` bytes are full (at least one row). */
  page(scope: string, after: number, types: readonly number[], budget: number): Promise<PageRead | null>;
  /** Refused mutations, oldest first, kept whole. */
  refused(where: { account?: string; scope?: string; mid?: string }): Promise<Refused[]>;
  /** Values of the record that were replaced, newest first. */
  history(scope: string, id: string): Promise<Replaced[]>;
  decide(scope: string, mid: string, decided: 'accepted' | 'declined', note?: Note): Promise<void>;
  /** Forgets records of the scope deleted before `before` (server clock, ms), all but their ids; gives how many. */
  collect(scope: string, before: number): Promise<number>;
  /**
   * Says that the database comes from a backup: phones refill what it lacks. `epoch`: larger than any before (UTC seconds).
   * What the backup held is remembered, so that a phone can tell whether its journal reaches back that far (SPEC P6).
   */
  restored(epoch: number): Promise<void>;
  /** The backup that the database was last restored from; null when it never was. */
  backup(): Promise<Backup | null>;
  scopes(): Promise<string[]>;
  blob(scope: string, sha256: string): Promise<BlobRow | null>;
  /** Remembers a file once its bytes are on the disk; one that is known stays as it was. */
  putBlob(row: BlobRow): Promise<void>;
  /** How much the scope's files take. Unit: bytes. */
  blobBytes(scope: string): Promise<number>;
  /**
   * Hashes of the scope's files kept before `before` (server clock, ms) that nothing names: no record, deleted ones too, no
   * earlier value, no refused or parked edit.
   */
  strayBlobs(scope: string, before: number): Promise<string[]>;
  /** Forgets a file that nothing names at this moment; false when something does. */
  dropBlob(scope: string, sha256: string): Promise<boolean>;
  /** True when a file of any scope lies under this hash. */
  keepsBlob(stored: string): Promise<boolean>;

  epoch(): Promise<number>;
  accounts(): Promise<Account[]>;
  account(id: string): Promise<Account | null>;
  /** Creates or replaces; gives the account and its new grants a new generation. `sites` are the scopes granted by name. */
  putAccount(account: Omit<Account, 'gen'>, sites: readonly string[], note?: Note): Promise<Account>;
  /** Scopes granted by name, with the generation of each grant. */
  grants(account: string): Promise<Map<string, number>>;
  devices(account?: string): Promise<DeviceRow[]>;
  deviceByToken(tokenHash: string): Promise<DeviceRow | null>;
  /** Adds a device, or changes what it may do and when it was heard; its token and how it stood have steps of their own. */
  putDevice(device: DeviceRow, note?: Note): Promise<void>;
  /** Notes a contact, how the device stood then and what it held. */
  contact(device: string, at: number, stood: Pick<DeviceRow, 'beat' | 'holds' | 'erased'>): Promise<void>;
  /** A token that is not, or no more, the present one of its device. */
  token(hash: string): Promise<TokenRow | null>;
  /** Keeps a spare token, unless another one was handed out after `since`; true when it was kept. */
  putSpare(spare: Omit<TokenRow, 'kind' | 'next'>, since: number): Promise<boolean>;
  /** Puts another token in the present one's place, which becomes old; nothing happens when `from` is not the present one. */
  turnToken(device: string, from: string, to: string, turn: number, at: number): Promise<void>;
  /** The present token has been used for longer than the grace of a lost cookie. */
  settleToken(device: string): Promise<void>;
  putInvitation(invitation: Invitation, note?: Note): Promise<void>;
  invitation(codeHash: string): Promise<Invitation | null>;
  /** Uses the invitation up without a new device; false when it was used or ran out. */
  spend(codeHash: string, at: number, note?: Note): Promise<boolean>;
  /** Uses the invitation up for a new device in one transaction; false when someone was faster. */
  redeem(codeHash: string, at: number, device: DeviceRow, note?: Note): Promise<boolean>;

  /** Adds an entry for an act that changes nothing else. */
  note(note: Note): Promise<void>;
  /** Entries of the audit, newest first. */
  audit(filter: AuditFilter, limit: number): Promise<AuditEntry[]>;
  auditHead(): Promise<AuditHead>;
  /** Removes entries older than `before` (ms) from the beginning of the audit, which then says so; gives how many. */
  trimAudit(before: number, note: Omit<Note, 'detail'>): Promise<number>;
  close(): Promise<void>;
}
