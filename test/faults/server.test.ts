import { read } from '#client/db/device.ts';
import { round } from '#client/engine/exchange.ts';
import { SCHEMA } from '#domain/tables.ts';
import type { Mutation } from '#sync/protocol.ts';
import { receiptOf } from '#sync/record.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dump, makePair, must, type Pair } from '../support/pair.ts';
import { noteRow, siteRow, visitRow } from '../support/rows.ts';
import { creation, mid, mutation, request, setOf, sync, uid } from '../support/wire.ts';
import type { Phone } from '../support/world.ts';

const DAY = 86_400_000;

let pair: Pair;
beforeEach(async () => void (pair = await makePair()));
afterEach(() => pair.world.close());

const newNote = (phone: Phone, text: string) =>
  must(phone, (edit) => edit.create('note', pair.site, noteRow(pair.visit, text)));
const notes = (phone: Phone) =>
  read(phone.device, async (rows) => (await rows.all('note')).map(({ text }) => text).sort());
const queue = (phone: Phone) => phone.device.store.read((tx) => tx.queue());

describe('order', () => {
  it(
    '[F42] pushes of two phones in every mixture with pulls of a third: never is a place passed over',
    {
      timeout: 30_000,
    },
    async () => {
      const { world, site, visit, a, b } = pair;
      const watcher = await world.phone(a.device.me.account);
      const cookies = [a.cookie, b.cookie];
      let seed = 42;
      let at = 0;
      let gen = 0;
      const seen: number[] = [];
      const pull = async () => {
        const { scopes, grants } = await sync(world, watcher.cookie, { cur: { [site]: { gen, at } } });
        const page = scopes[site];
        if (grants[site] !== gen) [gen, at] = [grants[site]!, 0];
        if (!page || page.from !== at) return;
        seen.push(...page.rows.map(({ seq }) => seq));
        at = page.to;
      };
      const push = (n: number) =>
        sync(world, cookies[n % 2]!, {
          muts: [0, 1, 2].map((k) => creation('note', site, uid(0x4200 + 3 * n + k), noteRow(visit), `o${n}-${k}`)),
        });
      for (let n = 0; n < 120; n += 4) {
        const works: (() => Promise<unknown>)[] = [n, n + 1, n + 2, n + 3].map((one) => () => push(one));
        for (let k = 0; k < 4; k++) {
          seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
          works.splice(seed % works.length, 0, pull);
        }
        await Promise.all(works.map((work) => work()));
      }
      await pull();
      await pull();
      const places = [...new Set(seen)].sort((x, y) => x - y);
      expect(places).toEqual(Array.from({ length: 2 + 360 }, (_, i) => i + 1));
    },
  );

  it('[F48] the server’s clock jumps a day forth and back: order, sessions and sign-in stay', async () => {
    const { world, a, b } = pair;
    const start = world.time;
    for (const [i, jump] of [DAY, -DAY, 3_600_000, -3_600_000, 1000].entries()) {
      world.time = start + jump;
      await newNote(i % 2 ? a : b, `${i}`);
      await (i % 2 ? a : b).sync();
    }
    world.time = start;
    await a.sync();
    await b.sync();
    expect(await notes(a)).toEqual(['0', '1', '2', '3', '4']);
    expect(await notes(b)).toEqual(await notes(a));
    const rows = (await sync(world, a.cookie)).scopes[pair.site]!.rows.filter(({ type }) => type === 6);
    expect(rows.map(({ f }) => f['text'])).toEqual(['0', '1', '2', '3', '4']);
    expect(await a.device.store.read((tx) => tx.meta('repairs'))).toBeUndefined();
  });

  it('[F48] a server that believes it is 2099 for a while signs the phone out at most; nothing is lost', async () => {
    const { world, a } = pair;
    await newNote(a, 'czeka');
    world.time = Date.parse('2099-01-01T00:00:00Z');
    expect(await a.round()).toMatchObject({ ok: false, error: { type: 'Unauthorized' } });
    world.time = Date.parse('2026-01-17T09:00:00Z');
    await a.sync();
    expect(await queue(a)).toEqual([]);
    expect(await notes(pair.a)).toEqual(['czeka']);
  });
});

describe('the poisoned edit', () => {
  it.each([0, 49, 99])(
    '[F51] at place %i of a hundred: 99 arrive, one waits on both sides with its reason, to be seen',
    async (place) => {
      const { a, b, world } = pair;
      for (let i = 0; i < 100; i++) await newNote(a, `${i}`.padStart(2, '0'));
      await a.device.store.write(async (tx) => {
        const entry = (await tx.queue())[place]!;
        const { mutation: one } = entry;
        await tx.putQueued({ ...entry, mutation: { ...one, set: { ...one.set, kind: { v: 'plotka', saw: null } } } });
      });
      await a.sync();
      await b.sync();
      expect(await notes(b)).toHaveLength(99);
      expect(await queue(a)).toMatchObject([{ refused: { code: 'invalid', path: 'kind' } }]);
      const [shown] = await read(a.device, async (rows) =>
        (await rows.all('note')).filter(({ sync: { state } }) => state === 'refused'),
      );
      expect(shown).toMatchObject({
        text: `${place}`.padStart(2, '0'),
        sync: { refusal: { code: 'invalid', path: 'kind' } },
      });
      expect(await world.deps.store.refused({})).toMatchObject([{ mutation: { set: { kind: { v: 'plotka' } } } }]);
    },
  );
});

describe('an id that exists', () => {
  const foreign = uid(0x52);
  beforeEach(() => sync(pair.world, pair.boss, { muts: [creation('site', foreign, foreign, siteRow('PZS-02'))] }));
  const outcome = async (phone: Phone, one: Mutation) =>
    (await sync(pair.world, phone.cookie, { muts: [one] })).results[0];

  it('[F59] created again in the same entity it is merged by the rules: both values are kept', async () => {
    const { a, b, site, visit } = pair;
    const id = await newNote(a, 'pierwsza');
    await a.sync();
    expect(await outcome(b, creation('note', site, id, noteRow(visit, 'druga'), 'again'))).toMatchObject({ st: 'ok' });
    await a.sync();
    const [note] = await read(a.device, (rows) => rows.all('note'));
    expect(note).toMatchObject({ text: 'druga', sync: { alt: [{ field: 'text', v: 'pierwsza' }] } });
  });

  it('[F59] in an entity of others, an id that exists there and one that does not get the same answer, and nothing moves', async () => {
    const { a, world, visit } = pair;
    const other = await world.phone(await world.account('expert', 'E-09', [foreign]));
    const [theirs, ours, none] = [uid(0x591), await newNote(a, 'moja'), uid(0x592)];
    await a.sync();
    await sync(world, other.cookie, {
      muts: [creation('visit', foreign, theirs, visitRow(other.device.me.account, 'V-PZS-02-20260116-1'), 't')],
    });
    const before = (await sync(world, other.cookie)).scopes[foreign]?.rows;
    for (const id of [theirs, none]) {
      const asked = creation('note', foreign, id, noteRow(visit), `x${id.slice(-4)}`);
      // The receipt says what arrived, and nothing of what is there.
      expect(await outcome(a, asked)).toEqual({
        mid: asked.mid,
        st: 'refused',
        refusal: { code: 'parked' },
        receipt: receiptOf(asked),
      });
    }
    expect((await sync(world, other.cookie)).scopes[foreign]?.rows).toEqual(before);
    // Scopes are rooms of their own: the same id there is another record, ours stays as it was.
    expect(await outcome(other, creation('note', foreign, ours, noteRow(theirs, 'ich'), 'same'))).toMatchObject({
      st: 'ok',
    });
    await a.sync();
    expect(await notes(a)).toEqual(['moja']);
  });
});

it('[F63] an expert who was away for 60 days corrects an old visit and is heard', async () => {
  const { a, b, world } = pair;
  await must(a, (edit) => edit.set('visit', pair.visit, { comment: 'poprawione po powrocie' }));
  world.time += 60 * DAY;
  await newNote(b, 'tymczasem');
  await b.sync();
  await a.sync();
  await b.sync();
  for (const phone of [a, b]) {
    expect(await read(phone.device, (rows) => rows.one('visit', pair.visit))).toMatchObject({
      comment: 'poprawione po powrocie',
      sync: { state: 'confirmed', alt: [] },
    });
  }
});

describe('versions', () => {
  it('[F47] an older server keeps what a newer app wrote in fields it does not know, and gives it back whole', async () => {
    const { a, world, site, visit } = pair;
    const id = uid(0x47);
    const made = creation('note', site, id, { ...noteRow(visit), mood: { calm: [1, 2] } }, 'newer');
    expect(
      (await sync(world, a.cookie, { schema: SCHEMA + 1, muts: [{ ...made, schema: SCHEMA + 1 }] })).results,
    ).toMatchObject([{ st: 'ok' }]);
    const change = mutation({
      mid: mid('old'),
      scope: site,
      id,
      type: 6,
      set: setOf({ text: 'starą' }, made.mid),
      saw: made.mid,
    });
    await sync(world, a.cookie, { muts: [change] });
    const row = (await sync(world, a.cookie)).scopes[site]!.rows.find((one) => one.id === id);
    expect(row?.f).toMatchObject({ text: 'starą', mood: { calm: [1, 2] } });
  });

  it('[F72] a server that does not speak a newer protocol yet is waited for: the outbox stays whole', async () => {
    const { a, world } = pair;
    await newNote(a, 'z przyszłości');
    const before = (await dump(a.device.store)) as { queue: object };
    const result = await round(
      {
        ...a.device,
        post: async (asked) => {
          const response = await world.request('/api/sync', {
            cookie: a.cookie,
            body: { ...asked, v: 2, more: 'than known' },
          });
          return { status: response.status, json: await response.json(), retryAfter: null };
        },
      },
      500,
    );
    expect(result).toEqual({ ok: false, error: { type: 'UpgradeNeeded' } });
    expect(((await dump(a.device.store)) as { queue: object }).queue).toEqual(before.queue);
    await a.sync();
    expect(await notes(a)).toEqual(['z przyszłości']);
  });

  it('[F76] a kind and a choice from the future come as they are, harm no list, and survive an edit beside them', async () => {
    const { a, b, world } = pair;
    const id = await newNote(a, 'zwykła');
    await a.sync();
    const future = async (asked: Parameters<typeof request>[0]) => {
      const response = await world.request('/api/sync', { cookie: b.cookie, body: request(asked) });
      const json = (await response.json()) as {
        scopes: Record<string, { rows: { id: string; f: Record<string, unknown> }[] }>;
      };
      for (const page of Object.values(json.scopes)) {
        for (const row of page.rows) if (row.id === id) Object.assign(row.f, { kind: 'hologram', glow: 7 });
      }
      return { status: 200, json, retryAfter: null };
    };
    await b.round((asked) => future(asked));
    expect(await read(b.device, (rows) => rows.all('note'))).toMatchObject([
      { text: 'zwykła', kind: 'hologram', glow: 7 },
    ]);
    expect((await b.device.store.read((tx) => tx.record(id)))?.f).toMatchObject({ kind: 'hologram', glow: 7 });
  });
});
