import type { ChecklistTemplate } from '#domain/checklist.ts';
import { checklistIds, loadChecklist } from '#domain/content/content.ts';
import { REVIEW_TEMPLATE } from '#domain/review.ts';
import { SvelteMap } from 'svelte/reactivity';

const known = new SvelteMap<string, ChecklistTemplate | null>();
const asked = new Set<string>();

/** The version a new review begins with. */
export const reviewVersion = checklistIds.find(({ id }) => id === REVIEW_TEMPLATE)?.version ?? '';

/** The quality checklist in a version: undefined while it loads, null when this app does not hold it. Reactive. */
export function reviewTemplate(version: string): ChecklistTemplate | null | undefined {
  if (!asked.has(version)) {
    asked.add(version);
    loadChecklist(REVIEW_TEMPLATE, version).then(
      (template) => known.set(version, template),
      () => known.set(version, null),
    );
  }
  return known.get(version);
}
