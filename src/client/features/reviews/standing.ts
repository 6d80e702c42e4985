import type { ReviewDetail } from './queries.ts';

/** How the review of a report stands, in figures. */
export interface Standing {
  /** Remarks that wait for an answer. */
  open: number;
  answered: number;
  /** Items of the quality checklist that are rated, of how many. */
  rated: number;
  /** In the sample of its month. */
  sampled: boolean;
}

/** The figures; all zero while nothing is known. */
export function standingOf(detail: ReviewDetail | null): Standing {
  const written = (detail?.remarks ?? []).filter(({ text }) => text.trim() !== '');
  return {
    open: written.filter(({ state }) => state === 'open').length,
    answered: written.filter(({ state }) => state === 'answered').length,
    rated: Object.values(detail?.review?.ratings ?? {}).filter((rating) => rating !== null).length,
    sampled: (detail?.sampled.length ?? 0) > 0,
  };
}
