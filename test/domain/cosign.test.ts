import { hash53, sealOf, type Report } from '#domain/cosign.ts';
import { describe, expect, it } from 'vitest';
import { actionRow, attendeeRow, noteRow, photoRow, runRow, visitRow } from '../support/rows.ts';

const at = { id: 'v', scope: 's' };
const report = (over: Partial<Report> = {}): Report => ({
  visit: [{ ...visitRow('lead'), ...at }],
  attendee: [{ ...attendeeRow('v'), ...at, id: 'a' }],
  note: [
    { ...noteRow('v', 'Jeden'), ...at, id: 'n1' },
    { ...noteRow('v', 'Dwa'), ...at, id: 'n2' },
  ],
  action: [{ ...actionRow('v'), ...at, id: 'c' }],
  run: [{ ...runRow('v'), ...at, id: 'r' }],
  photo: [{ ...photoRow('v'), ...at, id: 'p' }],
  ...over,
});
const [first, second] = report().note;
const [run] = report().run;
const [action] = report().action;
const [visit] = report().visit;

describe('[C5] the seal of what was co-signed', () => {
  it('does not depend on the order of records or of keyed fields, nor on what was taken back', () => {
    if (!first || !second || !run) throw new Error('no rows');
    expect(sealOf(report({ note: [second, first] }))).toBe(sealOf(report()));
    const ratings = { 's1.n.2': 'not', 's1.n.1': 'met' } as const;
    const other = { 's1.n.1': 'met', 's1.n.2': 'not', 's1.n.3': null } as const;
    expect(sealOf(report({ run: [{ ...run, ratings }] }))).toBe(sealOf(report({ run: [{ ...run, ratings: other }] })));
  });

  it('changes with a word, a rating, a record more or less', () => {
    if (!first || !second || !run || !visit) throw new Error('no rows');
    const seals = [
      report(),
      report({ note: [first] }),
      report({ note: [first, { ...second, text: 'Dwa.' }] }),
      report({ run: [{ ...run, ratings: { 's1.n.1': 'not' } }] }),
      report({ photo: [] }),
      report({ visit: [{ ...visit, comment: 'x' }] }),
    ].map(sealOf);
    expect(new Set(seals).size).toBe(seals.length);
  });

  it('does not change when an action is closed or the report moves on', () => {
    if (!action || !visit) throw new Error('no rows');
    const closed = report({ action: [{ ...action, state: 'done', closedOn: '2026-01-20', outcome: 'x' }] });
    expect(sealOf(closed)).toBe(sealOf(report()));
    expect(sealOf(report({ visit: [{ ...visit, status: 'returned', remark: 'x' }] }))).toBe(sealOf(report()));
  });

  it('hashes as published', () => {
    expect(hash53('a')).toBe(7929297801672961);
    expect(hash53('b')).toBe(8684336938537663);
  });
});
