import { DESTINATIONS, dueFollowUps, followUpDue, type FollowUps } from '#domain/followUp.ts';
import { describe, expect, it, test } from 'vitest';

describe('[11] follow-ups at 4 weeks, 3 and 6 months', () => {
  test.each([
    ['2026-01', '2026-02-28', '2026-04-30', '2026-07-31'],
    ['2026-08', '2026-09-28', '2026-11-30', '2027-02-28'],
    ['2023-08', '2023-09-28', '2023-11-30', '2024-02-29'],
    ['2026-11', '2026-12-28', '2027-02-28', '2027-05-31'],
  ])('after %s: never before the time has passed, whatever day of the month it was', (month, four, three, six) => {
    expect([followUpDue(month, '4-weeks'), followUpDue(month, '3-months'), followUpDue(month, '6-months')]).toEqual([
      four,
      three,
      six,
    ]);
  });

  it('is due from its day on until it is answered; an answer taken back asks again', () => {
    const of = (followUps: FollowUps, today: string) =>
      dueFollowUps({ exitMonth: '2026-01', followUps }, today).map(({ time }) => time);
    expect(of({}, '2026-02-27')).toEqual([]);
    expect(of({}, '2026-02-28')).toEqual(['4-weeks']);
    expect(of({}, '2026-08-01')).toEqual(['4-weeks', '3-months', '6-months']);
    expect(of({ '4-weeks': { destination: 'open-job', on: '2026-03-01' }, '3-months': null }, '2026-05-01')).toEqual([
      '3-months',
    ]);
    expect(dueFollowUps({ exitMonth: null, followUps: {} }, '2026-08-01')).toEqual([]);
  });

  it('[C3] knows the nine destinations', () => expect(DESTINATIONS).toHaveLength(9));
});
