import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePair, must, type Pair } from '../support/pair.ts';
import { noteRow } from '../support/rows.ts';
import { creation, mid, mutation, refusalOf, setOf, sync, uid } from '../support/wire.ts';

let pair: Pair;
let stranger: string;
const text = 'praca z drogi';
const noteId = uid(0x101);
const note = () => creation('note', pair.site, noteId, noteRow(pair.visit, text), 'n1');

beforeEach(async () => {
  pair = await makePair();
  stranger = await pair.world.signIn(await pair.world.account('expert', 'E-09'));
});
afterEach(() => pair.world.close());

const decide = (cookie: string | null, body: unknown) =>
  pair.world.request('/api/parked', { ...(cookie && { cookie }), body });
const decision = (accept: boolean) => ({ scope: pair.site, mid: note().mid, accept });
const list = async () =>
  (
    (await (await pair.world.request('/api/parked', { cookie: pair.boss })).json()) as {
      parked: { account: string; mutation: unknown }[];
    }
  ).parked;
const stored = async () => (await pair.world.deps.store.page(pair.site, 0, [6], 1e6))?.rows ?? [];

describe('work of an author who lost the scope', () => {
  it('[S13] requires sign-in, and a role that manages', async () => {
    expect((await refusalOf(await pair.world.request('/api/parked'))).status).toBe(401);
    expect((await refusalOf(await decide(null, decision(true)))).status).toBe(401);
    for (const cookie of [stranger, pair.a.cookie]) {
      expect((await refusalOf(await pair.world.request('/api/parked', { cookie }))).status).toBe(403);
      expect((await refusalOf(await decide(cookie, decision(true)))).status).toBe(403);
    }
  });

  it.each([
    ['nothing', {}],
    ['no decision', { scope: 'x', mid: mid('x') }],
    ['a field of its own', { scope: 'x', mid: mid('x'), accept: true, as: 'coordinator' }],
  ])('[S13] refuses bad input: %s', async (_name, body) => {
    expect((await refusalOf(await decide(pair.boss, body))).status).toBe(400);
  });

  it('[S13] waits whole for the coordinator; accepted it stands under its own id and author', async () => {
    const [outcome] = (await sync(pair.world, stranger, { muts: [note()] })).results;
    expect(outcome?.refusal).toEqual({ code: 'parked' });
    expect(await stored()).toEqual([]);
    const waiting = await list();
    expect(waiting).toMatchObject([{ mutation: note() }]);
    expect((await decide(pair.boss, decision(true))).status).toBe(200);
    expect(await stored()).toMatchObject([
      { id: noteId, last: note().mid, mark: { by: waiting[0]?.account }, f: { text } },
    ]);
    expect(await list()).toEqual([]);
    expect((await refusalOf(await decide(pair.boss, decision(true)))).status).toBe(404);
  });

  it('[S13] declined it is applied to nothing, and stays stored', async () => {
    await sync(pair.world, stranger, { muts: [note()] });
    expect((await decide(pair.boss, decision(false))).status).toBe(200);
    expect(await stored()).toEqual([]);
    expect(await list()).toEqual([]);
    expect(await pair.world.deps.store.refused({ mid: note().mid })).toMatchObject([
      { mutation: note(), decided: 'declined' },
    ]);
  });

  it('[S13] what breaks a rule is not made right by being accepted', async () => {
    const bad = { ...note(), set: { ...note().set, kind: { v: 'rumour', saw: null } } };
    await sync(pair.world, stranger, { muts: [bad] });
    const answer = await decide(pair.boss, decision(true));
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ refusal: { code: 'invalid', path: 'kind' } });
    expect(await stored()).toEqual([]);
  });

  it('[S13] only parked work can be decided, not what was refused for another reason', async () => {
    const bad = { ...note(), set: { ...note().set, kind: { v: 'rumour', saw: null } } };
    await sync(pair.world, pair.a.cookie, { muts: [bad] });
    expect((await refusalOf(await decide(pair.boss, decision(true)))).status).toBe(404);
  });
});

describe('what was deleted long ago', () => {
  async function removed(): Promise<string> {
    const { a, site, visit, world } = pair;
    const id = await must(a, (edit) => edit.create('note', site, noteRow(visit)));
    await must(a, (edit) => edit.create('note', site, noteRow(visit, 'bleibt')));
    await a.sync();
    await must(a, (edit) => edit.remove('note', id));
    await a.sync();
    expect(await world.deps.store.collect(site, 0)).toBe(0);
    expect(await world.deps.store.collect(site, world.time + 1)).toBe(1);
    return id;
  }

  it('[S14] is forgotten but for its id; an edit of it is refused «gone» and kept', async () => {
    const id = await removed();
    expect((await stored()).map((row) => row.id)).not.toContain(id);
    const late = mutation({
      mid: mid('late'),
      scope: pair.site,
      id,
      type: 6,
      set: setOf({ text }, mid('x')),
      saw: mid('x'),
    });
    const again = creation('note', pair.site, id, noteRow(pair.visit), 'again');
    const { results } = await sync(pair.world, pair.a.cookie, { muts: [late, again] });
    expect(results.map(({ refusal }) => refusal?.code)).toEqual(['gone', 'gone']);
    expect(await pair.world.deps.store.refused({ mid: late.mid })).toMatchObject([{ mutation: late }]);
  });

  it('[S14] cursors behind the forgotten begin again, a running newer snapshot does not', async () => {
    await removed();
    const { grants, scopes } = await sync(pair.world, pair.a.cookie);
    const { gc, head } = scopes[pair.site]!;
    const ask = async (cursor: { at: number; head?: number }) => {
      const cur = { [pair.site]: { gen: grants[pair.site]!, ...cursor } };
      return (await sync(pair.world, pair.a.cookie, { cur })).scopes[pair.site];
    };
    expect(gc).toBeGreaterThan(2);
    expect(await ask({ at: gc - 1 })).toMatchObject({ from: 0, reset: true });
    expect(await ask({ at: gc - 1, head })).toMatchObject({ from: gc - 1, reset: false });
  });

  it('[S14] phones that held it and phones that did not come to the same rows', async () => {
    await removed();
    for (const phone of [pair.a, pair.b]) {
      await must(phone, (edit) => edit.create('note', pair.site, noteRow(pair.visit, phone.cookie)));
      await phone.sync();
    }
    await pair.a.sync();
    const rows = await Promise.all(
      [pair.a, pair.b].map(async (phone) =>
        (await phone.device.store.read((tx) => tx.positions(pair.site))).sort((x, y) => x.seq - y.seq),
      ),
    );
    expect(rows[0]).toEqual(rows[1]);
  });
});

describe('history of a record', () => {
  const ask = (cookie: string | null, scope = pair.site, id = pair.visit) =>
    pair.world.request(`/api/history/${scope}/${id}`, cookie ? { cookie } : {});

  it('[S10] requires sign-in, a grant, and a table one may read: all else is the same «not found»', async () => {
    expect((await refusalOf(await ask(null))).status).toBe(401);
    const missing = await refusalOf(await ask(pair.a.cookie, pair.site, uid(0x404)));
    expect(missing).toEqual({ status: 404, type: 'NotFound' });
    expect(await refusalOf(await ask(stranger))).toEqual(missing);
    expect(await refusalOf(await ask(pair.a.cookie, 'nowhere', 'nothing'))).toEqual(missing);
    const { participantRow } = await import('../support/rows.ts');
    const id = await must(pair.a, (edit) => edit.create('participant', pair.site, participantRow()));
    await pair.a.sync();
    expect((await ask(pair.a.cookie, pair.site, id)).status).toBe(200);
    expect(await refusalOf(await ask(pair.boss, pair.site, id))).toEqual(missing);
  });

  it('[M3] gives the replaced values, newest first, with author and time', async () => {
    for (const aim of ['pierwszy', 'drugi']) {
      await must(pair.a, (edit) => edit.set('visit', pair.visit, { aim }));
      await pair.a.sync();
    }
    const { history } = (await (await ask(pair.b.cookie)).json()) as { history: object[] };
    const by = pair.a.device.me.account;
    expect(history).toMatchObject([
      { field: 'aim', v: 'pierwszy', by },
      { field: 'aim', v: '', by },
    ]);
  });
});
