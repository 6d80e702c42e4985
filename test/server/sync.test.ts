import { may, rights, type Right } from '#domain/access.ts';
import { PROGRAM, tables, type Registry } from '#domain/tables.ts';
import { push } from '#server/routes/sync.ts';
import type { Mutation, SyncRequest } from '#sync/protocol.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { noteRow, participantRow, siteRow, visitRow } from '../support/rows.ts';
import { creation, mid, mutation, refusalOf, request, setOf, sync, uid } from '../support/wire.ts';
import { makeWorld, type World } from '../support/world.ts';

const site = uid(0x51);
const other = uid(0x52);
const visit = uid(0xf1);
const note = uid(0xf2);

let world: World;
let boss: string;
let a: string;
let b: string;
/** Cookies of a coordinator, an expert of `site`, an expert of `other`. */
beforeEach(async () => {
  world = await makeWorld();
  [boss, a, b] = await everyone();
});
afterEach(() => world.close());

async function everyone(): Promise<[string, string, string]> {
  const coordinator = await world.signIn(await world.account('coordinator', 'K-01'));
  for (const [id, code] of [
    [site, 'PZS-01'],
    [other, 'PZS-02'],
  ] as const) {
    const { results } = await sync(world, coordinator, { muts: [creation('site', id, id, siteRow(code))] });
    expect(results).toMatchObject([{ st: 'ok', seq: 1 }]);
  }
  const [one, two] = [await world.account('expert', 'E-01', [site]), await world.account('expert', 'E-02', [other])];
  return [coordinator, await world.signIn(one), await world.signIn(two)];
}
const lead = uid(0xe1);
const newVisit = (scope = site, id = visit, name?: string) => creation('visit', scope, id, visitRow(lead), name);
const newNote = (n: number, over: object = {}): Mutation =>
  creation('note', site, uid(0x100 + n), { ...noteRow(visit, `nr ${n}`), ...over }, `n${n}`);
const patch = (
  name: string,
  id: string,
  type: number,
  values: Record<string, unknown>,
  saw: string,
  over: Partial<Mutation> = {},
) => mutation({ mid: mid(name), scope: site, id, type, set: setOf(values, saw), saw, ...over });
const outcomes = async (cookie: string, muts: unknown[], over: Partial<SyncRequest> = {}) =>
  (await sync(world, cookie, { muts, ...over })).results;
const rowsOf = async (cookie: string, scope = site) => (await sync(world, cookie)).scopes[scope]?.rows ?? [];

describe('the request', () => {
  it('[S3] requires sign-in', async () => {
    expect(await refusalOf(await world.request('/api/sync', { body: request() }))).toEqual({
      status: 401,
      type: 'Unauthorized',
    });
    expect((await world.request('/api/sync', { body: request(), cookie: 'sid=guess' })).status).toBe(401);
  });

  it.each([
    ['nothing', undefined, 400],
    ['a list', [], 400],
    ['no rid', { ...request(), rid: undefined }, 400],
    ['a field of its own', { ...request(), admin: true }, 400],
    ['2,001 mutations', request({ muts: Array.from({ length: 2001 }, () => ({})) }), 400],
    ['a mutation without an id', request({ muts: [{ scope: PROGRAM }] }), 400],
    ['another version of the protocol', request({ v: 2 }), 426],
    ['an older version of the protocol', { v: 0, anything: 1 }, 426],
  ])('[S4] refuses bad input: %s', async (_name, body, status) => {
    const init = body === undefined ? { raw: '' } : { body };
    expect((await refusalOf(await world.request('/api/sync', { cookie: a, ...init }))).status).toBe(status);
  });

  it('[S4] refuses another content type and too large a body', async () => {
    const text = { cookie: a, body: request(), headers: { 'content-type': 'text/plain' } };
    expect((await world.request('/api/sync', text)).status).toBe(415);
    expect((await world.request('/api/sync', { cookie: a, raw: JSON.stringify('x'.repeat(1_000_001)) })).status).toBe(
      413,
    );
  });

  it('[C3] the answer carries marker, version and the id of the request, and is kept by no cache', async () => {
    const response = await world.request('/api/sync', { cookie: a, body: request({ rid: mid('abc') }) });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({ app: 'trzy-sfery', v: 1, rid: mid('abc'), reqEpoch: null, epoch: 1 });
  });
});

describe('judging', () => {
  it('[S1] mutations of a scope are judged in order and seq grows by one with each applied one', async () => {
    const results = await outcomes(a, [newVisit(), newNote(1), newNote(2, { text: 7 }), newNote(3), newNote(3)]);
    expect(results.map(({ st, seq }) => [st, seq])).toEqual([
      ['ok', 2],
      ['ok', 3],
      ['refused', undefined],
      ['ok', 4],
      ['dup', 4],
    ]);
  });

  it('[S1] later mutations of a batch see what earlier ones wrote', async () => {
    const start = patch('p1', visit, 4, { status: 'in-progress' }, newVisit().mid);
    const draft = patch('p2', visit, 4, { status: 'draft' }, start.mid);
    expect((await outcomes(a, [newVisit(), start, draft])).map(({ st }) => st)).toEqual(['ok', 'ok', 'ok']);
    expect((await outcomes(a, [patch('p3', visit, 4, { status: 'accepted' }, draft.mid)]))[0]?.refusal).toEqual({
      code: 'invalid',
      reason: 'VisitStep',
    });
  });

  it('[S2] the same mid asked again is a duplicate with its first place and receipt', async () => {
    const [first] = await outcomes(a, [newVisit()]);
    const [again] = await outcomes(a, [{ ...newVisit(), set: {} }]);
    expect(again).toEqual({ ...first, st: 'dup' });
    expect(await rowsOf(a)).toHaveLength(2);
  });

  it('[S2] a refused mid asked again gives the stored refusal, even when it would be valid now', async () => {
    const [first] = await outcomes(a, [newNote(1, { kind: 'rumour' })]);
    expect(first).toMatchObject({ st: 'refused', refusal: { code: 'invalid', path: 'kind' } });
    expect(await outcomes(a, [newNote(1)])).toEqual([first]);
  });

  it('[S2] a mid of another account is refused and tells nothing', async () => {
    await outcomes(a, [newVisit()]);
    expect(await outcomes(boss, [newVisit()])).toEqual([
      { mid: newVisit().mid, st: 'refused', refusal: { code: 'invalid', path: 'mid' } },
    ]);
  });

  it('[P1] an applied mutation is answered with a receipt of what it said', async () => {
    const { receiptOf } = await import('#sync/record.ts');
    const [one, two] = [newNote(1), newNote(2)];
    const results = await outcomes(a, [newVisit(), one, two]);
    expect(results.map(({ receipt }) => receipt)).toEqual([newVisit(), one, two].map(receiptOf));
    expect(results[1]?.receipt).not.toBe(results[2]?.receipt);
  });

  it.each([0, 50, 99])('[S5] a poisoned mutation at place %i of 100 blocks none of the other 99', async (place) => {
    await outcomes(a, [newVisit()]);
    const muts: unknown[] = Array.from({ length: 100 }, (_, i) => newNote(i));
    muts[place] = { ...newNote(place), set: { constructor: { v: 1, saw: null } } };
    const results = await outcomes(a, muts);
    expect(results.filter(({ st }) => st === 'ok')).toHaveLength(99);
    expect(results.filter(({ st }) => st === 'refused')).toMatchObject([
      { mid: newNote(place).mid, refusal: { code: 'invalid' } },
    ]);
    const kept = await world.deps.store.refused({});
    expect(kept.map(({ mutation: one }) => one)).toEqual([muts[place]]);
  });

  it('[S5] the same poisoned mutation twice in one request is refused twice and stored once', async () => {
    const bad = { ...newNote(1), kind: 'explode' };
    expect((await outcomes(a, [bad, bad, newVisit()])).map(({ st }) => st).sort()).toEqual([
      'ok',
      'refused',
      'refused',
    ]);
    expect((await outcomes(a, [bad]))[0]).toMatchObject({ st: 'refused', refusal: { code: 'invalid', path: 'kind' } });
    expect(await world.deps.store.refused({})).toHaveLength(1);
  });

  it('[S5] what is refused is stored whole with its reason, even for a scope that does not exist yet', async () => {
    const bad = creation('site', uid(0x99), uid(0x99), siteRow('PZS-1'));
    expect((await outcomes(boss, [bad]))[0]?.refusal).toEqual({ code: 'invalid', path: 'code' });
    expect(await world.deps.store.refused({})).toMatchObject([
      { mutation: bad, refusal: { code: 'invalid', path: 'code' } },
    ]);
  });

  it('[S6] a patch of a record whose create was refused is refused with it, in the same request and later', async () => {
    const bad = newNote(1, { kind: 'rumour' });
    const first = patch('p1', bad.id, 6, { text: 'x' }, bad.mid);
    const second = patch('p2', bad.id, 6, { text: 'y' }, first.mid);
    const third = patch('p3', bad.id, 6, { text: 'z' }, second.mid);
    const results = [
      ...(await outcomes(a, [newVisit(), bad, first])),
      ...(await outcomes(a, [second])),
      ...(await outcomes(a, [third])),
    ];
    expect(results.slice(2).map(({ refusal }) => refusal)).toEqual(
      Array.from({ length: 3 }, () => ({ code: 'invalid', path: 'saw' })),
    );
    expect((await rowsOf(a)).some(({ id }) => id === bad.id)).toBe(false);
  });

  it('[M7] a patch before its create is kept and completed by it, over the wire', async () => {
    const create = newNote(1);
    const early = patch('early', create.id, 6, { text: 'nowsza' }, create.mid);
    expect((await outcomes(a, [newVisit(), early])).map(({ st }) => st)).toEqual(['ok', 'ok']);
    expect((await rowsOf(a)).find(({ id }) => id === create.id)).toMatchObject({ partial: { text: create.mid } });
    expect((await outcomes(a, [create]))[0]).toMatchObject({ st: 'ok' });
    const row = (await rowsOf(a)).find(({ id }) => id === create.id);
    expect(row).toMatchObject({ f: { text: 'nowsza', kind: 'fact' }, alt: [] });
    expect(row?.partial).toBeUndefined();
  });

  it('[S4] the merged row must fit: a patch that would make an invalid whole is refused with its field', async () => {
    await outcomes(a, [newVisit()]);
    expect((await outcomes(a, [patch('p1', visit, 4, { day: '2026-02-30' }, newVisit().mid)]))[0]?.refusal).toEqual({
      code: 'invalid',
      path: 'day',
    });
    const times = patch('p2', visit, 4, { start: '10:00', end: '09:00' }, newVisit().mid);
    expect((await outcomes(a, [times]))[0]?.refusal).toEqual({ code: 'invalid', reason: 'VisitTimes' });
  });

  it('[S4] an unknown field is refused with its path; from a newer app it is kept', async () => {
    await outcomes(a, [newVisit()]);
    const unknown = { weather: 'śnieg' };
    expect((await outcomes(a, [patch('p1', visit, 4, unknown, newVisit().mid)]))[0]?.refusal).toEqual({
      code: 'invalid',
      path: 'weather',
    });
    expect((await outcomes(a, [patch('p2', visit, 4, { 'aim.x': 1 }, newVisit().mid)]))[0]?.refusal).toEqual({
      code: 'invalid',
      path: 'aim.x',
    });
    const newer = patch('p3', visit, 4, unknown, newVisit().mid, { schema: 99 });
    expect((await outcomes(a, [newer]))[0]).toMatchObject({ st: 'ok' });
    expect((await rowsOf(a)).find(({ id }) => id === visit)?.f).toMatchObject(unknown);
  });

  it.each([
    ['an unknown table', { type: 77 }, { code: 'invalid', path: 'type' }],
    ['a table of another home', { type: 1 }, { code: 'invalid', path: 'scope' }],
    ['a site under another id', { type: 3 }, { code: 'invalid', path: 'id' }],
    ['more than 200 kB', { set: setOf({ text: 'x'.repeat(200_001) }) }, { code: 'too-large' }],
    ['values in a removal', { kind: 'del' as const, saw: mid('c') }, { code: 'invalid', path: 'set' }],
  ])('[S4] %s is refused', async (_name, over, refusal) => {
    const base = mutation({ mid: mid('x'), scope: site, id: note, type: 6, set: setOf(noteRow(visit)) });
    expect((await outcomes(a, [{ ...base, ...over }]))[0]?.refusal).toEqual(refusal);
  });

  it('[S4] an id that is another table’s record is refused', async () => {
    await outcomes(a, [newVisit()]);
    const disguised = creation('note', site, visit, noteRow(visit), 'disguised');
    expect((await outcomes(a, [disguised]))[0]?.refusal).toEqual({ code: 'invalid', path: 'type' });
  });

  it('[S4] U+0000 and lone surrogates are replaced before they are stored', async () => {
    await outcomes(a, [newVisit(), newNote(1, { text: 'a\0b\ud83d' })]);
    expect((await rowsOf(a)).find(({ id }) => id === uid(0x101))?.f['text']).toBe('a\ufffdb\ufffd');
  });

  it('[S7] an exception in a validator is a server bug: content kept, the rest applied', async () => {
    await world.close();
    const guard = (): never => {
      throw new TypeError('on purpose');
    };
    const broken: Registry = { ...tables, attendee: { ...tables.attendee, guard } };
    world = await makeWorld(broken);
    [boss, a, b] = await everyone();
    const attendee = creation('attendee', site, uid(0xaa), { visitId: visit, function: 'kierownik', count: 1 });
    const results = await outcomes(a, [newVisit(), attendee, newNote(1)]);
    expect(results.map(({ st, refusal }) => refusal?.code ?? st)).toEqual(['ok', 'server-bug', 'ok']);
    expect(await world.deps.store.refused({})).toMatchObject([{ mutation: attendee, refusal: { code: 'server-bug' } }]);
  });

  it('[S4] row schemas of a test table hold over HTTP as those of the product', async () => {
    await world.close();
    const loan: Registry[string] = {
      code: 200,
      home: 'site',
      row: z.looseObject({ days: z.int().check(z.lte(30)) }),
      maps: [],
      rights: { expert: { create: true } satisfies Right },
    };
    world = await makeWorld({ ...tables, loan });
    [boss, a, b] = await everyone();
    const lend = (days: number) =>
      mutation({ mid: mid(`d${days}`), scope: site, id: uid(days), type: 200, set: setOf({ days }) });
    expect((await outcomes(a, [lend(30), lend(31)])).map(({ st }) => st)).toEqual(['ok', 'refused']);
  });
});

describe('rights', () => {
  it('[S3] an expert of another entity can neither push to it nor make one', async () => {
    const results = await outcomes(b, [newVisit(), creation('site', uid(0x77), uid(0x77), siteRow('PZS-09'))]);
    expect(results.map(({ st }) => st)).toEqual(['refused', 'refused']);
    expect(await rowsOf(a)).toHaveLength(1);
    expect(await world.deps.store.scopes()).not.toContain(uid(0x77));
  });

  it('[S3] a scope that is not granted and one that does not exist get the same answer', async () => {
    const [held] = await outcomes(b, [newVisit(site, visit, 'q1')]);
    const [absent] = await outcomes(b, [newVisit(uid(0x404), visit, 'q2')]);
    expect(absent?.refusal).toEqual(held?.refusal);
  });

  it('[S13] work without a grant is kept whole for the coordinator', async () => {
    const [outcome] = await outcomes(b, [newVisit()]);
    expect(outcome?.refusal?.code).toBe('parked');
    expect(await world.deps.store.refused({ scope: site })).toMatchObject([{ mutation: newVisit(), decided: null }]);
  });

  it('[S3] a grant counts at the moment of the push: taken away between two requests', async () => {
    const [before] = await outcomes(a, [newVisit()]);
    expect(before?.st).toBe('ok');
    const account = (await world.deps.store.accounts()).find(({ code }) => code === 'E-01');
    await world.deps.store.putAccount(account!, []);
    expect((await outcomes(a, [newNote(1)]))[0]).toMatchObject({ st: 'refused' });
  });

  it('[S3] a role decides each field, alternatives to be dropped included', async () => {
    await world.deps.store.putAccount({ id: uid(0xabc), code: 'J-01', role: 'quality-specialist', active: true }, []);
    const quality = await world.signIn(uid(0xabc));
    await outcomes(a, [newVisit()]);
    const saw = newVisit().mid;
    expect((await outcomes(quality, [patch('q1', visit, 4, { remark: 'x', aim: 'y' }, saw)]))[0]?.refusal).toEqual({
      code: 'forbidden',
      path: 'aim',
    });
    const drop = [{ field: 'aim', mid: mid('zz') }];
    const sly = patch('q2', visit, 4, { remark: 'x' }, saw, { kind: 'resolve', drop });
    expect((await outcomes(quality, [sly]))[0]?.refusal).toEqual({ code: 'forbidden', path: 'aim' });
    const note_ = patch('q3', visit, 4, {}, saw, { kind: 'resolve', drop: [{ field: '', mid: mid('zz') }] });
    expect((await outcomes(quality, [note_]))[0]?.refusal).toEqual({ code: 'forbidden' });
    expect((await outcomes(quality, [patch('q4', visit, 4, { remark: 'x' }, saw)]))[0]?.st).toBe('ok');
  });

  it('[S9] a scope is founded only by creating its own row, by a role that may', async () => {
    const id = uid(0x77);
    const row = creation('site', id, id, siteRow('PZS-07'), 'f');
    const tries: [string, Mutation][] = [
      [a, { ...row, mid: mid('f1') }],
      [boss, { ...newVisit(id), mid: mid('f2') }],
      [boss, { ...row, mid: mid('f3'), saw: mid('never') }],
      [boss, { ...row, mid: mid('f4'), id: uid(0x78) }],
      [boss, { ...row, mid: mid('f5'), kind: 'resolve' }],
      [boss, { ...row, mid: mid('f6'), kind: 'del', set: {} }],
    ];
    for (const [cookie, one] of tries) expect((await outcomes(cookie, [one]))[0]?.st, one.mid).toBe('refused');
    expect(await world.deps.store.scopes()).not.toContain(id);
    expect((await outcomes(boss, [row]))[0]).toMatchObject({ st: 'ok', seq: 1 });
    expect(await world.deps.store.scopes()).toContain(id);
  });

  it('[S9] a patch of a refused founding row does not found the scope in a later request', async () => {
    const id = uid(0x79);
    const bad = creation('site', id, id, siteRow('PZS-1'), 'bad');
    await outcomes(boss, [bad]);
    const later = mutation({
      mid: mid('later'),
      scope: id,
      id,
      type: 3,
      set: setOf({ name: 'X' }, bad.mid),
      saw: bad.mid,
    });
    expect((await outcomes(boss, [later]))[0]?.st).toBe('refused');
    expect(await world.deps.store.scopes()).not.toContain(id);
  });

  it('[S10] nothing of a scope without a grant is sent', async () => {
    await outcomes(a, [newVisit(), newNote(1)]);
    const { scopes, grants } = await sync(world, b, { cur: { [site]: { gen: 1, at: 0 } } });
    expect(Object.keys(scopes).sort()).toEqual([other, PROGRAM].sort());
    expect(Object.keys(grants).sort()).toEqual([other, PROGRAM].sort());
    expect(JSON.stringify(scopes)).not.toContain(visit);
  });

  it('[S10] a coordinator holds every scope, yet receives no participant: neither row nor count', async () => {
    await outcomes(a, [creation('participant', site, uid(0xa1), participantRow())]);
    const [mine, theirs] = [(await sync(world, a)).scopes[site], (await sync(world, boss)).scopes[site]];
    expect(mine?.rows.map(({ type }) => type)).toEqual([3, 9]);
    expect(theirs?.rows.map(({ type }) => type)).toEqual([3]);
    expect([mine?.count, theirs?.count]).toEqual([2, 1]);
    expect(theirs?.to).toBe(mine?.to);
  });
});

describe('cursors and pages', () => {
  it('[S8] a request of another epoch is applied in no part and told the epoch that holds', async () => {
    const answer = await sync(world, a, { epoch: 7, muts: [newVisit()], cur: {} });
    expect(answer).toMatchObject({ results: [], scopes: {}, epoch: 1, reqEpoch: 7 });
    expect(await rowsOf(a)).toHaveLength(1);
    await world.deps.store.restored(1_800_000_000);
    expect(await sync(world, a, { epoch: 1, muts: [newVisit()] })).toMatchObject({
      results: [],
      scopes: {},
      epoch: 1_800_000_000,
    });
  });

  it('[S11] pages are cut at the asked bytes, in order, without gap or repetition', async () => {
    await outcomes(a, [newVisit(), ...Array.from({ length: 40 }, (_, i) => newNote(i))]);
    const grants = (await sync(world, a)).grants;
    const seqs: number[] = [];
    const cur = { [PROGRAM]: { gen: grants[PROGRAM]!, at: 1e6 }, [site]: { gen: grants[site]!, at: 0 } };
    let pages = 0;
    for (let more = true; more && pages < 99; pages++) {
      const program = (await sync(world, a)).scopes[PROGRAM]!;
      cur[PROGRAM] = { gen: grants[PROGRAM]!, at: program.head };
      const page = (await sync(world, a, { limit: 3000, cur })).scopes[site]!;
      expect(page).toMatchObject({ from: cur[site]!.at, reset: cur[site]!.at === 0, head: 42 });
      expect(JSON.stringify(page.rows).length).toBeLessThan(3600);
      seqs.push(...page.rows.map(({ seq }) => seq));
      cur[site] = { gen: grants[site]!, at: page.to };
      more = page.more;
    }
    expect(seqs).toEqual(Array.from({ length: 42 }, (_, i) => i + 1));
    expect(pages).toBeGreaterThan(3);
  });

  it('[S11] a full request says that scopes without a page may have news', async () => {
    await outcomes(a, [newVisit(), ...Array.from({ length: 10 }, (_, i) => newNote(i))]);
    const { scopes, more } = await sync(world, a, { limit: 1000 });
    expect(more || Object.values(scopes).some((page) => page.more)).toBe(true);
  });

  it('[S11] nothing new is nothing sent', async () => {
    const first = await sync(world, a);
    const cur = Object.fromEntries(
      Object.entries(first.scopes).map(([scope, { gen, to }]) => [scope, { gen, at: to }]),
    );
    expect(await sync(world, a, { cur, epoch: 1 })).toMatchObject({ scopes: {}, more: false, results: [] });
  });

  it('[S12] a cursor of another generation or ahead of the head is answered with a snapshot from 0', async () => {
    await outcomes(a, [newVisit()]);
    const gen = (await sync(world, a)).grants[site]!;
    for (const cursor of [
      { gen: gen + 1, at: 2 },
      { gen: gen - 1, at: 1 },
      { gen, at: 3 },
    ]) {
      const page = (await sync(world, a, { cur: { [site]: cursor } })).scopes[site];
      expect(page, JSON.stringify(cursor)).toMatchObject({ gen, from: 0, reset: true, to: 2, more: false });
      expect(page?.rows).toHaveLength(2);
    }
    expect((await sync(world, a, { cur: { [site]: { gen, at: 1 } } })).scopes[site]).toMatchObject({
      from: 1,
      reset: false,
      to: 2,
    });
  });

  it('[S12] a scope granted again has another generation: the old cursor begins anew', async () => {
    const before = (await sync(world, a)).grants[site]!;
    const account = (await world.deps.store.accounts()).find(({ code }) => code === 'E-01')!;
    await world.deps.store.putAccount(account, []);
    expect((await sync(world, a, { cur: { [site]: { gen: before, at: 1 } } })).grants).not.toHaveProperty(site);
    await world.deps.store.putAccount(account, [site]);
    const again = await sync(world, a, { cur: { [site]: { gen: before, at: 1 } } });
    expect(again.grants[site]).toBeGreaterThan(before);
    expect(again.scopes[site]).toMatchObject({ from: 0, reset: true });
  });
});

describe('what the server does in its own name', () => {
  it('[S3] an account’s row in the programme is written beyond the access table; nobody else may', async () => {
    const person = (await rowsOf(boss, PROGRAM)).find(({ f }) => f['code'] === 'E-01')!;
    const forged = mutation({
      mid: mid('forged'),
      id: person.id,
      type: 2,
      set: setOf({ role: 'coordinator' }, person.last),
      saw: person.last,
    });
    for (const cookie of [a, boss])
      expect((await outcomes(cookie, [{ ...forged, mid: mid(cookie.slice(4, 12)) }]))[0]?.refusal?.code).toBe(
        'forbidden',
      );
    expect(may('coordinator', { act: 'write', field: 'role' }, rights.person)).toBe(false);
    const account = (await world.deps.store.accounts())[0]!;
    const by = { account, device: { id: 'server' } };
    expect(await push(world.deps, by, PROGRAM, [{ ...forged, mid: mid('system') }], 'system')).toMatchObject([
      { st: 'ok' },
    ]);
  });

  it('[P2] keeps how a phone stood at its last contact', async () => {
    const beat = { waiting: 2, refused: 1, drafts: 3, app: '0.1.0' };
    await sync(world, a, { beat });
    await sync(world, a);
    expect((await world.deps.store.devices()).map((device) => device.beat)).toContainEqual(beat);
    // The page knows of files; the worker that asks next does not, and takes nothing away.
    await sync(world, a, { beat: { ...beat, files: 3 } });
    await sync(world, a, { beat: { ...beat, waiting: 0 } });
    const states = async () => (await world.deps.store.devices()).map((device) => device.beat);
    expect(await states()).toContainEqual({ ...beat, waiting: 0, files: 3 });
    await sync(world, a, { beat: { ...beat, files: 0 } });
    expect(await states()).toContainEqual({ ...beat, files: 0 });
    const bad = { ...request(), beat: { ...beat, text: 'Pani K.' } };
    expect((await world.request('/api/sync', { cookie: a, body: bad })).status).toBe(400);
  });
});
