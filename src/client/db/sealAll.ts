import type { Seal, Sealed } from '#client/vault/seal.ts';
import type { Table } from 'dexie';
import type { BaseTx } from './base.ts';
import type { Database } from './shape.ts';
import type { Draft, Journalled, LocalTx, Meta, Queued } from './store.ts';
import { isDraft, isEdit, isJournalled } from './unreadable.ts';

/** How many rows one transaction seals. */
const ROWS = 50;

/** A transaction over everything. */
type Write = <T>(work: (tx: LocalTx, base: BaseTx) => Promise<T>) => Promise<T>;

/**
 * Seals rows in the open where they stand, a few at a time, and puts confirmed records into sealed blocks. Whatever moment it is
 * cut off at, a row has its old form or its new one.
 */
export async function sealAll(db: Database, seal: Seal, write: Write): Promise<void> {
  if (!seal.keyed || (await write(() => db.marks.get('sealed')))) return;
  await each(db.drafts, write, async (tx, { key }, draft) => {
    if (isDraft((own) => own === key)(draft as Partial<Draft>)) await tx.putDraft(draft as Draft);
  });
  await each(db.meta, write, (tx, { key }, value) => tx.putMeta(key as keyof Meta, value as Meta[keyof Meta]));
  await each(db.outbox, write, async (tx, { n = 0, id }, entry) => {
    if (isEdit(id)(entry as Partial<Queued>)) await tx.putQueued({ ...(entry as Omit<Queued, 'n'>), n });
  });
  await each(db.journal, write, async (tx, { n }, entry) => {
    if (isJournalled(n)(entry as Partial<Journalled>)) await tx.keep([entry as Journalled]);
  });
  const { scopes } = await write((_, base) => base.unsealed());
  for (const scope of scopes) {
    for (let left = Infinity, before = Infinity; left > 0; before = left) {
      left = await write((_, base) => base.fold(scope));
      if (left === before) break;
    }
  }
  const { blocks } = await write((_, base) => base.unsealed());
  for (const key of blocks) await write((_, base) => base.reseal(key));
  await write(() => db.marks.put({ name: 'sealed', value: 'all' }));
}

/** Puts the values of a table's rows in the open once more; a row that says nothing stays as it is. */
async function each<Row extends { c: Sealed }, Key extends string | number>(
  table: Table<Row, Key>,
  write: Write,
  put: (tx: LocalTx, row: Row, value: unknown) => Promise<void>,
): Promise<void> {
  const keys = await write(() => table.toCollection().primaryKeys());
  for (let i = 0; i < keys.length; i += ROWS) {
    await write(async (tx) => {
      for (const row of await table.bulkGet(keys.slice(i, i + ROWS))) {
        if (!row || row.c instanceof Uint8Array) continue;
        if (row.c.sealed !== null && row.c.sealed !== undefined) await put(tx, row, row.c.sealed);
      }
    });
  }
}
