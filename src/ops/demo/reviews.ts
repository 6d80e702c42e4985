import { addDays } from '#domain/day.ts';
import type { Rating } from '#domain/checklist.ts';
import { loadChecklist } from '#domain/content/content.ts';
import { REVIEW_TEMPLATE } from '#domain/review.ts';
import type { Row } from '#domain/tables.ts';
import { read } from '#client/db/device.ts';
import { addCorrection, addRemark, answerRemark, rateReport, type Pin } from '#client/features/reviews/commands.ts';
import { reportsOf } from '#client/features/reviews/queries.ts';
import { acceptVisit, returnVisit } from '#client/features/visits/decide.ts';
import { answers, corrections, pinned, remarks } from './phrases.ts';
import { must, type Phone } from './stage.ts';
import { pairOf, type Team } from './team.ts';
import { scheduleMending, type Scene } from './visits.ts';

/** Of the reports read, the quality specialist sends so many back; besides those of the last session, given as a number. */
const RETURNED = 0.04;
const RETURNED_LAST = 2;
/** Share of the items of the quality checklist that are not met, in a good and in a poor report. */
const MISSED = { good: 0.06, poor: 0.3 } as const;

/**
 * The quality specialist reads what was submitted: rates what is in the sample, accepts most, returns a few with remarks. Those of the
 * last session are still with their authors when the demo is looked at.
 */
export async function reviewReports(
  scene: Scene,
  teams: readonly Team[],
  quality: Phone,
  day: string,
  last: boolean,
): Promise<void> {
  const { chance } = scene.stage;
  await quality.sync();
  const submitted = (await read(quality.device, reportsOf)).filter(({ status }) => status === 'submitted');
  let more = last ? RETURNED_LAST : 0;
  for (const visit of submitted) {
    const weak = scene.weak.has(visit.id);
    const poor = last ? !weak && more > 0 && submitted.length > 3 : chance.happens(RETURNED);
    if (visit.sampled.length > 0) await rate(scene, quality, visit.id, weak || poor);
    if (!weak && !poor) {
      await must(acceptVisit(quality.device, visit.id));
      continue;
    }
    if (poor) more -= 1;
    scene.weak.delete(visit.id);
    const team = teams.find(({ site }) => site.id === visit.scope);
    await pinRemarks(scene, quality, visit);
    if (weak || chance.happens(0.5)) {
      const [text] = chance.pick(corrections);
      const due = addDays(day, chance.between(2, 4) * 7);
      await must(addCorrection(quality.device, visit.id, { text, owner: visit.lead, due }));
    }
    await must(returnVisit(quality.device, visit.id, chance.pick(remarks)));
    if (team && !last) scheduleMending(scene, team, visit, day);
    else if (team) scheduleAnswer(scene, team, visit, day);
  }
  await quality.sync();
}

/** The lead of a report that is still being corrected has answered the first of its remarks. */
function scheduleAnswer({ agenda, stage }: Scene, team: Team, visit: Row<'visit'>, returned: string): void {
  const { lead } = pairOf(team, visit.lead);
  agenda.at(addDays(returned, 1), '18:00', async () => {
    await lead.sync();
    const [first] = await read(lead.device, async (rows) =>
      (await rows.all('remark')).filter(({ visitId, state }) => visitId === visit.id && state === 'open'),
    );
    if (first) await must(answerRemark(lead.device, first.id, stage.chance.pick(answers)));
    await lead.sync();
  });
}

/** Pins a remark to a note, one to an action and one to an item without a reason, where there are such. */
async function pinRemarks({ stage: { chance } }: Scene, { device }: Phone, visit: Row<'visit'>): Promise<void> {
  const parts = await read(device, async (rows) => {
    const here = <T extends { visitId: string | null }>(list: T[]): T[] =>
      list.filter(({ visitId }) => visitId === visit.id);
    return {
      notes: here(await rows.all('note', visit.scope)),
      actions: here(await rows.all('action', visit.scope)),
      runs: here(await rows.all('run', visit.scope)),
    };
  });
  const pins: { pin: Pin; text: string }[] = [];
  if (parts.notes.length > 0) {
    const note = chance.pick(parts.notes);
    pins.push({ pin: { on: 'note', ref: note.id, item: null, quote: note.text }, text: chance.pick(pinned.note) });
  }
  if (parts.actions.length > 0) {
    const action = chance.pick(parts.actions);
    const pin: Pin = { on: 'action', ref: action.id, item: null, quote: action.text };
    pins.push({ pin, text: chance.pick(pinned.action) });
  }
  for (const run of parts.runs.slice(0, 1)) {
    const item = Object.keys(run.ratings).find((id) => run.ratings[id] === 'not' && (run.reasons[id] ?? '') === '');
    const template = await loadChecklist(run.templateId, run.templateVersion);
    const text = template.sections.flatMap(({ items }) => items).find(({ id }) => id === item)?.text.pl;
    if (item === undefined || text === undefined) continue;
    pins.push({ pin: { on: 'item', ref: run.id, item, quote: text }, text: chance.pick(pinned.item) });
  }
  for (const { pin, text } of pins) await must(addRemark(device, visit.id, pin, text));
}

/** Fills the quality checklist on a report. */
async function rate({ stage: { chance } }: Scene, { device }: Phone, visitId: string, poor: boolean): Promise<void> {
  const template = await loadChecklist(REVIEW_TEMPLATE);
  for (const item of template.sections.flatMap(({ items }) => items)) {
    const missed = chance.happens(poor ? MISSED.poor : MISSED.good);
    const rating: Rating = missed ? (chance.happens(poor ? 0.5 : 0.15) ? 'not' : 'partly') : 'met';
    await must(rateReport(device, visitId, item.id, chance.happens(0.05) ? 'na' : rating));
  }
}
