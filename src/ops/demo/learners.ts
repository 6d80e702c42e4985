import { addDays, daysBetween } from '#domain/day.ts';
import { programmeIds, loadProgramme } from '#domain/content/content.ts';
import type { Destination } from '#domain/followUp.ts';
import { METHODS } from '#domain/ledger.ts';
import { AGE_BANDS, SEXES } from '#domain/participant.ts';
import { plannedHours, type Module, type Programme } from '#domain/programme.ts';
import type { SiteKind } from '#domain/site.ts';
import { addParticipant, EXITS, enrol, setParticipant, tickCriterion } from '#client/features/participants/commands.ts';
import { addEvidence, assess, verify } from '#client/features/participants/ledger.ts';
import { followUpsDue, setFollowUp } from '#client/features/participants/followUps.ts';
import { markAllPresent, markPresence, startRollCall } from '#client/features/participants/rollCalls.ts';
import { sentBack, toVerify } from '#client/features/participants/verification.ts';
import { read, type Device } from '#client/db/device.ts';
import { monthOf, workday } from './calendar.ts';
import type { Chance } from './chance.ts';
import { proofs, returns } from './proofs.ts';
import { must, type Phone } from './stage.ts';
import type { Pilot, Team } from './team.ts';

/** A participant on one programme, as the demo moves it on. Units: hours and days. */
interface Study {
  programmeId: string;
  start: string;
  lasts: number;
  enrolment: string | null;
  /** Hours attended, by module. */
  attended: Map<string, number>;
  /** Modules at whose end it was looked at what the person can do. */
  proved: Set<string>;
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

/** Where people of the demo are after the end, as often as they are named. */
const WHERE: readonly Destination[] = [
  ...(['open-job', 'open-job', 'supported-job', 'supported-job', 'pes-job', 'learning'] as const),
  ...(['coop', 'other-support', 'none', 'none', 'unknown'] as const),
];

/** A group goes through its programme module by module and begins anew: whoever joins meets every module once. */
export interface Course {
  since: string;
  /** Modules finished so far. */
  module: number;
  /** Hours of the module that runs, and of all. */
  taught: number;
  held: number;
}

/** How long a group takes for a whole programme. Unit: days. */
const PACE: Readonly<Record<SiteKind, number>> = { CIS: 290, KIS: 170 };
/** Share of a module that has to be attended before it is looked at what the person can do. */
const ENOUGH = 0.5;

/** Sessions between two visits, for each group at most, and their length. Unit: hours. */
const MOST_SESSIONS = 3;
const LONGEST = 6;
const SHORTEST = 2;
/** How long after the last session somebody still counts as taking part: what is open is proved then. Unit: days. */
const SETTLING = 14;

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
      attended: new Map(),
      proved: new Set(),
    });
    const main = study(enters);
    const second = chance.happens(0.3) ? study(addDays(enters, chance.between(60, 120))) : null;
    return {
      enters,
      leaves: chance.happens(0.12) ? addDays(enters, chance.between(40, 200)) : null,
      pauses: chance.happens(0.12) ? addDays(enters, chance.between(60, 160)) : null,
      attends: 0.7 + chance.next() * 0.3,
      skill: 0.88 + chance.next() * 0.12,
      studies: second && second.programmeId !== main.programmeId ? [main, second] : [main],
      id: null,
      status: kind === 'CIS' ? 'trial' : 'enrolled',
    };
  });
}

/** Brings the records of all participants of an entity up to this day, as the lead does during a visit. */
export async function recordProgress(chance: Chance, team: Team, phone: Phone, day: string): Promise<void> {
  const { device } = phone;
  await mend(chance, phone, team.site.id);
  await followUp(chance, device, team.site.id, day);
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
    const over = learner.studies.every((study) => daysBetween(study.start, day) > study.lasts + SETTLING);
    if (over) {
      await must(setParticipant(device, learner.id, { status: 'completed' }));
      learner.status = 'completed';
    }
  }
  await teach(chance, team, device, day);
}

function statusOf({ enters, leaves, pauses, status }: Learner, day: string): Learner['status'] {
  if (leaves !== null && leaves <= day) return 'left';
  if (pauses !== null && pauses <= day && day < addDays(pauses, 45)) return 'paused';
  return daysBetween(enters, day) > 30 ? 'active' : status;
}

/** Somebody on a programme now. */
interface Running {
  learner: Learner;
  study: Study;
  enrolment: string;
}

/** Enrols whoever begins a programme, then holds the sessions that each group is due since the last visit. */
async function teach(chance: Chance, team: Team, device: Device, day: string): Promise<void> {
  const groups = new Map<string, { programme: Programme; members: Running[] }>();
  for (const learner of team.learners) {
    if (learner.id === null || learner.status === 'paused' || EXITS.includes(learner.status)) continue;
    for (const study of learner.studies) {
      if (study.start > day) continue;
      const programme = await loadProgramme(study.programmeId);
      study.enrolment ??= await begin(device, team.site.kind, learner.id, study, programme);
      const { members } = groups.get(programme.id) ?? { members: [] };
      groups.set(programme.id, { programme, members: [...members, { learner, study, enrolment: study.enrolment }] });
    }
  }
  for (const { programme, members } of groups.values()) {
    const known = team.courses.get(programme.id);
    const course = known ?? {
      since: members.map(({ study }) => study.start).sort()[0] ?? day,
      module: 0,
      taught: 0,
      held: 0,
    };
    team.courses.set(programme.id, course);
    for (let ago = 2 * MOST_SESSIONS - 1; ago > 0; ago -= 2) {
      const on = workday(addDays(day, -ago), -1);
      const there = members.filter(({ study }) => study.start <= on);
      const planned = (plannedHours(programme) * daysBetween(course.since, on)) / PACE[team.site.kind];
      if (there.length > 0 && planned - course.held >= SHORTEST) {
        await hold(chance, team, device, programme, course, there, on);
      }
    }
  }
}

function begin(
  device: Device,
  variant: SiteKind,
  participantId: string,
  { start, lasts }: Study,
  { id: programmeId, version: programmeVersion }: Programme,
): Promise<string> {
  const about = { participantId, programmeId, programmeVersion, variant, start };
  return must(enrol(device, { ...about, plannedEnd: addDays(start, lasts) }));
}

/** The next session of a group: everybody present by one tap, then the few who are not; a finished module is proved. */
async function hold(
  chance: Chance,
  { site }: Team,
  device: Device,
  programme: Programme,
  course: Course,
  members: readonly Running[],
  day: string,
): Promise<void> {
  const module = programme.modules[course.module % programme.modules.length];
  if (!module) return;
  const hours = Math.min(LONGEST, module.hours - course.taught);
  const about = { programmeId: programme.id, programmeVersion: programme.version, moduleId: module.id, day, hours };
  const roll = await must(startRollCall(device, site.id, about));
  await must(
    markAllPresent(
      device,
      roll,
      members.map(({ enrolment }) => enrolment),
    ),
  );
  course.taught += hours;
  course.held += hours;
  const over = course.taught >= module.hours;
  for (const { learner, study, enrolment } of members) {
    if (chance.happens(learner.attends)) study.attended.set(module.id, (study.attended.get(module.id) ?? 0) + hours);
    else await must(markPresence(device, roll, enrolment, chance.happens(0.6) ? 'excused' : 'absent'));
    const enough = (study.attended.get(module.id) ?? 0) >= ENOUGH * module.hours;
    if (!over || !enough || study.proved.has(module.id)) continue;
    study.proved.add(module.id);
    await prove(chance, device, enrolment, module, learner.skill);
  }
  if (over) Object.assign(course, { module: course.module + 1, taught: 0 });
}

/** What the lead sees at the end of a module: criteria, evidence and, mostly at once, the assessment. */
async function prove(chance: Chance, device: Device, enrolment: string, module: Module, skill: number): Promise<void> {
  for (const { id: outcome, criteria } of module.outcomes) {
    let met = 0;
    for (const { id } of criteria) {
      const able = chance.happens(skill);
      if (able) met += 1;
      if (able || chance.happens(0.5)) await must(tickCriterion(device, enrolment, id, able));
    }
    if (met === 0) continue;
    const method = chance.pick(METHODS);
    const note = chance.happens(0.92) ? chance.pick(proofs[method]) : '';
    if (chance.happens(0.94)) await must(addEvidence(device, enrolment, outcome, { method, note }));
    if (!chance.happens(0.93)) continue;
    await must(assess(device, enrolment, outcome, met === criteria.length ? 'achieved' : 'partial'));
  }
}

/** The pair mends what came back: one more piece of evidence and a new assessment, most of the time as achieved. */
async function mend(chance: Chance, { device }: Phone, scope: string): Promise<void> {
  const back = await read(device, (rows) => sentBack(rows, device.me.account));
  for (const { enrolment, outcomeId } of back) {
    if (enrolment.scope !== scope || !chance.happens(0.7)) continue;
    const method = chance.pick(METHODS);
    await must(addEvidence(device, enrolment.id, outcomeId, { method, note: chance.pick(proofs[method]) }));
    await must(assess(device, enrolment.id, outcomeId, chance.happens(0.85) ? 'achieved' : 'partial'));
  }
}

/** Asks those who have left where they are now; a few cannot be reached and stay due. */
async function followUp(chance: Chance, device: Device, scope: string, day: string): Promise<void> {
  const due = await read(device, (rows) => followUpsDue(rows, day));
  for (const { participant, time } of due) {
    if (participant.scope !== scope || !chance.happens(0.8)) continue;
    await must(setFollowUp(device, participant.id, time, chance.pick(WHERE)));
  }
}

/** The monthly work of the learning-outcomes expert: reads what waits, confirms most of it, sends the rest back with a reason. */
export async function reviewOutcomes(chance: Chance, { device }: Phone): Promise<void> {
  const open = await read(device, (rows) => toVerify(rows, device.me.account));
  for (const { enrolment, outcomeId, said, evidence } of open) {
    if (!chance.happens(0.9)) continue;
    const bare = evidence.every(({ note }) => note === '');
    const confirmed = !bare && chance.happens(0.94);
    const verdict = confirmed
      ? ({ confirmed } as const)
      : ({ confirmed, reason: chance.pick(bare ? returns.bare : returns.thin) } as const);
    await must(verify(device, enrolment.id, outcomeId, said, verdict));
  }
}
