import { ORGANISERS, SITE_KINDS } from '#domain/site.ts';
import type { NewSite } from './commands.ts';

/** What is chosen so far for an entity that is not opened yet. */
export interface NewSiteDraft {
  kind: NewSite['kind'] | null;
  organiser: NewSite['organiser'] | null;
  teryt: string;
  name: string;
}

const KEY = 'new-site';
const EMPTY: NewSiteDraft = { kind: null, organiser: null, teryt: '', name: '' };

/** The draft kept on this device: a killed tab costs nothing. What it does not know is empty. */
export function newSiteDraft(): NewSiteDraft {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Record<keyof NewSiteDraft, unknown>>;
    return {
      kind: SITE_KINDS.find((one) => one === kept.kind) ?? null,
      organiser: ORGANISERS.find((one) => one === kept.organiser) ?? null,
      teryt: typeof kept.teryt === 'string' ? kept.teryt : '',
      name: typeof kept.name === 'string' ? kept.name : '',
    };
  } catch {
    return EMPTY;
  }
}

/** Keeps the draft on this device; null forgets it. */
export function keepNewSiteDraft(draft: NewSiteDraft | null): void {
  try {
    if (draft) localStorage.setItem(KEY, JSON.stringify(draft));
    else localStorage.removeItem(KEY);
  } catch {
    // A forbidden storage costs only the draft, as long as the page lives it is on the screen.
  }
}
