import {
  guardAction,
  guardVisit,
  guardWithin,
  nextStates,
  Visit,
  VISIT_STATES,
  visitCode,
  editable,
} from '#domain/visit.ts';
import { ROLES, type Role } from '#domain/access.ts';
import type { Change } from '#domain/tables.ts';
import { describe, expect, it, test } from 'vitest';
import { visitRow } from '../support/rows.ts';

const lead = '00000000-0000-7000-8000-00000000000a';
const other = '00000000-0000-7000-8000-00000000000b';
const visit = (over: Partial<Visit> = {}) => ({ ...visitRow(lead), ...over }) as Visit;
const change = (before: Visit | null, after: Visit, account = lead, role: Role = 'expert'): Change => ({
  actor: { account, role },
  before,
  after,
  fields: Object.keys(after).filter((field) => before === null || before[field] !== after[field]),
  within: null,
});
const step = (from: Visit['status'], to: Visit['status'], role: Role, account = other) =>
  guardVisit(
    change(visit({ status: from, cosignedBy: other }), visit({ status: to, cosignedBy: other }), account, role),
  );

describe('[C3] states of a visit', () => {
  const table: [Role, Visit['status'], Visit['status'][]][] = [
    ['expert', 'planned', ['in-progress', 'cancelled']],
    ['expert', 'in-progress', ['draft', 'cancelled']],
    ['expert', 'draft', ['in-progress', 'cosigned']],
    ['expert', 'cosigned', ['draft', 'submitted']],
    ['expert', 'submitted', []],
    ['expert', 'returned', ['draft']],
    ['expert', 'accepted', []],
    ['expert', 'cancelled', ['planned']],
    ['quality-specialist', 'submitted', ['returned', 'accepted']],
    ['quality-specialist', 'draft', []],
    ['quality-specialist', 'accepted', []],
  ];
  test.each(table)('%s from %s', (role, from, to) => expect(nextStates(role, from)).toEqual(to));

  it('only experts and quality specialists move a visit', () => {
    for (const role of ['coordinator', 'learning-outcomes-expert'] as const) {
      expect(VISIT_STATES.flatMap((from) => nextStates(role, from))).toEqual([]);
    }
  });

  it('the guard refuses every other step of every role', () => {
    for (const role of ROLES) {
      for (const from of VISIT_STATES) {
        for (const to of VISIT_STATES) {
          if (from === to || (to === 'cosigned' && role === 'expert')) continue;
          expect(step(from, to, role).ok, `${role}: ${from} → ${to}`).toBe(nextStates(role, from).includes(to));
        }
      }
    }
  });

  it('a visit begins planned or in progress', () => {
    const starts = VISIT_STATES.filter((status) => guardVisit(change(null, visit({ status }))).ok);
    expect(starts).toEqual(['planned', 'in-progress']);
  });
});

describe('[C5] a report under review is frozen; only RETURNED reopens it', () => {
  it('is editable until it is submitted, and again when returned', () => {
    expect(VISIT_STATES.filter(editable)).toEqual(['planned', 'in-progress', 'draft', 'returned']);
  });

  it('a co-signed report is changed only by going back to draft, which asks for the co-signature anew', () => {
    const signed = visit({ status: 'cosigned', cosignedBy: other });
    const changed = { ok: false, error: { type: 'VisitCosigned' } };
    expect(guardVisit(change(signed, { ...signed, comment: 'x' }))).toEqual(changed);
    expect(guardVisit(change(signed, { ...signed, agreed: '1-a', comment: 'x' }, other))).toEqual(changed);
    expect(guardVisit(change(signed, visit({ status: 'draft', cosignedBy: null }))).ok).toBe(true);
    const note = { actor: { account: lead, role: 'expert' as const }, before: {}, after: {}, fields: ['text'] };
    expect(guardWithin({ ...note, within: signed })).toEqual(changed);
  });

  it.each(['submitted', 'accepted', 'cosigned'] as const)('a %s visit and its actions are not removed', (status) => {
    const frozen = visit({ status, cosignedBy: other });
    expect(guardVisit(change(frozen, frozen)).ok).toBe(false);
    const removal: Change = { ...change(frozen, frozen), before: {}, after: {}, within: frozen };
    expect(guardAction(removal).ok).toBe(false);
    expect(guardVisit(change(visit(), visit())).ok).toBe(true);
  });

  it('an expert changes nothing of a frozen visit', () => {
    const verdict = guardVisit(change(visit({ status: 'submitted' }), visit({ status: 'submitted', aim: 'x' })));
    expect(verdict).toEqual({ ok: false, error: { type: 'VisitLocked', status: 'submitted' } });
  });

  it('the quality specialist returns it with a remark in one step', () => {
    const after = visit({ status: 'returned', remark: 'Brak dowodu' });
    expect(guardVisit(change(visit({ status: 'submitted' }), after, other, 'quality-specialist')).ok).toBe(true);
  });

  it('what hangs on the visit is frozen with it; an action may still be closed', () => {
    const on = (status: Visit['status'], fields: string[]): Change => ({
      actor: { account: lead, role: 'expert' },
      before: {},
      after: {},
      fields,
      within: visit({ status }),
    });
    expect(guardWithin(on('submitted', ['text']))).toEqual({
      ok: false,
      error: { type: 'VisitLocked', status: 'submitted' },
    });
    expect(guardWithin(on('returned', ['text'])).ok).toBe(true);
    expect(guardWithin({ ...on('draft', ['text']), within: null }).ok).toBe(true);
    expect(guardAction(on('accepted', ['state', 'closedOn', 'outcome'])).ok).toBe(true);
    expect(guardAction(on('accepted', ['state', 'text'])).ok).toBe(false);
  });
});

describe('[C5] the pair co-signs', () => {
  const draft = visit({ status: 'draft' });
  it('the other expert in his own name', () => {
    expect(guardVisit(change(draft, visit({ status: 'cosigned', cosignedBy: other }), other)).ok).toBe(true);
  });
  it.each([
    ['the lead for himself', lead, lead],
    ['the lead for the other', lead, other],
    ['the other for the lead', other, lead],
    ['nobody', other, null],
  ])('not %s', (_name, account, cosignedBy) => {
    const verdict = guardVisit(change(draft, visit({ status: 'cosigned', cosignedBy }), account));
    expect(verdict).toEqual({ ok: false, error: { type: 'VisitCosign' } });
  });
});

it('[C1] a visit does not end before it starts; equal times are allowed', () => {
  const at = (start: string | null, end: string | null) => guardVisit(change(visit(), visit({ start, end })));
  expect(at('10:00', '09:59')).toEqual({ ok: false, error: { type: 'VisitTimes' } });
  for (const [start, end] of [
    ['10:00', '10:00'],
    ['00:00', '23:59'],
    [null, '09:00'],
    ['09:00', null],
  ] as const) {
    expect(at(start, end).ok).toBe(true);
  }
});

it('[C1] a visit code names entity, day and turn, and fits the schema', () => {
  const code = visitCode('PZS-07', '2020-02-29', 2);
  expect(code).toBe('V-PZS-07-20200229-2');
  expect(Visit.safeParse(visit({ code })).success).toBe(true);
});

it('[C11] a visit row is open to fields that a newer app wrote', () => {
  expect(Visit.parse({ ...visit(), weather: 'snow' })).toMatchObject({ weather: 'snow' });
});
