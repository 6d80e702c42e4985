import { read } from '#client/db/device.ts';
import { round, type RoundError } from '#client/engine/exchange.ts';
import { postSync } from '#client/engine/post.ts';
import { createApp } from '#server/app.ts';
import { serve } from '@hono/node-server';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openProxy, type Proxy, type Replied } from '../support/cutter.ts';
import { dump, makePair, must, type Pair } from '../support/pair.ts';
import { noteRow } from '../support/rows.ts';
import type { Phone } from '../support/world.ts';

/** A phone whose every request passes a real socket, a proxy and the app behind it, over the phone's own fetch code. */
let pair: Pair;
let server: Server;
let proxy: Proxy;
const real = globalThis.fetch;

beforeAll(async () => {
  pair = await makePair();
  await new Promise<void>((resolve) => {
    server = serve({ fetch: createApp(pair.world.deps).fetch, port: 0, hostname: '127.0.0.1' }, () =>
      resolve(),
    ) as Server;
  });
  proxy = await openProxy((server.address() as AddressInfo).port);
});
afterAll(async () => {
  await proxy.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await pair.world.close();
});
beforeEach(() => {
  vi.stubGlobal('fetch', (path: string, init: RequestInit) =>
    real(`${proxy.origin}${path}`, { ...init, headers: { ...init.headers, cookie: pair.a.cookie } }),
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
  proxy.meddle = (_asked, send) => send();
});

const over = (phone: Phone) => round({ ...phone.device, post: postSync }, 500);
const newNote = (phone: Phone, text: string) =>
  must(phone, (edit) => edit.create('note', pair.site, noteRow(pair.visit, text)));
const notes = (phone: Phone) => read(phone.device, (rows) => rows.all('note'));

/** Enough rows that answers are compressed. */
const fill = async (phone: Phone) => {
  for (let i = 0; i < 6; i++) await newNote(phone, `zapis ${i} ${'ż'.repeat(300)}`);
  await phone.sync();
};
const replied = (over: Partial<Replied>): Replied => ({ status: 200, headers: {}, body: Buffer.alloc(0), ...over });
const html = Buffer.from('<html><script>alert(1)</script>Zaloguj się do sieci</html>');
const unzipped = (reply: Replied): Buffer =>
  reply.headers['content-encoding'] === 'gzip' ? gunzipSync(reply.body) : reply.body;

type Case = [name: string, types: RoundError['type'][], meddle: Proxy['meddle']];

const refused: Case[] = [
  ['the line breaks off before the request', ['Offline'], async () => null],
  [
    'the answer is lost',
    ['Offline'],
    async (_asked, send) => {
      await send();
      return null;
    },
  ],
  [
    'a portal with 200 and HTML',
    ['CaptivePortal'],
    async () => replied({ headers: { 'content-type': 'text/html' }, body: html }),
  ],
  [
    'a portal with 200 and HTML called JSON',
    ['CaptivePortal'],
    async () => replied({ headers: { 'content-type': 'application/json' }, body: html }),
  ],
  [
    'a portal that redirects',
    ['Offline', 'CaptivePortal'],
    async () => replied({ status: 302, headers: { location: '/login' } }),
  ],
  [
    'a portal with 511',
    ['CaptivePortal'],
    async () => replied({ status: 511, headers: { 'content-type': 'text/html' }, body: html }),
  ],
  ['a gateway with 502', ['ServerDown'], async () => replied({ status: 502, body: html })],
  ['a gateway with 504', ['ServerDown'], async () => replied({ status: 504 })],
  [
    'a full gateway with 503 and Retry-After',
    ['ServerDown'],
    async () => replied({ status: 503, headers: { 'retry-after': '30' } }),
  ],
  ['408 of a proxy', ['CaptivePortal', 'ServerDown'], async () => replied({ status: 408 })],
  [
    'our header is stripped from the request',
    ['ServerDown'],
    (asked, send) => send({ headers: { ...asked.headers, 'x-app': undefined } }),
  ],
  [
    'the cookie is stripped from the request',
    ['Unauthorized'],
    (asked, send) => send({ headers: { ...asked.headers, cookie: undefined } }),
  ],
  [
    'the type of the request is rewritten',
    ['ServerDown'],
    (asked, send) => send({ headers: { ...asked.headers, 'content-type': 'text/plain' } }),
  ],
  [
    'the request says it is gzip and is not',
    ['ServerDown'],
    (asked, send) => send({ headers: { ...asked.headers, 'content-encoding': 'gzip' } }),
  ],
  [
    'the request is cut in half',
    ['ServerDown'],
    (asked, send) => send({ body: asked.body.subarray(0, asked.body.length >> 1) }),
  ],
  ['the request comes empty', ['ServerDown'], (_asked, send) => send({ body: Buffer.alloc(0) })],
  [
    'the type is stripped from the answer',
    ['CaptivePortal'],
    async (_asked, send) => {
      const reply = await send();
      return { ...reply, headers: { ...reply.headers, 'content-type': undefined } };
    },
  ],
  [
    'the type of the answer is rewritten',
    ['CaptivePortal'],
    async (_asked, send) => {
      const reply = await send();
      return { ...reply, headers: { ...reply.headers, 'content-type': 'text/html; charset=utf-8' } };
    },
  ],
  [
    'the answer is gzip and no longer says so',
    ['CaptivePortal', 'Offline'],
    async (_asked, send) => {
      const reply = await send();
      const { 'content-encoding': _, ...headers } = reply.headers;
      return { ...reply, headers, body: gzipSync(unzipped(reply)) };
    },
  ],
  [
    'the answer says it is gzip and is not',
    ['CaptivePortal', 'Offline'],
    async (_asked, send) => {
      const reply = await send();
      return { ...reply, headers: { ...reply.headers, 'content-encoding': 'gzip' }, body: unzipped(reply) };
    },
  ],
  [
    'something is glued before the answer',
    ['CaptivePortal'],
    async (_asked, send) => {
      const reply = await send();
      const { 'content-encoding': _, ...headers } = reply.headers;
      return { ...reply, headers, body: Buffer.concat([html, unzipped(reply)]) };
    },
  ],
];

describe('a proxy between phone and server', () => {
  beforeAll(async () => {
    await fill(pair.b);
    await pair.a.sync();
  });

  it.each(refused)(
    '[F26][F29][F30][F37] %s: nothing is applied, the outbox stays, and the next try counts once',
    async (name, types, meddle) => {
      const { a, b } = pair;
      await newNote(a, name);
      await newNote(b, `od drugiej: ${name}`);
      await b.sync();
      const before = await dump(a.device.store);
      proxy.meddle = meddle;
      const done = await over(a);
      expect(done).toMatchObject({ ok: false });
      if (!done.ok) expect(types).toContain(done.error.type);
      expect(await dump(a.device.store)).toEqual(before);
      proxy.meddle = (_asked, send) => send();
      for (let more = true; more;) {
        const next = await over(a);
        if (!next.ok) throw new Error(next.error.type);
        more = next.value.more;
      }
      await b.sync();
      for (const phone of [a, b]) {
        const texts = (await notes(phone)).map(({ text }) => text);
        expect(texts.filter((text) => text === name)).toHaveLength(1);
        expect(texts.filter((text) => text === `od drugiej: ${name}`)).toHaveLength(1);
      }
    },
  );

  it('[F37] a compressed answer damaged at any place is never half applied', { timeout: 30_000 }, async () => {
    const { a, b } = pair;
    await fill(b);
    const before = await dump(a.device.store);
    let places = 0;
    let taken = 0;
    for (let part = 0; part < 1; part += 0.02, places++) {
      proxy.meddle = async (asked, send) => {
        const reply = await send();
        expect(reply.headers['content-encoding']).toBe('gzip');
        const body = Buffer.from(reply.body);
        const at = Math.floor(part * body.length);
        body[at] = (body[at] ?? 0) ^ 0x10;
        return { ...reply, body };
      };
      const done = await over(a);
      if (done.ok) taken += 1;
      else expect(await dump(a.device.store), `damaged at ${part}`).toEqual(before);
      if (done.ok) break;
    }
    console.log(
      `a compressed answer was damaged at ${places} places, taken ${taken} times (bytes of the header that mean nothing)`,
    );
    proxy.meddle = (_asked, send) => send();
    await over(a);
    expect((await notes(a)).map(({ text }) => text).sort()).toEqual((await notes(b)).map(({ text }) => text).sort());
  });

  it('[F37] a proxy that rewrites a text on its way to the server is found out: the edit is not called sent', async () => {
    const { a } = pair;
    const id = await newNote(a, 'wierne słowa');
    proxy.meddle = (asked, send) => send({ body: Buffer.from(asked.body.toString().replace('wierne', 'marne')) });
    await over(a);
    const note = (await notes(a)).find((one) => one.id === id);
    expect(note).toMatchObject({
      text: 'wierne słowa',
      sync: { state: 'refused', refusal: { code: 'server-bug', reason: 'ReceiptMismatch' } },
    });
    proxy.meddle = (_asked, send) => send();
    await must(a, async (edit) => edit.resend(id));
    await a.sync();
    await pair.b.sync();
    expect((await notes(pair.b)).find((one) => one.id === id)?.text).toBe('wierne słowa');
  });

  it('[F26] the request arrives twice, and once more an hour later: each edit counts once', async () => {
    const { a, b, world } = pair;
    const id = await newNote(a, 'dwa razy');
    let late: (() => Promise<Replied>) | undefined;
    proxy.meddle = async (_asked, send) => {
      await send();
      late ??= () => send();
      return send();
    };
    expect((await over(a)).ok).toBe(true);
    await must(a, (edit) => edit.set('note', id, { text: 'potem zmieniona' }));
    proxy.meddle = (_asked, send) => send();
    await over(a);
    world.time += 3_600_000;
    expect((await late!()).status).toBe(200);
    await a.sync();
    await b.sync();
    for (const phone of [a, b]) {
      const found = (await notes(phone)).filter((one) => one.id === id);
      expect(found).toMatchObject([{ text: 'potem zmieniona', sync: { alt: [], state: 'confirmed' } }]);
    }
  });

  it('[F26] answers that come in the wrong order: the older changes nothing that the newer brought', async () => {
    const { a, b } = pair;
    await newNote(a, 'pierwsza z dwu');
    const waiting: (() => void)[] = [];
    proxy.meddle = async (_asked, send) => {
      const reply = await send();
      if (waiting.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      return reply;
    };
    const slow = over(a);
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    await newNote(b, 'tymczasem');
    await b.sync();
    expect((await over(a)).ok).toBe(true);
    const before = (await notes(a)).length;
    waiting[0]!();
    await slow;
    await over(a);
    expect((await notes(a)).length).toBe(before);
    expect(await a.device.store.read((tx) => tx.meta('repairs'))).toBeUndefined();
    expect((await notes(a)).filter(({ text }) => text === 'pierwsza z dwu')).toHaveLength(1);
  });
});
