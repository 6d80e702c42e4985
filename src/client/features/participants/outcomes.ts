import type { OutcomeStage, Progress } from '#domain/programme.ts';
import { i18n } from '#client/i18n/words.svelte.ts';
import { RATING_SIGN, type RatingValue, type Tone } from '#client/ui/tones.ts';

/** The look of each stage: a sign and a colour, as ratings have. Source: experience.md Identity. */
const LOOK: Record<OutcomeStage, RatingValue> = {
  achieved: 'met',
  waiting: 'partly',
  partial: 'partly',
  returned: 'not',
  'not-yet': 'not',
  'to-assess': 'na',
  'not-assessed': 'na',
};

/** Signs of stages that share a colour with another. */
const SIGN: Partial<Record<OutcomeStage, string>> = { waiting: '…', returned: '↩', 'to-assess': '?' };

/** Tone and words of a stage for a Tag. */
export function stageTag(stage: OutcomeStage): { tone: Tone; text: string } {
  const tone = LOOK[stage];
  return { tone, text: `${SIGN[stage] ?? RATING_SIGN[tone]} ${i18n.m.ledger.stage[stage]}` };
}

/** Parts of the bar of outcomes: those that count and those that wait for the second person. */
export function outcomeParts(progress: Progress): { value: number; tone: Tone; label: string }[] {
  const words = i18n.m.ledger.stage;
  return [
    { value: progress.outcomesAchieved, tone: 'met', label: words.achieved },
    { value: progress.outcomesWaiting, tone: 'partly', label: words.waiting },
  ];
}
