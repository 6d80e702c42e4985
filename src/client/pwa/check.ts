import { err, ok, type Result } from '#domain/result.ts';
import { Mutation } from '#sync/protocol.ts';
import { openStore } from '#client/db/dexie.ts';
import { copyDatabase, removeDatabase, sizeOf } from '#client/db/copy.ts';
import { databaseExists } from '#client/db/opening.ts';
import type { LocalStore } from '#client/db/store.ts';
import type { Seal } from '#client/vault/seal.ts';

/** Why this version would not get on with the data of the device. */
export interface CheckError {
  /** A storage fault, or `Unreadable`: a row that this version does not understand. */
  type: string;
}

/** What the check needs from the browser. Unit: bytes. */
export interface CheckDeps {
  /** Room left, or null when the browser does not tell. */
  free(): Promise<number | null>;
  /** The rows are sealed and no key is at hand: only that the database opens and upgrades is tried. */
  locked?: boolean;
  seal?: Seal;
}

/** Room a copy may not eat up. Unit: bytes. */
const RESERVE = 20_000_000;

/**
 * Whether this version of the app opens, upgrades and reads the database: tried on a copy, which is removed again. Without
 * room for a copy only the shape is read (SPEC U1).
 */
export async function checkDatabase(name: string, deps: CheckDeps): Promise<Result<null, CheckError>> {
  const copy = `${name}:check`;
  try {
    await removeDatabase(copy);
    if ((await databaseExists(name)) === false) return ok(null);
    const size = await sizeOf(name);
    if (size === null) return ok(null);
    const free = await deps.free();
    if (free !== null && free < size.bytes * 2 + RESERVE) return ok(null);
    await copyDatabase(name, copy);
    const opened = await openStore(copy, { patience: 30_000, ...(deps.seal && { seal: deps.seal }) });
    if (!opened.ok) return err(opened.error);
    try {
      if (deps.locked) return ok(null);
      const edits = await readAll(opened.value);
      return edits === size.outbox ? ok(null) : err({ type: 'Unreadable' });
    } finally {
      opened.value.close();
    }
  } catch (error) {
    return err({ type: error instanceof Error ? error.name : 'Unexpected' });
  } finally {
    await removeDatabase(copy).catch(() => undefined);
  }
}

/**
 * Reads every row through the contract; gives how many edits wait, with those that the present version cannot read either.
 * Throws on a row that cannot be read.
 */
function readAll(store: LocalStore): Promise<number> {
  return store.read(async (tx) => {
    const queue = await tx.queue();
    for (const { mutation } of queue) Mutation.parse(mutation);
    const records = await tx.records({});
    const whole = records.every(({ id, scope, seq, f }) => Boolean(id && scope) && seq >= 0 && typeof f === 'object');
    if (!whole) throw Object.assign(new Error('a record cannot be read'), { name: 'Unreadable' });
    let held = 0;
    for (const { scope } of await tx.cursors()) held += (await tx.ids(scope)).length;
    if (records.length < held) throw Object.assign(new Error('a record cannot be read'), { name: 'Unreadable' });
    await tx.journal();
    await tx.drafts();
    for (const key of ['epoch', 'me', 'contact', 'repairs', 'seal', 'lost'] as const) await tx.meta(key);
    const damaged = (await tx.meta('unreadable')) ?? [];
    return queue.length + damaged.filter((place) => place.startsWith('outbox/')).length;
  });
}
