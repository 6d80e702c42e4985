import * as z from 'zod/mini';
import { ChecklistTemplate } from './checklist.ts';
import { Day } from './day.ts';
import { err, ok, type Result } from './result.ts';
import type { Change } from './tables.ts';

/**
 * A checklist that a coordinator published in the pilot, beside those that the app ships. It is never changed, only followed by a newer
 * version: started runs keep theirs. Source: domain.md C6.
 */
export const Template = z.looseObject({
  body: ChecklistTemplate,
  publishedOn: Day,
});
export type Template = z.infer<typeof Template>;

/** The rule of the row: written once. */
export function guardTemplate({ before }: Change): Result<null, { type: 'TemplateFixed' }> {
  return before === null ? ok(null) : err({ type: 'TemplateFixed' });
}
