/** A rating as the pictures know it; the words come from i18n `labels.rating`. */
export type RatingValue = 'met' | 'partly' | 'not' | 'na';
export const RATING_VALUES: readonly RatingValue[] = ['met', 'partly', 'not', 'na'];

/** Each rating has a sign besides its colour. Source: experience.md Identity. */
export const RATING_SIGN: Record<RatingValue, string> = { met: '✓', partly: '◐', not: '✕', na: '–' };

/** Colours of tags and bars. */
export type Tone = RatingValue | 'accent' | 's1' | 's2' | 's3';

export type SphereNumber = 1 | 2 | 3;
/** Each sphere has a shape besides its colour and number. Source: experience.md Identity. */
export const SPHERE_SIGN: Record<SphereNumber, string> = { 1: '●', 2: '◆', 3: '■' };
