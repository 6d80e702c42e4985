import { addDays } from '#domain/day.ts';
import {
  addAction,
  addAttendee,
  addNote,
  cancelVisit,
  closeAction,
  cosignVisit,
  endVisit,
  planVisit,
  reopenVisit,
  setVisit,
  startVisit,
  submitVisit,
  tickInformed,
} from '#client/features/visits/commands.ts';
import type { Agenda, Rated, Slot } from './calendar.ts';
import { recordProgress } from './learners.ts';
import { contestedComments, finalAim, openingAim, owners, present, reviewAim } from './phrases.ts';
import { fillChecklist } from './ratings.ts';
import { answerAll } from './answers.ts';
import { must, type Phone, type Stage } from './stage.ts';
import { pairOf, type Pilot, type Team } from './team.ts';

/** Everything a visit takes part in. `weak` gathers visits whose report will be sent back. */
export interface Scene {
  stage: Stage;
  agenda: Agenda;
  pilot: Pilot;
  weak: Set<string>;
}

/** Planned visits are written down so many days before. */
const NOTICE = 8;

/** Reports of the last so many days are sent at once; older ones travelled with the next contact, which makes the demo faster. */
const PROMPT = 35;

/** Share of reports that come after their day. */
const LATE = 0.05;

const STANDARD = 'cis-kis-minimum-standard';

/** Templates that the lead and the other expert fill. */
const lists: Readonly<Record<Rated, { lead: readonly string[]; other: readonly string[] }>> = {
  none: { lead: [], other: [] },
  begun: { lead: [], other: [] },
  standard: { lead: [STANDARD], other: [] },
  spheres: { lead: ['sphere-1', 'sphere-2'], other: ['sphere-3'] },
  all: { lead: [STANDARD, 'sphere-1', 'sphere-2'], other: ['sphere-3'] },
};

/** Writes the visit into the agenda, from its planning to its report. */
export function scheduleVisit(scene: Scene, team: Team, slot: Slot): void {
  const { stage, agenda, pilot, weak } = scene;
  const { chance } = stage;
  const { day, start, fate } = slot;
  const lead = team.pair[slot.lead];
  const other = team.pair[slot.lead === 0 ? 1 : 0];
  agenda.at(addDays(day, -NOTICE), '15:00', async () => {
    const { mode, type } = slot;
    const plan = { siteId: team.site.id, day, start, mode, type, aim: aimOf(team, slot) };
    const visitId = await must(planVisit(lead.device, plan));
    if (fate === 'planned') return;
    if (fate === 'cancelled') {
      agenda.at(addDays(day, -1), '16:00', async () => void (await must(cancelVisit(lead.device, visitId))));
      return;
    }
    agenda.at(day, start, () => begin(scene, team, slot, visitId));
    if (fate === 'running') return;
    agenda.at(day, later(start, slot.length), () => write(scene, team, slot, visitId));
    if (fate === 'written') return;
    if (fate === 'weak') weak.add(visitId);
    const late = fate !== 'weak' && chance.happens(LATE);
    const cosigned = addDays(day, fate === 'weak' ? 1 : late ? chance.between(8, 12) : chance.between(1, 3));
    agenda.at(cosigned, '18:00', () => cosign(team, other, visitId));
    agenda.at(addDays(cosigned, fate === 'weak' ? 1 : chance.between(1, 2)), '07:30', () =>
      submit(lead, visitId, day < addDays(pilot.today, -PROMPT)),
    );
  });
}

function aimOf(team: Team, { type, rated }: Slot): string {
  if (type === 'opening') return openingAim;
  return rated === 'all' ? finalAim : rated === 'spheres' ? reviewAim : team.aim();
}

/** The visit begins: the purpose is explained, who is present is written down. */
async function begin({ stage: { chance } }: Scene, team: Team, slot: Slot, visitId: string): Promise<void> {
  const lead = team.pair[slot.lead];
  if (team.behind === lead) await lead.sync();
  const { device } = lead;
  await must(startVisit(device, visitId));
  await must(tickInformed(device, visitId, true));
  const [host, ...guests] = present[team.site.kind];
  const guest = chance.deck(guests);
  for (const [name, most] of [...(host ? [host] : []), guest(), guest()]) {
    await must(
      addAttendee(device, visitId, {
        function: name,
        count: most > 2 ? chance.between(4, most) : chance.between(1, most),
      }),
    );
  }
  if (slot.fate === 'running') {
    await must(addNote(device, visitId, team.note(slot.day)));
    await must(addNote(device, visitId, team.note(slot.day)));
    await fillChecklist(chance, team, lead, { visitId, day: slot.day, templateId: STANDARD, share: 0.3 });
    await lead.sync();
  } else if (slot.fate === 'written') {
    await lead.sync();
    await team.pair[slot.lead === 0 ? 1 : 0].sync();
  }
}

/** The visit itself, up to its end: notes, checklists, participants, what was agreed. */
async function write({ stage }: Scene, team: Team, slot: Slot, visitId: string): Promise<void> {
  const { chance } = stage;
  const { day } = slot;
  const [lead, other] = [team.pair[slot.lead], team.pair[slot.lead === 0 ? 1 : 0]];
  const { device } = lead;
  for (let n = chance.between(3, 6); n > 0; n--) await must(addNote(device, visitId, team.note(day)));
  for (const templateId of lists[slot.rated].lead)
    await fillChecklist(chance, team, lead, { visitId, day, templateId });
  await recordProgress(chance, team, lead, day);
  await agree(stage, team, lead, day, visitId);
  const comment = slot.fate === 'written' ? contestedComments[0] : chance.happens(0.6) ? team.comment() : '';
  await must(setVisit(device, visitId, { comment }));
  await must(endVisit(device, visitId));
  await lead.sync();
  team.behind = other;
  if (slot.fate === 'written') await must(setVisit(other.device, visitId, { comment: contestedComments[1] }));
  else if (lists[slot.rated].other.length > 0) await other.sync();
  for (const templateId of lists[slot.rated].other)
    await fillChecklist(chance, team, other, { visitId, day, templateId });
  if (slot.fate === 'written' || lists[slot.rated].other.length > 0) await other.sync();
}

/** Closes what was done since the last visit, and agrees on one or two things more. */
async function agree({ chance }: Stage, team: Team, { device }: Phone, day: string, visitId: string): Promise<void> {
  const still: Team['open'] = [];
  for (const action of team.open) {
    const overdue = action.due < day;
    if (overdue ? chance.happens(0.85) : chance.happens(0.35)) {
      await must(closeAction(device, action.id, day, chance.happens(0.07) ? 'dropped' : 'done'));
    } else still.push(action);
  }
  for (let n = chance.between(1, 2); n > 0; n--) {
    const due = addDays(day, chance.between(1, 5) * 7);
    const owner = chance.pick(owners[team.site.kind]);
    still.push({ id: await must(addAction(device, visitId, { text: team.action(), owner, due })), due });
  }
  team.open = still;
}

async function cosign(team: Team, other: Phone, visitId: string): Promise<void> {
  await other.sync();
  if (team.behind === other) team.behind = null;
  await must(cosignVisit(other.device, visitId));
  await other.sync();
}

/** Submits the report; a `slow` phone sends it only at its next contact. */
async function submit(lead: Phone, visitId: string, slow: boolean): Promise<void> {
  await lead.sync();
  await must(submitVisit(lead.device, visitId));
  if (!slow) await lead.sync();
}

/** Writes into the agenda how a returned report is mended: by its lead, the other expert, its lead again. */
export function scheduleMending(
  { agenda, stage }: Scene,
  team: Team,
  visit: { id: string; lead: string },
  returned: string,
): void {
  const { lead, other } = pairOf(team, visit.lead);
  agenda.at(addDays(returned, 3), '17:00', async () => {
    await lead.sync();
    await must(reopenVisit(lead.device, visit.id));
    await must(addNote(lead.device, visit.id, { kind: 'fact', sphere: null, text: team.mending() }));
    await answerAll(stage, lead, visit.id);
    await lead.sync();
  });
  agenda.at(addDays(returned, 4), '18:30', () => cosign(team, other, visit.id));
  agenda.at(addDays(returned, 5), '07:45', () => submit(lead, visit.id, false));
}

/** A wall clock some minutes later, within the same day. */
function later(clock: string, minutes: number): string {
  const all = Math.min(23 * 60 + 59, Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)) + minutes);
  return `${String(Math.floor(all / 60)).padStart(2, '0')}:${String(all % 60).padStart(2, '0')}`;
}
