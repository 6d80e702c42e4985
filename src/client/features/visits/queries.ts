import { PROJECT_DEFAULTS, PROJECT_ID, type Project } from '#domain/project.ts';
import type { Row } from '#domain/tables.ts';
import type { Rows } from '#client/db/device.ts';
import type { Seen } from '#client/db/view.ts';
import { contentOf, type Unsettled } from './report.ts';

/** What a list says about the entity of a visit. */
export type SiteName = Pick<Row<'site'>, 'id' | 'name' | 'code' | 'kind'>;

/** A visit in a list. */
export type VisitLine = Seen<'visit'> & {
  site: SiteName;
  /** Code of the expert who leads it (E-07). */
  leadCode: string;
};

/** An action in a list, with the day of the visit at which it was agreed. */
export type ActionLine = Seen<'action'> & { agreedOn: string };

/** Everything the screen of one visit shows. */
export interface VisitDetail {
  visit: Seen<'visit'>;
  site: Seen<'site'>;
  attendees: Seen<'attendee'>[];
  notes: Seen<'note'>[];
  /** Agreed at this visit. */
  actions: Seen<'action'>[];
  /** Agreed at earlier visits and open when this one took place; those closed since are among them, as closed. */
  earlier: ActionLine[];
  /** How many checklists were begun at this visit, and how many participants the entity has. */
  runs: number;
  participants: number;
  /** Codes of the participants who take part now. */
  people: readonly string[];
  /** Functions that were present at this entity's visits, most often first: suggestions for the next. */
  functions: string[];
  /** Who took actions on, most often first, and after them who was present. */
  owners: string[];
  /** Codes of people by account. */
  codes: ReadonlyMap<string, string>;
  /** What two people wrote differently: settled before the report is co-signed. */
  unsettled: Unsettled[];
  /** True when a co-signed report does not say any more what the other expert read. */
  changed: boolean;
}

/** The pilot's settings: what a coordinator set, else the defaults. */
export async function projectOf(rows: Rows): Promise<Project> {
  return (await rows.one('project', PROJECT_ID)) ?? PROJECT_DEFAULTS;
}

/** Codes of people (E-07) by account. */
export async function codesOf(rows: Rows): Promise<ReadonlyMap<string, string>> {
  return new Map((await rows.all('person')).map((person) => [person.id, person.code]));
}

/** Entities by id, as lists name them. */
export async function siteNames(rows: Rows): Promise<ReadonlyMap<string, SiteName>> {
  const sites = await rows.all('site');
  return new Map(sites.map(({ id, name, code, kind }) => [id, { id, name, code, kind }]));
}

/** Visits of one entity or of all, newest day first; a visit whose entity is not on this phone yet is left out. */
export async function visitsOf(rows: Rows, { scope }: { scope?: string } = {}): Promise<VisitLine[]> {
  const [visits, sites, codes] = [await rows.all('visit', scope), await siteNames(rows), await codesOf(rows)];
  return visits
    .flatMap((visit) => {
      const site = sites.get(visit.scope);
      return site ? [{ ...visit, site, leadCode: codes.get(visit.lead) ?? '' }] : [];
    })
    .sort((a, b) => whenOf(b).localeCompare(whenOf(a)));
}

/** One visit with all that hangs on it; null when it is not on this phone. */
export async function visitDetail(rows: Rows, id: string): Promise<VisitDetail | null> {
  const visit = await rows.one('visit', id);
  const site = visit && (await rows.one('site', visit.scope));
  if (!visit || !site) return null;
  const { scope } = visit;
  const [attendees, notes, actions] = [
    await rows.all('attendee', scope),
    await rows.all('note', scope),
    await rows.all('action', scope),
  ];
  const days = new Map((await rows.all('visit', scope)).map((one) => [one.id, one.day]));
  const participants = await rows.all('participant', scope);
  const functions = mostUsed(attendees.map((one) => one.function));
  const { seal, unsettled } = await contentOf(rows, visit);
  const here = <T extends { visitId: string; id: string }>(list: T[]): T[] =>
    list.filter((one) => one.visitId === id).sort(byId);
  return {
    visit,
    site,
    attendees: here(attendees),
    notes: here(notes),
    actions: here(actions),
    earlier: actions
      .map((action) => ({ ...action, agreedOn: days.get(action.visitId) ?? '' }))
      .filter(({ visitId, agreedOn }) => visitId !== id && agreedOn !== '' && agreedOn <= visit.day)
      .filter(({ state, closedOn }) => state === 'open' || (closedOn !== null && closedOn >= visit.day))
      .sort(byDue),
    runs: (await rows.all('run', scope)).filter((run) => run.visitId === id).length,
    participants: participants.length,
    people: participants
      .filter(({ status }) => PRESENT.includes(status))
      .map(({ code }) => code)
      .sort(),
    functions,
    owners: [...new Set([...mostUsed(actions.map(({ owner }) => owner)), ...functions])],
    codes: await codesOf(rows),
    unsettled,
    changed:
      visit.status === 'cosigned' && visit.agreed !== undefined && (visit.agreed !== seal || unsettled.length > 0),
  };
}

/** Actions agreed with one entity: open ones by due day, then closed ones, newest first. */
export async function actionsOf(rows: Rows, scope: string): Promise<{ open: ActionLine[]; closed: ActionLine[] }> {
  const days = new Map((await rows.all('visit', scope)).map((visit) => [visit.id, visit.day]));
  const lines = (await rows.all('action', scope)).map((action) => ({
    ...action,
    agreedOn: days.get(action.visitId) ?? '',
  }));
  return {
    open: lines.filter(({ state }) => state === 'open').sort(byDue),
    closed: lines
      .filter(({ state }) => state !== 'open')
      .sort((a, b) => (b.closedOn ?? '').localeCompare(a.closedOn ?? '')),
  };
}

/** States in which a participant takes part. */
const PRESENT: readonly Row<'participant'>['status'][] = ['enrolled', 'trial', 'active', 'paused'];

/** Day and hour in an order of letters. */
function whenOf({ day, start, code }: Row<'visit'>): string {
  return `${day} ${start ?? '24:00'} ${code}`;
}

/** By due day, those without one last. */
function byDue(a: Row<'action'>, b: Row<'action'>): number {
  return (a.due ?? '9').localeCompare(b.due ?? '9') || byId(a, b);
}

/** Ids are made in the order of time. */
function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}

function mostUsed(words: string[]): string[] {
  const times = new Map<string, number>();
  for (const word of words) if (word.trim() !== '') times.set(word, (times.get(word) ?? 0) + 1);
  return [...times].sort((a, b) => b[1] - a[1]).map(([word]) => word);
}
