import { openSeal, type Seal, type Sealed } from '#client/vault/seal.ts';
import { Dexie, type Table } from 'dexie';
import { blobKey, freshMeta, joined, PIECE, piecesOf, type BlobMeta, type BlobName, type BlobStore } from './blobs.ts';

interface FileRow {
  key: string;
  scope: string;
  c: Sealed;
}
interface PieceRow {
  key: string;
  n: number;
  c: Sealed;
}

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

/** Files over IndexedDB, strict durability; bytes and what is known about them pass the seal. */
export function dexieBlobs(name: string, seal: Seal = openSeal): BlobStore {
  const db = new Database(name);
  const metaOf = (row: FileRow): BlobMeta => seal.open(row.c, `files/${row.key}`) as BlobMeta;
  const pieceOf = (row: PieceRow): ArrayBuffer => seal.open(row.c, `pieces/${row.key}/${row.n}`) as ArrayBuffer;
  const fileRow = (meta: BlobMeta): FileRow => {
    const key = blobKey(meta);
    return { key, scope: meta.scope, c: seal.seal(meta, `files/${key}`) };
  };
  const pieces = (name: BlobName, first = 0, last = Infinity): Promise<PieceRow[]> =>
    db.pieces
      .where('[key+n]')
      .between([blobKey(name), first], [blobKey(name), last === Infinity ? Dexie.maxKey : last], true, true)
      .toArray();

  return {
    async put(file, bytes) {
      const meta = freshMeta(file, bytes);
      const key = blobKey(file);
      const rows = piecesOf(bytes).map((piece, n) => ({ key, n, c: seal.seal(piece, `pieces/${key}/${n}`) }));
      await db.transaction('rw', db.files, db.pieces, async () => {
        if (await db.files.get(key)) return;
        await db.pieces.bulkPut(rows);
        await db.files.put(fileRow(meta));
      });
    },
    async get(name) {
      const rows = await db.transaction('r', db.files, db.pieces, async () =>
        (await db.files.get(blobKey(name))) ? pieces(name) : null,
      );
      return rows && joined(rows.map(pieceOf));
    },
    async slice(name, from, to) {
      const first = Math.floor(from / PIECE);
      const rows = await pieces(name, first, Math.max(first, Math.ceil(to / PIECE) - 1));
      return joined(rows.map(pieceOf)).slice(from - first * PIECE, to - first * PIECE);
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
        if (row) await db.files.put(fileRow({ ...metaOf(row), ...change }));
      }),
    drop: (name) =>
      db.transaction('rw', db.files, db.pieces, async () => {
        await db.files.delete(blobKey(name));
        await db.pieces
          .where('[key+n]')
          .between([blobKey(name), 0], [blobKey(name), Dexie.maxKey], true, true)
          .delete();
      }),
    close: () => db.close(),
  };
}
