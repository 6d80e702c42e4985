import {
  itemsFor,
  scoreOf,
  type ChecklistItem,
  type ChecklistTemplate,
  type EntityKind,
  type Rating,
  type Ratings,
  type Score,
} from '#domain/checklist.ts';
import { agreed } from '#domain/run.ts';
import type { RowSync } from '#client/db/view.ts';

/** Score of a run's ratings against its own template. */
export function runScore(template: ChecklistTemplate, kind: EntityKind | null, ratings: Ratings): Score {
  return scoreOf(itemsFor(template, kind), ratings);
}

/** The ratings of a run that count. */
export function ratingsOf(run: { ratings: Ratings; sync: Pick<RowSync, 'alt'> }): Ratings {
  return agreed(run.ratings, run.sync.alt);
}

/** Whether a run says enough to stand in a picture: at least half of its items are rated. */
export function telling(score: Pick<Score, 'rated' | 'total'>): boolean {
  return score.rated * 2 >= score.total;
}

/** The run that speaks for an entity now: the newest telling one, else the newest. Newest first; null for none. */
export function speaking<T extends { score: Pick<Score, 'rated' | 'total'> }>(newestFirst: readonly T[]): T | null {
  return newestFirst.find(({ score }) => telling(score)) ?? newestFirst[0] ?? null;
}

/** One item whose rating differs from the previous run. */
export interface ItemChange {
  item: ChecklistItem;
  before: Rating;
  now: Rating;
  /** Better 1, worse -1, or 0 where «not applicable» came or went. */
  turn: -1 | 0 | 1;
}

const STEP: Record<Rating, number | null> = { met: 2, partly: 1, not: 0, na: null };

/** Items rated in both runs with different ratings, in the template's order. Same item ids only. */
export function changesOf(items: readonly ChecklistItem[], before: Ratings, now: Ratings): ItemChange[] {
  return items.flatMap((item) => {
    const [old, fresh] = [before[item.id], now[item.id]];
    if (!old || !fresh || old === fresh) return [];
    const [from, to] = [STEP[old], STEP[fresh]];
    const turn = from === null || to === null ? 0 : to > from ? 1 : -1;
    return [{ item, before: old, now: fresh, turn }];
  });
}

/** Items in doubt: those of which a rating, reason or source was replaced by someone who had not seen it. */
export function contestedItems(alt: RowSync['alt']): Set<string> {
  return new Set(alt.flatMap(({ field }) => (field.includes('.') ? [field.slice(field.indexOf('.') + 1)] : [])));
}
