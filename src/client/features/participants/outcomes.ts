import type { OutcomeResult, Progress } from '#domain/programme.ts';
import { i18n } from '#client/i18n/words.svelte.ts';
import { RATING_SIGN, type RatingValue, type Tone } from '#client/ui/tones.ts';

/** The look of each result: a sign and a colour, as ratings have. Source: experience.md Identity. */
const LOOK: Record<OutcomeResult, RatingValue> = {
  achieved: 'met',
  partial: 'partly',
  'not-yet': 'not',
  'not-assessed': 'na',
};

/** Tone and words of a result for a Tag. */
export function resultTag(result: OutcomeResult): { tone: Tone; text: string } {
  const tone = LOOK[result];
  return { tone, text: `${RATING_SIGN[tone]} ${i18n.m.labels.outcomeResult[result]}` };
}

/** Parts of the bar of outcomes: achieved and partly. */
export function outcomeParts(progress: Progress): { value: number; tone: Tone; label: string }[] {
  return [
    { value: progress.outcomesAchieved, tone: 'met', label: i18n.m.labels.outcomeResult.achieved },
    { value: progress.outcomesPartial, tone: 'partly', label: i18n.m.labels.outcomeResult.partial },
  ];
}
