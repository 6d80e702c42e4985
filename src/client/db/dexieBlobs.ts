import { fileKey, openPiece, sealPiece } from '#client/vault/fileSeal.ts';
import { base64url, fromBase64url, openSeal, type Seal, type Sealed } from '#client/vault/seal.ts';
import type { Sender } from '#client/vault/sender.ts';
import type { FileKey } from '#sync/emergency.ts';
import { Dexie, type Table } from 'dexie';
import { blobKey, freshMeta, joined, PIECE, piecesOf, type BlobMeta, type BlobName, type BlobStore } from './blobs.ts';
import type { Posted } from './shape.ts';

/** `due`: 1 while the server has not confirmed the file; `p`: its key and what it is, sealed to the server (public/rescue.js). */
interface FileRow extends Posted {
  key: string;
  scope: string;
  due: 0 | 1;
  c: Sealed;
}
interface PieceRow {
  key: string;
  n: number;
  c: Uint8Array;
}
/** What is known about a file, and the key of its pieces, base64url. */
type Kept = BlobMeta & { key: string };

class Database extends Dexie {
  declare files: Table<FileRow, string>;
  declare pieces: Table<PieceRow, [string, number]>;

  constructor(name: string) {
    super(name, { chromeTransactionDurability: 'strict', cache: 'disabled' });
    this.version(1).stores({ files: 'key, scope', pieces: '[key+n]' });
  }
}

/** Name of the database of an account's files: apart from records, so that a full one never stops the other. */
export function blobDatabaseName(account: string): string {
  return `trzy-sfery-blobs:${account}`;
}

/** The contract of files, and what only storage at rest has. */
export interface KeptBlobs extends BlobStore {
  /** Seals the keys of unconfirmed files to the server too, where that was not done yet. Does nothing without a sender. */
  post(): Promise<void>;
}

/**
 * Files over IndexedDB, strict durability. Each has a key of its own that seals its pieces; that key and what is known about
 * the file pass the seal of the device, and the key is sealed to the server too while `sender` gives one (SPEC X6).
 */
export function dexieBlobs(name: string, seal: Seal = openSeal, sender: () => Sender | null = () => null): KeptBlobs {
  const db = new Database(name);
  const keptOf = (row: FileRow): Kept => seal.open(row.c, `files/${row.key}`) as Kept;
  const metaOf = (row: FileRow): BlobMeta => {
    const { key: _, ...meta } = keptOf(row);
    return meta;
  };
  const fileRow = (kept: Kept): FileRow => {
    const key = blobKey(kept);
    const due = kept.state === 'confirmed' || kept.strayAt !== null ? 0 : 1;
    return { key, scope: kept.scope, due, c: seal.seal(kept, `files/${key}`) };
  };
  const posted = ({ scope, sha256, mime, bytes, key }: Kept): Posted => {
    const by = sender();
    const told: Omit<FileKey, 'mime'> & { mime: string } = { scope, sha256, mime, bytes, key };
    return by ? { by: by.header, p: by.seal(told, blobKey({ scope, sha256 })) } : {};
  };
  const pieces = (name: BlobName, first = 0, last = Infinity): Promise<PieceRow[]> =>
    db.pieces
      .where('[key+n]')
      .between([blobKey(name), first], [blobKey(name), last === Infinity ? Dexie.maxKey : last], true, true)
      .toArray();
  const read = async (name: BlobName, first?: number, last?: number): Promise<[Kept, ArrayBuffer[]] | null> => {
    const found = await db.transaction('r', db.files, db.pieces, async () => {
      const row = await db.files.get(blobKey(name));
      return row ? ([row, await pieces(name, first, last)] as const) : null;
    });
    if (!found) return null;
    const kept = keptOf(found[0]);
    const key = fromBase64url(kept.key);
    return [kept, found[1].map(({ n, c }) => openPiece(key, n, c))];
  };

  return {
    async put(file, bytes) {
      const key = fileKey();
      const kept: Kept = { ...freshMeta(file, bytes), key: base64url(key) };
      const rows = piecesOf(bytes).map((piece, n) => ({ key: blobKey(file), n, c: sealPiece(key, n, piece) }));
      await db.transaction('rw', db.files, db.pieces, async () => {
        if (await db.files.get(blobKey(file))) return;
        await db.pieces.bulkPut(rows);
        await db.files.put({ ...fileRow(kept), ...posted(kept) });
      });
    },
    async get(name) {
      const found = await read(name);
      return found && joined(found[1]).slice(0, found[0].bytes);
    },
    async slice(name, from, to) {
      const first = Math.floor(from / PIECE);
      const found = await read(name, first, Math.max(first, Math.ceil(to / PIECE) - 1));
      if (!found) return new ArrayBuffer(0);
      const end = Math.min(to, found[0].bytes);
      return joined(found[1]).slice(from - first * PIECE, Math.max(from, end) - first * PIECE);
    },
    async one(name) {
      const row = await db.files.get(blobKey(name));
      return row ? metaOf(row) : null;
    },
    async all(scope) {
      const rows =
        scope === undefined ? await db.files.toArray() : await db.files.where('scope').equals(scope).toArray();
      return rows.map(metaOf).sort((a, b) => a.addedAt - b.addedAt);
    },
    update: (name, change) =>
      db.transaction('rw', db.files, async () => {
        const row = await db.files.get(blobKey(name));
        if (row) await db.files.put({ ...row, ...fileRow({ ...keptOf(row), ...change }) });
      }),
    drop: (name) =>
      db.transaction('rw', db.files, db.pieces, async () => {
        await db.files.delete(blobKey(name));
        await db.pieces
          .where('[key+n]')
          .between([blobKey(name), 0], [blobKey(name), Dexie.maxKey], true, true)
          .delete();
      }),
    async post() {
      if (!sender()) return;
      await db.transaction('rw', db.files, async () => {
        for (const row of await db.files.toArray()) {
          if (row.due === 1 && !row.p) await db.files.put({ ...row, ...posted(keptOf(row)) });
        }
      });
    },
    close: () => db.close(),
  };
}
