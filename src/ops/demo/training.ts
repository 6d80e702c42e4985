import { addDays } from '#domain/day.ts';
import { loadProgramme } from '#domain/content/content.ts';
import { EXPERT_PROGRAMME } from '#domain/expertTraining.ts';
import { markDay, setScore } from '#client/features/training/commands.ts';
import { workday } from './calendar.ts';
import type { Chance } from './chance.ts';
import { must, type Phone } from './stage.ts';

/** Of the experts, so many miss one day, which they make up before the test. */
const MISSED = 0.08;

/**
 * The nine days before the test, as the coordinator records them: everybody by one tap, the few absent ones, the day they made up
 * and the results. All pass: nobody guides an entity without (R25). Form of `start`: YYYY-MM-DD, the first day of the test.
 */
export async function trainExperts(
  chance: Chance,
  { device, sync }: Phone,
  experts: readonly string[],
  start: string,
): Promise<void> {
  const { modules, version: programmeVersion, completionRule } = await loadProgramme(EXPERT_PROGRAMME);
  const missing = new Map(experts.filter(() => chance.happens(MISSED)).map((id) => [id, chance.pick(modules).id]));
  for (const [i, { id: moduleId }] of modules.entries()) {
    const place = { moduleId, programmeVersion };
    const on = workday(addDays(start, i - 14), -1);
    await must(markDay(device, experts, place, { on, present: true }));
    const absent = experts.filter((id) => missing.get(id) === moduleId);
    if (absent.length === 0) continue;
    await must(markDay(device, absent, place, { on, present: false }));
    await must(markDay(device, absent, place, { on: workday(addDays(start, -2), -1), present: true }));
  }
  const lowest = completionRule?.minScorePercent ?? 0;
  for (const id of experts) await must(setScore(device, id, programmeVersion, chance.between(lowest, 98)));
  await sync();
}
