import { may } from '#domain/access.ts';
import { ok, type Result } from '#domain/result.ts';
import type { TableName } from '#domain/tables.ts';
import {
  contestsOf,
  keepRecord,
  noteOf,
  removeRecord,
  reopen,
  restoreRecord,
  settleField,
  type AnyRow,
  type Contest,
  type Version,
} from '#client/db/settle.ts';
import { people } from './people.svelte.ts';
import { session } from './session.svelte.ts';

/** What a choice answers: a way to take it back, or null where there is none. */
export type Chosen = Promise<Result<(() => Promise<Result<unknown, { type: string }>>) | null, { type: string }>>;

/** A version as a person sees it. */
export interface VersionView {
  mid: string;
  /** Code of the author. */
  who: string;
  mine: boolean;
  at: string;
  value: unknown;
  /** The value to be said: an account stands as its code. */
  said: unknown;
}

/** A contested field as a person sees it. */
export interface ContestView {
  table: string;
  field: string;
  text: boolean;
  /** The role may decide. */
  writable: boolean;
  versions: readonly VersionView[];
  choose(choice: string): Chosen;
}

/** What is said about a whole record, and what can be done. */
export interface RecordNoteView {
  kind: 'delete-requested' | 'restored';
  table: string;
  who: string;
  mine: boolean;
  at: string;
  /** The role may decide. */
  writable: boolean;
  keep(): Chosen;
  remove(): Chosen;
}

/** The contested fields of a row, those that `only` lets pass. Reactive where it is read. */
export function contests(table: TableName, row: AnyRow, only: (field: string) => boolean = () => true): ContestView[] {
  if (row.sync.alt.length === 0) return [];
  const { device } = session;
  const known = device.registry[table];
  return (known ? contestsOf(known, table, row) : []).filter(({ field }) => only(field)).map((one) => view(one));

  function view(contest: Contest): ContestView {
    const { field, text, versions } = contest;
    return {
      table,
      field,
      text,
      writable: known !== undefined && may(device.me.role, { act: 'write', field }, known.rights),
      versions: versions.map(versionView),
      async choose(choice) {
        const done = await settleField(device, contest, choice);
        return done.ok ? ok(() => reopen(device, done.value)) : done;
      },
    };
  }
}

/** What is said about the record itself; null when nothing is. Reactive where it is read. */
export function recordNote<T extends TableName>(table: T, row: AnyRow): RecordNoteView | null {
  const note = noteOf(row.sync);
  if (!note) return null;
  const { device } = session;
  const known = device.registry[table];
  return {
    kind: note.kind,
    table,
    who: people.code(note.by),
    mine: note.by === device.me.account,
    at: note.at,
    writable: known !== undefined && may(device.me.role, { act: 'remove' }, known.rights),
    async keep() {
      const done = await keepRecord(device, table, row.id);
      return done.ok ? ok(null) : done;
    },
    async remove() {
      const done = await removeRecord(device, table, row.id);
      return done.ok ? ok(() => restoreRecord(device, table, done.value)) : done;
    },
  };
}

/** A version with the words a person needs. Reactive where it is read. */
export function versionView({ mid, by, at, value }: Version): VersionView {
  return { mid, at, who: people.code(by), mine: by === session.device.me.account, value, said: named(value) };
}

const ACCOUNT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function named(value: unknown): unknown {
  return typeof value === 'string' && ACCOUNT.test(value) ? people.code(value) || value : value;
}
