import { templatesOf } from '#domain/content/content.ts';
import { PROJECT_DEFAULTS, PROJECT_ID } from '#domain/project.ts';
import { read, type Device } from '#client/db/device.ts';
import { COLUMNS, rowsOf, type Known, type Sheet, type SheetName, type SiteRecords } from './sheets.ts';

/** What is asked for: tables, one entity or all, and a period; an open end is null. Form of days: YYYY-MM-DD. */
export interface Wanted {
  sheets: readonly SheetName[];
  scope: string | null;
  from: string | null;
  to: string | null;
}

/**
 * The tables, gathered entity by entity so that the screen stays alive: `tell` hears how many of how many are done. Ends early when
 * `signal` says so, with what `signal.throwIfAborted` throws. Rows of entities that are not on this device are not in it.
 */
export async function collect(
  device: Device,
  { sheets, scope, from, to }: Wanted,
  signal: AbortSignal,
  tell: (done: number, all: number) => void,
): Promise<Sheet[]> {
  const { known, scopes } = await read(device, async (rows) => {
    const sites =
      scope === null ? await rows.all('site') : [await rows.one('site', scope)].filter((one) => one !== null);
    const people = await rows.all('person');
    return {
      known: {
        project: (await rows.one('project', PROJECT_ID)) ?? PROJECT_DEFAULTS,
        codes: new Map(people.map((person) => [person.id, person.code])),
      },
      scopes: sites.sort((a, b) => a.code.localeCompare(b.code)).map(({ id }) => id),
    };
  });
  const within = (day: string): boolean => (from === null || day >= from) && (to === null || day <= to);
  const made = sheets.map((name): Sheet => ({ name, columns: COLUMNS[name], rows: [] }));
  for (const [n, id] of scopes.entries()) {
    signal.throwIfAborted();
    tell(n, scopes.length);
    const records = await recordsOf(device, id);
    if (!records) continue;
    const looked: Known = { ...known, template: await templatesOf(records.runs) };
    for (const sheet of made) sheet.rows.push(...rowsOf(sheet.name, records, looked, within));
  }
  tell(scopes.length, scopes.length);
  return made;
}

/** Notes for the audit what is taken out, before it can be taken: the server is told at the next contact. */
export async function tellOf(
  { store, now, committed }: Device,
  { scope }: Pick<Wanted, 'scope'>,
  sheets: readonly Sheet[],
): Promise<void> {
  const rows = sheets.reduce((sum, sheet) => sum + sheet.rows.length, 0);
  const at = new Date(now()).toISOString();
  await store.write(async (tx) => {
    const told = (await tx.meta('told')) ?? [];
    await tx.putMeta('told', [...told, { at, tables: sheets.map(({ name }) => name), scope, rows }]);
  });
  committed();
}

function recordsOf(device: Device, scope: string): Promise<SiteRecords | null> {
  return read(device, async (rows) => {
    const site = await rows.one('site', scope);
    if (!site) return null;
    const byId = <T extends { id: string }>(list: T[]): T[] => list.sort((a, b) => (a.id < b.id ? -1 : 1));
    return {
      site,
      visits: byId(await rows.all('visit', scope)),
      runs: byId(await rows.all('run', scope)),
      actions: byId(await rows.all('action', scope)),
      participants: byId(await rows.all('participant', scope)),
      enrolments: byId(await rows.all('enrolment', scope)),
      evidence: byId(await rows.all('evidence', scope)),
      rolls: byId(await rows.all('rollCall', scope)),
    };
  });
}
