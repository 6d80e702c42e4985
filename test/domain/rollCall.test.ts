import { FRAMES, frameOn, hoursWarnings, monthsWarnings } from '#domain/frame.ts';
import { Project, PROJECT_DEFAULTS } from '#domain/project.ts';
import { attendedBy, countMarks, RollCall } from '#domain/rollCall.ts';
import { describe, expect, it, test } from 'vitest';
import { rollCallRow } from '../support/rows.ts';

const uid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [A, B] = [uid(1), uid(2)];
type Roll = ReturnType<typeof rollCallRow>;
const roll = (over: Partial<Roll> = {}): Roll => ({ ...rollCallRow(), marks: { [A]: 'present' }, ...over });

describe('[10] the roll of a session', () => {
  it('takes a plain row and marks taken back', () => {
    expect(RollCall.safeParse(rollCallRow()).success).toBe(true);
    expect(RollCall.safeParse(roll({ marks: { [A]: null } })).success).toBe(true);
  });

  test.each([
    ['a third of an hour', { hours: 0.3 }],
    ['no time at all', { hours: 0 }],
    ['more than a day of classes', { hours: 12.5 }],
    ['a mark of another kind', { marks: { [A]: 'late' } }],
    ['a person by something else than an id', { marks: { 'Jan Kowalski': 'present' } }],
    ['a day that does not exist', { day: '2026-02-30' }],
  ])('refuses %s', (_, wrong) => expect(RollCall.safeParse({ ...rollCallRow(), ...wrong }).success).toBe(false));

  it('hours add up per participant and module; absent and excused count nothing', () => {
    const sums = attendedBy([
      roll({ hours: 4, marks: { [A]: 'present', [B]: 'absent' } }),
      roll({ hours: 2.5, marks: { [A]: 'present', [B]: 'excused' } }),
      roll({ moduleId: 'care-at-home-cis.m2', hours: 6, marks: { [A]: null, [B]: 'present' } }),
    ]);
    expect(sums.get(A)).toEqual(new Map([['care-at-home-cis.m1', 6.5]]));
    expect(sums.get(B)).toEqual(new Map([['care-at-home-cis.m2', 6]]));
  });

  it('counts marks over the group, also those who have none', () => {
    expect(countMarks({ [A]: 'present' }, [A, B])).toEqual({ present: 1, absent: 0, excused: 0, none: 1 });
  });
});

describe('[0.5] statutory frames by the day of the law', () => {
  it('6 hours a day and 18 months before 15 February 2022, 40 hours a week and 24 months from that day', () => {
    expect(frameOn('2019-09-01')).toMatchObject({ dayHours: 6, weekHours: null, months: 18 });
    expect(frameOn('2022-02-14')).toMatchObject({ months: 18 });
    expect(frameOn('2022-02-15')).toMatchObject({ dayHours: null, weekHours: 40, months: 24 });
    expect(frameOn('2003-06-12')).toBeNull();
  });

  it('the project may set its own, in any order', () => {
    const own = [
      { since: '2027-01-01', dayHours: 5, weekHours: 25, months: 12 },
      { since: '2003-06-13', dayHours: 6, weekHours: null, months: 18 },
    ];
    expect(frameOn('2027-06-01', own)).toMatchObject({ months: 12 });
    expect(frameOn('2026-12-31', own)).toMatchObject({ months: 18 });
    expect(Project.safeParse({ ...PROJECT_DEFAULTS, frames: own }).success).toBe(true);
    expect(Project.safeParse({ ...PROJECT_DEFAULTS, frames: [] }).success).toBe(false);
    expect(Project.safeParse({ ...PROJECT_DEFAULTS, frames: [{ ...own[0], months: 0 }] }).success).toBe(false);
  });

  it('warns of a day above the frame, over all programmes of a participant, in a CIS only', () => {
    const [old] = FRAMES;
    const rolls = [roll({ hours: 4 }), roll({ hours: 3, marks: { [B]: 'present' } }), roll({ day: '2026-01-17' })];
    const warned = (kind: 'CIS' | 'KIS', own: string[]) => hoursWarnings(kind, old ?? null, rolls, own, '2026-01-16');
    expect(warned('CIS', [A, B])).toEqual([{ type: 'day', hours: 7, frame: 6, since: '2003-06-13' }]);
    expect(warned('CIS', [A])).toEqual([]);
    expect(warned('KIS', [A, B])).toEqual([]);
    expect(hoursWarnings('CIS', null, rolls, [A, B], '2026-01-16')).toEqual([]);
  });

  it('warns of a week above the frame, from Monday to Sunday', () => {
    const days = ['2026-01-12', '2026-01-13', '2026-01-14', '2026-01-15', '2026-01-16', '2026-01-18', '2026-01-19'];
    const rolls = days.map((day) => roll({ day, hours: 7 }));
    const [, now] = FRAMES;
    expect(hoursWarnings('CIS', now ?? null, rolls, [A], '2026-01-18')).toEqual([
      { type: 'week', hours: 42, frame: 40, since: '2022-02-15' },
    ]);
    expect(hoursWarnings('CIS', now ?? null, rolls, [A], '2026-01-19')).toEqual([]);
  });

  it('warns of a participation longer than the frame', () => {
    const [old] = FRAMES;
    expect(monthsWarnings('CIS', old ?? null, '2019-09', '2021-02')).toEqual([]);
    expect(monthsWarnings('CIS', old ?? null, '2019-09', '2021-03')).toEqual([
      { type: 'months', months: 19, frame: 18, since: '2003-06-13' },
    ]);
    expect(monthsWarnings('KIS', old ?? null, '2019-09', '2025-03')).toEqual([]);
  });
});
