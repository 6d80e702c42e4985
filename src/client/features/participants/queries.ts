import { programmeIds } from '#domain/content/content.ts';
import { recordOf } from '#domain/ledger.ts';
import { progressOf, type Programme, type ProgrammeEntry, type Progress } from '#domain/programme.ts';
import { attendedBy } from '#domain/rollCall.ts';
import { siteNumber, type SiteKind } from '#domain/site.ts';
import type { Row } from '#domain/tables.ts';
import type { Rows } from '#client/db/device.ts';
import type { Seen } from '#client/db/view.ts';
import { EXITS } from './commands.ts';

/** A participant with the entity and the programmes, oldest enrolment first. */
export interface ParticipantView {
  participant: Seen<'participant'>;
  /** `null` while the entity's row is not on this phone. */
  site: Seen<'site'> | null;
  enrolments: EnrolmentView[];
}

/** An enrolment with the hours of roll calls by module. */
export type EnrolmentView = Seen<'enrolment'> & { attended: ReadonlyMap<string, number> };

/** Participants of one entity or of all on this phone, by entity, then by code. */
export async function participantsOf(rows: Rows, scope?: string): Promise<ParticipantView[]> {
  const [participants, enrolments, sites] = [
    await rows.all('participant', scope),
    await rows.all('enrolment', scope),
    await rows.all('site', scope),
  ];
  const siteOf = new Map(sites.map((site) => [site.id, site]));
  const enrolmentsOf = new Map<string, EnrolmentView[]>();
  for (const row of withHours(enrolments, await rows.all('rollCall', scope))) {
    const own = enrolmentsOf.get(row.participantId);
    if (own) own.push(row);
    else enrolmentsOf.set(row.participantId, [row]);
  }
  return participants
    .map((participant) => ({
      participant,
      site: siteOf.get(participant.scope) ?? null,
      enrolments: byStart(enrolmentsOf.get(participant.id) ?? []),
    }))
    .sort((a, b) => a.participant.code.localeCompare(b.participant.code, 'en'));
}

/** One participant with the evidence of all programmes. */
export interface ParticipantDetail extends ParticipantView {
  evidence: Seen<'evidence'>[];
}

/** One participant, or `null` when there is none with this id. */
export async function participantDetail(rows: Rows, id: string): Promise<ParticipantDetail | null> {
  const participant = await rows.one('participant', id);
  if (!participant) return null;
  const { scope } = participant;
  const enrolments = (await rows.all('enrolment', scope)).filter((row) => row.participantId === id);
  const own = new Set(enrolments.map((row) => row.id));
  return {
    participant,
    site: await rows.one('site', scope),
    enrolments: byStart(withHours(enrolments, await rows.all('rollCall', scope))),
    evidence: (await rows.all('evidence', scope)).filter(({ enrolmentId }) => own.has(enrolmentId)),
  };
}

/** Entities on this phone, in the order of their codes. */
export async function sitesHere(rows: Rows): Promise<Seen<'site'>[]> {
  return (await rows.all('site')).sort((a, b) => siteNumber(a) - siteNumber(b));
}

/** True while the participation lasts. */
export function isCurrent({ status }: Pick<Row<'participant'>, 'status'>): boolean {
  return !EXITS.includes(status);
}

/** Programmes on offer in an entity of this kind. */
export function programmesFor(kind: SiteKind): ProgrammeEntry[] {
  return programmeIds.filter((entry) => entry.variant === kind);
}

/** What a list says of a programme; `undefined` for one that this app does not hold. */
export function programmeEntry(id: string): ProgrammeEntry | undefined {
  return programmeIds.find((entry) => entry.id === id);
}

/** Where a participant stands on a programme. */
export function progressIn(programme: Programme, enrolment: Omit<EnrolmentView, 'sync'>): Progress {
  return progressOf(programme, recordOf(enrolment, enrolment.attended));
}

/** The enrolments with the hours that the roll calls count for them. */
export function withHours(
  enrolments: readonly Seen<'enrolment'>[],
  rolls: readonly Row<'rollCall'>[],
): EnrolmentView[] {
  const attended = attendedBy(rolls);
  return enrolments.map((row) => ({ ...row, attended: attended.get(row.id) ?? NOTHING }));
}

const NOTHING: ReadonlyMap<string, number> = new Map();

function byStart(enrolments: EnrolmentView[]): EnrolmentView[] {
  return enrolments.sort((a, b) => (a.start === b.start ? (a.id < b.id ? -1 : 1) : a.start < b.start ? -1 : 1));
}
