import type { Row } from '#domain/tables.ts';
import { VISIT_MODES, VISIT_TYPES } from '#domain/visit.ts';

/** What is filled in on the page of a new visit, before there is a record. */
export interface NewVisitDraft {
  siteId: string | null;
  day: string | null;
  start: string | null;
  mode: Row<'visit'>['mode'];
  type: Row<'visit'>['type'];
  aim: string;
}

const KEY = 'new-visit';

/** The draft kept on this device: a killed tab costs nothing. A day that has passed becomes `today`. */
export function newVisitDraft(today: string): NewVisitDraft {
  const kept = read();
  const text = (field: keyof NewVisitDraft, form: RegExp): string | null => {
    const value = kept[field];
    return typeof value === 'string' && form.test(value) ? value : null;
  };
  const day = text('day', /^\d{4}-\d{2}-\d{2}$/);
  return {
    siteId: text('siteId', /./),
    day: day !== null && day >= today ? day : today,
    start: text('start', /^\d{2}:\d{2}$/),
    mode: VISIT_MODES.find((mode) => mode === kept.mode) ?? 'onsite',
    type: VISIT_TYPES.find((type) => type === kept.type) ?? 'working',
    aim: typeof kept.aim === 'string' ? kept.aim : '',
  };
}

/** Keeps the draft on this device; null forgets it. */
export function keepNewVisitDraft(draft: NewVisitDraft | null): void {
  try {
    if (draft) localStorage.setItem(KEY, JSON.stringify(draft));
    else localStorage.removeItem(KEY);
  } catch {
    // A forbidden storage costs only the draft: as long as the page lives it is on the screen.
  }
}

function read(): Partial<Record<keyof NewVisitDraft, unknown>> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return kept !== null && typeof kept === 'object' ? kept : {};
  } catch {
    return {};
  }
}
