import { Enrolment, Participant } from '#domain/participant.ts';
import { describe, expect, it, test } from 'vitest';
import { enrolmentRow, participantRow } from '../support/rows.ts';

const participant = uidOf('a');
const signed = { by: uidOf('b'), at: '2026-01-16T09:00:00.000Z' };
function uidOf(tag: string): string {
  return `00000000-0000-7000-8000-00000000000${tag}`;
}

describe('[E1] a participant is a code and little more', () => {
  it('takes a plain row', () => expect(Participant.safeParse(participantRow()).success).toBe(true));

  test.each([
    ['a wrong check character', { code: '12-000000-5' }],
    ['a code in another spelling', { code: '12-oooooo-4' }],
    ['a name for a code', { code: 'Jan Kowalski' }],
    ['a day where a month is the finest grain', { entryMonth: '2026-01-16' }],
    ['an age instead of a band', { ageBand: 44 }],
    ['an unknown sex', { sex: 'F' }],
  ])('refuses %s', (_name, wrong) =>
    expect(Participant.safeParse({ ...participantRow(), ...wrong }).success).toBe(false),
  );
});

describe('[C3] an enrolment', () => {
  it('takes a plain row and cleared keyed fields', () => {
    expect(Enrolment.safeParse(enrolmentRow(participant)).success).toBe(true);
    const cleared = { hours: { m1: null }, criteria: { c: null }, results: { o: null }, verified: { o: null } };
    expect(Enrolment.safeParse({ ...enrolmentRow(participant), ...cleared }).success).toBe(true);
  });

  test.each([
    ['a third of an hour', { hours: { m1: 0.3 } }],
    ['negative hours', { hours: { m1: -1 } }],
    ['hours without end', { hours: { m1: 2000.5 } }],
    ['a criterion that is maybe met', { criteria: { c: 'maybe' } }],
    ['a result that nobody signed', { results: { o: 'achieved' } }],
    ['«not assessed» as an assessment', { results: { o: { ...signed, result: 'not-assessed' } } }],
    ['an unknown verdict', { verified: { o: { ...signed, verdict: 'maybe', of: signed, reason: '' } } }],
    ['a key of another form', { hours: { 'M 1': 1 } }],
    ['nobody', { participantId: 'x' }],
  ])('refuses %s', (_name, wrong) =>
    expect(Enrolment.safeParse({ ...enrolmentRow(participant), ...wrong }).success).toBe(false),
  );
});
