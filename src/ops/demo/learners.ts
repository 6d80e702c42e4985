import { addDays, daysBetween } from '#domain/day.ts';
import { programmeIds, loadProgramme } from '#domain/content/content.ts';
import { AGE_BANDS, METHODS, SEXES } from '#domain/participant.ts';
import type { Module, Programme } from '#domain/programme.ts';
import type { SiteKind } from '#domain/site.ts';
import {
  addHours,
  addParticipant,
  enrol,
  setMethod,
  setParticipant,
  setResult,
  tickCriterion,
} from '#client/features/participants/commands.ts';
import { read, type Device } from '#client/db/device.ts';
import { monthOf } from './calendar.ts';
import type { Chance } from './chance.ts';
import { must, type Phone } from './stage.ts';
import type { Pilot, Team } from './team.ts';

/** A participant on one programme, as the demo moves it on. Units: hours and days. */
interface Study {
  programmeId: string;
  start: string;
  lasts: number;
  enrolment: string | null;
  done: Map<string, number>;
  assessed: Set<string>;
}

/** A participant whose months are decided in advance. Days: YYYY-MM-DD. */
export interface Learner {
  enters: string;
  leaves: string | null;
  pauses: string | null;
  /** Share of the planned hours that the person attends. */
  attends: number;
  /** Share of the criteria that the person meets. */
  skill: number;
  studies: Study[];
  id: string | null;
  status: 'trial' | 'enrolled' | 'active' | 'paused' | 'completed' | 'left';
}

/** How long a programme takes. Unit: days. */
const LASTS: Readonly<Record<SiteKind, readonly [from: number, to: number]>> = { CIS: [270, 330], KIS: [150, 210] };

/** The six to ten participants of an entity. */
export function learnersOf(chance: Chance, kind: SiteKind, { start, months }: Pilot): Learner[] {
  const programmes = chance.deck(programmeIds.filter(({ variant }) => variant === kind).map(({ id }) => id));
  return Array.from({ length: chance.between(6, 10) }, () => {
    const month = chance.happens(0.35) ? chance.int(3) : chance.int(Math.max(1, months - 1));
    const enters = addDays(monthOf(start, Math.min(month, months - 1)), chance.int(20));
    const study = (from: string): Study => ({
      programmeId: programmes(),
      start: from,
      lasts: chance.between(...LASTS[kind]),
      enrolment: null,
      done: new Map(),
      assessed: new Set(),
    });
    const main = study(enters);
    const second = chance.happens(0.3) ? study(addDays(enters, chance.between(60, 120))) : null;
    return {
      enters,
      leaves: chance.happens(0.12) ? addDays(enters, chance.between(40, 200)) : null,
      pauses: chance.happens(0.12) ? addDays(enters, chance.between(60, 160)) : null,
      attends: 0.7 + chance.next() * 0.3,
      skill: 0.72 + chance.next() * 0.27,
      studies: second && second.programmeId !== main.programmeId ? [main, second] : [main],
      id: null,
      status: kind === 'CIS' ? 'trial' : 'enrolled',
    };
  });
}

/** Brings the records of all participants of an entity up to this day, as the lead does during a visit. */
export async function recordProgress(chance: Chance, team: Team, { device }: Phone, day: string): Promise<void> {
  for (const learner of team.learners) {
    if (learner.enters > day || learner.status === 'left' || learner.status === 'completed') continue;
    if (learner.id === null) {
      const about = {
        siteId: team.site.id,
        ageBand: chance.pick(AGE_BANDS),
        sex: chance.happens(0.03) ? SEXES[2] : chance.happens(0.58) ? SEXES[0] : SEXES[1],
        entryMonth: learner.enters.slice(0, 7),
        ...(learner.status === 'trial' && { status: 'trial' as const }),
      };
      learner.id = (await must(addParticipant(device, about))).id;
    }
    const status = statusOf(learner, day);
    if (status !== learner.status) await must(setParticipant(device, learner.id, { status }));
    learner.status = status;
    if (status === 'paused' || status === 'left') continue;
    for (const study of learner.studies) {
      if (study.start <= day) await moveOn(chance, device, team.site.kind, learner, study, day);
    }
    const over = learner.studies.every((study) => daysBetween(study.start, day) > study.lasts);
    if (over) {
      await must(setParticipant(device, learner.id, { status: 'completed' }));
      learner.status = 'completed';
    }
  }
}

function statusOf({ enters, leaves, pauses, status }: Learner, day: string): Learner['status'] {
  if (leaves !== null && leaves <= day) return 'left';
  if (pauses !== null && pauses <= day && day < addDays(pauses, 45)) return 'paused';
  return daysBetween(enters, day) > 30 ? 'active' : status;
}

async function moveOn(
  chance: Chance,
  device: Device,
  kind: SiteKind,
  { id, attends, skill }: Learner,
  study: Study,
  day: string,
): Promise<void> {
  const programme = await loadProgramme(study.programmeId);
  if (study.enrolment === null && id !== null) {
    const { id: programmeId, version: programmeVersion } = programme;
    const { start, lasts } = study;
    const about = { participantId: id, programmeId, programmeVersion, variant: kind, start };
    study.enrolment = await must(enrol(device, { ...about, plannedEnd: addDays(start, lasts) }));
  }
  if (study.enrolment === null) return;
  let left = due(programme, study, attends, day);
  for (const module of programme.modules) {
    if (left <= 0) break;
    const had = study.done.get(module.id) ?? 0;
    const plus = Math.min(left, halves(module.hours * attends) - had);
    if (plus <= 0) continue;
    await must(addHours(device, study.enrolment, module.id, plus));
    study.done.set(module.id, had + plus);
    left -= plus;
    if (left > 0 || daysBetween(study.start, day) >= study.lasts) {
      await assess(chance, device, study.enrolment, module, skill);
      study.assessed.add(module.id);
    }
  }
}

/** Hours that are still to be recorded up to this day. */
function due(programme: Programme, { start, lasts, done }: Study, attends: number, day: string): number {
  const share = Math.min(1, daysBetween(start, day) / lasts);
  const planned = programme.modules.reduce((sum, { hours }) => sum + halves(hours * attends), 0);
  const recorded = [...done.values()].reduce((sum, hours) => sum + hours, 0);
  return halves(planned * share) - recorded;
}

const halves = (hours: number): number => Math.floor(hours * 2) / 2;

async function assess(chance: Chance, device: Device, enrolment: string, module: Module, skill: number): Promise<void> {
  for (const outcome of module.outcomes) {
    let met = 0;
    for (const { id } of outcome.criteria) {
      const able = chance.happens(skill);
      if (able) met += 1;
      if (able || chance.happens(0.5)) await must(tickCriterion(device, enrolment, id, able));
    }
    await must(setMethod(device, enrolment, outcome.id, chance.pick(METHODS)));
    const result = met === outcome.criteria.length ? 'achieved' : met > 0 ? 'partial' : 'not-yet';
    if (chance.happens(0.6)) await must(setResult(device, enrolment, outcome.id, result));
  }
}

/**
 * The monthly review of the learning-outcomes expert: results are set where all methods of checking are known and the
 * expert on site left them open; a few are lowered.
 */
export async function reviewOutcomes(chance: Chance, { device }: Phone): Promise<void> {
  const enrolments = await read(device, (rows) => rows.all('enrolment'));
  for (const { id, programmeId, methods, results, criteria } of enrolments) {
    const programme = await loadProgramme(programmeId);
    for (const outcome of programme.modules.flatMap((module) => module.outcomes)) {
      if (!methods[outcome.id] || results[outcome.id]) continue;
      if (!chance.happens(0.5)) continue;
      const met = outcome.criteria.filter((criterion) => criteria[criterion.id] === true).length;
      const all = met === outcome.criteria.length;
      await must(
        setResult(device, id, outcome.id, all && chance.happens(0.95) ? 'achieved' : met > 0 ? 'partial' : 'not-yet'),
      );
    }
  }
}
