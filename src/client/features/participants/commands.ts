import { dayAt } from '#domain/day.ts';
import {
  AGE_BANDS,
  BASES,
  PARTICIPANT_STATES,
  SEXES,
  VARIANTS,
  type Enrolment,
  type Participant,
} from '#domain/participant.ts';
import { checkCode, ENTITY_COUNT, makeCode, type CodeFault } from '#domain/participantCode.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { siteNumber } from '#domain/site.ts';
import type { Row } from '#domain/tables.ts';
import { commit, type Edit, type EditError, type Patch } from '#client/db/commit.ts';
import type { Device } from '#client/db/device.ts';

/** What is asked about a new participant besides the entity: no name, no birth date, no phone. Source: domain.md E. */
export interface NewParticipant {
  ageBand: (typeof AGE_BANDS)[number] | null;
  sex: (typeof SEXES)[number];
  /** Form: YYYY-MM. */
  entryMonth: string;
  /** Where the person stands now; `enrolled` when left out. `trial` only in a CIS. */
  status?: (typeof PARTICIPANT_STATES)[number];
}

/** A participant on a programme, as it begins. */
export interface NewEnrolment {
  participantId: string;
  programmeId: string;
  programmeVersion: string;
  variant: (typeof VARIANTS)[number];
  /** Form: YYYY-MM-DD. */
  start: string;
  plannedEnd: string | null;
  /** Left out: individual programme (ipzs) in a CIS, social contract in a KIS. */
  basis?: (typeof BASES)[number];
}

/** Fields of a participant that may change; the code and the entity never do. */
export type ParticipantPatch = Partial<Pick<Participant, 'ageBand' | 'sex' | 'entryMonth' | 'status' | 'exitMonth'>>;

/** How a command may fail; `CodeEntity` also stands for the code of another entity. */
export type ParticipantError =
  | CodeFault
  | { type: 'CodeTaken' }
  | { type: 'OtherVariant' }
  | { type: 'AlreadyEnrolled' }
  | { type: 'EnrolmentUsed' }
  | EditError
  | { type: 'Quota' }
  | { type: 'StorageBroken' };

type Done<T> = Promise<Result<T, ParticipantError>>;

/** States that end the participation. */
export const EXITS: readonly string[] = ['completed', 'left'] satisfies (typeof PARTICIPANT_STATES)[number][];

/** More tries than chance can ask for: a second one is needed once in a million participants. */
const CODE_TRIES = 20;

/** Adds a participant under a code made here, and gives its id and code. */
export function addParticipant(
  device: Device,
  { siteId, ...about }: NewParticipant & { siteId: string },
): Done<{ id: string; code: string }> {
  return commit(device, async (edit) => {
    const site = await edit.one('site', siteId);
    if (!site) return err({ type: 'NotFound' });
    if (siteNumber(site) > ENTITY_COUNT) return err({ type: 'CodeEntity' });
    const taken = await codes(edit, siteId);
    for (let i = 0; i < CODE_TRIES; i++) {
      const code = makeCode(siteNumber(site), (n) => device.random(n));
      if (!taken.has(code)) return create(edit, site, code, about);
    }
    return err({ type: 'CodeTaken' });
  });
}

/** Symbols of a whole code without dashes: entity, random part, check character. */
const CODE_LENGTH = 9;

/** What is wrong with a code while it is typed: nothing is said before it is whole. */
export function typedCodeFault(text: string): CodeFault['type'] | null {
  if (text.replace(/[\s\-‐‑‒–—−]/gu, '').length < CODE_LENGTH) return null;
  const checked = checkCode(text);
  return checked.ok ? null : checked.error.type;
}

/**
 * Adds a participant whose code the entity already holds. Errors: `CodeFormat`, `CodeCheck`, `CodeEntity` (no such
 * entity, or another one's code), `CodeTaken` (this participant is here already).
 */
export function addParticipantByCode(
  device: Device,
  siteId: string,
  typedCode: string,
  about: NewParticipant,
): Done<{ id: string; code: string }> {
  return commit(device, async (edit) => {
    const site = await edit.one('site', siteId);
    if (!site) return err({ type: 'NotFound' });
    const checked = checkCode(typedCode);
    if (!checked.ok) return checked;
    const code = checked.value;
    if (Number(code.slice(0, 2)) !== siteNumber(site)) return err({ type: 'CodeEntity' });
    if ((await codes(edit, siteId)).has(code)) return err({ type: 'CodeTaken' });
    return create(edit, site, code, about);
  });
}

/**
 * Changes what is known about a participant. The trial period exists in a CIS only. Who completes or leaves gets this
 * month as the exit month unless one is given; who comes back loses it.
 */
export function setParticipant(device: Device, id: string, patch: ParticipantPatch): Done<null> {
  return commit(device, async (edit) => {
    const before = await edit.one('participant', id);
    if (!before) return err({ type: 'NotFound' });
    const site = await edit.one('site', before.scope);
    if (patch.status === 'trial' && site?.kind === 'KIS') return err({ type: 'Invalid', path: 'status' });
    return edit.set('participant', id, { ...exitOf(patch, before, device.now()), ...patch });
  });
}

/**
 * Puts a participant on a programme and gives the enrolment's id. Errors: `AlreadyEnrolled` (one enrolment per
 * programme), `OtherVariant` (a CIS works with CIS programmes, a KIS with KIS ones).
 */
export function enrol(device: Device, { participantId, basis, ...about }: NewEnrolment): Done<string> {
  return commit(device, async (edit) => {
    const participant = await edit.one('participant', participantId);
    if (!participant) return err({ type: 'NotFound' });
    const { scope } = participant;
    const site = await edit.one('site', scope);
    if (site && site.kind !== about.variant) return err({ type: 'OtherVariant' });
    const others = (await edit.all('enrolment', scope)).filter((row) => row.participantId === participantId);
    if (others.some((row) => row.programmeId === about.programmeId)) return err({ type: 'AlreadyEnrolled' });
    return edit.create('enrolment', scope, {
      participantId,
      ...about,
      basis: basis ?? (about.variant === 'CIS' ? 'ipzs' : 'social-contract'),
      hours: {},
      criteria: {},
      results: {},
      verified: {},
    });
  });
}

/** Sets the hours attended in a module, halves allowed; `null` clears them. */
export function setHours(device: Device, enrolmentId: string, moduleId: string, hours: number | null): Done<null> {
  return setKey(device, enrolmentId, 'hours', moduleId, hours);
}

/** Adds hours to a module (takes them away when negative, never below zero), as a roll call does. */
export function addHours(device: Device, enrolmentId: string, moduleId: string, plus: number): Done<null> {
  return commit(device, async (edit) => {
    const row = await edit.one('enrolment', enrolmentId);
    if (!row) return err({ type: 'NotFound' });
    const hours = Math.max(0, (row.hours[moduleId] ?? 0) + plus);
    return edit.set('enrolment', enrolmentId, { [`hours.${moduleId}`]: hours });
  });
}

/** Says whether a criterion is met; `null` takes the answer back. */
export function tickCriterion(
  device: Device,
  enrolmentId: string,
  criterionId: string,
  met: boolean | null,
): Done<null> {
  return setKey(device, enrolmentId, 'criteria', criterionId, met);
}

/** Changes when an enrolment begins and ends and what it rests on. */
export function setEnrolment(
  device: Device,
  enrolmentId: string,
  patch: Partial<Pick<Enrolment, 'start' | 'plannedEnd' | 'basis'>>,
): Done<null> {
  return commit(device, (edit) => edit.set('enrolment', enrolmentId, patch));
}

/**
 * Takes a participant off a programme and gives what was recorded, for `restoreEnrolment`. Error: `EnrolmentUsed` once there is
 * evidence, which would be left without its programme.
 */
export function withdrawEnrolment(device: Device, enrolmentId: string): Done<Row<'enrolment'>> {
  return commit(device, async (edit) => {
    const row = await edit.one('enrolment', enrolmentId);
    if (!row) return err({ type: 'NotFound' });
    const evidence = await edit.all('evidence', row.scope);
    if (evidence.some((one) => one.enrolmentId === enrolmentId)) return err({ type: 'EnrolmentUsed' });
    const done = await edit.remove('enrolment', enrolmentId);
    if (!done.ok) return done;
    const { sync: _, ...kept } = row;
    return ok(kept);
  });
}

/** Undoes `withdrawEnrolment`: the same record under a new id, which it gives. */
export function restoreEnrolment(device: Device, { id: _, scope, ...kept }: Row<'enrolment'>): Done<string> {
  return commit(device, (edit) => edit.create('enrolment', scope, { ...kept, verified: {} }));
}

function exitOf(patch: ParticipantPatch, before: Row<'participant'>, now: number): ParticipantPatch {
  if (patch.status === undefined) return {};
  return { exitMonth: EXITS.includes(patch.status) ? (before.exitMonth ?? dayAt(now).slice(0, 7)) : null };
}

async function codes(edit: Edit, siteId: string): Promise<Set<string>> {
  return new Set((await edit.all('participant', siteId)).map((row) => row.code));
}

async function create(
  edit: Edit,
  site: Row<'site'>,
  code: string,
  { ageBand, sex, entryMonth, status = 'enrolled' }: NewParticipant,
): Promise<Result<{ id: string; code: string }, EditError>> {
  if (status === 'trial' && site.kind === 'KIS') return err({ type: 'Invalid', path: 'status' });
  const made = await edit.create('participant', site.id, {
    code,
    ageBand,
    sex,
    entryMonth,
    status,
    exitMonth: null,
    followUps: {},
  });
  return made.ok ? ok({ id: made.value, code }) : made;
}

function setKey(
  device: Device,
  enrolmentId: string,
  map: 'hours' | 'criteria',
  key: string,
  value: unknown,
): Done<null> {
  const patch: Patch<'enrolment'> = { [`${map}.${key}`]: value };
  return commit(device, (edit) => edit.set('enrolment', enrolmentId, patch));
}
