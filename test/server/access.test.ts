import { may, ROLES, type Act, type Role } from '#domain/access.ts';
import { PROGRAM, tables, type Registry, type TableName } from '#domain/tables.ts';
import { push } from '#server/routes/sync.ts';
import { flatten } from '#sync/record.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  actionRow,
  attendeeRow,
  confirmationRow,
  correctionRow,
  enrolmentRow,
  evidenceRow,
  expertTrainingRow,
  rollCallRow,
  noteRow,
  participantRow,
  photoRow,
  remarkRow,
  reviewRow,
  runRow,
  siteRow,
  templateRow,
  visitRow,
} from '../support/rows.ts';
import { creation, mid, mutation, setOf, sync, uid } from '../support/wire.ts';
import { makeWorld, type World } from '../support/world.ts';

const site = uid(0x51);
const visit = uid(4);
/** A report under review: what hangs on it is made and written only then. */
const reviewed = uid(0x44);
const participant = uid(9);
const rows: Record<TableName, object> = {
  project: { testStart: '2019-09-01', testMonths: 14, entityTarget: 30 },
  person: { code: 'E-77', role: 'expert', active: true },
  site: siteRow(),
  visit: visitRow(uid(0xe1)),
  attendee: attendeeRow(visit),
  note: noteRow(visit),
  action: actionRow(visit),
  run: runRow(visit),
  photo: photoRow(visit),
  template: templateRow(),
  confirmation: confirmationRow(uid(8)),
  remark: remarkRow(reviewed),
  review: reviewRow(reviewed),
  correction: correctionRow(reviewed, uid(0xe1)),
  participant: participantRow(),
  enrolment: enrolmentRow(participant),
  evidence: evidenceRow(uid(10)),
  rollCall: rollCallRow(),
  expertTraining: expertTrainingRow(uid(0xe1)),
};
const names = Object.keys(tables) as TableName[];
const scopeOf = (table: TableName): string => (tables[table].home === 'program' ? PROGRAM : site);
const idOf = (table: TableName): string => (table === 'site' ? site : uid(tables[table].code));

const cells = names.flatMap((table) => ROLES.map((role) => [role, table] as const));
const allowed = (role: Role, table: TableName, act: Act): boolean =>
  may(role, act, (tables as Registry)[table]!.rights);

/** The whole access table, asked over HTTP: every role × table × read, create, each field, remove. */
describe('[S3] the endpoint allows what the access table allows, and nothing else', () => {
  let world: World;
  const cookies = new Map<Role, string>();
  let tries = 0;

  beforeAll(async () => {
    world = await makeWorld();
    const boss = await world.account('coordinator', 'K-01');
    const account = (await world.deps.store.account(boss))!;
    const report = { ...visitRow(uid(0xe1), 'V-PZS-01-20260116-2'), status: 'submitted' };
    const seeds = names.map((table) => [table, idOf(table), rows[table]] as const);
    for (const [table, id, row] of [...seeds, ['visit', reviewed, report] as const]) {
      const made = creation(table, scopeOf(table), id, row, id === reviewed ? 'seed-reviewed' : `seed-${table}`);
      const [outcome] = await push(world.deps, { account, device: { id: 'seed' } }, scopeOf(table), [made], 'system');
      expect(outcome, table).toMatchObject({ st: 'ok' });
    }
    for (const [i, role] of ROLES.entries()) {
      cookies.set(role, await world.signIn(await world.account(role, `R-0${i}`, [site])));
    }
  });
  afterAll(() => world.close());

  async function code(role: Role, table: TableName, over: Parameters<typeof mutation>[0] | object): Promise<string> {
    const place = { scope: scopeOf(table), id: idOf(table), type: tables[table].code };
    const one = mutation({ ...place, mid: mid(`t${++tries}`), ...over });
    const [outcome] = (await sync(world, cookies.get(role)!, { muts: [one] })).results;
    return outcome?.refusal?.code ?? outcome?.st ?? 'no answer';
  }

  test.each(cells)('[S10] %s reads %s', async (role, table) => {
    const page = (await sync(world, cookies.get(role)!)).scopes[scopeOf(table)];
    const types = new Set(page?.rows.map(({ type }) => type));
    expect(types.has(tables[table].code)).toBe(allowed(role, table, { act: 'read' }));
  });

  test.each(cells)('%s creates %s', async (role, table) => {
    if (table === 'site') return;
    const set = setOf(flatten(rows[table] as Record<string, unknown>, tables[table]));
    const answer = await code(role, table, { id: uid(0x1000 + tries), set });
    expect(answer).toBe(allowed(role, table, { act: 'create' }) ? 'ok' : 'forbidden');
  });

  test.each(cells)('%s writes each field of %s', async (role, table) => {
    for (const [field, v] of Object.entries(flatten(rows[table] as Record<string, unknown>, tables[table]))) {
      const answer = await code(role, table, { set: setOf({ [field]: v }), saw: mid(`seed-${table}`) });
      expect(answer, field).toBe(allowed(role, table, { act: 'write', field }) ? 'ok' : 'forbidden');
    }
  });

  test.each(cells)('%s settles %s', async (role, table) => {
    const answer = await code(role, table, {
      kind: 'resolve',
      drop: [{ field: '', mid: mid('x') }],
      saw: mid(`seed-${table}`),
    });
    expect(answer).toBe(allowed(role, table, { act: 'write', field: '' }) ? 'ok' : 'forbidden');
  });

  test.each(cells)('%s removes %s', async (role, table) => {
    const answer = await code(role, table, { kind: 'del', saw: mid('not-the-last') });
    expect(answer).toBe(allowed(role, table, { act: 'remove' }) ? 'ok' : 'forbidden');
  });

  test.each(names)('an expert without the scope may do nothing to %s', async (table) => {
    const stranger = await world.signIn(await world.account('expert', `X-${String(++tries).padStart(3, '0')}`, []));
    world.time += 15 * 60_000;
    cookies.set('expert', stranger);
    const answer = await code('expert', table, { set: setOf({ name: 'x' }), saw: mid(`seed-${table}`) });
    expect(answer).toBe(tables[table].home === 'program' ? 'forbidden' : 'parked');
    expect((await sync(world, stranger)).scopes).not.toHaveProperty(site);
  });
});
