import { createApp } from '#server/app.ts';
import { INVITATION_LIFE, invite } from '#server/routes/account.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { siteRow } from '../support/rows.ts';
import { creation, mid, mutation, refusalOf, setOf, sync, uid } from '../support/wire.ts';
import { makeWorld, type World } from '../support/world.ts';

const QUARTER = 15 * 60_000;
let world: World;
let boss: string;
let expert: string;
let bossId: string;
let expertId: string;
beforeEach(async () => {
  world = await makeWorld();
  bossId = await world.account('coordinator', 'K-01');
  expertId = await world.account('expert', 'E-01');
  [boss, expert] = [await world.signIn(bossId), await world.signIn(expertId)];
});
afterEach(() => world.close());

const accountInput = (over: object = {}) => ({
  id: uid(1),
  code: 'E-02',
  role: 'expert',
  active: true,
  sites: [],
  ...over,
});
const join = (code: string, headers?: Record<string, string>) =>
  world.request('/api/join', { body: { code, device: 'telefon' }, ...(headers && { headers }) });
const status = async (response: Promise<Response>) => {
  const { status: code, type } = await refusalOf(await response);
  return `${code} ${type}`;
};

describe('signing in', () => {
  it.each([
    ['nothing', ''],
    ['no code', '{"device":"x"}'],
    ['an empty code', '{"code":"","device":"x"}'],
    ['an endless code', JSON.stringify({ code: '0'.repeat(101), device: 'x' })],
    ['a field of its own', '{"code":"x","device":"x","role":"coordinator"}'],
    ['a number', '{"code":7,"device":"x"}'],
  ])('[S4] refuses bad input: %s', async (_name, raw) => {
    expect(await status(world.request('/api/join', { raw }))).toBe('400 Invalid');
  });

  it('[S3] a code opens one device, once, and says for whom', async () => {
    const { code } = await invite(world.deps, expertId);
    const response = await join(code);
    expect(await response.json()).toEqual({
      app: 'trzy-sfery',
      me: { account: expertId, code: 'E-01', role: 'expert' },
    });
    expect(response.headers.get('set-cookie')).toMatch(
      /^sid=[\w-]{43}\.[\w-]{36}\.1; Max-Age=7776000; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(await status(join(code))).toBe('409 InvitationUsed');
  });

  it('[S3] behind TLS the cookie is bound to host and path', async () => {
    const app = createApp({ ...world.deps, secure: true });
    const { code } = await invite(world.deps, expertId);
    const headers = { 'content-type': 'application/json', 'x-app': '1' };
    const response = await app.request('https://x.example/api/join', {
      method: 'POST',
      headers,
      body: JSON.stringify({ code, device: 'x' }),
    });
    expect(response.headers.get('set-cookie')).toMatch(/^__Host-sid=.*Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect(response.headers.get('strict-transport-security')).toContain('max-age=31536000');
  });

  it('[S3] an unknown code, a used one and one a day old are told apart', async () => {
    expect(await status(join('0000-0000-0000-0000'))).toBe('404 InvitationUnknown');
    const { code, expiresAt } = await invite(world.deps, expertId);
    expect(expiresAt).toBe(world.time + INVITATION_LIFE);
    world.time = expiresAt - 1;
    expect((await join(code)).status).toBe(200);
    const late = await invite(world.deps, expertId);
    world.time = late.expiresAt;
    expect(await status(join(late.code))).toBe('410 InvitationExpired');
  });

  it('[S3] a code is read as a hand types it: small letters, spaces, O for 0, I and L for 1', async () => {
    const ways = [
      (code: string) => code.toLowerCase(),
      (code: string) => ` ${code.replaceAll('-', ' ')} `,
      (code: string) => code.replaceAll('-', ''),
      (code: string) => code.replaceAll('0', 'O').replaceAll('1', 'l'),
      (code: string) => code.replaceAll('0', 'o').replaceAll('1', 'I').replaceAll('-', '–'),
    ];
    for (const way of ways) {
      world.time += QUARTER;
      const { code } = await invite(world.deps, expertId);
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
      const joined = await join(way(code));
      expect(joined.status, way(code)).toBe(200);
      const cookie = (joined.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      await world.request('/api/leave', { cookie, body: {} });
    }
  });

  it('[S3] two phones race for one code: one device', async () => {
    const { code } = await invite(world.deps, expertId);
    const before = (await world.deps.store.devices(expertId)).length;
    const answers = await Promise.all([join(code), join(code), join(code)]);
    expect(answers.map((response) => response.status).sort()).toEqual([200, 409, 409]);
    expect(await world.deps.store.devices(expertId)).toHaveLength(before + 1);
  });

  it('[S3] an account that is not active opens no device, and none of its devices counts any more', async () => {
    const { code } = await invite(world.deps, expertId);
    await world.request('/api/accounts', {
      cookie: boss,
      body: accountInput({ id: expertId, code: 'E-01', active: false }),
    });
    expect(await status(join(code))).toBe('404 InvitationUnknown');
    expect(await status(world.request('/api/device', { cookie: expert }))).toBe('401 Unauthorized');
    await expect(sync(world, expert)).rejects.toThrow('401');
  });

  it('[E2] ten tries in a quarter of an hour, then 429 with the seconds to wait', async () => {
    world.time += QUARTER;
    for (let i = 0; i < 10; i++) expect((await join('0000')).status).toBe(404);
    const refused = await join('0000');
    expect(await refusalOf(refused.clone())).toEqual({ status: 429, type: 'TooManyTries' });
    expect(Number(refused.headers.get('retry-after'))).toBe(900);
    world.time += 10 * 60_000;
    expect(Number((await join('0000')).headers.get('retry-after'))).toBe(300);
    world.time += 5 * 60_000;
    expect((await join((await invite(world.deps, expertId)).code)).status).toBe(200);
  });

  it('[E2] one address that tries without end keeps no other address out', async () => {
    const app = createApp(world.deps);
    const from = (address: string, code: string) =>
      app.request(
        '/api/join',
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-app': '1' },
          body: JSON.stringify({ code, device: 'x' }),
        },
        { incoming: { socket: { remoteAddress: address } } },
      );
    for (let i = 0; i < 400; i++) await from('203.0.113.1', '0000');
    expect((await from('203.0.113.1', '0000')).status).toBe(429);
    expect((await from('203.0.113.2', (await invite(world.deps, expertId)).code)).status).toBe(200);
  });

  it('[E2] all addresses together have a limit too', async () => {
    const app = createApp(world.deps);
    const headers = { 'content-type': 'application/json', 'x-app': '1' };
    const answers: number[] = [];
    for (let i = 0; i < 301; i++) {
      const env = { incoming: { socket: { remoteAddress: `203.0.113.${i}` } } };
      answers.push((await app.request('/api/join', { method: 'POST', headers, body: '{}' }, env)).status);
    }
    expect([answers.indexOf(429), answers.filter((code) => code === 429).length]).toEqual([300, 1]);
  });
});

describe('devices', () => {
  it('[S3] GET /api/device requires sign-in and says who one is', async () => {
    expect(await status(world.request('/api/device'))).toBe('401 Unauthorized');
    expect(await status(world.request('/api/device', { cookie: 'sid=x' }))).toBe('401 Unauthorized');
    const response = await world.request('/api/device', { cookie: expert });
    expect(await response.json()).toEqual({
      app: 'trzy-sfery',
      state: 'ok',
      me: { account: expertId, code: 'E-01', role: 'expert' },
      beat: null,
    });
  });

  it('[E3] leaving ends the token at once; leaving again is no fault', async () => {
    const left = await world.request('/api/leave', { cookie: expert, body: {} });
    expect(left.status).toBe(200);
    expect(left.headers.get('set-cookie')).toMatch(/^sid=; Max-Age=0; Path=\//);
    expect(await status(world.request('/api/device', { cookie: expert }))).toBe('401 Unauthorized');
    expect((await world.request('/api/leave', { cookie: expert, body: {} })).status).toBe(200);
    expect((await world.request('/api/leave', { body: {} })).status).toBe(200);
  });

  it('[S3] the server keeps no token and no code, only their hashes', async () => {
    const { code } = await invite(world.deps, expertId);
    const token = expert.slice('sid='.length);
    const kept = JSON.stringify([await world.deps.store.devices(), await world.deps.store.invitation(code)]);
    expect(kept).not.toContain(token);
    expect(await world.deps.store.invitation(code)).toBeNull();
  });
});

describe('a device whose access was taken away', () => {
  const site = uid(0x51);
  const idOf = async (account: string) => (await world.deps.store.devices(account))[0]!.id;
  const end = async (state: string, account = expertId) =>
    world.request(`/api/devices/${await idOf(account)}`, { cookie: boss, body: { state } });
  const noteOf = (n: number) =>
    mutation({ mid: mid(`late${n}`), scope: site, id: uid(0x900 + n), type: 7, set: setOf({ text: 'x' }) });

  it('[S15][F97] hands over what it had not sent, into parking, gets nothing, and may say that it is gone', async () => {
    await world.deps.store.putAccount((await world.deps.store.account(expertId))!, [site]);
    await sync(world, boss, { muts: [creation('site', site, site, siteRow())] });
    expect(Object.keys((await sync(world, expert)).scopes)).toEqual(['program', site]);
    expect((await end('revoked')).status).toBe(200);
    const told = await world.request('/api/device', { cookie: expert });
    expect(await told.json()).toMatchObject({ state: 'revoked', me: { code: 'E-01' } });
    const answer = await sync(world, expert, { muts: [noteOf(1)] });
    expect(answer).toMatchObject({ device: 'revoked', grants: {}, scopes: {}, more: false });
    expect(answer.results).toMatchObject([{ st: 'refused', refusal: { code: 'parked' } }]);
    const parked = await (await world.request('/api/parked', { cookie: boss })).text();
    expect(parked).toContain(mid('late1'));
    expect(await status(world.request(`/api/history/${site}/${site}`, { cookie: expert }))).toBe('401 Unauthorized');
    expect((await world.request('/api/leave', { cookie: expert, body: {} })).status).toBe(200);
    expect(await status(world.request('/api/device', { cookie: expert }))).toBe('401 Unauthorized');
    expect(await status(end('wipe'))).toBe('404 NotFound');
  });

  it('[S15] hands over even when the account is switched off', async () => {
    await end('revoked');
    await world.deps.store.putAccount({ ...(await world.deps.store.account(expertId))!, active: false }, []);
    const answer = await sync(world, expert, { muts: [noteOf(2)] });
    expect(answer.results).toMatchObject([{ refusal: { code: 'parked' } }]);
  });

  it('[S15] a revoked desk of a coordinator founds nothing and writes nothing', async () => {
    const other = await world.account('coordinator', 'K-02');
    const desk = await world.signIn(other);
    await end('revoked', other);
    const { results } = await sync(world, desk, { muts: [creation('site', site, site, siteRow())] });
    expect(results).toMatchObject([{ refusal: { code: 'parked' } }]);
    expect(await world.deps.store.scopes()).toEqual(['program']);
  });

  it('[S15][F97] that is to be wiped is told so, and nothing is taken from it; there is no way back', async () => {
    await end('wipe');
    await end('revoked');
    expect(await (await world.request('/api/device', { cookie: expert })).json()).toMatchObject({ state: 'wipe' });
    await expect(sync(world, expert, { muts: [noteOf(3)] })).rejects.toThrow('401');
    expect(await world.deps.store.refused({})).toEqual([]);
  });

  it('[S15][D1] takes the files of what it hands over, whether the entity is still granted or not, and tells it so', async () => {
    await world.deps.store.putAccount((await world.deps.store.account(expertId))!, [site]);
    await sync(world, boss, { muts: [creation('site', site, site, siteRow())] });
    const ask = () =>
      world.request('/api/blobs/status', {
        cookie: expert,
        body: { items: [{ scope: site, sha256: 'a'.repeat(64) }] },
      });
    const row = { stored: 'b'.repeat(64), bytes: 3, mime: 'image/jpeg', at: world.time };
    await end('revoked');
    await world.deps.store.putAccount((await world.deps.store.account(expertId))!, []);
    const begun = (scope: string) =>
      world.request('/api/blobs', {
        cookie: expert,
        raw: '',
        headers: {
          'tus-resumable': '1.0.0',
          'upload-length': '3',
          'upload-metadata': Object.entries({ scope, sha256: 'a'.repeat(64), mime: 'image/jpeg' })
            .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
            .join(','),
        },
      });
    expect((await begun(site)).status).toBe(201);
    expect((await begun(uid(404))).status).toBe(403);
    await world.deps.store.putBlob({ scope: site, sha256: 'a'.repeat(64), account: bossId, ...row });
    expect(await (await ask()).json()).toMatchObject({ held: [] });
    await world.deps.store.putBlob({ scope: site, sha256: 'c'.repeat(64), account: expertId, ...row });
    const own = { items: [{ scope: site, sha256: 'c'.repeat(64) }] };
    const told = await world.request('/api/blobs/status', { cookie: expert, body: own });
    expect(await told.json()).toMatchObject({ held: [{ sha256: 'c'.repeat(64) }] });
    expect((await world.request(`/api/blobs/${site}/${'c'.repeat(64)}`, { cookie: expert })).status).toBe(401);
  });

  it('[S15] is ended by its own person from another device too; nobody else’s is, and what it did is listed', async () => {
    const second = await world.signIn(expertId);
    const [first, other] = await world.deps.store.devices(expertId);
    const ask = (id: string, cookie: string) =>
      world.request(`/api/devices/${id}`, { cookie, body: { state: 'revoked' } });
    expect(await status(ask((await world.deps.store.devices(bossId))[0]!.id, second))).toBe('403 Forbidden');
    expect(await status(ask(other!.id, second))).toBe('409 OwnDevice');
    expect((await ask(first!.id, second)).status).toBe(200);
    const list = async () => (await (await world.request('/api/devices', { cookie: second })).json()) as object;
    expect(await list()).toMatchObject({
      devices: [
        { state: 'revoked', here: false },
        { state: 'ok', here: true },
      ],
    });
    await world.request('/api/leave', { cookie: expert, body: {} });
    expect(await list()).toMatchObject({ devices: [{ state: 'erased' }, { state: 'ok' }] });
    world.time += 31 * 86_400_000;
    expect(await list()).toMatchObject({ devices: [{ state: 'ok' }] });
  });

  it('[D5] five devices of an account and no sixth; the code is not spent, and a place becomes free by leaving', async () => {
    for (let i = 0; i < 4; i++) await world.signIn(expertId);
    const { code } = await invite(world.deps, expertId);
    expect(await refusalOf(await join(code))).toMatchObject({ status: 409, type: 'DevicesFull' });
    await world.request('/api/leave', { cookie: expert, body: {} });
    expect((await join(code)).status).toBe(200);
  });

  it('[S4] refuses bad input, the device one works on, and an id that is none', async () => {
    expect(await refusalOf(await end('ok'))).toEqual({ status: 400, type: 'Invalid', path: 'state' });
    expect(await status(end('revoked', bossId))).toBe('409 OwnDevice');
    const unknown = world.request(`/api/devices/${uid(404)}`, { cookie: boss, body: { state: 'revoked' } });
    expect(await status(unknown)).toBe('404 NotFound');
  });
});

describe('accounts', () => {
  const routes: [string, () => { body?: unknown }][] = [
    ['/api/accounts', () => ({})],
    ['/api/accounts', () => ({ body: accountInput() })],
    [`/api/accounts/${uid(1)}/invitation`, () => ({ body: {} })],
  ];
  it.each(routes)('[S3] %s requires sign-in, and a role that manages', async (path, init) => {
    expect(await status(world.request(path, init()))).toBe('401 Unauthorized');
    for (const [role, code] of [
      ['quality-specialist', 'J-01'],
      ['learning-outcomes-expert', 'L-01'],
    ] as const) {
      const cookie = await world.signIn(await world.account(role, code));
      expect(await status(world.request(path, { cookie, ...init() }))).toBe('403 Forbidden');
    }
    expect(await status(world.request(path, { cookie: expert, ...init() }))).toBe('403 Forbidden');
    expect(await world.deps.store.account(uid(1))).toBeNull();
  });

  it.each([
    ['a code of another form', { code: 'ekspert 1' }, 'code'],
    ['an unknown role', { role: 'root' }, 'role'],
    ['an id that is none', { id: 'x' }, 'id'],
    ['a site that is none', { sites: ['program'] }, 'sites.0'],
    ['a field of its own', { gen: 99 }, ''],
    ['too many sites', { sites: Array.from({ length: 101 }, (_, i) => uid(i)) }, 'sites'],
  ])('[S4] refuses bad input: %s', async (_name, over, path) => {
    const response = await world.request('/api/accounts', { cookie: boss, body: accountInput(over) });
    expect(await refusalOf(response)).toEqual({ status: 400, type: 'Invalid', path });
  });

  it('[S3] a coordinator makes an account, invites a device, and all phones learn of it', async () => {
    const site = uid(0x51);
    expect((await world.request('/api/accounts', { cookie: boss, body: accountInput({ sites: [site] }) })).status).toBe(
      200,
    );
    const invited = await world.request(`/api/accounts/${uid(1)}/invitation`, { cookie: boss, body: {} });
    const { code, expiresAt } = (await invited.json()) as { code: string; expiresAt: number };
    expect(expiresAt).toBe(world.time + INVITATION_LIFE);
    const cookie = ((await join(code)).headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect(Object.keys((await sync(world, cookie)).grants)).toEqual(['program', site]);
    const people = (await sync(world, expert)).scopes['program']?.rows.map(({ f }) => f['code']);
    expect(people).toEqual(['K-01', 'E-01', 'E-02']);
    const list = (await (await world.request('/api/accounts', { cookie: boss })).json()) as { accounts: object[] };
    expect(list.accounts).toContainEqual({
      id: uid(1),
      code: 'E-02',
      role: 'expert',
      active: true,
      sites: [site],
      devices: [expect.objectContaining({ name: 'telefon' })],
    });
    expect(JSON.stringify(list)).not.toMatch(/hash|token/i);
  });

  it('[S3] a change is seen by phones as a change of the same person', async () => {
    await world.request('/api/accounts', { cookie: boss, body: accountInput({ id: expertId, code: 'E-09' }) });
    const rows = (await sync(world, expert)).scopes['program']?.rows.filter(({ id }) => id === expertId);
    expect(rows).toMatchObject([{ f: { code: 'E-09', role: 'expert', active: true }, alt: [] }]);
  });

  it('[S3] two accounts cannot share a code', async () => {
    const response = await world.request('/api/accounts', { cookie: boss, body: accountInput({ code: 'E-01' }) });
    expect(await refusalOf(response)).toEqual({ status: 409, type: 'Invalid', path: 'code' });
  });

  it('[S3] the last coordinator can be neither stopped nor demoted; one of two can', async () => {
    const self = (over: object) =>
      world.request('/api/accounts', {
        cookie: boss,
        body: accountInput({ id: bossId, code: 'K-01', role: 'coordinator', ...over }),
      });
    for (const over of [{ active: false }, { role: 'expert' }])
      expect(await status(self(over))).toBe('409 LastCoordinator');
    await world.account('coordinator', 'K-02');
    expect((await self({ role: 'expert' })).status).toBe(200);
    expect(await status(world.request('/api/accounts', { cookie: boss }))).toBe('403 Forbidden');
  });

  it('[S3] nobody is invited to an account that is not there or not active', async () => {
    const invited = (id: string) => status(world.request(`/api/accounts/${id}/invitation`, { cookie: boss, body: {} }));
    expect(await invited(uid(404))).toBe('404 NotFound');
    expect(await invited('x')).toBe('404 NotFound');
    await world.request('/api/accounts', {
      cookie: boss,
      body: accountInput({ id: expertId, code: 'E-01', active: false }),
    });
    expect(await invited(expertId)).toBe('404 NotFound');
  });
});

describe('only our own page changes state', () => {
  const posts = ['/api/sync', '/api/join', '/api/leave', '/api/accounts', `/api/accounts/${uid(1)}/invitation`];
  const foreign: [string, Record<string, string>][] = [
    ['without our header', { 'x-app': '' }],
    ['with another value of it', { 'x-app': '2' }],
    ['from another origin', { origin: 'https://evil.example' }],
    ['from a subdomain', { origin: 'http://a.localhost' }],
    ['from another port', { origin: 'http://localhost:81' }],
    ['from a null origin', { origin: 'null' }],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from the same site, another origin', { 'sec-fetch-site': 'same-site' }],
    ['by a navigation', { 'sec-fetch-site': 'none' }],
  ];
  it.each(foreign)('[S3] a POST %s is refused, whatever the route', async (_name, headers) => {
    for (const path of posts)
      expect(await status(world.request(path, { cookie: boss, body: {}, headers })), path).toBe('403 Forbidden');
  });

  it('[S3] a POST from our own origin is taken, also behind a proxy that ends TLS', async () => {
    const own: [string, string][] = [
      ['http://localhost', 'localhost'],
      ['https://notes.example', 'notes.example'],
    ];
    for (const [origin, host] of own) {
      const headers = { origin, host, 'sec-fetch-site': 'same-origin' };
      expect((await world.request('/api/leave', { body: {}, headers })).status, origin).toBe(200);
    }
  });

  it('[S3] a form cannot reach a route: its types are refused even with our header', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const headers = { 'content-type': type };
      expect(
        await status(world.request('/api/accounts', { cookie: boss, raw: JSON.stringify(accountInput()), headers })),
        type,
      ).toBe('415 UnsupportedMedia');
    }
  });
});

describe('the endpoint as a whole', () => {
  it('[C3] what is no route is a typed 404, and every answer of the API is kept by no cache', async () => {
    const response = await world.request('/api/nothing');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await refusalOf(response)).toEqual({ status: 404, type: 'NotFound' });
  });

  it('[E2] a fault inside is a typed 503 that names nothing, and is logged by its name alone', async () => {
    const lines: unknown[] = [];
    const store = { ...world.deps.store, deviceByToken: () => Promise.reject(new RangeError('secret text')) };
    const log = { info: () => undefined, error: (...line: unknown[]) => void lines.push(line) };
    const app = createApp({ ...world.deps, store, log });
    const response = await app.request('/api/device', { headers: { cookie: 'sid=x' } });
    expect(await refusalOf(response)).toEqual({ status: 503, type: 'ServerDown' });
    expect(JSON.stringify(lines)).toContain('RangeError');
    expect(JSON.stringify(lines)).not.toContain('secret text');
  });

  it('[S3] carries a policy that forbids inline script, framing and foreign origins', async () => {
    const { headers } = await world.request('/healthz');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });
});
