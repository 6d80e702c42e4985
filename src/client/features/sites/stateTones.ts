import type { Site } from '#domain/site.ts';

/** Colours of the tags of an entity's state; the word is always there too. */
export const STATE_TONES = {
  candidate: 'na',
  reserve: 'na',
  selected: 'accent',
  testing: 'met',
  suspended: 'partly',
  withdrawn: 'not',
  completed: 'accent',
} as const satisfies Record<Site['status'], string>;
