import { SvelteMap } from 'svelte/reactivity';
import type { ChecklistTemplate } from '#domain/checklist.ts';
import { loadChecklist } from '#domain/content/content.ts';
import { published } from '#client/live/published.svelte.ts';
import { i18n } from '#client/i18n/words.svelte.ts';

/** A template on its way to the screen; fits `<Loaded>`. `ContentMissing`: only a newer app holds it. */
export type TemplateState =
  { state: 'loading' } | { state: 'failed'; error: { type: string } } | { state: 'ready'; value: ChecklistTemplate };

const LOADING: TemplateState = { state: 'loading' };
const states = new SvelteMap<string, TemplateState>();
/** What was on offer when a template was asked for last. */
const asked = new Map<string, unknown>();

/** The template in this version: the first reader has it loaded, every reader follows. Reactive. */
export function templateOf(id: string, version: string): TemplateState {
  const key = `${id}@${version}`;
  // What is missing may have been published since.
  const { offered } = published;
  if (asked.get(key) !== offered && states.get(key)?.state !== 'ready') {
    asked.set(key, offered);
    loadChecklist(id, version).then(
      (value) => states.set(key, { state: 'ready', value }),
      (error: { type?: string }) => states.set(key, { state: 'failed', error: { type: error.type ?? 'Unexpected' } }),
    );
  }
  return states.get(key) ?? LOADING;
}

/** The template once it is there, else null. Reactive. */
export function templateNow(id: string, version: string): ChecklistTemplate | null {
  const state = templateOf(id, version);
  return state.state === 'ready' ? state.value : null;
}

/** Loads again what failed. */
export function retryTemplate(id: string, version: string): void {
  asked.delete(`${id}@${version}`);
  states.delete(`${id}@${version}`);
}

/** The name of a template in a heading; the full name of one this app has no short name for is `title`. */
export function shortName(templateId: string, title?: string): string {
  const short: Partial<Record<string, string>> = i18n.m.checklists.short;
  return short[templateId] ?? title?.split(':')[0] ?? templateId;
}
