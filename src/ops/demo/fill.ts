import { addDays } from '#domain/day.ts';
import type { Role } from '#domain/access.ts';
import { VISIT_STATES, type VisitState } from '#domain/visit.ts';
import { read } from '#client/db/device.ts';
import { addSite, setProject, setSite } from '#client/features/sites/commands.ts';
import type { Store } from '#server/store/store.ts';
import { monthOf, openAgenda, slotsOf, workday } from './calendar.ts';
import { chanceOf } from './chance.ts';
import { entityOf } from './entities.ts';
import { learnersOf, reviewOutcomes } from './learners.ts';
import { reviewReports } from './reviews.ts';
import { instant, must, openStage, type Phone, type Stage } from './stage.ts';
import { trainExperts } from './training.ts';
import { teamOf, type Pilot, type Team } from './team.ts';
import { scheduleVisit, type Scene } from './visits.ts';

/** What the demo is made of. */
export interface DemoOptions {
  /** An empty store. */
  store: Store;
  /** The day on which the demo is looked at: it lies in the last test month. Form: YYYY-MM-DD. */
  day: string;
  seed: number;
  /** At most 30. */
  entities: number;
  months: number;
  log(line: string): void;
}

/** What was made. */
export interface DemoDone {
  /** The demo's endpoint, its clock standing at NOW of the day. */
  stage: Stage;
  visits: Record<VisitState, number>;
  counts: Record<'sites' | 'participants' | 'enrolments' | 'runs' | 'notes' | 'actions' | 'commands' | 'syncs', number>;
}

/** The accounts besides the experts, which are E-01, E-02 for the first entity and so on. */
export const OFFICE = {
  coordinator: 'K-01',
  'quality-specialist': 'J-01',
  'learning-outcomes-expert': 'U-01',
} as const satisfies Partial<Record<Role, string>>;

/** Hour at which the story stops: early, so that little of the demo's last day lies ahead of a real clock. */
const NOW = '09:00';

/** How long before the test the entities are entered. Unit: days. */
const BEFORE = 21;

/**
 * Fills an empty store with a fictional pilot, only through the commands of the app and the endpoint. The same day,
 * seed and size give the same records; only the server's own secrets and mutation ids differ.
 */
export async function fillDemo({ store, day: today, seed, entities, months, log }: DemoOptions): Promise<DemoDone> {
  const chance = chanceOf(seed);
  const pilot: Pilot = { start: monthOf(today, 1 - months), months, today };
  const opening = addDays(pilot.start, -BEFORE);
  const stage = openStage(store, chance, instant(opening, '08:00'));
  const agenda = openAgenda();
  const scene: Scene = { stage, agenda, pilot, weak: new Set() };

  const coordinator = await stage.found(OFFICE.coordinator, 'coordinator');
  const teams = await setUp(stage, coordinator, pilot, entities);
  const enlist = (role: keyof typeof OFFICE) => stage.enlist(coordinator, { code: OFFICE[role], role, sites: [] });
  const quality = await enlist('quality-specialist');
  const outcomes = await enlist('learning-outcomes-expert');

  await trainExperts(
    chance,
    coordinator,
    teams.flatMap(({ pair }) => pair.map(({ device }) => device.me.account)),
    pilot.start,
  );
  agenda.at(pilot.start, '07:00', async () => {
    for (const { site } of teams) await must(setSite(coordinator.device, site.id, { status: 'testing' }));
    await coordinator.sync();
  });
  for (const team of teams) {
    for (const slot of slotsOf(chance, team.index, pilot)) scheduleVisit(scene, team, slot);
  }
  for (let ago = 4; addDays(today, -ago) > pilot.start; ago += ago < 60 ? 7 : 14) {
    const day = workday(addDays(today, -ago), -1);
    agenda.at(day, '16:00', () => reviewReports(scene, teams, quality, day, ago === 4));
  }
  for (let m = 1; m < months; m++) {
    agenda.at(workday(monthOf(pilot.start, m)), '12:00', async () => {
      await coordinator.sync();
      await outcomes.sync();
      await reviewOutcomes(chance, outcomes);
      await outcomes.sync();
    });
  }

  let month = '';
  const began = { commands: stage.commands, syncs: stage.syncs };
  const tell = () => {
    log(`${month}: ${stage.commands - began.commands} edits, ${stage.syncs - began.syncs} syncs`);
    Object.assign(began, { commands: stage.commands, syncs: stage.syncs });
  };
  await agenda.run(opening, today, NOW, (day, clock) => {
    if (month !== day.slice(0, 7) && month !== '') tell();
    month = day.slice(0, 7);
    stage.time = Math.max(stage.time, instant(day, clock));
  });
  for (const phone of [...teams.flatMap(({ pair }) => pair), coordinator, quality, outcomes]) await phone.sync();
  tell();
  return { stage, ...(await countOf(stage, coordinator, outcomes)) };
}

/** Everything before the test: settings, entities, accounts, the first contact of every phone. */
async function setUp(stage: Stage, coordinator: Phone, pilot: Pilot, entities: number): Promise<Team[]> {
  const { chance } = stage;
  await coordinator.sync();
  const { start: testStart, months: testMonths, today } = pilot;
  await must(setProject(coordinator.device, { testStart, testMonths, entityTarget: entities }));
  const sites: Team['site'][] = [];
  for (let index = 0; index < entities; index++) {
    const about = entityOf(chance, index, today);
    sites.push({ id: await must(addSite(coordinator.device, about)), kind: about.kind });
  }
  await coordinator.sync();
  const teams: Team[] = [];
  for (const [index, site] of sites.entries()) {
    const expert = async (n: number): Promise<Phone> => {
      const code = `E-${String(index * 2 + n).padStart(2, '0')}`;
      const phone = await stage.enlist(coordinator, { code, role: 'expert', sites: [site.id] });
      await phone.sync();
      return phone;
    };
    const team = teamOf(chance, pilot, { index, site, pair: [await expert(1), await expert(2)] });
    team.learners = learnersOf(chance, site.kind, pilot);
    teams.push(team);
  }
  return teams;
}

/** Counts what the store holds, as seen by those who may read it. */
async function countOf(
  { commands, syncs }: Stage,
  { device }: Phone,
  { device: learning }: Phone,
): Promise<Pick<DemoDone, 'visits' | 'counts'>> {
  const seen = await read(device, async (rows) => ({
    states: (await rows.all('visit')).map(({ status }) => status),
    sites: (await rows.all('site')).length,
    runs: (await rows.all('run')).length,
    notes: (await rows.all('note')).length,
    actions: (await rows.all('action')).length,
  }));
  const people = await read(learning, async (rows) => ({
    participants: (await rows.all('participant')).length,
    enrolments: (await rows.all('enrolment')).length,
  }));
  const { states, ...counts } = seen;
  const visits = Object.fromEntries(
    VISIT_STATES.map((state) => [state, states.filter((one) => one === state).length]),
  ) as Record<VisitState, number>;
  return { visits, counts: { ...counts, ...people, commands, syncs } };
}
