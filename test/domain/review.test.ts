import { guardCorrection } from '#domain/correction.ts';
import { guardRemark, REMARK_STATES, type RemarkState } from '#domain/remark.ts';
import { guardReview } from '#domain/review.ts';
import type { Role } from '#domain/access.ts';
import type { Change } from '#domain/tables.ts';
import { guardVisit, VISIT_STATES, type VisitState } from '#domain/visit.ts';
import { describe, expect, it, test } from 'vitest';
import { correctionRow, remarkRow, reviewRow, visitRow } from '../support/rows.ts';

const visitId = '00000000-0000-7000-8000-000000000004';
const expert = '00000000-0000-7000-8000-00000000000a';
const other = '00000000-0000-7000-8000-00000000000b';
const reviewer = '00000000-0000-7000-8000-00000000000c';
const on = (status: VisitState) => ({ ...visitRow(expert), status });
const as = (role: Role) => ({ role, account: role === 'expert' ? expert : reviewer });

/** A change of a row by a role, while the visit stands so. */
function change(row: object, patch: object, role: Role, status: VisitState): Change {
  return { actor: as(role), before: row, after: { ...row, ...patch }, fields: Object.keys(patch), within: on(status) };
}
const made = (row: object, status: VisitState): Change => ({
  actor: as('quality-specialist'),
  before: null,
  after: row,
  fields: Object.keys(row),
  within: on(status),
});
const kind = (verdict: { ok: boolean; error?: { type: string } }) => (verdict.ok ? 'ok' : verdict.error?.type);

describe('[D4] a remark', () => {
  const remark = remarkRow(visitId);
  const answered = { ...remark, state: 'answered', answer: 'Dopisano', answeredBy: expert, answeredOn: '2026-01-21' };

  it('is pinned, reworded and removed only while the report is submitted', () => {
    const open = VISIT_STATES.filter((status) => guardRemark(made(remark, status)).ok);
    expect(open).toEqual(['submitted']);
    const reworded = VISIT_STATES.filter(
      (status) => guardRemark(change(remark, { text: 'Brak daty' }, 'quality-specialist', status)).ok,
    );
    expect(reworded).toEqual(['submitted']);
    const removed = (row: object, status: VisitState) =>
      kind(guardRemark({ ...change(row, {}, 'quality-specialist', status), fields: [] }));
    expect([removed(remark, 'submitted'), removed(remark, 'returned'), removed(answered, 'submitted')]).toEqual([
      'ok',
      'RemarkPlace',
      'RemarkPlace',
    ]);
  });

  const may: Record<'expert' | 'quality-specialist', Record<RemarkState, readonly RemarkState[]>> = {
    expert: { open: ['answered'], answered: ['open'], closed: [] },
    'quality-specialist': { open: ['closed'], answered: ['open', 'closed'], closed: ['open'] },
  };
  test.each(Object.entries(may))('%s moves it only along its steps', (role, steps) => {
    for (const from of REMARK_STATES) {
      for (const to of REMARK_STATES.filter((one) => one !== from)) {
        const row = { ...answered, state: from };
        const verdict = guardRemark(change(row, { state: to }, role as Role, 'returned'));
        expect(verdict.ok, `${role}: ${from} → ${to}`).toBe(steps[from].includes(to));
      }
    }
  });

  it('is answered with words, in the own name, until it is closed', () => {
    const answer = { answer: 'Dopisano', state: 'answered', answeredBy: expert, answeredOn: '2026-01-21' };
    for (const status of ['submitted', 'returned', 'draft', 'cosigned'] as const) {
      expect(guardRemark(change(remark, answer, 'expert', status)).ok, status).toBe(true);
    }
    expect(kind(guardRemark(change(remark, { ...answer, answer: ' ' }, 'expert', 'returned')))).toBe('RemarkAnswer');
    expect(kind(guardRemark(change(remark, { ...answer, answeredBy: other }, 'expert', 'returned')))).toBe(
      'RemarkAnswer',
    );
    expect(
      kind(guardRemark(change({ ...answered, state: 'closed' }, { answer: 'Jeszcze' }, 'expert', 'returned'))),
    ).toBe('RemarkClosed');
  });

  it('[C5] nothing of it changes once the report is accepted', () => {
    for (const role of ['expert', 'quality-specialist'] as const) {
      expect(kind(guardRemark(change(answered, { state: 'open' }, role, 'accepted')))).toBe('VisitLocked');
    }
    expect(kind(guardRemark(made(remark, 'accepted')))).toBe('VisitLocked');
  });
});

describe('[D4] a review', () => {
  const review = reviewRow(visitId);

  it('begins and is written only while the report is submitted', () => {
    expect(VISIT_STATES.filter((status) => guardReview(made(review, status)).ok)).toEqual(['submitted']);
    const rated = { 'ratings.eq.p.2': 'not' };
    expect(
      VISIT_STATES.filter((status) => guardReview(change(review, rated, 'quality-specialist', status)).ok),
    ).toEqual(['submitted']);
  });

  it('ends with a result and its day, and is fixed from then on', () => {
    const end = { result: 'returned', decidedOn: '2026-01-22' };
    expect(guardReview(change(review, end, 'quality-specialist', 'submitted')).ok).toBe(true);
    expect(kind(guardReview(change(review, { result: 'returned' }, 'quality-specialist', 'submitted')))).toBe(
      'ReviewDone',
    );
    expect(
      kind(guardReview(change({ ...review, ...end }, { 'ratings.eq.p.1': 'not' }, 'quality-specialist', 'submitted'))),
    ).toBe('ReviewDone');
    expect(kind(guardReview(made({ ...review, ...end }, 'submitted')))).toBe('ReviewDone');
  });
});

describe('[D4] a corrective action', () => {
  const correction = correctionRow(visitId, expert);
  const done = { state: 'done', outcome: 'Uzasadniam', closedOn: '2026-01-30' };

  it('is closed by the expert who does it, also after the report was accepted; never by the other one', () => {
    expect(guardCorrection(change(correction, done, 'expert', 'accepted')).ok).toBe(true);
    expect(kind(guardCorrection(change({ ...correction, owner: other }, done, 'expert', 'returned')))).toBe(
      'CorrectionOwner',
    );
    expect(kind(guardCorrection(change(correction, { ...done, state: 'dropped' }, 'expert', 'returned')))).toBe(
      'CorrectionStep',
    );
  });

  it('begins open; the quality specialist closes, drops and opens it again', () => {
    expect(guardCorrection(made(correction, 'accepted')).ok).toBe(true);
    expect(kind(guardCorrection(made({ ...correction, ...done }, 'accepted')))).toBe('CorrectionStep');
    for (const [row, patch] of [
      [correction, { state: 'dropped', closedOn: '2026-01-30' }],
      [
        { ...correction, ...done },
        { state: 'open', closedOn: null },
      ],
    ] as const) {
      expect(guardCorrection(change(row, patch, 'quality-specialist', 'accepted')).ok).toBe(true);
    }
  });
});

it('[C5] an accepted report is changed by nobody, not even by a new reason for returning it', () => {
  const accepted = on('accepted');
  for (const [role, patch] of [
    ['quality-specialist', { remark: 'Jednak nie' }],
    ['quality-specialist', { status: 'returned' }],
    ['expert', { aim: 'Inny cel' }],
  ] as const) {
    expect(guardVisit({ ...change(accepted, patch, role, 'accepted'), within: null }).ok, role).toBe(false);
  }
});
