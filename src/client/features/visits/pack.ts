import { checklistIds } from '#domain/content/content.ts';
import type { EntityKind } from '#domain/checklist.ts';
import type { VisitDetail } from './queries.ts';

/** Test months in which each sphere is rated, and those of the minimum standard. Source: domain.md D3, «Rhythm». */
const SPHERE_MONTHS = [1, 5, 9, 14];
const STANDARD_MONTHS = [1, 14];
const STANDARD = 'cis-kis-minimum-standard';

/** One thing to take, by its kind; `id` names it in what was ticked. */
export type Packed =
  | { id: string; kind: 'register'; number: string; validTo: string | null }
  | { id: string; kind: 'action'; text: string; owner: string; due: string | null }
  | { id: string; kind: 'checklist'; templateId: string; due: boolean }
  | { id: string; kind: 'people'; codes: readonly string[] }
  | { id: string; kind: 'card' };

/**
 * What to take to a visit: the information card, the document of the register, what earlier visits left open, the checklists that fit the kind of
 * entity (those due in this test month first), the codes of the participants. Source: domain.md D1.
 */
export function packingOf(
  { site, earlier, people }: Pick<VisitDetail, 'site' | 'earlier' | 'people'>,
  month: number | null,
): Packed[] {
  return [
    { id: 'card', kind: 'card' },
    { id: 'register', kind: 'register', number: site.registerNumber, validTo: site.registerValidTo },
    ...earlier
      .filter(({ state }) => state === 'open')
      .map(({ id, text, owner, due }): Packed => ({ id: `action ${id}`, kind: 'action', text, owner, due })),
    ...listsFor(site.kind)
      .map((templateId): Packed => ({
        id: `checklist ${templateId}`,
        kind: 'checklist',
        templateId,
        due: isDue(templateId, month),
      }))
      .sort((a, b) => Number('due' in b && b.due === true) - Number('due' in a && a.due === true)),
    ...(people.length > 0 ? [{ id: 'people', kind: 'people', codes: people } as const] : []),
  ];
}

function isDue(templateId: string, month: number | null): boolean {
  if (month === null) return false;
  return (templateId === STANDARD ? STANDARD_MONTHS : SPHERE_MONTHS).includes(month);
}

function listsFor(kind: EntityKind): string[] {
  return checklistIds.filter(({ appliesTo }) => appliesTo.includes(kind)).map(({ id }) => id);
}
