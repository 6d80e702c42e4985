import { tables } from '#domain/tables.ts';
import type { LocalTx } from './store.ts';

/** Where the bytes of a file stand: only here · on their way · held and verified by the server · refused for good. */
export type BlobState = 'waiting' | 'uploading' | 'confirmed' | 'refused';

/** Which file: the entity it belongs to and the SHA-256 of its bytes. */
export interface BlobName {
  scope: string;
  sha256: string;
}

/** What this device knows about a file. Times: milliseconds since 1970 UTC. */
export interface BlobMeta extends BlobName {
  /** Length of the whole. */
  bytes: number;
  mime: string;
  state: BlobState;
  /** How much the server has taken, for the bar on the screen; the server itself is asked before going on. */
  offset: number;
  /** Where an upload that was begun goes on; null before it is begun and after it ended. */
  uploadUrl: string | null;
  /** Why the server refused the file: an error type with words. */
  refusal: string | null;
  /** How often the bytes arrived and yet were not held. */
  tries: number;
  addedAt: number;
  /** When the server first said that it holds the file, and in which epoch it last said so. */
  confirmedAt: number | null;
  epoch: number | null;
  /** Since when no record has named the file; null while one does. */
  strayAt: number | null;
}

/**
 * The bytes of photos and recordings on this device, apart from records. IndexedDB keeps them in the browser, memory in
 * tests and in the demo; one suite (test/client/db/blobs.test.ts) passes on both. Bytes are ArrayBuffers at every step:
 * a Blob put into IndexedDB is lost or corrupted by some browsers (R32).
 */
export interface BlobStore {
  /** Keeps the bytes, whole and durable when it resolves; a file that is here already stays as it stands. */
  put(file: BlobName & { mime: string; at: number }, bytes: ArrayBuffer): Promise<void>;
  /** The bytes, or null when they are not on this device. */
  get(name: BlobName): Promise<ArrayBuffer | null>;
  /** Bytes `from` up to, not including, `to`; only the pieces that are needed are read. */
  slice(name: BlobName, from: number, to: number): Promise<ArrayBuffer>;
  one(name: BlobName): Promise<BlobMeta | null>;
  /** Files of one scope or of all, oldest first. */
  all(scope?: string): Promise<BlobMeta[]>;
  /** Changes what is known about a file; nothing happens when it is not here. */
  update(name: BlobName, change: Partial<Omit<BlobMeta, keyof BlobName>>): Promise<void>;
  drop(name: BlobName): Promise<void>;
  close(): void;
}

/** Largest piece in which bytes lie. Unit: bytes. */
export const PIECE = 256 * 1024;

/** One word for a file. */
export const blobKey = ({ scope, sha256 }: BlobName): string => `${scope}/${sha256}`;

/** A file that was just put. Throws on anything but an ArrayBuffer. */
export function freshMeta(file: BlobName & { mime: string; at: number }, bytes: ArrayBuffer): BlobMeta {
  if (!(bytes instanceof ArrayBuffer)) throw new TypeError('bytes are kept as ArrayBuffer only');
  return {
    scope: file.scope,
    sha256: file.sha256,
    bytes: bytes.byteLength,
    mime: file.mime,
    state: 'waiting',
    offset: 0,
    uploadUrl: null,
    refusal: null,
    tries: 0,
    addedAt: file.at,
    confirmedAt: null,
    epoch: null,
    strayAt: null,
  };
}

/** True for a file that the server may lack and a record names. */
export function unconfirmed({ state, strayAt }: BlobMeta): boolean {
  return state !== 'confirmed' && strayAt === null;
}

/** The bytes in pieces of at most PIECE. */
export function piecesOf(bytes: ArrayBuffer): ArrayBuffer[] {
  const pieces: ArrayBuffer[] = [];
  for (let at = 0; at < bytes.byteLength; at += PIECE) pieces.push(bytes.slice(at, at + PIECE));
  return pieces;
}

/** Pieces put together. */
export function joined(pieces: readonly ArrayBuffer[]): ArrayBuffer {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(new Uint8Array(piece), at);
    at += piece.byteLength;
  }
  return whole.buffer;
}

/** The files that a record of this device names, in any state: also deleted, refused or of an entity that is hidden now. */
export async function filesNamed(tx: LocalTx): Promise<BlobName[]> {
  const { code } = tables.photo;
  const confirmed = (await tx.records({ type: code })).map(({ scope, f }) => ({ scope, sha256: f['sha256'] }));
  const edits = (await tx.queue()).map(({ mutation: { scope, set } }) => ({ scope, sha256: set['sha256']?.v }));
  return [...confirmed, ...edits].flatMap(({ scope, sha256 }) =>
    typeof sha256 === 'string' ? [{ scope, sha256 }] : [],
  );
}
