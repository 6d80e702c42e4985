import { addDays, mondayOf } from '#domain/day.ts';

/** How many days a calendar shows at once. */
export const SPANS = ['month', 'week'] as const;
export type Span = (typeof SPANS)[number];

/** The weeks of a calendar around a day, Monday first; those of a month are whole weeks, so that its edges show the neighbours. */
export function weeksOf(day: string, span: Span): string[][] {
  if (span === 'week') return [weekFrom(mondayOf(day))];
  const month = day.slice(0, 7);
  const weeks: string[][] = [];
  for (let monday = mondayOf(`${month}-01`); monday.slice(0, 7) <= month; monday = addDays(monday, 7)) {
    weeks.push(weekFrom(monday));
  }
  return weeks;
}

/** The same day `count` months or weeks later; the last day of the month where there is no such day. */
export function shifted(day: string, span: Span, count: number): string {
  if (span === 'week') return addDays(day, 7 * count);
  const all = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count;
  const month = `${Math.floor(all / 12)}-${String((all % 12) + 1).padStart(2, '0')}`;
  const last = addDays(`${shiftedMonth(month)}-01`, -1);
  const wanted = `${month}-${day.slice(8)}`;
  return wanted > last ? last : wanted;
}

/** Where a key leads from a day, or null for a key that leads nowhere. Source: WAI-ARIA APG, grid of dates. */
export function dayByKey(key: string, day: string): string | null {
  switch (key) {
    case 'ArrowLeft':
      return addDays(day, -1);
    case 'ArrowRight':
      return addDays(day, 1);
    case 'ArrowUp':
      return addDays(day, -7);
    case 'ArrowDown':
      return addDays(day, 7);
    case 'Home':
      return mondayOf(day);
    case 'End':
      return addDays(mondayOf(day), 6);
    case 'PageUp':
      return shifted(day, 'month', -1);
    case 'PageDown':
      return shifted(day, 'month', 1);
    default:
      return null;
  }
}

function weekFrom(monday: string): string[] {
  return Array.from({ length: 7 }, (_, i) => addDays(monday, i));
}

function shiftedMonth(month: string): string {
  const all = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7));
  return `${Math.floor(all / 12)}-${String((all % 12) + 1).padStart(2, '0')}`;
}
