import { EXPERT_PROGRAMME, ExpertTraining, trainingStanding } from '#domain/expertTraining.ts';
import { Programme } from '#domain/programme.ts';
import { describe, expect, it, test } from 'vitest';
import { expertTrainingRow } from '../support/rows.ts';
import { shipped } from './content/files.ts';

const programme = Programme.parse(shipped(`programmes/${EXPERT_PROGRAMME}.json`));
const ids = programme.modules.map(({ id }) => id);
const person = '00000000-0000-7000-8000-000000000001';

/** A record with the first `count` days attended. */
const record = (count: number, score: number | null = null, scoredOn = '2026-01-20') => ({
  ...expertTrainingRow(person),
  days: Object.fromEntries(
    ids.slice(0, count).map((id, i) => [id, { on: `2026-01-${String(i + 5).padStart(2, '0')}`, present: true }]),
  ),
  score,
  scoredOn: score === null ? null : scoredOn,
});
const state = (...records: ReturnType<typeof record>[]) => trainingStanding(programme, records).state;

describe('[R25] the nine days of an expert', () => {
  it('are passed with nine days and 70 %, on the day of the last of both', () => {
    expect(trainingStanding(programme, [record(9, 70)])).toEqual({
      state: 'passed',
      attended: 9,
      of: 9,
      score: 70,
      completedOn: '2026-01-20',
    });
    expect(trainingStanding(programme, [record(9, 100, '2026-01-10')]).completedOn).toBe('2026-01-13');
  });

  test.each([
    ['nothing recorded', [record(0)], 'not-started'],
    ['no record at all', [], 'not-started'],
    ['eight days and a good result', [record(8, 90)], 'in-progress'],
    ['nine days without a result', [record(9)], 'in-progress'],
    ['nine days and 69 %', [record(9, 69)], 'failed'],
  ] as const)('%s is not passed', (_, records, expected) => {
    expect(state(...records)).toBe(expected);
    expect(trainingStanding(programme, records).completedOn).toBeNull();
  });

  it('a day that was missed counts when it was made up, also on another device', () => {
    const missed = { ...record(9, 80), days: { ...record(9).days, [ids[4]!]: { on: '2026-01-09', present: false } } };
    expect(state(missed)).toBe('in-progress');
    const made = { ...record(0), days: { [ids[4]!]: { on: '2026-01-19', present: true } } };
    expect(state(missed, made)).toBe('passed');
  });

  test.each([
    ['a result above 100 %', { score: 101 }],
    ['a day without its date', { days: { [ids[0]!]: { present: true } } }],
    ['a name', { personId: 'Jan' }],
  ])('refuses %s', (_, wrong) => expect(ExpertTraining.safeParse({ ...record(1), ...wrong }).success).toBe(false));
});
