import { SPANS, type Span } from './calendar.ts';

/** How visits are shown. */
export type View = 'list' | Span;
export const VIEWS: readonly View[] = ['list', ...SPANS];

const KEY = 'visits-view';

/** What was chosen on this device; a list until then. */
export function viewChosen(): View {
  try {
    const kept = localStorage.getItem(KEY);
    return VIEWS.find((view) => view === kept) ?? 'list';
  } catch {
    return 'list';
  }
}

/** Remembers the choice on this device. */
export function chooseView(view: View): void {
  try {
    localStorage.setItem(KEY, view);
  } catch {
    // Without storage the next screen begins with the list again.
  }
}
