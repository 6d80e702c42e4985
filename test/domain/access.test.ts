import { can, EVERYWHERE, may, powers, rights, ROLES, type Role } from '#domain/access.ts';
import { tables, type TableName } from '#domain/tables.ts';
import { describe, expect, it, test } from 'vitest';

/** Read, create, change, remove; `s` and the like: only some fields. Written by hand from domain.md C5. */
const expected: Record<TableName, Record<Role, string>> = {
  project: { expert: 'r', coordinator: 'rcw', 'quality-specialist': 'r', 'learning-outcomes-expert': 'r', admin: 'r' },
  person: { expert: 'r', coordinator: 'r', 'quality-specialist': 'r', 'learning-outcomes-expert': 'r', admin: 'r' },
  site: { expert: 'rw', coordinator: 'rcw', 'quality-specialist': 'r', 'learning-outcomes-expert': 'r', admin: 'r' },
  visit: { expert: 'rcwx', coordinator: 'r', 'quality-specialist': 'r', 'learning-outcomes-expert': 'r', admin: '' },
  attendee: { expert: 'rcwx', coordinator: 'r', 'quality-specialist': 'r', 'learning-outcomes-expert': 'r', admin: '' },
  note: { expert: 'rcwx', coordinator: 'r', 'quality-specialist': 'r', 'learning-outcomes-expert': 'r', admin: '' },
  action: { expert: 'rcwx', coordinator: 'r', 'quality-specialist': 'r', 'learning-outcomes-expert': 'r', admin: '' },
  photo: { expert: 'rcwx', coordinator: 'r', 'quality-specialist': 'r', 'learning-outcomes-expert': 'r', admin: '' },
  run: { expert: 'rcwx', coordinator: 'r', 'quality-specialist': 'r', 'learning-outcomes-expert': 'r', admin: '' },
  confirmation: {
    expert: 'rc',
    coordinator: 'r',
    'quality-specialist': 'r',
    'learning-outcomes-expert': 'r',
    admin: '',
  },
  template: { expert: 'r', coordinator: 'rc', 'quality-specialist': 'r', 'learning-outcomes-expert': 'r', admin: 'r' },
  remark: { expert: 'r', coordinator: 'r', 'quality-specialist': 'rcx', 'learning-outcomes-expert': 'r', admin: '' },
  review: { expert: 'r', coordinator: 'r', 'quality-specialist': 'rc', 'learning-outcomes-expert': 'r', admin: '' },
  correction: {
    expert: 'r',
    coordinator: 'r',
    'quality-specialist': 'rcx',
    'learning-outcomes-expert': 'r',
    admin: '',
  },
  participant: { expert: 'rcw', coordinator: '', 'quality-specialist': '', 'learning-outcomes-expert': 'r', admin: '' },
  enrolment: { expert: 'rcwx', coordinator: '', 'quality-specialist': '', 'learning-outcomes-expert': 'r', admin: '' },
  expertTraining: {
    expert: '',
    coordinator: 'rcw',
    'quality-specialist': 'r',
    'learning-outcomes-expert': 'rcw',
    admin: 'r',
  },
  rollCall: { expert: 'rcwx', coordinator: '', 'quality-specialist': '', 'learning-outcomes-expert': 'r', admin: '' },
  evidence: { expert: 'rcwx', coordinator: '', 'quality-specialist': '', 'learning-outcomes-expert': 'r', admin: '' },
};

describe('[C5] who may do what', () => {
  const cells = Object.entries(expected).flatMap(([table, byRole]) =>
    ROLES.map((role) => [table, role, byRole[role]] as const),
  );
  test.each(cells)('%s by %s: «%s»', (table, role, acts) => {
    const own = tables[table as TableName].rights;
    const shown = [
      may(role, { act: 'read' }, own) && 'r',
      may(role, { act: 'create' }, own) && 'c',
      may(role, { act: 'write', field: 'anything' }, own) && 'w',
      may(role, { act: 'remove' }, own) && 'x',
    ];
    expect(shown.filter(Boolean).join('')).toBe(acts);
  });

  it('the quality specialist writes status and remark of a visit, nothing else', () => {
    const fields = Object.keys(tables.visit.row.shape);
    const written = fields.filter((field) => may('quality-specialist', { act: 'write', field }, rights.visit));
    expect(written).toEqual(['status', 'remark']);
  });

  it('an expert answers a remark and says that an own correction is done; ratings of the review are for its author only', () => {
    const written = (table: TableName, role: Role) =>
      Object.keys(tables[table].row.shape).filter((field) => may(role, { act: 'write', field }, tables[table].rights));
    expect(written('remark', 'expert')).toEqual(['answer', 'state', 'answeredBy', 'answeredOn']);
    expect(written('remark', 'quality-specialist')).toEqual(['quote', 'text', 'state', 'closedOn']);
    expect(written('review', 'expert')).toEqual([]);
    expect(written('review', 'quality-specialist')).toEqual(['ratings', 'reasons', 'result', 'decidedOn']);
    expect(written('correction', 'expert')).toEqual(['state', 'outcome', 'closedOn']);
  });

  it('the learning-outcomes expert verifies and assesses nothing: keyed fields by the head of their name', () => {
    const may_ = (field: string) => may('learning-outcomes-expert', { act: 'write', field }, rights.enrolment);
    expect(['results.m1.o1', 'verified.m1.o1', 'hours.m1', 'criteria.m1', 'verifiedx', ''].map(may_)).toEqual([
      false,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('every table has rights for every role or nothing at all, and nobody outside the list manages accounts', () => {
    expect(Object.keys(expected).sort()).toEqual(Object.keys(tables).sort());
    expect(EVERYWHERE).toEqual(ROLES.filter((role) => role !== 'expert'));
    expect(powers).toEqual({
      accounts: ['coordinator', 'admin'],
      parked: ['coordinator'],
      import: ['coordinator'],
      audit: ['coordinator', 'admin'],
      erase: ['coordinator'],
      disclose: ['coordinator'],
    });
    expect(ROLES.filter((role) => can(role, 'accounts'))).toEqual(['coordinator', 'admin']);
  });

  it('a role that the table does not know may nothing', () => {
    expect(may('expert', { act: 'read' }, {})).toBe(false);
  });
});
