import { accountApi, type AccountApi } from '#client/features/accounts/api.ts';
import { brokenPairs, byRole, expertsAt, nextCode } from '#client/features/accounts/people.ts';
import { joinLink, qrPath } from '#client/features/accounts/qr.ts';
import { addSite } from '#client/features/sites/commands.ts';
import { encode } from 'uqr';
import { afterEach, expect, it } from 'vitest';
import { makeWorld, type World } from '../../support/world.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const ID = '0000acc0-0000-7000-8000-0000000000aa';

const headersOf = (init: RequestInit) => Object.fromEntries(new Headers(init.headers));

/** The client's half talking to the real app. */
async function apiOf(role: 'coordinator' | 'expert' = 'coordinator') {
  world = await makeWorld();
  const account = await world.account(role, role === 'expert' ? 'E-01' : 'K-01');
  const cookie = await world.signIn(account);
  const send = (path: string, init: RequestInit) =>
    world!.request(path, {
      cookie,
      headers: headersOf(init),
      ...(init.body !== undefined && { body: JSON.parse(init.body as string) }),
    });
  return { world, account, cookie, api: accountApi(send) };
}

const answering = (body: string, status = 200): AccountApi =>
  accountApi(async () => new Response(body, { status, headers: { 'content-type': 'text/html' } }));

it('an account made by a coordinator is listed with its entities, and its invitation lets a device in', async () => {
  const { world, account, api } = await apiOf();
  const boss = await world.phone(account);
  const site = await addSite(boss.device, { name: 'CIS', kind: 'CIS', organiser: 'ngo', teryt: '0605063' });
  if (!site.ok) throw new Error(site.error.type);
  await boss.sync();
  expect(await api.save({ id: ID, code: 'E-07', role: 'expert', active: true, sites: [site.value] })).toEqual({
    ok: true,
    value: null,
  });
  const invitation = await api.invite(ID);
  if (!invitation.ok) throw new Error(invitation.error.type);
  expect(invitation.value.code).toMatch(/^(\w{4}-){3}\w{4}$/);
  expect(invitation.value.expiresAt).toBeGreaterThan(world.time);
  const joined = await world.request('/api/join', { body: { code: invitation.value.code, device: 'Pixel' } });
  expect(joined.status).toBe(200);
  const list = await api.list();
  expect(list.ok && list.value.find((one) => one.id === ID)).toMatchObject({
    code: 'E-07',
    sites: [site.value],
    devices: [{ name: 'Pixel' }],
  });
});

it('what the server refuses comes back with its type and field', async () => {
  const { account, api } = await apiOf();
  const boss = { id: account, code: 'K-01', role: 'coordinator', active: true, sites: [] } as const;
  expect(await api.save({ ...boss, sites: [], active: false })).toEqual({
    ok: false,
    error: { type: 'LastCoordinator', path: 'role' },
  });
  expect(await api.save({ ...boss, sites: [], id: ID })).toEqual({
    ok: false,
    error: { type: 'Invalid', path: 'code' },
  });
  expect(await api.invite(ID)).toEqual({ ok: false, error: { type: 'NotFound' } });
});

it('an expert is forbidden and a stranger is asked to join again', async () => {
  const { world, api } = await apiOf('expert');
  expect(await api.list()).toEqual({ ok: false, error: { type: 'Forbidden' } });
  const stranger = accountApi((path, init) => world.request(path, { headers: headersOf(init) }));
  expect(await stranger.list()).toEqual({ ok: false, error: { type: 'Unauthorized' } });
});

it('no network, a login page of a network, a broken proxy and a foreign answer are told apart', async () => {
  const dead = accountApi(() => Promise.reject(new TypeError('fetch failed')));
  expect(await dead.list()).toEqual({ ok: false, error: { type: 'Offline' } });
  expect(await answering('<html>Zaloguj się</html>').list()).toEqual({ ok: false, error: { type: 'CaptivePortal' } });
  expect(await answering('Bad gateway', 502).list()).toEqual({ ok: false, error: { type: 'ServerDown' } });
  expect(await answering('{"app":"trzy-sfery","accounts":[{"id":1}]}').list()).toEqual({
    ok: false,
    error: { type: 'UpgradeNeeded' },
  });
});

it('the next code follows the highest of its role', () => {
  expect(nextCode('expert', [])).toBe('E-01');
  expect(nextCode('expert', ['E-02', 'E-09', 'K-30'])).toBe('E-10');
  expect(nextCode('coordinator', ['K-01'])).toBe('K-02');
  expect(nextCode('quality-specialist', ['E-99'])).toBe('Q-01');
  expect(nextCode('learning-outcomes-expert', ['L-99'])).toBe('L-100');
});

it('an entity in the test with one, no or three active experts is named; a candidate is not', () => {
  const expert = (id: string, sites: string[], active = true) => ({
    id,
    code: id,
    role: 'expert' as const,
    active,
    sites,
  });
  const people = [
    expert('E-01', ['a', 'b']),
    expert('E-02', ['a', 'c']),
    expert('E-03', ['b'], false),
    expert('E-04', ['c']),
    expert('E-05', ['c']),
  ];
  const sites = (['a', 'b', 'c', 'd'] as const).map((id) => ({
    id,
    status: id === 'd' ? ('candidate' as const) : ('testing' as const),
  }));
  expect(expertsAt('a', people)).toBe(2);
  expect(brokenPairs(sites, people).map(({ site, experts }) => [site.id, experts])).toEqual([
    ['b', 1],
    ['c', 3],
  ]);
});

it('accounts stand by role, the switched-off ones last', () => {
  const one = (code: string, role: 'expert' | 'coordinator', active = true) => ({ code, role, active });
  expect(
    byRole([one('K-01', 'coordinator'), one('E-03', 'expert'), one('E-01', 'expert', false), one('E-02', 'expert')]),
  ).toMatchObject([
    { role: 'expert', accounts: [{ code: 'E-02' }, { code: 'E-03' }, { code: 'E-01' }] },
    { role: 'coordinator', accounts: [{ code: 'K-01' }] },
  ]);
});

it('the picture of the invitation covers exactly the dark squares of the code', () => {
  const link = joinLink('https://trzy-sfery.example', '/join', 'ABCD-EFGH-JKMN-PQRS');
  expect(link).toBe('https://trzy-sfery.example/join#ABCD-EFGH-JKMN-PQRS');
  const { data } = encode(link, { ecc: 'M', border: 0 });
  const drawn = data.map((row) => row.map(() => false));
  for (const [, x, y, length] of qrPath(data).matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let i = 0; i < Number(length); i++) drawn[Number(y)]![Number(x) + i] = true;
  }
  expect(drawn).toEqual(data);
});
