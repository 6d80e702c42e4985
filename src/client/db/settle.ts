import { err, ok, type Result } from '#domain/result.ts';
import { isText, tableOf, type Table, type TableName } from '#domain/tables.ts';
import { DELETE_REQUESTED } from '#sync/record.ts';
import { commit, type Edit, type EditError } from './commit.ts';
import type { Device, Rows } from './device.ts';
import type { Merged } from './store.ts';
import type { RowSync, Seen } from './view.ts';

/** One value of a contested field, with the edit it came by, its author and the author's clock. */
export interface Version {
  mid: string;
  by: string;
  at: string;
  value: unknown;
}

/** A field with several versions: `versions[0]` is what stands there, the others were replaced by someone who had not seen them. */
export interface Contest {
  table: TableName;
  id: string;
  field: string;
  versions: readonly Version[];
  /** True for free text: versions can stand together. */
  text: boolean;
}

/** A row of any table, as screens see it. */
export type AnyRow = { id: string; scope: string; sync: RowSync };

/** Keeps every version, one under the other; only for free text. */
export const BOTH = 'both';

/** How many texts put together are remembered. */
const REMEMBERED = 20;

/** The contested fields of a row, in the order in which they became so. */
export function contestsOf(table: Table, name: TableName, row: AnyRow): Contest[] {
  const { alt, now } = row.sync;
  const fields = new Set(alt.map(({ field }) => field).filter((field) => now[field] !== undefined));
  return [...fields].map((field) => ({
    table: name,
    id: row.id,
    field,
    text: isText(table, field),
    versions: [
      { ...(now[field] as RowSync['now'][string]), value: valueAt(row, field) },
      ...alt.filter((one) => one.field === field).map(({ mid, by, at, v }) => ({ mid, by, at, value: v })),
    ],
  }));
}

/** What the newest note about the record itself says: that its removal was asked for, or that an edit brought it back. */
export interface RecordNote {
  kind: 'delete-requested' | 'restored';
  by: string;
  at: string;
}

/** The note about the record itself, or null. */
export function noteOf({ alt }: Pick<RowSync, 'alt'>): RecordNote | null {
  const note = alt.findLast(({ field }) => field === '');
  return note
    ? { kind: note.v === DELETE_REQUESTED ? 'delete-requested' : 'restored', by: note.by, at: note.at }
    : null;
}

/** The value of a field by its full name (`ratings.s1.n.1`). */
export function valueAt(row: object, field: string): unknown {
  const dot = field.indexOf('.');
  const head = (row as Record<string, unknown>)[dot < 0 ? field : field.slice(0, dot)];
  return dot < 0 ? head : (head as Record<string, unknown> | undefined)?.[field.slice(dot + 1)];
}

/** Confirmed records with two versions of something that no waiting edit of this device has settled. */
export async function contestedRows(rows: Rows): Promise<{ table: TableName; row: AnyRow }[]> {
  const found: { table: TableName; row: AnyRow }[] = [];
  for (const id of (await rows.tx.meta('contested')) ?? []) {
    const base = await rows.tx.record(id);
    const table = base && (tableOf(rows.registry, base.type)?.name as TableName | undefined);
    const row = table && (await rows.one(table, id));
    if (table && row && row.sync.alt.length > 0) found.push({ table, row });
  }
  return found;
}

/**
 * Decides a contested field: `choice` is the `mid` of the version that stays, or BOTH for free text. The value is
 * written anew even where it stands already, so that two opposite decisions meet as two versions again. Gives the field
 * as it was, for `reopen`. NotFound when someone else has settled it; Invalid when BOTH makes no sense here.
 */
export function settleField(
  device: Device,
  { table, id, field }: Pick<Contest, 'table' | 'id' | 'field'>,
  choice: string,
): Promise<Result<Contest, EditError>> {
  return commit<Contest, EditError>(device, async (edit) => {
    const contest = await contestOf(edit, table, id, field);
    if (!contest) return err({ type: 'NotFound' });
    const { versions, text } = contest;
    const chosen = versions.find(({ mid }) => mid === choice);
    if (!chosen && !(choice === BOTH && text)) return err({ type: 'Invalid', path: field });
    const done = await settle(edit, contest, chosen ? chosen.value : together(versions));
    return done.ok ? ok(contest) : done;
  });
}

/** Settles with a text that holds both versions, and remembers what they were. The caller says how they were put together. */
export function mergeField(device: Device, contest: Contest, text: string): Promise<Result<Contest, EditError>> {
  return commit<Contest, EditError>(device, async (edit) => {
    const { table, id, field, versions } = contest;
    const now = await contestOf(edit, table, id, field);
    if (JSON.stringify(now?.versions) !== JSON.stringify(versions)) return err({ type: 'NotFound' });
    const done = await settle(edit, contest, text);
    if (!done.ok) return done;
    const merged: Merged = { table, id, field, at: device.now(), text, versions };
    await edit.tx.putMeta('merged', [merged, ...((await edit.tx.meta('merged')) ?? [])].slice(0, REMEMBERED));
    return ok(contest);
  });
}

/**
 * Takes a decision back: the field holds the versions it held, undecided again. They are written by whoever takes the
 * decision back; who wrote them first stays in the history.
 */
export function reopen(device: Device, { table, id, field, versions }: Contest): Promise<Result<null, EditError>> {
  return commit<null, EditError>(device, async (edit) => {
    const [shown, ...others] = versions;
    if (!shown) return ok(null);
    const [first, ...rest] = [...others, shown];
    const begun = await edit.set(table, id, { [field]: first?.value });
    if (!begun.ok) return begun;
    for (const { value } of rest) {
      const done = await edit.set(table, id, { [field]: value }, { [field]: shown.mid });
      if (!done.ok) return done;
    }
    const merged = ((await edit.tx.meta('merged')) ?? []).filter((one) => one.id !== id || one.field !== field);
    await edit.tx.putMeta('merged', merged);
    return ok(null);
  });
}

/** Keeps a record whose removal was asked for, or that an edit brought back: the note about it goes. */
export function keepRecord(device: Device, table: TableName, id: string): Promise<Result<null, EditError>> {
  return commit<null, EditError>(device, async (edit) => {
    const row = await edit.one(table, id);
    return row
      ? edit.settle(
          table,
          id,
          row.sync.alt.filter(({ field }) => field === ''),
          {},
        )
      : err({ type: 'NotFound' });
  });
}

/** Removes a record whose removal was asked for; gives what it was, for `restoreRecord`. */
export function removeRecord<T extends TableName>(
  device: Device,
  table: T,
  id: string,
): Promise<Result<Seen<T>, EditError>> {
  return commit<Seen<T>, EditError>(device, async (edit) => {
    const row = await edit.one(table, id);
    if (!row) return err({ type: 'NotFound' });
    const done = await edit.remove(table, id);
    return done.ok ? ok(row) : done;
  });
}

/** Brings a removed record back under a new id. */
export function restoreRecord<T extends TableName>(
  device: Device,
  table: T,
  { id: _, scope, sync: __, ...fields }: Seen<T>,
): Promise<Result<string, EditError>> {
  return commit(device, (edit) => edit.create(table, scope, fields as never));
}

async function contestOf(edit: Edit, table: TableName, id: string, field: string): Promise<Contest | undefined> {
  const [row, known] = [await edit.one(table, id), edit.registry[table]];
  return row && known ? contestsOf(known, table, row).find((one) => one.field === field) : undefined;
}

function settle(edit: Edit, { table, id, field, versions }: Contest, value: unknown): Promise<Result<null, EditError>> {
  const drop = versions.slice(1).map(({ mid }) => ({ field, mid }));
  return edit.settle(table, id, drop, { [field]: value });
}

/** Texts one under the other, the earlier first; one that is part of another is not said twice. */
function together(versions: readonly Version[]): string {
  const texts = [...versions]
    .sort((a, b) => a.at.localeCompare(b.at))
    .map(({ value }) => (typeof value === 'string' ? value.trim() : ''));
  return texts
    .filter((text, i) => text !== '' && !texts.some((other, j) => other.includes(text) && (other !== text || j < i)))
    .join('\n\n');
}
