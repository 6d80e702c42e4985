import { read } from '#client/db/device.ts';
import { memoryStore } from '#client/db/memory.ts';
import { round, type Answer } from '#client/engine/exchange.ts';
import { postSync } from '#client/engine/post.ts';
import { ok } from '#domain/result.ts';
import { tables, type Registry } from '#domain/tables.ts';
import type { SyncRequest, SyncResponse } from '#sync/protocol.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { dump, makePair, must, type Pair } from '../../support/pair.ts';
import { attendeeRow, noteRow } from '../../support/rows.ts';
import { mid, uid } from '../../support/wire.ts';
import { makeWorld, type Phone } from '../../support/world.ts';

let pair: Pair;
beforeEach(async () => void (pair = await makePair()));
afterEach(() => {
  vi.unstubAllGlobals();
  return pair.world.close();
});

const newNote = (phone: Phone, text: string) =>
  must(phone, (edit) => edit.create('note', pair.site, noteRow(pair.visit, text)));
const notes = (phone: Phone) =>
  read(phone.device, async (rows) => (await rows.all('note')).map(({ text, sync }) => [text, sync.state]).sort());
const queue = (phone: Phone) => phone.device.store.read((tx) => tx.queue());
const cursorOf = (phone: Phone, scope: string) =>
  phone.device.store.read(async (tx) => (await tx.cursors()).find((one) => one.scope === scope));
const answer = (json: unknown, status = 200): Answer => ({ status, json, retryAfter: null });
/** The answer of the server, changed on its way. */
const changed =
  (change: (json: SyncResponse) => unknown) => async (_request: SyncRequest, send: () => Promise<Answer>) => {
    const real = await send();
    return { ...real, json: change(structuredClone(real.json) as SyncResponse) };
  };

describe('what counts as an answer', () => {
  /** Runs a round over the phone's own fetch code with a line that gives this response. */
  async function over(phone: Phone, respond: (request: SyncRequest) => Promise<Response>) {
    vi.stubGlobal('fetch', (_url: string, init: RequestInit) =>
      respond(JSON.parse(init.body as string) as SyncRequest),
    );
    const { store, now } = phone.device;
    return round({ store, now, newMid: () => mid('fixed'), post: postSync }, 500);
  }
  const real = (request: SyncRequest) => pair.world.request('/api/sync', { cookie: pair.a.cookie, body: request });
  const json = { 'content-type': 'application/json' };

  it('[C3] an answer cut at any byte changes nothing', { timeout: 60_000 }, async () => {
    const { a } = pair;
    await newNote(a, 'zażółć gęślą jaźń');
    const request = { v: 1, schema: 1, rid: mid('fixed'), epoch: 1, cur: {}, limit: 1e6, muts: [] };
    const bytes = new Uint8Array(await (await real(request)).arrayBuffer());
    expect(bytes.length).toBeGreaterThan(1000);
    const before = await dump(a.device.store);
    for (let cut = 0; cut < bytes.length; cut++) {
      const result = await over(a, async () => new Response(bytes.slice(0, cut), { headers: json }));
      if (result.ok) throw new Error(`taken at byte ${cut}`);
    }
    expect(await dump(a.device.store)).toEqual(before);
    expect((await over(a, async () => new Response(bytes, { headers: json }))).ok).toBe(true);
  });

  const portals: [string, string, () => Response][] = [
    [
      'a captive portal with 200 and HTML',
      'CaptivePortal',
      () => new Response('<html>Zaloguj się</html>', { headers: { 'content-type': 'text/html' } }),
    ],
    ['HTML that says it is JSON', 'CaptivePortal', () => new Response('<html></html>', { headers: json })],
    ['an empty 200', 'CaptivePortal', () => new Response('', { headers: json })],
    ['another JSON', 'CaptivePortal', () => Response.json({ ok: true })],
    ['null', 'CaptivePortal', () => Response.json(null)],
    ['302', 'CaptivePortal', () => new Response(null, { status: 302, headers: { location: 'http://portal/' } })],
    ['511', 'CaptivePortal', () => new Response('<html></html>', { status: 511 })],
    ['401 of a portal', 'CaptivePortal', () => new Response('<html></html>', { status: 401 })],
    ['404 of another server', 'CaptivePortal', () => Response.json({ message: 'Not Found' }, { status: 404 })],
    [
      '500 with HTML',
      'ServerDown',
      () => new Response('<html></html>', { status: 500, headers: { 'content-type': 'text/html' } }),
    ],
    ['503 of a proxy', 'ServerDown', () => new Response('', { status: 503, headers: { 'retry-after': '7' } })],
    [
      'a dead line',
      'Offline',
      () => {
        throw new TypeError('Failed to fetch');
      },
    ],
  ];
  it.each(portals)('[C3] %s is «%s» and changes nothing', async (_name, type, respond) => {
    const { a } = pair;
    await newNote(a, 'x');
    const before = await dump(a.device.store);
    expect(await over(a, async () => respond())).toMatchObject({ ok: false, error: { type } });
    expect(await dump(a.device.store)).toEqual(before);
  });

  it('[C3] a valid answer whose body breaks off on the line changes nothing', async () => {
    const { a } = pair;
    const before = await dump(a.device.store);
    const torn = new ReadableStream({ pull: (controller) => controller.error(new TypeError('reset')) });
    expect(await over(a, async () => new Response(torn, { headers: json }))).toEqual({
      ok: false,
      error: { type: 'Offline' },
    });
    expect(await dump(a.device.store)).toEqual(before);
  });

  const lies: [string, (json: SyncResponse) => unknown][] = [
    ['another app', (one) => ({ ...one, app: 'other' })],
    ['an unknown version', (one) => ({ ...one, v: 0 })],
    ['another request', (one) => ({ ...one, rid: mid('older') })],
    ['a row that is none', (one) => ({ ...one, scopes: { x: { rows: [{}] } } })],
    ['a missing part', ({ results: _, ...one }) => one],
  ];
  it('[C3] an answer of ours in a newer protocol asks for an update and changes nothing', async () => {
    const { a } = pair;
    await newNote(a, 'x');
    const before = await dump(a.device.store);
    expect(await a.round(changed((one) => ({ ...one, v: 2 })))).toEqual({
      ok: false,
      error: { type: 'UpgradeNeeded' },
    });
    expect(await dump(a.device.store)).toEqual(before);
  });

  it.each(lies)('[C3] an answer with %s changes nothing', async (_name, lie) => {
    const { a, b } = pair;
    await newNote(a, 'x');
    await newNote(b, 'y');
    await b.sync();
    const before = await dump(a.device.store);
    expect(await a.round(changed(lie))).toEqual({ ok: false, error: { type: 'CaptivePortal' } });
    expect(await dump(a.device.store)).toEqual(before);
    await a.sync();
    expect((await notes(a)).map(([text]) => text)).toEqual(['x', 'y']);
  });

  it.each([
    [401, 'Unauthorized'],
    [413, 'TooLarge'],
    [426, 'UpgradeNeeded'],
    [429, 'RateLimited'],
    [503, 'ServerDown'],
    [400, 'ServerDown'],
  ])('[E3] our own %i is «%s» and keeps the outbox', async (status, type) => {
    const { a } = pair;
    await newNote(a, 'x');
    const before = await dump(a.device.store);
    const refused = answer({ app: 'trzy-sfery', error: { type: 'X' } }, status);
    expect(await a.round(async () => ({ ...refused, retryAfter: 9 }))).toMatchObject({ ok: false, error: { type } });
    expect(await dump(a.device.store)).toEqual(before);
  });

  it('[E2] the header Retry-After arrives as seconds, nonsense as nothing', async () => {
    const wait = async (header: string) => {
      const result = await over(
        pair.a,
        async () => new Response('', { status: 503, headers: { 'retry-after': header } }),
      );
      return result.ok ? undefined : 'retryAfter' in result.error ? result.error.retryAfter : undefined;
    };
    expect([await wait('120'), await wait('Fri, 01 Jan 2027 00:00:00 GMT'), await wait('-5')]).toEqual([
      120,
      null,
      null,
    ]);
  });
});

describe('sending', () => {
  it('[C2] oldest first, none skipped by a younger one, in as many rounds as the batch needs', async () => {
    const { a, b } = pair;
    for (let i = 0; i < 7; i++) await newNote(a, `${i}`);
    const sent: string[][] = [];
    const { store, now, newMid } = a.device;
    const post = async (request: SyncRequest): Promise<Answer> => {
      sent.push(request.muts.map((one) => (one as { set: { text: { v: string } } }).set.text.v));
      const response = await pair.world.request('/api/sync', { cookie: a.cookie, body: request });
      return answer(await response.json(), response.status);
    };
    for (let more = true; more;) {
      const result = await round({ store, now, newMid, post }, 3);
      if (!result.ok) throw new Error(result.error.type);
      more = result.value.more;
    }
    expect(sent).toEqual([['0', '1', '2'], ['3', '4', '5'], ['6']]);
    await b.sync();
    expect(await notes(b)).toHaveLength(7);
  });

  it('[C2] a backlog is cut by its size too, and a single large edit still goes', { timeout: 30_000 }, async () => {
    const { a } = pair;
    for (let i = 0; i < 45; i++) await newNote(a, 'x'.repeat(20_000));
    let first = 0;
    await a.round(async (request, send) => {
      first = request.muts.length;
      expect(JSON.stringify(request.muts).length).toBeLessThan(650_000);
      return send();
    });
    expect(first).toBeGreaterThan(20);
    expect(first).toBeLessThan(45);
    await a.sync();
    expect(await queue(a)).toEqual([]);
  });

  it('[S2] a lost answer: sent again, counted once', async () => {
    const { a, b } = pair;
    await newNote(a, 'x');
    const lost = await a.round(async (_request, send) => {
      await send();
      throw new TypeError('reset');
    });
    expect(lost.ok).toBe(false);
    await a.sync();
    await b.sync();
    for (const phone of [a, b]) expect(await notes(phone)).toEqual([['x', 'confirmed']]);
  });

  it('[S2] an answer that comes twice changes nothing the second time', async () => {
    const { a } = pair;
    await newNote(a, 'x');
    let kept: Answer | undefined;
    await a.round(async (_request, send) => (kept = await send()));
    const before = await dump(a.device.store);
    expect((await a.round(async () => kept!)).ok).toBe(false);
    expect(await dump(a.device.store)).toEqual(before);
  });

  it('[C5] an edit made while the request is under way is sent by the next one and never leaves the screen', async () => {
    const { a } = pair;
    await newNote(a, '1');
    const result = await a.round(async (_request, send) => {
      const given = await send();
      await newNote(a, '2');
      return given;
    });
    expect(result).toMatchObject({ ok: true, value: { more: true, pushed: 1 } });
    expect(await notes(a)).toEqual([
      ['1', 'confirmed'],
      ['2', 'waiting'],
    ]);
  });

  it('[C5] a sent edit stays on screen while its page is still missing', async () => {
    const { a } = pair;
    await newNote(a, 'x');
    await a.round(changed((one) => ({ ...one, scopes: {}, more: true })));
    expect(await notes(a)).toEqual([['x', 'sent']]);
    await a.sync();
    expect(await notes(a)).toEqual([['x', 'confirmed']]);
  });

  it('[P1] an edit whose receipt is another one is not called sent', async () => {
    const { a } = pair;
    await newNote(a, 'x');
    const other = (one: SyncResponse) => ({
      ...one,
      scopes: {},
      results: one.results.map((outcome) => ({ ...outcome, receipt: '0'.repeat(16) })),
    });
    expect(await a.round(changed(other))).toMatchObject({ ok: true, value: { refused: 1 } });
    expect((await queue(a))[0]).toMatchObject({ sent: 0, refused: { code: 'server-bug', reason: 'ReceiptMismatch' } });
    expect(await notes(a)).toEqual([['x', 'refused']]);
  });
});

describe('applying', () => {
  it('[C4] a page that does not begin at our cursor is left, and asked for again', async () => {
    const { a, b } = pair;
    await newNote(b, 'x');
    await b.sync();
    const before = await dump(a.device.store);
    const shifted = changed((one) => {
      one.scopes[pair.site]!.from += 1;
      return one;
    });
    expect(await a.round(shifted)).toMatchObject({ ok: true, value: { more: true, pulled: 0 } });
    expect({ ...(await dump(a.device.store)), contact: null }).toEqual({ ...before, contact: null });
    await a.sync();
    expect(await notes(a)).toEqual([['x', 'confirmed']]);
  });

  it('[C4] a page of another generation than the grant is left', async () => {
    const { a, b } = pair;
    await newNote(b, 'x');
    await b.sync();
    await a.round(
      changed((one) => {
        one.scopes[pair.site]!.gen += 1;
        return one;
      }),
    );
    expect(await notes(a)).toEqual([]);
  });

  it('[C4] outcomes count even when a newer request was made meanwhile; pages then do not', async () => {
    const { a, b } = pair;
    await newNote(b, 'obca');
    await b.sync();
    await newNote(a, 'moja');
    const result = await a.round(async (_request, send) => {
      const given = await send();
      await a.device.store.write((tx) => tx.putMeta('rid', mid('newer')));
      return given;
    });
    expect(result).toMatchObject({ ok: true, value: { more: false, pulled: 0, overtaken: true } });
    expect(await notes(a)).toEqual([['moja', 'sent']]);
  });

  it('[C4] an overtaken answer makes the phone ask again only while something is unsent', async () => {
    const { a } = pair;
    await newNote(a, 'moja');
    const result = await a.round(async (_request, send) => {
      const given = await send();
      await newNote(a, 'później');
      await a.device.store.write((tx) => tx.putMeta('rid', mid('newer')));
      return given;
    });
    expect(result).toMatchObject({ ok: true, value: { more: true, overtaken: true } });
  });

  it('[C4] a storage that breaks while applying leaves the phone as it was', async () => {
    const { a, b } = pair;
    await newNote(b, 'x');
    await b.sync();
    const before = await dump(a.device.store);
    const { store, now, newMid } = a.device;
    let writes = 0;
    const breaking = {
      ...store,
      write: <T>(work: Parameters<typeof store.write<T>>[0]) =>
        store.write<T>((tx) =>
          work(writes++ === 0 ? tx : { ...tx, putCursor: () => Promise.reject(new Error('quota')) }),
        ),
    };
    const post = async (request: SyncRequest) =>
      answer(await (await pair.world.request('/api/sync', { cookie: a.cookie, body: request })).json());
    await expect(round({ store: breaking, now, newMid, post }, 500)).rejects.toThrow('quota');
    expect(await dump(store)).toEqual(before);
  });

  it('[C7] at the end of a snapshot rows that were not in it go; the outbox stays', async () => {
    const { a } = pair;
    await newNote(a, 'na serwerze');
    await a.sync();
    await newNote(a, 'czeka');
    await a.device.store.write(async (tx) => {
      const [rec] = await tx.records({ type: 6 });
      await tx.putRecords([{ ...rec!, id: uid(0xdead) }]);
      const cursor = (await tx.cursors()).find(({ scope }) => scope === pair.site);
      await tx.putCursor({ ...cursor!, gen: 999 });
    });
    expect(await notes(a)).toHaveLength(3);
    const before = await queue(a);
    await a.round(async (request, send) => {
      const given = await send();
      return { ...given, json: { ...(given.json as object), results: [] } };
    });
    expect((await queue(a)).map(({ mutation }) => mutation)).toEqual(before.map(({ mutation }) => mutation));
    await a.sync();
    expect((await notes(a)).map(([text]) => text)).toEqual(['czeka', 'na serwerze']);
  });

  it('[C8] a scope whose grant is gone leaves the phone with everything in it', async () => {
    const { a, world, site } = pair;
    await newNote(a, 'x');
    await a.sync();
    const account = (await world.deps.store.account(a.device.me.account))!;
    await world.deps.store.putAccount(account, []);
    await a.sync();
    const left = await a.device.store.read(async (tx) => [
      await tx.records({ scope: site }),
      await tx.queue(),
      await cursorOf2(tx, site),
    ]);
    expect(left).toEqual([[], [], undefined]);
    expect(await read(a.device, (rows) => rows.all('site'))).toEqual([]);
  });
  const cursorOf2 = async (tx: { cursors(): Promise<{ scope: string }[]> }, scope: string) =>
    (await tx.cursors()).find((one) => one.scope === scope);

  it('[C8] with an unsent edit it is hidden at once, and removed when the edit was answered', async () => {
    const { a, world, site } = pair;
    await newNote(a, 'x');
    await a.sync();
    await world.deps.store.putAccount((await world.deps.store.account(a.device.me.account))!, []);
    await a.round(async (_request, send) => {
      const given = await send();
      await newNote(a, 'w drodze');
      return given;
    });
    expect(await cursorOf(a, site)).toMatchObject({ lost: true });
    expect(await notes(a)).toEqual([]);
    expect(await read(a.device, (rows) => rows.one('visit', pair.visit))).toBeNull();
    await a.sync();
    expect(await a.device.store.read((tx) => tx.records({ scope: site }))).toEqual([]);
    expect(await cursorOf(a, site)).toBeUndefined();
    expect(await queue(a)).toMatchObject([{ refused: { code: 'parked' } }]);
    expect(await world.deps.store.refused({ scope: site })).toMatchObject([
      { mutation: { set: { text: { v: 'w drodze' } } } },
    ]);
  });

  it('[C8] granted again, the scope comes back whole', async () => {
    const { a, world, site } = pair;
    await newNote(a, 'x');
    await a.sync();
    const account = (await world.deps.store.account(a.device.me.account))!;
    await world.deps.store.putAccount(account, []);
    await a.sync();
    await world.deps.store.putAccount(account, [site]);
    await a.sync();
    expect(await notes(a)).toEqual([['x', 'confirmed']]);
  });

  it('[C9] a larger epoch: cursors begin again, unconfirmed edits are unsent, the screen stays', async () => {
    const { a } = pair;
    await newNote(a, 'potwierdzona');
    await a.sync();
    await newNote(a, 'czeka');
    await pair.world.deps.store.restored(1_800_000_000);
    expect(await a.round()).toMatchObject({ ok: true, value: { more: true, pulled: 0 } });
    expect(await cursorOf(a, pair.site)).toMatchObject({ at: 0, more: true });
    expect((await queue(a)).every(({ sent, refused }) => sent === 0 && refused === null)).toBe(true);
    expect((await notes(a)).map(([text]) => text)).toEqual(['czeka', 'potwierdzona']);
    await a.sync();
    expect(await notes(a)).toEqual([
      ['czeka', 'confirmed'],
      ['potwierdzona', 'confirmed'],
    ]);
  });

  it('[C9] an answer of a smaller epoch is ignored', async () => {
    const { a, b } = pair;
    await newNote(b, 'x');
    await b.sync();
    const before = await dump(a.device.store);
    expect(await a.round(changed((one) => ({ ...one, epoch: 0 })))).toMatchObject({
      ok: true,
      value: { pulled: 0, more: false },
    });
    expect(await dump(a.device.store)).toEqual(before);
  });

  it('[P3] after a restore the journal goes back before the outbox, under the same ids, and nothing is lost', async () => {
    const { a, world, site } = pair;
    const first = await newNote(a, 'potwierdzona');
    await a.sync();
    const kept = (await a.device.store.read((tx) => tx.journal())).map(({ mutation }) => mutation.mid);
    await must(a, (edit) => edit.set('note', first, { text: 'zmieniona' }));
    const waiting = (await queue(a)).map(({ mutation }) => mutation.mid);
    await world.deps.store.restored(1_800_000_000);
    const sent: string[] = [];
    for (let i = 0; i < 4; i++) {
      await a.round(async (request, send) => {
        sent.push(...request.muts.map((one) => (one as { mid: string }).mid));
        return send();
      });
    }
    expect(sent).toEqual([...waiting, ...kept, ...waiting]);
    expect(await notes(a)).toEqual([['zmieniona', 'confirmed']]);
    expect((await world.deps.store.page(site, 0, [6], 1e6))?.rows).toMatchObject([
      { f: { text: 'zmieniona' }, alt: [] },
    ]);
  });

  /** Every answer seems to come from a server that lost what came after `head`, and says nothing of it. */
  it('[C14] rows that need a newer app stop only the pull: edits go out, and it is said', async () => {
    const { a, b } = pair;
    await newNote(b, 'y');
    await b.sync();
    await newNote(a, 'x');
    const done = await a.round(changed((one) => ({ ...one, minSchema: 99 })));
    expect(done).toMatchObject({ ok: true, value: { pushed: 1, pulled: 0, more: false, upgrade: true } });
    expect(await notes(a)).toEqual([['x', 'sent']]);
    await a.sync();
    expect((await notes(a)).map(([text]) => text)).toEqual(['x', 'y']);
  });

  it('[C13] a server whose head lies behind our cursor gets the journal of that scope, and edits it had only acknowledged', async () => {
    const { a, world, site } = pair;
    await newNote(a, 'z dziennika');
    await a.sync();
    await newNote(a, 'tylko przyjęta');
    await a.round(changed((one) => ({ ...one, scopes: {} })));
    expect(await notes(a)).toEqual([
      ['tylko przyjęta', 'sent'],
      ['z dziennika', 'confirmed'],
    ]);
    const back = changed((one) => {
      const page = {
        ...one.scopes[site]!,
        from: 0,
        to: 2,
        head: 2,
        reset: true,
        more: false,
        rows: [],
        count: 0,
        digest: '0'.repeat(16),
      };
      return { ...one, scopes: { [site]: page }, results: [] };
    });
    await newNote(a, 'czeka');
    const sent: string[] = [];
    await a.round(back);
    await a.round(async (request, send) => {
      sent.push(...request.muts.map((one) => String((one as { set: { text?: { v: unknown } } }).set.text?.v)));
      return send();
    });
    expect(sent).toEqual(['undefined', 'z dziennika', 'tylko przyjęta', 'czeka']);
    await a.sync();
    expect((await notes(a)).map(([text]) => text)).toEqual(['czeka', 'tylko przyjęta', 'z dziennika']);
    expect((await world.deps.store.page(site, 0, [6], 1e6))?.rows).toHaveLength(3);
  });

  const corruptions: [string, (phone: Phone) => Promise<void>][] = [
    [
      'lost',
      (phone) => phone.device.store.write(async (tx) => tx.dropRecords([(await tx.records({ type: 6 }))[0]!.id])),
    ],
    [
      'at another position',
      (phone) =>
        phone.device.store.write(async (tx) => tx.putRecords([{ ...(await tx.records({ type: 6 }))[0]!, seq: 1000 }])),
    ],
    [
      'invented',
      (phone) =>
        phone.device.store.write(async (tx) =>
          tx.putRecords([{ ...(await tx.records({ type: 6 }))[0]!, id: uid(0xdead) }]),
        ),
    ],
  ];
  it.each(corruptions)(
    '[C10] a local row that is %s: the scope is read again, counted once, without a loop',
    async (_name, corrupt) => {
      const { a, b } = pair;
      await newNote(a, '1');
      await a.sync();
      await corrupt(a);
      await newNote(b, '2');
      await b.sync();
      let rounds = 0;
      for (let more = true; more; rounds++) {
        const result = await a.round();
        if (!result.ok) throw new Error(result.error.type);
        more = result.value.more;
      }
      expect(rounds).toBe(2);
      expect(await a.device.store.read((tx) => tx.meta('repairs'))).toBe(1);
      expect((await notes(a)).map(([text]) => text)).toEqual(['1', '2']);
      expect(await a.device.store.read((tx) => tx.positions(pair.site))).toHaveLength(4);
    },
  );

  it('[C10] a digest that is wrong on the server itself makes one repair a change, never a loop', async () => {
    const { a, b } = pair;
    const wrong = changed((one) => {
      for (const page of Object.values(one.scopes)) page.digest = 'f'.repeat(16);
      return one;
    });
    await newNote(b, 'x');
    await b.sync();
    let rounds = 0;
    for (let more = true; more && rounds < 20; rounds++) {
      const result = await a.round(wrong);
      more = result.ok && result.value.more;
    }
    expect(rounds).toBeLessThan(5);
    expect((await notes(a)).map(([text]) => text)).toEqual(['x']);
  });

  it('[C12] a page that takes too much away is held until a person agrees, without a loop', async () => {
    const { a, b } = pair;
    const ids: string[] = [];
    for (let i = 0; i < 30; i++) ids.push(await newNote(b, `${i}`));
    await b.sync();
    await a.sync();
    for (const id of ids) await must(b, (edit) => edit.remove('note', id));
    await b.sync();
    await a.sync();
    expect(await notes(a)).toHaveLength(30);
    expect(await cursorOf(a, pair.site)).toMatchObject({ removal: 'held' });
    await a.device.store.write(async (tx) => {
      const cursor = (await tx.cursors()).find(({ scope }) => scope === pair.site);
      await tx.putCursor({ ...cursor!, removal: 'agreed' });
    });
    await a.sync();
    expect(await notes(a)).toEqual([]);
  });

  it('[C12] held, with more pages to come: no round after round', async () => {
    const { a, b } = pair;
    const ids: string[] = [];
    for (let i = 0; i < 30; i++) ids.push(await newNote(b, `${i}`));
    await b.sync();
    await a.sync();
    for (const id of ids) await must(b, (edit) => edit.remove('note', id));
    await b.sync();
    const cut = changed((one) => {
      const page = one.scopes[pair.site];
      if (page) page.more = true;
      return one;
    });
    expect(await a.round(cut)).toMatchObject({ ok: true, value: { more: false } });
  });
});

describe('what a newer app wrote', () => {
  it('[C11] a row of an unknown table and an unknown field are kept whole, hidden, and never rewritten', async () => {
    await pair.world.close();
    const future: Registry = {
      ...tables,
      drone: {
        code: 99,
        home: 'site',
        row: z.looseObject({ wings: z.int() }),
        maps: [],
        rights: { expert: { create: true, write: true } },
      },
    };
    const world = await makeWorld(future);
    pair = { ...pair, world };
    const boss = await world.phone(await world.account('coordinator', 'K-01'));
    const { siteRow, visitRow } = await import('../../support/rows.ts');
    const site = await must(boss, (edit) => edit.create('site', '', siteRow()));
    await boss.sync();
    const account = await world.account('expert', 'E-01', [site]);
    const [newer, older] = [
      await world.phone(account),
      await world.phone(account, { registry: tables, store: memoryStore() }),
    ];
    const drone = await must(newer, (edit) =>
      edit.create('drone' as never, site, { wings: 4, note: { deep: [1] } } as never),
    );
    const visit = await must(newer, (edit) => edit.create('visit', site, visitRow(account)));
    await newer.device.store.write(async (tx) => {
      for (const { mutation, ...entry } of await tx.queue()) {
        const set = { ...mutation.set, ...(mutation.id === visit && { weather: { v: { sky: 'grey' }, saw: null } }) };
        await tx.putQueued({ ...entry, mutation: { ...mutation, schema: 99, set } });
      }
    });
    await newer.sync();
    await older.sync();
    const kept = async (phone: Phone, id: string) => (await phone.device.store.read((tx) => tx.record(id)))?.f;
    expect(await kept(older, drone)).toEqual({ wings: 4, note: { deep: [1] } });
    expect(await kept(older, visit)).toMatchObject({ weather: { sky: 'grey' } });
    expect(await read(older.device, (rows) => rows.one('visit', drone))).toBeNull();
    await must(older, (edit) => edit.set('visit', visit, { aim: 'ze starej' }));
    await must(older, (edit) =>
      edit.create('attendee', site, attendeeRow(visit)).then((made) => (made.ok ? ok(null) : made)),
    );
    await older.sync();
    await newer.sync();
    expect(await kept(newer, visit)).toMatchObject({ weather: { sky: 'grey' }, aim: 'ze starej' });
    expect(await kept(newer, drone)).toEqual({ wings: 4, note: { deep: [1] } });
  });
});
