import { newMid } from '#client/vault/newMid.ts';
import type { TableName } from '#domain/tables.ts';
import { createApp } from '#server/app.ts';
import type { Store } from '#server/store/store.ts';
import type { Mutation } from '#sync/protocol.ts';
import fc from 'fast-check';
import crypto, { randomUUID } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actionRow, attendeeRow, noteRow, siteRow, visitRow } from '../support/rows.ts';
import { creation, mid, mutation, request, setOf, sync, uid } from '../support/wire.ts';
import { makeWorld, type World } from '../support/world.ts';

const [site, other, visit, note] = [uid(0x51), uid(0x52), uid(0xf1), uid(0xd1)];
let world: World;
let logged: string[];
let boss: string;
/** Two experts of one entity, a stranger of another one. */
let victim: string;
let attacker: string;
let stranger: string;

beforeEach(async () => {
  world = await makeWorld();
  logged = [];
  world.deps.log = {
    info: () => undefined,
    error: (fields, text) => void logged.push(`${text} ${JSON.stringify(fields)}`),
  };
  boss = await world.signIn(await world.account('coordinator', 'K-01'));
  const founded = [creation('site', site, site, siteRow()), creation('site', other, other, siteRow('PZS-02'))];
  await sync(world, boss, { muts: founded });
  const lead = await world.account('expert', 'E-01', [site]);
  victim = await world.signIn(lead);
  attacker = await world.signIn(await world.account('expert', 'E-02', [site]));
  stranger = await world.signIn(await world.account('expert', 'E-03', [other]));
  const muts = [
    creation('visit', site, visit, visitRow(lead)),
    creation('note', site, note, noteRow(visit, 'prawda'), 'n1'),
  ];
  expect((await sync(world, victim, { muts })).results.map(({ st }) => st)).toEqual(['ok', 'ok']);
});
afterEach(() => world.close());

const results = async (cookie: string, ...muts: unknown[]) => (await sync(world, cookie, { muts: muts })).results;
const rowOf = async (id: string) =>
  (await sync(world, boss, { limit: 8_000_000 })).scopes[site]?.rows.find((row) => row.id === id);

describe('a captured request', () => {
  const captured = () => creation('note', site, uid(0xd2), noteRow(visit, 'przechwycone'), 'captured');

  it('[F86] sent by another person gives no answer of the first, changes nothing and is noticed', async () => {
    const [first] = await results(victim, captured());
    expect(first).toMatchObject({ st: 'ok' });
    const before = await rowOf(uid(0xd2));
    for (const thief of [attacker, stranger, boss]) {
      const [answer] = await results(thief, captured());
      expect(answer).toEqual({ mid: mid('captured'), st: 'refused', refusal: { code: 'invalid', path: 'mid' } });
    }
    expect(await rowOf(uid(0xd2))).toEqual(before);
    expect(logged.filter((line) => line.includes('somebody else'))).toHaveLength(3);
    // The owner still gets the same answer.
    expect(await results(victim, captured())).toEqual([{ ...first, st: 'dup' }]);
  });

  it('[F86] counts once from another device of the same person, and not at all without the lock’s proof or the cookie', async () => {
    const [mine] = await world.deps.store.devices(
      (await world.deps.store.accounts()).find(({ code }) => code === 'E-01')!.id,
    );
    const second = await world.signIn(mine!.account);
    await results(victim, captured());
    expect(await results(second, captured())).toMatchObject([{ st: 'dup' }]);
    const proof = 'p'.repeat(43);
    expect((await world.request('/api/lock', { cookie: victim, body: { proof } })).status).toBe(200);
    const body = request({ muts: [creation('note', site, uid(0xd3), noteRow(visit, 'później'), 'later')] });
    expect((await world.request('/api/sync', { cookie: victim, body })).status).toBe(401);
    expect((await world.request('/api/sync', { body })).status).toBe(401);
    expect((await world.request('/api/sync', { cookie: victim, body, headers: { 'x-unlocked': proof } })).status).toBe(
      200,
    );
  });
});

describe('a victim’s edit', () => {
  it('[F87] has an id that nobody guesses: 128 bits, none twice, every bit as often', () => {
    const ids = Array.from({ length: 4000 }, newMid);
    expect(new Set(ids).size).toBe(ids.length);
    const ones = Array.from({ length: 128 }, () => 0);
    for (const id of ids) {
      const bytes = Buffer.from(id, 'base64url');
      expect(bytes).toHaveLength(16);
      for (const [i, byte] of bytes.entries())
        for (let bit = 0; bit < 8; bit++) ones[i * 8 + bit]! += (byte >> bit) & 1;
    }
    // Seven standard deviations: a fair bit fails once in 10¹¹ runs.
    for (const count of ones) expect(Math.abs(count - 2000)).toBeLessThan(7 * Math.sqrt(1000));
  });

  it('[F87] whose id is taken before it arrives is refused and kept whole: nothing is lost silently', async () => {
    const taken = creation('note', site, uid(0xd4), noteRow(visit, 'podłożone'), 'guessed');
    await results(attacker, taken);
    const real = creation('note', site, uid(0xd5), noteRow(visit, 'prawdziwe'), 'guessed');
    expect(await results(victim, real)).toMatchObject([{ st: 'refused', refusal: { code: 'invalid', path: 'mid' } }]);
    expect(logged.join()).toContain('somebody else');
    // The phone keeps a refused edit and sends it again under a fresh id.
    expect(await results(victim, { ...real, mid: mid('fresh') })).toMatchObject([{ st: 'ok' }]);
  });

  it('[F87] a forged «saw» overwrites only what its sender may write, and what it replaced stays in the history', async () => {
    const forged = mutation({
      mid: mid('f1'),
      scope: site,
      id: note,
      type: 6,
      set: setOf({ text: 'fałsz' }, mid('n1')),
      saw: mid('n1'),
    });
    expect(await results(attacker, forged)).toMatchObject([{ st: 'ok' }]);
    const row = await rowOf(note);
    expect(row?.f['text']).toBe('fałsz');
    const past = await world.request(`/api/history/${site}/${note}`, { cookie: boss });
    const { history } = (await past.json()) as { history: { v: unknown; by: string; field: string }[] };
    expect(history.find(({ field }) => field === 'text')).toMatchObject({ v: 'prawda' });
    // A guess that is wrong is a contest in the open.
    const guess = { ...forged, mid: mid('f2'), set: setOf({ text: 'zgadywane' }, mid('zzz')), saw: mid('zzz') };
    await results(attacker, guess);
    expect((await rowOf(note))?.alt.map(({ v }) => v)).toContain('fałsz');
    for (const outsider of [stranger, boss]) {
      const again = { ...forged, mid: newMid(), set: setOf({ text: 'obce' }, mid('f1')), saw: mid('f1') };
      expect((await results(outsider, again))[0]).toMatchObject({ st: 'refused' });
    }
    expect(JSON.stringify(await rowOf(note))).not.toContain('obce');
  });
});

describe('[F88] what a push may not say', () => {
  it.each(['by', 'seq', 'last', 'role', 'account', 'granted', 'system', 'del', 'touched'])(
    'beside an edit: %s',
    async (name) => {
      const edit = {
        ...mutation({
          mid: newMid(),
          scope: site,
          id: note,
          type: 6,
          set: setOf({ text: 'x' }, mid('n1')),
          saw: mid('n1'),
        }),
      };
      expect(await results(attacker, { ...edit, [name]: 1 })).toMatchObject([
        { st: 'refused', refusal: { code: 'invalid' } },
      ]);
      expect((await rowOf(note))?.f['text']).toBe('prawda');
    },
  );

  it.each(['by', 'seq', 'last', 'id', 'scope', 'role', 'grants', 'm', 'alt', 'constructor', 'toString', '__proto__'])(
    'as a field of a record: %s',
    async (name) => {
      const set = JSON.parse(`{"${name}":{"v":"x","saw":null},"text":{"v":"x","saw":null}}`) as Mutation['set'];
      const edit = mutation({ mid: newMid(), scope: site, id: note, type: 6, set, saw: mid('n1') });
      const answer = await world.request('/api/sync', {
        cookie: attacker,
        raw: JSON.stringify(request({ muts: [edit] })).replace('"set":{', `"set":{"${name}":{"v":"x","saw":null},`),
      });
      if (answer.status === 200) {
        const { results: told } = (await answer.json()) as { results: object[] };
        expect(told).toMatchObject([{ st: 'refused', refusal: { code: 'invalid' } }]);
      } else expect(answer.status).toBe(400);
      expect((await rowOf(note))?.f).toMatchObject({ text: 'prawda' });
    },
  );

  it.each(['me', 'grants', 'role', 'account', 'system', 'now'])('beside the edits of a request: %s', async (name) => {
    const answer = await world.request('/api/sync', { cookie: attacker, body: { ...request(), [name]: {} } });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { type: 'Invalid' } }]);
  });

  it('a role, an account or a grant by way of the person’s own row or of the accounts', async () => {
    const [me] = (await world.deps.store.accounts()).filter(({ code }) => code === 'E-02');
    const edit = mutation({
      mid: newMid(),
      scope: 'program',
      id: me!.id,
      type: 2,
      set: setOf({ role: 'coordinator' }),
      saw: mid('x'),
    });
    expect(await results(attacker, edit)).toMatchObject([{ st: 'refused', refusal: { code: 'forbidden' } }]);
    const input = { id: me!.id, code: 'E-02', role: 'coordinator', active: true, sites: [site, other] };
    expect((await world.request('/api/accounts', { cookie: attacker, body: input })).status).toBe(403);
    for (const extra of [{ gen: 1 }, { devices: [] }, { token: 'x' }, { __proto__: null, admin: true }]) {
      expect((await world.request('/api/accounts', { cookie: boss, body: { ...input, ...extra } })).status).toBe(400);
    }
    expect(await world.deps.store.account(me!.id)).toEqual(me);
  });
});

/** What SQL gives a meaning to. */
const SQL = [
  "'",
  "''",
  '"',
  '`',
  ';',
  '--',
  '/*',
  '*/',
  '\\',
  '%',
  '_',
  '?',
  '?1',
  ':a',
  '@a',
  '$1',
  '\u0000',
  'null',
  "'; drop table record; --",
  "' or '1'='1",
  "x' union select token_hash from device --",
  "%' escape '\\",
  "'||(select hex(randomblob(1000000000)))||'",
  "1); attach database '/tmp/x' as y; --",
  '{"$ne":null}',
  '[]',
];

describe('[F93] what SQL gives a meaning to', () => {
  const text = fc
    .array(fc.oneof(fc.constantFrom(...SQL), fc.string({ maxLength: 8 })), { minLength: 1, maxLength: 6 })
    .map((parts) => `'${parts.join('')}`);

  it('is plain text in every text field, comes back as it was sent, and in the history too', async () => {
    const fields: [TableName, (value: string) => object, string][] = [
      ['note', (value) => noteRow(visit, value), 'text'],
      ['attendee', (value) => ({ ...attendeeRow(visit), function: value.slice(0, 200) }), 'function'],
      ['action', (value) => ({ ...actionRow(visit), text: value, owner: value.slice(0, 200) }), 'text'],
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fields), text, text, async ([table, row, field], one, two) => {
        const id = randomUUID();
        const first = creation(table, site, id, row(one), newMid());
        const changed = { ...first, mid: newMid(), saw: first.mid, set: setOf({ [field]: two }, first.mid) };
        expect((await results(victim, first, changed)).map(({ st }) => st)).toEqual(['ok', 'ok']);
        const kept = (value: string): string => value.replaceAll('\0', '\ufffd');
        const { f } = (await world.deps.store.inScope(site, (tx) => tx.records([id])))[0]!;
        expect(f[field]).toBe(kept(two));
        const past = await world.deps.store.history(site, id);
        if (kept(one) !== kept(two)) expect(past.map(({ v }) => v)).toContain(kept(one));
      }),
      { numRuns: 150 },
    );
  });

  it('is an id, a scope, a code or a path that does not exist; nothing breaks, and every table is still there', async () => {
    const before = await rowOf(note);
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        const path = encodeURIComponent(value);
        const edit = { ...mutation({ mid: newMid(), scope: site, id: note, type: 6, set: setOf({ text: 'x' }) }) };
        const bodies = [
          { ...edit, id: value },
          { ...edit, scope: value },
          { ...edit, saw: value },
          { ...edit, set: { [value]: { v: 1, saw: null } } },
        ];
        for (const answer of await results(attacker, ...bodies.map((one) => ({ ...one, mid: newMid() })))) {
          expect(answer).toMatchObject({ st: 'refused' });
        }
        const asked = await Promise.all([
          world.request('/api/join', {
            body: { code: value.slice(0, 100), device: value.slice(0, 100) },
            headers: { 'x-forwarded-for': value.replace(/[^!-~]/g, '') || 'x' },
          }),
          world.request('/api/device', { cookie: `sid=${path}` }),
          world.request(`/api/history/${path}/${path}`, { cookie: boss }),
          world.request(`/api/blobs/${path}/${path}`, { cookie: boss }),
          world.request(`/api/accounts/${path}/invitation`, { cookie: boss, body: {} }),
          world.request('/api/parked', { cookie: boss, body: { scope: value, mid: mid('x'), accept: true } }),
          world.request('/api/sync', { cookie: attacker, body: { ...request(), cur: { [value]: { gen: 1, at: 1 } } } }),
        ]);
        for (const { status } of asked) expect([400, 401, 404, 429]).toContain(status);
      }),
      { numRuns: 60 },
    );
    expect(await rowOf(note)).toEqual(before);
    expect(logged.filter((line) => !line.includes('somebody else'))).toEqual([]);
  });
});

const { createHash, createHmac } = crypto;

/** Everything one request makes the server do: the questions to its store in order, and how often it hashes. */
async function workOf(ask: (app: ReturnType<typeof createApp>) => Promise<Response> | Response) {
  const calls: string[] = [];
  const traced = <T extends object>(target: T, prefix: string): T =>
    new Proxy(target, {
      get(real, name) {
        const found: unknown = Reflect.get(real, name);
        if (typeof found !== 'function') return found;
        return (...args: unknown[]) => {
          calls.push(`${prefix}${String(name)}`);
          const inner = args.map((arg) =>
            typeof arg === 'function'
              ? (tx: object) => (arg as (tx: object) => unknown)(traced(tx, `${prefix}${String(name)}.`))
              : arg,
          );
          return (found as (...given: unknown[]) => unknown).apply(real, inner);
        };
      },
    });
  let hashes = 0;
  Object.assign(crypto, {
    createHash: (...args: Parameters<typeof createHash>) => (hashes++, createHash(...args)),
    createHmac: (...args: Parameters<typeof createHmac>) => (hashes++, createHmac(...args)),
  });
  syncBuiltinESMExports();
  try {
    const response = await ask(createApp({ ...world.deps, store: traced<Store>(world.deps.store, '') }));
    const headers = [...response.headers].filter(([name]) => name !== 'set-cookie').sort();
    return { status: response.status, headers, body: await response.text(), calls, hashes };
  } finally {
    Object.assign(crypto, { createHash, createHmac });
    syncBuiltinESMExports();
  }
}

describe('[F102] what exists and what does not are told apart neither by the answer nor by the work it takes', () => {
  const get = (path: string, cookie: string) => (app: ReturnType<typeof createApp>) =>
    app.request(path, { headers: { cookie } });
  const post = (path: string, cookie: string, body: unknown) => (app: ReturnType<typeof createApp>) =>
    app.request(path, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', 'x-app': '1' },
      body: JSON.stringify(body),
    });
  const sha = '0'.repeat(64);

  it('a record, an entity, a file, an account, a device, asked for by whoever may not see it', async () => {
    const person = (await world.deps.store.accounts())[1]!.id;
    const [device] = await world.deps.store.devices(person);
    const pairs: [string, ReturnType<typeof get>, ReturnType<typeof get>][] = [
      ['record', get(`/api/history/${site}/${note}`, stranger), get(`/api/history/${site}/${uid(404)}`, stranger)],
      ['entity', get(`/api/history/${site}/${note}`, stranger), get(`/api/history/${uid(404)}/${note}`, stranger)],
      ['file', get(`/api/blobs/${site}/${sha}`, stranger), get(`/api/blobs/${uid(404)}/${sha}`, stranger)],
      [
        'account',
        post(`/api/accounts/${person}/invitation`, stranger, {}),
        post(`/api/accounts/${uid(404)}/invitation`, stranger, {}),
      ],
      [
        'device',
        post(`/api/devices/${device!.id}`, stranger, { state: 'revoked' }),
        post(`/api/devices/${uid(404)}`, stranger, { state: 'revoked' }),
      ],
      ['token', get('/api/device', `sid=${'a'.repeat(43)}`), get('/api/device', `sid=${'b'.repeat(43)}`)],
      [
        'code',
        post('/api/join', '', { code: 'AAAA-AAAA-AAAA-AAAA', device: 'x' }),
        post('/api/join', '', { code: 'B', device: 'x' }),
      ],
    ];
    for (const [name, real, none] of pairs) {
      const [one, two] = [await workOf(real), await workOf(none)];
      expect([401, 403, 404], name).toContain(one.status);
      expect(one, name).toEqual(two);
    }
  });

  it('an edit of a record of an entity one does not hold: parked, whether record and entity exist or not', async () => {
    const edit = (n: number, scope: string, id: string) =>
      request({
        muts: [
          mutation({ mid: mid(`w${n}`), scope, id, type: 6, set: setOf({ text: 'x' }, mid('n1')), saw: mid('n1') }),
        ],
      });
    const works = [];
    // The first request of a while also notes the contact, whatever it asks: it is not looked at.
    for (const [n, [scope, id]] of [
      [site, note],
      [site, note],
      [site, uid(0x404)],
      [uid(0x405), note],
    ].entries()) {
      const work = await workOf(post('/api/sync', stranger, edit(n, scope!, id!)));
      works.push({ ...work, body: work.body.replaceAll(mid(`w${n}`), '').replace(/"(now|receipt)":(\d+|"\w+")/g, '') });
    }
    expect(works[1]!.body).toContain('parked');
    expect(works[2]).toEqual(works[1]);
    expect(works[3]).toEqual(works[1]);
  });
});
