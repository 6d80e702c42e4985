import { tables, type Row, type TableName } from '#domain/tables.ts';
import { editable } from '#domain/visit.ts';
import type { Rows } from '#client/db/device.ts';
import { contestedRows, contestsOf, noteOf, valueAt, type AnyRow } from '#client/db/settle.ts';
import type { Merged } from '#client/db/store.ts';

/** Where a record is shown: which screen, and the id in its address. */
export interface Shown {
  on: 'settings' | 'visit' | 'run' | 'participant' | 'rollCall' | 'site';
  id: string;
}

/** A record that waits for a choice. */
export interface Disputed {
  id: string;
  table: TableName;
  /** Name of the entity; empty while its row is not on this phone. */
  site: string;
  shown: Shown;
  /** The visit it belongs to, or null. */
  visit: string | null;
  /** Full names of the contested fields; empty when only the record itself is in question. */
  fields: string[];
  /** Codes of the authors, each once. */
  authors: string[];
  /** The newest of the authors' clocks. */
  at: string;
}

/** A text that this device put together and nobody has changed since. */
export interface MergedText {
  merged: Merged;
  site: string;
  shown: Shown;
}

/** How long a text put together is offered for a look. Unit: milliseconds. */
const OFFERED = 7 * 86_400_000;

/** Records that wait for a choice, newest first; those of a visit under review wait until it is returned. */
export async function disputedOf(rows: Rows): Promise<Disputed[]> {
  const list: Disputed[] = [];
  const found = await contestedRows(rows);
  if (found.length === 0) return list;
  const codes = new Map((await rows.all('person')).map(({ id, code }) => [id, code]));
  for (const { table, row } of found) {
    if (await frozen(rows, table, row)) continue;
    const contests = contestsOf(rows.registry[table] ?? tables[table], table, row);
    const note = noteOf(row.sync);
    const marks = [...contests.flatMap(({ versions }) => versions), ...(note ? [note] : [])];
    list.push({
      id: row.id,
      table,
      site: await siteOf(rows, row),
      shown: await shownOf(rows, table, row),
      visit: visitOf(table, row),
      fields: contests.map(({ field }) => field),
      authors: [...new Set(marks.map(({ by }) => codes.get(by) ?? ''))].filter((code) => code !== '').sort(),
      at: marks.reduce((latest, { at }) => (at > latest ? at : latest), ''),
    });
  }
  return list.sort((a, b) => b.at.localeCompare(a.at));
}

/** Texts this device put together in the last days that still read so. `now`: milliseconds since 1970 UTC. */
export async function mergedOf(rows: Rows, now: number): Promise<MergedText[]> {
  const list: MergedText[] = [];
  for (const merged of (await rows.tx.meta('merged')) ?? []) {
    const table = merged.table as TableName;
    if (merged.at < now - OFFERED || !rows.registry[table]) continue;
    const row = await rows.one(table, merged.id);
    if (!row || valueAt(row, merged.field) !== merged.text) continue;
    list.push({ merged, site: await siteOf(rows, row), shown: await shownOf(rows, table, row) });
  }
  return list;
}

async function shownOf(rows: Rows, table: TableName, row: AnyRow): Promise<Shown> {
  switch (table) {
    case 'project':
      return { on: 'settings', id: row.id };
    case 'run':
      return { on: 'run', id: row.id };
    case 'visit':
    case 'rollCall':
    case 'participant':
      return { on: table, id: row.id };
    case 'enrolment':
      return { on: 'participant', id: (row as AnyRow & Row<'enrolment'>).participantId };
    case 'evidence':
      return { on: 'participant', id: await participantOf(rows, (row as AnyRow & Row<'evidence'>).enrolmentId) };
    case 'attendee':
    case 'note':
    case 'action':
    case 'remark':
    case 'review':
    case 'correction':
      return { on: 'visit', id: (row as AnyRow & Row<'note'>).visitId };
    case 'photo': {
      const { visitId, runId } = row as AnyRow & Row<'photo'>;
      return visitId === null ? { on: 'run', id: runId ?? '' } : { on: 'visit', id: visitId };
    }
    default:
      return { on: 'site', id: row.scope };
  }
}

async function participantOf(rows: Rows, enrolmentId: string): Promise<string> {
  return (await rows.one('enrolment', enrolmentId))?.participantId ?? '';
}

async function siteOf(rows: Rows, { scope }: AnyRow): Promise<string> {
  return (await rows.one('site', scope))?.name ?? '';
}

function visitOf(table: TableName, row: AnyRow): string | null {
  const id = table === 'visit' ? row.id : valueAt(row, 'visitId');
  return typeof id === 'string' ? id : null;
}

/** A record of a visit that is under review cannot be changed, so no choice can be made either. */
async function frozen(rows: Rows, table: TableName, row: AnyRow): Promise<boolean> {
  const visitId = visitOf(table, row);
  const visit = visitId === null ? null : await rows.one('visit', visitId);
  return visit !== null && !editable(visit.status);
}
