import { frameOn, type Frame } from '#domain/frame.ts';
import { legalStateOn, PROJECT_DEFAULTS, PROJECT_ID } from '#domain/project.ts';
import { type Presence, type RollCall } from '#domain/rollCall.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Row } from '#domain/tables.ts';
import { commit } from '#client/db/commit.ts';
import type { Device, Rows } from '#client/db/device.ts';
import type { Seen } from '#client/db/view.ts';
import type { ParticipantError } from './commands.ts';
import { isCurrent } from './queries.ts';

type Done<T> = Promise<Result<T, ParticipantError>>;

/** A session as it begins: nobody is marked. */
export type NewRollCall = Pick<RollCall, 'programmeId' | 'programmeVersion' | 'moduleId' | 'day' | 'hours'>;

/** Begins the roll of a session and gives its id. */
export function startRollCall(device: Device, siteId: string, about: NewRollCall): Done<string> {
  return commit(device, async (edit) => {
    if (!(await edit.one('site', siteId))) return err({ type: 'NotFound' });
    return edit.create('rollCall', siteId, { ...about, marks: {} });
  });
}

/** Marks one person; `null` takes the mark back. */
export function markPresence(device: Device, id: string, enrolmentId: string, mark: Presence | null): Done<null> {
  return commit(device, (edit) => edit.set('rollCall', id, { [`marks.${enrolmentId}`]: mark }));
}

/** Marks everybody who has no mark yet as present, and gives whom it marked. */
export function markAllPresent(device: Device, id: string, enrolmentIds: readonly string[]): Done<string[]> {
  return commit(device, async (edit) => {
    const row = await edit.one('rollCall', id);
    if (!row) return err({ type: 'NotFound' });
    const open = enrolmentIds.filter((one) => (row.marks[one] ?? null) === null);
    const patch = Object.fromEntries(open.map((one) => [`marks.${one}`, 'present']));
    const done = await edit.set('rollCall', id, patch);
    return done.ok ? ok(open) : done;
  });
}

/** Takes the marks of these people back. */
export function clearMarks(device: Device, id: string, enrolmentIds: readonly string[]): Done<null> {
  const patch = Object.fromEntries(enrolmentIds.map((one) => [`marks.${one}`, null]));
  return commit(device, (edit) => edit.set('rollCall', id, patch));
}

/** Corrects day or length of a session. */
export function setRollCall(device: Device, id: string, patch: Partial<Pick<RollCall, 'day' | 'hours'>>): Done<null> {
  return commit(device, (edit) => edit.set('rollCall', id, patch));
}

/** Removes a session and gives what it said, for `restoreRollCall`. */
export function removeRollCall(device: Device, id: string): Done<Row<'rollCall'>> {
  return commit(device, async (edit) => {
    const row = await edit.one('rollCall', id);
    if (!row) return err({ type: 'NotFound' });
    const done = await edit.remove('rollCall', id);
    if (!done.ok) return done;
    const { sync: _, ...kept } = row;
    return ok(kept);
  });
}

/** Undoes `removeRollCall`: the same roll under a new id, which it gives. */
export function restoreRollCall(device: Device, { id: _, scope, ...kept }: Row<'rollCall'>): Done<string> {
  return commit(device, (edit) => edit.create('rollCall', scope, kept));
}

/** One person on a roll. */
export interface OnRoll {
  enrolment: Seen<'enrolment'>;
  participant: Seen<'participant'>;
  /** Everything the person is enrolled on here: hours of a day add up over programmes. */
  enrolments: string[];
}

/** A roll with its group, ordered by code. */
export interface RollDetail {
  roll: Seen<'rollCall'>;
  site: Seen<'site'> | null;
  group: OnRoll[];
  /** All rolls of the entity: what hours and frames are counted from. */
  rolls: Seen<'rollCall'>[];
  frame: Frame | null;
}

/** The roll with everybody who is on the programme now or has a mark already; null when there is none with this id. */
export async function rollDetail(rows: Rows, id: string): Promise<RollDetail | null> {
  const roll = await rows.one('rollCall', id);
  if (!roll) return null;
  const { scope } = roll;
  const participants = new Map((await rows.all('participant', scope)).map((row) => [row.id, row]));
  const enrolments = await rows.all('enrolment', scope);
  const group = enrolments.flatMap((enrolment): OnRoll[] => {
    const participant = participants.get(enrolment.participantId);
    if (!participant || enrolment.programmeId !== roll.programmeId) return [];
    const marked = (roll.marks[enrolment.id] ?? null) !== null;
    if (!marked && (!isCurrent(participant) || enrolment.start > roll.day)) return [];
    const own = enrolments.filter((one) => one.participantId === participant.id).map((one) => one.id);
    return [{ enrolment, participant, enrolments: own }];
  });
  const rolls = await rows.all('rollCall', scope);
  return {
    roll,
    site: await rows.one('site', scope),
    group: group.sort((a, b) => a.participant.code.localeCompare(b.participant.code, 'en')),
    rolls,
    frame: await frameFor(rows, roll.day),
  };
}

/** The statutory frame for a day: the project's own or the usual ones, in the state of the law that the project follows. */
export async function frameFor(rows: Rows, day: string): Promise<Frame | null> {
  const project = (await rows.one('project', PROJECT_ID)) ?? PROJECT_DEFAULTS;
  return frameOn(legalStateOn(day, project), project.frames);
}

/** The sessions of an entity, newest first. */
export async function rollsOf(rows: Rows, scope: string): Promise<Seen<'rollCall'>[]> {
  const order = ({ day, id }: Row<'rollCall'>) => `${day} ${id}`;
  return (await rows.all('rollCall', scope)).sort((a, b) => order(b).localeCompare(order(a)));
}
