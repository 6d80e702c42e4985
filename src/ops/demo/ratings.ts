import { itemsFor, type ChecklistItem, type Rating } from '#domain/checklist.ts';
import { checklistIds, loadChecklist } from '#domain/content/content.ts';
import { rate, setReason, startRun, toggleSource } from '#client/features/checklists/commands.ts';
import type { Chance } from './chance.ts';
import { reasons } from './phrases.ts';
import { must, type Phone } from './stage.ts';
import type { Team } from './team.ts';

/** How the entity does in one checklist compared with its level. By template. */
const leads: Readonly<Record<string, number>> = {
  'sphere-1': 0.05,
  'sphere-2': -0.02,
  'sphere-3': -0.06,
  'cis-kis-minimum-standard': 0.06,
};

/** Half the width of «partly» between «not met» and «met», as a share of all items. */
const PARTLY = 0.15;

/** Fills a checklist during a visit as this expert sees it; `share` is the part of it that is reached. */
export async function fillChecklist(
  chance: Chance,
  team: Team,
  { device }: Phone,
  { visitId, day, templateId, share = 1 }: { visitId: string; day: string; templateId: string; share?: number },
): Promise<void> {
  const entry = checklistIds.find(({ id }) => id === templateId);
  if (!entry) throw new Error(`no checklist ${templateId}`);
  const template = await loadChecklist(templateId, entry.version);
  const scope = team.site.id;
  const run = await must(startRun(device, { scope, visitId, templateId, templateVersion: entry.version, day }));
  const items = itemsFor(template, team.site.kind);
  const level = Math.min(0.97, Math.max(0.05, team.level(day) + (leads[templateId] ?? 0)));
  for (const item of items.slice(0, Math.ceil(items.length * share))) {
    const rating = ratingOf(chance, team, item, level);
    await must(rate(device, run, item.id, rating));
    if (rating === 'na') continue;
    if (chance.happens(rating === 'met' ? 0.08 : 0.5)) {
      await must(setReason(device, run, item.id, chance.pick(reasons[rating][proofOf(item)])));
    }
    if (chance.happens(0.25)) {
      const [source = 'none'] = item.evidence;
      await must(toggleSource(device, run, item.id, source === 'none' ? 'observation' : source));
    }
  }
}

function ratingOf(chance: Chance, team: Team, item: ChecklistItem, level: number): Rating {
  const hard = team.hardness(item.id);
  if (item.weight < 3 && hard > 0.49 && hard < 0.51) return 'na';
  const met = level - hard + (chance.next() - 0.5) * 0.12;
  return met > PARTLY ? 'met' : met > -PARTLY ? 'partly' : 'not';
}

function proofOf({ evidence }: ChecklistItem): 'document' | 'interview' | 'other' {
  return evidence.includes('document') ? 'document' : evidence.includes('interview') ? 'interview' : 'other';
}
