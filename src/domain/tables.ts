import type * as z from 'zod/mini';
import { rights, type Actor, type Rights } from './access.ts';
import { Confirmation, guardConfirmation } from './confirmation.ts';
import { ExpertTraining } from './expertTraining.ts';
import { Evidence, guardEnrolment, guardEvidence } from './ledger.ts';
import { Correction, guardCorrection } from './correction.ts';
import { Enrolment, Participant } from './participant.ts';
import { Person } from './person.ts';
import { guardPhoto, Photo } from './photo.ts';
import { Project } from './project.ts';
import { RollCall } from './rollCall.ts';
import { guardRemark, Remark } from './remark.ts';
import type { Result } from './result.ts';
import { guardReview, Review } from './review.ts';
import { Run } from './run.ts';
import { Site } from './site.ts';
import { guardTemplate, Template } from './template.ts';
import { Action, Attendee, guardAction, guardVisit, guardWithin, Note, Visit } from './visit.ts';

/** A change of one row, as a guard sees it. `fields` are full names (`ratings.s1.n.1`); `within` is the row it hangs on. */
export interface Change {
  actor: Actor;
  before: object | null;
  after: object;
  fields: readonly string[];
  within: object | null;
  /** Account that wrote what stands in a field (by its full name) before the change; null for one never written. */
  author?: (field: string) => string | null;
  /** Values that wait beside the standing ones for a choice: choosing one repeats what another person said. */
  offered?: readonly { field: string; v: unknown }[];
}

/** Everything the product knows about one kind of record: read by IndexedDB, wire, SQL and the access rules. */
export interface Table {
  /** One-byte type code: readable at rest and on the wire, never reused. */
  code: number;
  /** Kind of scope its rows live in. `site`: an entity; `program`: what all may read. */
  home: 'site' | 'program';
  /** True when a row's id is the id of the scope it opens. */
  founds?: true;
  row: z.ZodMiniObject;
  /** Fields that are maps keyed by a template's stable ids; each key is a field of its own (`ratings.<item>`). */
  maps: readonly string[];
  /** Fields and maps that hold free text of several lines: two versions of it can stand together or be merged. */
  texts?: readonly string[];
  /** The row this one hangs on: its table and the field that holds its id. */
  within?: { table: string; field: string };
  /** The rule beyond shape and role; its error type has words in i18n. */
  guard?: (change: Change) => Result<null, { type: string }>;
  rights: Rights;
  /** True for rows about one natural person, who may have them erased with everything that hangs on them. */
  subject?: true;
}

/** All tables by name. Passed as a value, so that a test may add one of its own. */
export type Registry = Readonly<Record<string, Table>>;

const visitPart = { home: 'site', within: { table: 'visit', field: 'visitId' }, guard: guardWithin } as const;

/** True when the field (by its full name) holds free text of several lines. */
export function isText(table: Pick<Table, 'texts'>, field: string): boolean {
  return (table.texts ?? []).includes(field.split('.')[0] ?? '');
}

/** True when an edit would hang a row on another one: what a row belongs to never changes. */
export function moves(table: Table, before: Record<string, unknown>, after: Record<string, unknown>): boolean {
  return table.within !== undefined && before[table.within.field] !== after[table.within.field];
}

/** The registry. Adding a kind of record is one entry here, one line in access.ts and one feature folder. */
export const tables = {
  project: { code: 1, home: 'program', row: Project, maps: [], rights: rights.project },
  person: { code: 2, home: 'program', row: Person, maps: [], rights: rights.person },
  site: {
    code: 3,
    home: 'site',
    founds: true,
    row: Site,
    maps: [],
    texts: ['contact', 'surroundings'],
    rights: rights.site,
  },
  visit: {
    code: 4,
    home: 'site',
    row: Visit,
    maps: [],
    texts: ['aim', 'comment', 'remark'],
    guard: guardVisit,
    rights: rights.visit,
  },
  attendee: { ...visitPart, code: 5, row: Attendee, maps: [], rights: rights.attendee },
  note: { ...visitPart, code: 6, row: Note, maps: [], texts: ['text'], rights: rights.note },
  action: { ...visitPart, code: 7, row: Action, maps: [], texts: ['text'], guard: guardAction, rights: rights.action },
  run: {
    ...visitPart,
    code: 8,
    row: Run,
    maps: ['ratings', 'reasons', 'sources'],
    texts: ['reasons'],
    rights: rights.run,
  },
  participant: {
    code: 9,
    home: 'site',
    row: Participant,
    maps: ['followUps'],
    rights: rights.participant,
    subject: true,
  },
  enrolment: {
    code: 10,
    home: 'site',
    within: { table: 'participant', field: 'participantId' },
    row: Enrolment,
    maps: ['hours', 'criteria', 'results', 'verified'],
    guard: guardEnrolment,
    rights: rights.enrolment,
  },
  photo: {
    ...visitPart,
    code: 11,
    row: Photo,
    maps: [],
    texts: ['caption'],
    guard: guardPhoto,
    rights: rights.photo,
  },
  remark: {
    ...visitPart,
    code: 14,
    row: Remark,
    maps: [],
    texts: ['text', 'answer'],
    guard: guardRemark,
    rights: rights.remark,
  },
  review: {
    ...visitPart,
    code: 15,
    row: Review,
    maps: ['ratings', 'reasons'],
    texts: ['reasons'],
    guard: guardReview,
    rights: rights.review,
  },
  correction: {
    ...visitPart,
    code: 16,
    row: Correction,
    maps: [],
    texts: ['text', 'outcome'],
    guard: guardCorrection,
    rights: rights.correction,
  },
  confirmation: {
    code: 20,
    home: 'site',
    within: { table: 'run', field: 'runId' },
    row: Confirmation,
    maps: [],
    guard: guardConfirmation,
    rights: rights.confirmation,
  },
  evidence: {
    code: 21,
    home: 'site',
    within: { table: 'enrolment', field: 'enrolmentId' },
    row: Evidence,
    maps: [],
    texts: ['note'],
    guard: guardEvidence,
    rights: rights.evidence,
  },
  expertTraining: { code: 23, home: 'program', row: ExpertTraining, maps: ['days'], rights: rights.expertTraining },
  rollCall: { code: 22, home: 'site', row: RollCall, maps: ['marks'], rights: rights.rollCall },
  template: {
    code: 24,
    home: 'program',
    row: Template,
    maps: [],
    guard: guardTemplate,
    rights: rights.template,
  },
} as const satisfies Registry;

export type Tables = typeof tables;
export type TableName = keyof Tables & string;

/** A row of a table as features see it: its fields plus where it lives. */
export type Row<T extends TableName = TableName> = Known<z.infer<Tables[T]['row']>> & { id: string; scope: string };

/** The fields a schema names, without the door it leaves open for fields of newer versions. */
type Known<T> = { [K in keyof T as string extends K ? never : K]: T[K] };

/** The scope every account may read. */
export const PROGRAM = 'program';

/** Version of the row schemas; raised on purpose when a lock under test/locks changes. */
export const SCHEMA = 1;

/** The oldest row schemas that still read everything; raised only when an addition would mislead an older app. */
export const MIN_SCHEMA = 1;

/** The table with this type code, or undefined for a code from the future. */
export function tableOf(registry: Registry, code: number): { name: string; table: Table } | undefined {
  const found = Object.entries(registry).find(([, table]) => table.code === code);
  return found && { name: found[0], table: found[1] };
}
