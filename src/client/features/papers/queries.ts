import { PROJECT_DEFAULTS, PROJECT_ID, type Project } from '#domain/project.ts';
import type { TableName } from '#domain/tables.ts';
import type { Rows } from '#client/db/device.ts';
import type { Seen } from '#client/db/view.ts';

/** Everything a printed report of one visit is made from. */
export interface VisitRecord {
  visit: Seen<'visit'>;
  site: Seen<'site'>;
  attendees: Seen<'attendee'>[];
  notes: Seen<'note'>[];
  actions: Seen<'action'>[];
  runs: Seen<'run'>[];
  photos: Seen<'photo'>[];
  project: Project;
  /** Codes of people (E-07) by account. */
  codes: ReadonlyMap<string, string>;
}

type Part = Extract<TableName, 'attendee' | 'note' | 'action' | 'run' | 'photo'>;

/** One visit with all that hangs on it, each list in the order in which it was made; null when it is not on this phone. */
export async function visitRecord(rows: Rows, id: string): Promise<VisitRecord | null> {
  const visit = await rows.one('visit', id);
  const site = visit && (await rows.one('site', visit.scope));
  if (!visit || !site) return null;
  const of = async <T extends Part>(table: T): Promise<Seen<T>[]> =>
    (await rows.all(table, visit.scope))
      .filter((row) => (row as { visitId: string | null }).visitId === id)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    visit,
    site,
    attendees: await of('attendee'),
    notes: await of('note'),
    actions: await of('action'),
    runs: await of('run'),
    photos: await of('photo'),
    project: (await rows.one('project', PROJECT_ID)) ?? PROJECT_DEFAULTS,
    codes: new Map((await rows.all('person')).map((person) => [person.id, person.code])),
  };
}

/** A confirmation of readiness with the entity it is about; null when it is not on this phone. */
export async function confirmationRecord(
  rows: Rows,
  id: string,
): Promise<{ confirmation: Seen<'confirmation'>; site: Seen<'site'> } | null> {
  const confirmation = await rows.one('confirmation', id);
  const site = confirmation && (await rows.one('site', confirmation.scope));
  return confirmation && site ? { confirmation, site } : null;
}

/** Everything a printed progress card is made from. */
export interface ProgressRecords {
  participant: Seen<'participant'>;
  /** Null while the entity is not on this phone. */
  site: Seen<'site'> | null;
  /** Oldest first. */
  enrolments: Seen<'enrolment'>[];
  evidence: Seen<'evidence'>[];
  rolls: Seen<'rollCall'>[];
}

/** One participant with all programmes; null when it is not on this phone. */
export async function progressRecords(rows: Rows, id: string): Promise<ProgressRecords | null> {
  const participant = await rows.one('participant', id);
  if (!participant) return null;
  const { scope } = participant;
  const enrolments = (await rows.all('enrolment', scope)).filter((row) => row.participantId === id);
  const own = new Set(enrolments.map((row) => row.id));
  return {
    participant,
    site: await rows.one('site', scope),
    enrolments: enrolments.sort((a, b) => (`${a.start} ${a.id}` < `${b.start} ${b.id}` ? -1 : 1)),
    evidence: (await rows.all('evidence', scope)).filter(({ enrolmentId }) => own.has(enrolmentId)),
    rolls: await rows.all('rollCall', scope),
  };
}
