import { can, EVERYWHERE, may, powers, type Act, type Power, type Role } from '#domain/access.ts';
import { PROGRAM, tables, type Registry, type TableName } from '#domain/tables.ts';
import { push } from '#server/routes/sync.ts';
import { flatten } from '#sync/record.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const [A, B, NOWHERE] = [uid(0xa), uid(0xb), uid(0xc)];
const DAY = 86_400_000;

/** Who asks. `held`: sites by name; `none`: nobody the server knows. */
interface Identity {
  role: Role | null;
  held: readonly string[];
  state: 'ok' | 'revoked' | 'none';
}
const identities: Record<string, Identity> = {
  nobody: { role: null, held: [], state: 'none' },
  'a forged token': { role: null, held: [], state: 'none' },
  'a device silent for 91 days': { role: 'coordinator', held: [], state: 'none' },
  'a device to be wiped': { role: 'coordinator', held: [], state: 'none' },
  'a revoked device of a coordinator': { role: 'coordinator', held: [], state: 'revoked' },
  'a revoked device of expert A': { role: 'expert', held: [A], state: 'revoked' },
  'expert A': { role: 'expert', held: [A], state: 'ok' },
  'expert B': { role: 'expert', held: [B], state: 'ok' },
  'an expert who had A': { role: 'expert', held: [], state: 'ok' },
  'the coordinator': { role: 'coordinator', held: [], state: 'ok' },
  'the quality specialist': { role: 'quality-specialist', held: [], state: 'ok' },
  'the learning-outcomes expert': { role: 'learning-outcomes-expert', held: [], state: 'ok' },
  'the admin': { role: 'admin', held: [], state: 'ok' },
};
const names = Object.keys(tables) as TableName[];
const places = { 'of A': A, 'of B': B, 'of no entity': NOWHERE };

const parents = (scope: string) => ({
  visit: uid(0x4000 + Number(scope === B)),
  person: uid(0x9000 + Number(scope === B)),
  /** A report under review. */
  report: uid(0x4400 + Number(scope === B)),
});
function rowOf(table: TableName, scope: string): Record<string, unknown> {
  const { visit, person, report } = parents(scope);
  const rows: Record<TableName, object> = {
    project: { testStart: '2019-09-01', testMonths: 14, entityTarget: 30 },
    person: { code: 'E-77', role: 'expert', active: true },
    site: siteRow(scope === B ? 'PZS-02' : 'PZS-01'),
    visit: visitRow(uid(0xe1)),
    attendee: attendeeRow(visit),
    note: noteRow(visit),
    action: actionRow(visit),
    run: runRow(visit),
    photo: photoRow(visit),
    template: templateRow(),
    confirmation: confirmationRow(idOf('run', scope)),
    remark: remarkRow(report),
    review: reviewRow(report),
    correction: correctionRow(report, uid(0xe1)),
    participant: participantRow(),
    enrolment: enrolmentRow(person),
    rollCall: rollCallRow(),
    expertTraining: expertTrainingRow(uid(0xe1)),
    evidence: evidenceRow(idOf('enrolment', scope)),
  };
  return rows[table] as Record<string, unknown>;
}
function idOf(table: TableName, scope: string): string {
  if (table === 'site') return scope;
  if (table === 'visit') return parents(scope).visit;
  if (table === 'participant') return parents(scope).person;
  return uid(tables[table].code * 0x100 + Number(tables[table].home === 'site' && scope === B));
}
const homeOf = (table: TableName, scope: string): string => (tables[table].home === 'program' ? PROGRAM : scope);

/** What the access table says about an act; the answer of the endpoint must be the same. */
function verdict(who: Identity, table: TableName, scope: string, act: Act): string {
  if (who.state === 'none') return '401';
  if (who.state === 'revoked') return 'parked';
  const role = who.role as Role;
  const allowed = may(role, act, (tables as Registry)[table]!.rights);
  if (scope === PROGRAM) return allowed ? 'ok' : 'forbidden';
  if (!EVERYWHERE.includes(role) && !who.held.includes(scope)) return 'parked';
  return scope !== NOWHERE && allowed ? 'ok' : 'forbidden';
}

/** Identity × route × record × act, generated from access.ts; ids of others are known to whoever asks. */
describe('[F85] everything that may be asked, by everybody', () => {
  let world: World;
  const cookies = new Map<string, string>();
  const accounts = new Map<string, string>();
  let tries = 0;
  let cells = 0;

  beforeAll(async () => {
    world = await makeWorld();
    const boss = (await world.deps.store.account(await world.account('coordinator', 'K-99')))!;
    for (const scope of [A, B]) {
      const first = ['site', 'visit', 'participant'] as const;
      for (const table of [...first, ...names.filter((one) => !(first as readonly string[]).includes(one))]) {
        if (tables[table].home === 'program' && scope === B) continue;
        const home = homeOf(table, scope);
        const made = creation(table, home, idOf(table, scope), rowOf(table, scope), `seed-${table}`);
        const [outcome] = await push(world.deps, { account: boss, device: { id: 'seed' } }, home, [made], 'system');
        expect(outcome, table).toMatchObject({ st: 'ok' });
      }
      const submitted = { ...visitRow(uid(0xe1), 'V-PZS-01-20260116-2'), status: 'submitted' };
      const made = creation('visit', scope, parents(scope).report, submitted, 'seed-report');
      await push(world.deps, { account: boss, device: { id: 'seed' } }, scope, [made], 'system');
    }
    let n = 0;
    for (const [name, { role, held, state }] of Object.entries(identities)) {
      world.time += 15 * 60_000;
      if (role === null) {
        cookies.set(name, name === 'nobody' ? '' : `sid=${'f'.repeat(43)}`);
        continue;
      }
      const had = name === 'an expert who had A' ? [A] : held;
      const account = await world.account(role, `M-${String(++n).padStart(2, '0')}`, [...had]);
      accounts.set(name, account);
      cookies.set(name, await world.signIn(account));
      if (had !== held) await world.deps.store.putAccount((await world.deps.store.account(account))!, []);
      const [device] = await world.deps.store.devices(account);
      if (state === 'revoked') await world.deps.store.putDevice({ ...device!, state });
      if (name.includes('wiped')) await world.deps.store.putDevice({ ...device!, state: 'wipe' });
      if (name.includes('silent')) await world.deps.store.putDevice({ ...device!, lastContact: world.time - 91 * DAY });
    }
  });
  afterAll(async () => {
    await world.close();
    expect(cells).toBeGreaterThan(600);
  });

  /** The refusal of a whole request names a type and nothing else. */
  async function refused(response: Response, status: number, type: string): Promise<void> {
    cells += 1;
    expect({ status: response.status, body: await response.json() }).toEqual({
      status,
      body: { app: 'trzy-sfery', error: { type } },
    });
  }

  async function tried(who: string, table: TableName, scope: string, over: object): Promise<string> {
    cells += 1;
    const home = homeOf(table, scope);
    const place = { scope: home, id: idOf(table, scope), type: tables[table].code };
    const muts = [mutation({ ...place, mid: mid(`m${++tries}`), ...over })];
    const response = await world.request('/api/sync', {
      cookie: cookies.get(who)!,
      body: { v: 1, schema: 1, rid: mid('rid'), epoch: null, cur: {}, limit: 1000, muts },
    });
    if (response.status !== 200) return String(response.status);
    const { results } = (await response.json()) as { results: { st: string; refusal?: { code: string } }[] };
    return results[0]?.refusal?.code ?? results[0]?.st ?? 'no answer';
  }

  describe.each(Object.entries(identities))('%s', (name, who) => {
    it.each(Object.entries(places))(
      'writes, removes, creates and settles records %s as the table says',
      async (_, scope) => {
        for (const table of names) {
          const home = homeOf(table, scope);
          const saw = mid(`seed-${table}`);
          const row = flatten(rowOf(table, scope), tables[table]);
          for (const [field, v] of Object.entries(row)) {
            const answer = await tried(name, table, scope, { set: setOf({ [field]: v }), saw });
            expect(answer, `write ${table}.${field}`).toBe(verdict(who, table, home, { act: 'write', field }));
          }
          const gone = await tried(name, table, scope, { kind: 'del', saw: mid('not-the-last') });
          expect(gone, `remove ${table}`).toBe(verdict(who, table, home, { act: 'remove' }));
          if (table === 'site') continue;
          const made = await tried(name, table, scope, { id: uid(0x10_0000 + tries), set: setOf(row) });
          expect(made, `create ${table}`).toBe(verdict(who, table, home, { act: 'create' }));
        }
      },
    );

    it('reads what the table says: rows, history, files', async () => {
      const cookie = cookies.get(name)!;
      const readable = (table: TableName, scope: string): boolean =>
        who.state === 'ok' && verdict(who, table, homeOf(table, scope), { act: 'read' }) === 'ok';
      if (who.state === 'none')
        await refused(
          await world.request('/api/sync', { cookie, body: {} }),
          401,
          name.includes('wiped') ? 'DeviceWiped' : 'Unauthorized',
        );
      const given = who.state === 'none' ? {} : (await sync(world, cookie, { limit: 8_000_000 })).scopes;
      for (const scope of [A, B, NOWHERE]) {
        for (const table of names) {
          cells += 1;
          const rows = given[homeOf(table, scope)]?.rows ?? [];
          expect(
            rows.some(({ type }) => type === tables[table].code),
            `read ${table}`,
          ).toBe(readable(table, scope));
          const path = `/api/history/${homeOf(table, scope)}/${idOf(table, scope)}`;
          const past = await world.request(path, { cookie });
          if (who.state !== 'ok') await refused(past, 401, 'Unauthorized');
          else if (readable(table, scope)) expect(past.status, path).toBe(200);
          else await refused(past, 404, 'NotFound');
        }
        const file = await world.request(`/api/blobs/${scope}/${'0'.repeat(64)}`, { cookie });
        if (who.state === 'ok') await refused(file, 404, 'NotFound');
        else await refused(file, 401, 'Unauthorized');
      }
    });

    it('sees the devices of its own account alone', async () => {
      const response = await world.request('/api/devices', { cookie: cookies.get(name)! });
      if (who.state !== 'ok') return refused(response, 401, 'Unauthorized');
      const { devices } = (await response.json()) as { devices: { id: string; here: boolean }[] };
      const own = await world.deps.store.devices(accounts.get(name));
      cells += 1;
      expect(devices.map(({ id, here }) => [id, here])).toEqual(own.map(({ id }) => [id, true]));
    });

    it('uses no power that its role does not have, whatever id it guesses', async () => {
      const cookie = cookies.get(name)!;
      const other = accounts.get(name === 'expert B' ? 'an expert who had A' : 'expert B')!;
      const [device] = await world.deps.store.devices(other);
      const asked: [Power, string, unknown][] = [
        ['accounts', '/api/accounts', undefined],
        ...[other, uid(404)].map((id): [Power, string, unknown] => ['accounts', `/api/accounts/${id}/invitation`, {}]),
        ...[device!.id, uid(404)].map((id): [Power, string, unknown] => [
          'accounts',
          `/api/devices/${id}`,
          { state: 'x' },
        ]),
        ['accounts', '/api/accounts', { id: other, code: 'X-01', role: 'coordinator', active: true, sites: [A] }],
        ['parked', '/api/parked', undefined],
        ['parked', '/api/parked', { scope: A, mid: mid('m1'), accept: true }],
        ['import', '/api/import', {}],
        ['audit', `/api/audit?id=${other}`, undefined],
        ['erase', '/api/erasures', undefined],
        ['erase', '/api/erasures', { code: '12-000000-4', again: '12-000000-5' }],
        ['erase', '/api/persons', { code: '12-000000-4' }],
        ['disclose', '/api/persons/export', { code: '12-000000-4' }],
      ];
      expect(new Set(asked.map(([power]) => power))).toEqual(new Set(Object.keys(powers)));
      for (const [power, path, body] of asked) {
        const may = who.state === 'ok' && can(who.role as Role, power);
        if (may && path === '/api/accounts' && body) continue;
        const response = await world.request(path, { cookie, ...(body !== undefined && { body }) });
        if (may) {
          cells += 1;
          expect([401, 403], path).not.toContain(response.status);
        } else if (who.state === 'ok') await refused(response, 403, 'Forbidden');
        else await refused(response, 401, 'Unauthorized');
      }
      expect(await world.deps.store.account(other)).toMatchObject({ role: 'expert' });
    });
  });
});
