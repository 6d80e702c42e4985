import type { Rating } from '#domain/checklist.ts';

/** Which items of a run are in sight. `gaps`: rated partly or not met. */
export const FILTERS = ['all', 'open', 'gaps', 'contested'] as const;
export type FilterKind = (typeof FILTERS)[number];

/** Whether an item belongs to what the filter shows. */
export function matches(filter: FilterKind, rating: Rating | null | undefined, contested: boolean): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'open':
      return !rating;
    case 'gaps':
      return rating === 'partly' || rating === 'not';
    case 'contested':
      return contested;
  }
}
