import { onTimeOf, timelinessOf } from '#domain/timeliness.ts';
import type { VisitState } from '#domain/visit.ts';
import { expect, it } from 'vitest';

const visit = (status: VisitState, submittedOn?: string | null, day = '2026-01-16') => ({
  status,
  day,
  ...(submittedOn !== undefined && { submittedOn }),
});

/** 2026-01-16 is a Friday: the fifth working day after it is Friday the 23rd. */
it('[D3] a report is on time until the fifth working day, by its first submission', () => {
  expect(timelinessOf(visit('accepted', '2026-01-23'), '2026-03-01')).toBe('on-time');
  expect(timelinessOf(visit('submitted', '2026-01-24'), '2026-03-01')).toBe('late');
  expect(timelinessOf(visit('returned', '2026-01-23'), '2026-03-01')).toBe('on-time');
  expect(timelinessOf(visit('draft', '2026-01-23'), '2026-03-01')).toBe('on-time');
});

it('[D3] one that is not submitted is pending until that day and late from the next', () => {
  expect(timelinessOf(visit('draft'), '2026-01-23')).toBe('pending');
  expect(timelinessOf(visit('draft'), '2026-01-24')).toBe('late');
});

it('[C4] visits that owe no report do not count, and what is not known is not guessed', () => {
  expect(timelinessOf(visit('planned'), '2026-03-01')).toBeNull();
  expect(timelinessOf(visit('cancelled'), '2026-03-01')).toBeNull();
  expect(timelinessOf(visit('accepted', null), '2026-03-01')).toBe('unknown');
});

it('[C4] T13 is the share on time of all that were due or came', () => {
  const visits = [
    visit('accepted', '2026-01-20'),
    visit('submitted', '2026-01-23'),
    visit('submitted', '2026-01-29'),
    visit('draft'),
    visit('draft', undefined, '2026-02-25'),
    visit('planned'),
    visit('accepted', null),
  ];
  expect(onTimeOf(visits, '2026-02-27')).toEqual({ onTime: 2, late: 2, pending: 1, unknown: 1, rate: 0.5 });
  expect(onTimeOf([], '2026-02-27').rate).toBeNull();
});
