import { guardEnrolment, guardEvidence, isVerified, recordOf, verdictOn } from '#domain/ledger.ts';
import { needsVerification, outcomesOf, Programme, progressOf } from '#domain/programme.ts';
import type { Change } from '#domain/tables.ts';
import { describe, expect, it, test } from 'vitest';
import { enrolmentRow, evidenceRow } from '../support/rows.ts';
import { shipped } from './content/files.ts';

const uid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [EXPERT, OTHER, LOE, LOE2] = [uid(1), uid(2), uid(3), uid(4)];
const AT = '2026-01-16T09:00:00.000Z';
const O = 'm1.o1';
const said = { result: 'achieved', by: EXPERT, at: AT } as const;
const yes = { verdict: 'confirmed', by: LOE, at: AT, of: { by: EXPERT, at: AT }, reason: '' } as const;
const back = { ...yes, verdict: 'returned', reason: 'Brak opisu dowodu.' } as const;

type Row = ReturnType<typeof enrolmentRow>;
const row = (over: Partial<Row> = {}): Row => ({ ...enrolmentRow(uid(9)), results: {}, verified: {}, ...over });
const assessed = row({ results: { [O]: said } });
const verified = row({ results: { [O]: said }, verified: { [O]: yes } });

const change = (before: object | null, after: object, fields: string[], over: Partial<Change> = {}): Change => ({
  actor: { account: LOE, role: 'learning-outcomes-expert' },
  before,
  after,
  fields,
  within: null,
  author: () => EXPERT,
  ...over,
});
const expert = { actor: { account: EXPERT, role: 'expert' } } as const;
const type = (result: ReturnType<typeof guardEnrolment>) => (result.ok ? 'ok' : result.error.type);
const verify = (verdict: object | null, over: Partial<Change> = {}, before: Row = assessed) =>
  type(guardEnrolment(change(before, { ...before, verified: { [O]: verdict } }, [`verified.${O}`], over)));

describe('[C5] an outcome is verified by a second person', () => {
  test('the learning-outcomes expert confirms or sends back with a reason', () => {
    expect(verify(yes)).toBe('ok');
    expect(verify(back)).toBe('ok');
    expect(verify({ ...back, reason: '  ' })).toBe('VerifyReason');
    expect(verify(null, {}, verified)).toBe('ok');
  });

  test.each([
    [
      'whoever signed the assessment',
      { ...yes, of: { by: LOE, at: AT } },
      {},
      row({ results: { [O]: { ...said, by: LOE } } }),
    ],
    ['whoever wrote it, whatever name it carries', yes, { author: () => LOE }, assessed],
    ['whoever signs as its assessor', { ...yes, by: EXPERT }, {}, assessed],
  ])('never by %s', (_, verdict, over, before) => expect(verify(verdict, over, before)).toBe('VerifyOwn'));

  test('nor by an expert, for another, for nothing, or together with an enrolment', () => {
    expect(verify({ ...yes, by: OTHER }, { actor: { account: OTHER, role: 'expert' } })).toBe('VerifyForeign');
    expect(verify(null, expert, row({ results: { [O]: said }, verified: { [O]: back } }))).toBe('VerifyForeign');
    expect(verify({ ...yes, by: LOE2 })).toBe('VerifyForeign');
    expect(verify(yes, {}, row())).toBe('VerifyNothing');
    expect(verify(yes, {}, row({ results: { [O]: { ...said, result: 'partial' } } }))).toBe('VerifyNothing');
    expect(type(guardEnrolment(change(null, verified, ['participantId'], expert)))).toBe('VerifyForeign');
  });

  test('of two verdicts the one of a colleague may be chosen', () => {
    const theirs = { ...yes, by: LOE2 };
    expect(verify(theirs, { offered: [{ field: `verified.${O}`, v: theirs }] })).toBe('ok');
  });

  test('a later assessment is not meant by an earlier verdict', () => {
    expect(verdictOn(verified, O)).toBe('confirmed');
    const anew = { ...verified, results: { [O]: { ...said, at: '2026-02-01T09:00:00.000Z' } } };
    expect(verdictOn(anew, O)).toBeUndefined();
    expect(isVerified(anew, O)).toBe(false);
  });
});

describe('what is verified stays as it was read', () => {
  const tick = (before: Row, met: boolean | null) =>
    type(guardEnrolment(change(before, { ...before, criteria: { 'm1.o1.c1': met } }, ['criteria.m1.o1.c1'], expert)));

  it('keeps its criteria and its enrolment, until it is assessed anew', () => {
    expect(tick(verified, null)).toBe('OutcomeVerified');
    expect(tick(verified, true)).toBe('ok');
    expect(tick(assessed, null)).toBe('ok');
    expect(type(guardEnrolment(change(verified, verified, [], expert)))).toBe('OutcomeVerified');
    expect(type(guardEnrolment(change(assessed, assessed, [], expert)))).toBe('ok');
    const anew = { ...verified, results: { [O]: null } };
    expect(type(guardEnrolment(change(verified, anew, [`results.${O}`], expert)))).toBe('ok');
    expect(tick(anew, null)).toBe('ok');
  });

  it('keeps its evidence; more may be added', () => {
    const proof = evidenceRow(uid(10));
    const edit = (before: object | null, within: object) =>
      guardEvidence(change(before, proof, ['note'], { ...expert, within }));
    expect(edit(proof, verified)).toMatchObject({ error: { type: 'OutcomeVerified' } });
    expect(edit(proof, assessed).ok).toBe(true);
    expect(edit(null, verified).ok).toBe(true);
  });
});

describe('[C3] nothing counts as achieved before verification where the programme says so', () => {
  const cis = Programme.parse(shipped('programmes/care-at-home-cis.json'));
  const [outcome] = outcomesOf(cis);
  const id = outcome?.id ?? '';
  const criteria = Object.fromEntries((outcome?.criteria ?? []).map((one) => [one.id, true]));
  const stage = (over: Partial<Row>, programme = cis) => {
    const progress = progressOf(programme, recordOf(row({ criteria, ...over })));
    return [progress.perModule[0]?.outcomes[0]?.stage, progress.outcomesAchieved, progress.outcomesWaiting];
  };

  test('programmes for CIS and KIS ask for it, the training of experts does not, a programme may say otherwise', () => {
    expect(needsVerification(cis)).toBe(true);
    expect(needsVerification({ variant: 'EXPERT' })).toBe(false);
    expect(needsVerification({ variant: 'CIS', verification: 'none' })).toBe(false);
    expect(needsVerification({ variant: 'EXPERT', verification: 'second-person' })).toBe(true);
  });

  test('criteria, assessment and verification are three steps, and only the last counts', () => {
    expect(stage({})).toEqual(['to-assess', 0, 0]);
    expect(stage({ results: { [id]: said } })).toEqual(['waiting', 0, 1]);
    expect(stage({ results: { [id]: said }, verified: { [id]: back } })).toEqual(['returned', 0, 0]);
    expect(stage({ results: { [id]: said }, verified: { [id]: yes } })).toEqual(['achieved', 1, 0]);
    expect(stage({ results: { [id]: said } }, { ...cis, verification: 'none' })).toEqual(['achieved', 1, 0]);
  });

  test('hours noted by hand and hours of roll calls add up', () => {
    const record = recordOf(
      row({ hours: { m1: 2.5, m2: null } }),
      new Map([
        ['m1', 3],
        ['m3', 6],
      ]),
    );
    expect(record.hours).toEqual({ m1: 5.5, m2: 0, m3: 6 });
  });
});
