import type { BlobMeta, BlobName } from '#client/db/blobs.ts';
import { memoryBlobs } from '#client/db/memoryBlobs.ts';
import { GRACE, startUploads, type UploadDeps, type Uploads } from '#client/engine/uploads.ts';
import { Pace } from '#client/engine/upload.ts';
import { createApp } from '#server/app.ts';
import { openBlobs } from '#server/blobFiles.ts';
import { serve, type ServerType } from '@hono/node-server';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCutter, type Cutter } from '../../support/cutter.ts';
import { jpeg, sha, svg, webm } from '../../support/pictures.ts';
import { uid } from '../../support/wire.ts';
import { makeWorld, type World } from '../../support/world.ts';

const A = uid(0xa);
const FIRST_PIECE = new Pace().bytes;
const folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-uploads-'));
let world: World;
let server: ServerType;
let port: number;
let line: Cutter;
let cookie: string;
let expert: string;

/** A phone's uploader over the real line; `over` replaces what a test decides. */
function phone(over: Partial<UploadDeps> = {}) {
  const blobs = memoryBlobs();
  const names: BlobName[] = [];
  const wakes: number[] = [];
  const sent: string[] = [];
  const deps: UploadDeps = {
    blobs,
    origin: line.origin,
    headers: { cookie },
    fetch: (url, init) => {
      sent.push(`${init?.method} ${new URL(url as string).pathname.replace(/[A-Za-z0-9_-]{24}$/, ':id')}`);
      return fetch(url, init);
    },
    wanted: async () => names,
    returning: async () => [],
    held: async () => new Set([A]),
    textWaits: async () => false,
    mayUse: () => true,
    epoch: async () => 1,
    now: () => world.time,
    chance: () => 0.5,
    alone: async (work) => work().then(() => true),
    wake: (at) => void wakes.push(at - world.time),
    ...over,
  };
  const uploads: Uploads = startUploads(deps);
  return {
    ...deps,
    uploads,
    wakes,
    sent,
    names,
    async take(bytes: Uint8Array, mime = 'image/jpeg', scope = A): Promise<BlobName> {
      const name = { scope, sha256: sha(bytes) };
      const copy = new Uint8Array(bytes).buffer;
      await blobs.put({ ...name, mime, at: world.time++ }, copy);
      names.push(name);
      return name;
    },
    one: async (name: BlobName): Promise<BlobMeta> => (await blobs.one(name)) as BlobMeta,
  };
}

const startServer = async (at = 0): Promise<void> => {
  const app = createApp(world.deps);
  port = await new Promise((resolve) => {
    server = serve({ fetch: app.fetch, port: at, hostname: '127.0.0.1' }, (info: AddressInfo) => resolve(info.port));
  });
};
const stopServer = (): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
const held = (name: BlobName) => world.deps.store.blob(name.scope, name.sha256);

beforeAll(async () => {
  world = await makeWorld();
  world.deps.blobs = openBlobs(folder);
  expert = await world.account('expert', 'E-01', [A]);
  cookie = await world.signIn(expert);
  await startServer();
});
afterAll(async () => {
  await stopServer();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  line = await openCutter(port);
});
afterEach(() => line.close());

describe('the uploader', () => {
  it('sends one file after another and calls none confirmed before the server says so', async () => {
    const one = phone();
    const names = [
      await one.take(await jpeg(300, 200, 1)),
      await one.take(webm, 'audio/webm'),
      await one.take(await jpeg(50, 50, 2)),
    ];
    await one.uploads.want();
    for (const name of names) {
      expect(await one.one(name)).toMatchObject({
        state: 'confirmed',
        confirmedAt: world.time,
        epoch: 1,
        uploadUrl: null,
      });
      expect(await held(name)).not.toBeNull();
    }
    const posts = ['POST /api/blobs', 'PATCH /api/blobs/:id', 'POST /api/blobs/status'];
    expect(one.sent).toEqual(['POST /api/blobs/status', ...posts, ...posts, ...posts]);
    expect((await one.blobs.get(names[0]!))?.byteLength).toBeGreaterThan(0);
    await one.uploads.want();
    expect(one.sent.length).toBe(10);
  });

  it('a file the server already holds is not sent again', async () => {
    const bytes = await jpeg(80, 80, 3);
    const first = phone();
    await first.take(bytes);
    await first.uploads.want();
    const second = phone();
    const name = await second.take(bytes);
    await second.uploads.want();
    expect(await second.one(name)).toMatchObject({ state: 'confirmed' });
    expect(second.sent).toEqual(['POST /api/blobs/status']);
  });

  it('text goes first: nothing is sent while an edit waits, and an upload gives way between two pieces', async () => {
    let waits = true;
    const one = phone({
      textWaits: async () => waits,
      fetch: async (url, init) => {
        one.sent.push(init?.method ?? '');
        const response = await fetch(url, init);
        // An edit is made while the first piece travels.
        waits = init?.method === 'PATCH' && one.sent.length < 4;
        return response;
      },
    });
    const name = await one.take(await jpeg(1800, 1600, 4));
    await one.uploads.want();
    expect(one.sent).toEqual([]);
    waits = false;
    await one.uploads.want();
    expect(one.sent).toEqual(['POST', 'POST', 'PATCH']);
    const half = await one.one(name);
    expect(half.state).toBe('uploading');
    expect(half.offset).toBeGreaterThan(0);
    expect(half.offset).toBeLessThan(half.bytes);
    expect(one.wakes).toEqual([]);
    waits = false;
    await one.uploads.want();
    expect(await one.one(name)).toMatchObject({ state: 'confirmed' });
    expect(one.sent.slice(3, 6)).toEqual(['POST', 'HEAD', 'PATCH']);
  });

  it('on Wi-Fi only, nothing moves elsewhere', async () => {
    let wifi = false;
    const one = phone({ mayUse: () => wifi });
    const name = await one.take(await jpeg(60, 60, 5));
    await one.uploads.want();
    expect([one.sent, (await one.one(name)).state]).toEqual([[], 'waiting']);
    wifi = true;
    await one.uploads.want();
    expect(await one.one(name)).toMatchObject({ state: 'confirmed' });
  });

  it('while another tab sends, this one does not', async () => {
    const one = phone({ alone: async () => false });
    await one.take(await jpeg(60, 60, 6));
    await one.uploads.want();
    expect(one.sent).toEqual([]);
  });

  it('a refused file says why, blocks no other, and is not sent again by itself', async () => {
    const one = phone();
    const bad = await one.take(svg);
    const foreign = await one.take(await jpeg(60, 60, 7), 'image/jpeg', uid(0xb));
    const good = await one.take(await jpeg(60, 60, 8));
    await one.uploads.want();
    expect(await one.one(bad)).toMatchObject({ state: 'refused', refusal: 'PhotoNotAnImage', uploadUrl: null });
    expect(await one.one(foreign)).toMatchObject({ state: 'refused', refusal: 'Forbidden' });
    expect(await one.one(good)).toMatchObject({ state: 'confirmed' });
    one.sent.length = 0;
    await one.uploads.want();
    expect(one.sent).toEqual([]);
    expect((await one.blobs.get(bad))?.byteLength).toBe(svg.length);
  });

  it('bytes that never arrive as they were are called refused after three times, and stay here', async () => {
    const one = phone();
    const bytes = await jpeg(60, 60, 9);
    const name = { scope: A, sha256: sha(await jpeg(60, 60, 10)) };
    await one.blobs.put({ ...name, mime: 'image/jpeg', at: 0 }, new Uint8Array(bytes).buffer);
    one.names.push(name);
    await one.uploads.want();
    expect(await one.one(name)).toMatchObject({ state: 'refused', refusal: 'BlobMismatch', tries: 3 });
    expect(one.sent.filter((request) => request.startsWith('PATCH')).length).toBe(3);
    expect(readdirSync(join(folder, 'uploads'))).toEqual([]);
  });

  it('waits longer after each failure, and not at all after a success', async () => {
    const one = phone();
    const name = await one.take(await jpeg(60, 60, 11));
    await stopServer();
    for (let i = 0; i < 3; i++) await one.uploads.want();
    expect(one.wakes).toEqual([1000, 2000, 4000]);
    await startServer(port);
    await one.uploads.want();
    expect(await one.one(name)).toMatchObject({ state: 'confirmed' });
    expect(one.wakes.length).toBe(3);
  });

  it('a captive portal is no server: no answer of it makes a receipt or a refusal', async () => {
    for (const status of [200, 302, 403, 404, 511]) {
      const one = phone({
        fetch: async () =>
          new Response('<html>log in</html>', { status, headers: { location: 'https://portal.example' } }),
      });
      const name = await one.take(await jpeg(60, 60, 12));
      await one.uploads.want();
      expect(await one.one(name), `${status}`).toMatchObject({ state: 'waiting', refusal: null });
      expect(one.wakes.length).toBe(1);
    }
  });
});

describe('[F35] the network breaks in the middle', () => {
  it('cut at every piece, upwards and downwards: it goes on, and what arrives is what was taken', async () => {
    const bytes = await jpeg(1500, 1200, 20);
    expect(bytes.length).toBeGreaterThan(500_000);
    const one = phone();
    const name = await one.take(bytes);
    let offset = 0;
    let progress = 0;
    for (let i = 0; i < 60 && (await one.one(name)).state !== 'confirmed'; i++) {
      // Odd: the request is cut on its way. Even: it arrives and its answer is lost.
      if (i % 2) line.up = 2_000 + ((i * 37_813) % 150_000);
      else line.down = 300 + ((i * 97) % 900);
      await one.uploads.want();
      const now = await one.one(name);
      if (now.offset > offset) progress += 1;
      offset = now.offset;
    }
    line.up = line.down = Infinity;
    await one.uploads.want();
    expect(await one.one(name)).toMatchObject({ state: 'confirmed', offset: bytes.length });
    expect(line.cuts).toBeGreaterThan(3);
    expect(progress).toBeGreaterThan(0);
    expect(await held(name)).toMatchObject({ sha256: sha(bytes) });
    expect(readdirSync(join(folder, 'uploads'))).toEqual([]);
  });

  it('[R47] a wrong offset is no failure: the server is asked and the upload goes on', async () => {
    const bytes = await jpeg(1500, 1200, 21);
    let lies = 2;
    const one = phone({
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        if (init?.method !== 'HEAD' || lies-- <= 0) return response;
        const headers = new Headers(response.headers);
        headers.set('upload-offset', String(Number(headers.get('upload-offset')) - 1000));
        return new Response(null, { status: response.status, headers });
      },
    });
    const name = await one.take(bytes);
    // Cut in the second piece: the first was answered, so the server holds it however busy the machine is. What the lie
    // takes away has to leave an offset that could be one.
    line.up = FIRST_PIECE + 50_000;
    await one.uploads.want();
    const half = await one.one(name);
    expect(half.state).toBe('uploading');
    expect(half.offset).toBe(FIRST_PIECE);
    await one.uploads.want();
    expect(await one.one(name)).toMatchObject({ state: 'confirmed' });
    expect(lies).toBeLessThanOrEqual(0);
    expect(await held(name)).not.toBeNull();
  });

  it('the server lost the upload: it is begun anew', async () => {
    const bytes = await jpeg(1500, 1200, 22);
    const one = phone();
    const name = await one.take(bytes);
    line.up = 200_000;
    await one.uploads.want();
    expect((await one.one(name)).uploadUrl).toMatch(/\/api\/blobs\/.{24}$/);
    for (const file of readdirSync(join(folder, 'uploads'))) rmSync(join(folder, 'uploads', file));
    await one.uploads.want();
    expect(await one.one(name)).toMatchObject({ state: 'confirmed' });
    expect(await held(name)).not.toBeNull();
  });

  it('the server was started again in the middle: it goes on', async () => {
    const bytes = await jpeg(1500, 1200, 23);
    const one = phone();
    const name = await one.take(bytes);
    line.up = 300_000;
    await one.uploads.want();
    expect((await one.one(name)).state).toBe('uploading');
    await stopServer();
    world.deps.blobs = openBlobs(folder);
    await startServer(port);
    one.sent.length = 0;
    await one.uploads.want();
    expect(one.sent).not.toContain('POST /api/blobs');
    expect(await one.one(name)).toMatchObject({ state: 'confirmed' });
  });
});

describe('what stays on the phone', () => {
  it('the bytes go 30 days after the receipt, and only when the server says once more that it holds them', async () => {
    const one = phone();
    const [kept, lost] = [await one.take(await jpeg(60, 60, 30)), await one.take(await jpeg(60, 60, 31))];
    await one.uploads.want();
    world.time += GRACE - 1;
    await one.uploads.want();
    expect((await one.blobs.all()).length).toBe(2);
    const row = await held(lost);
    const { blob } = world.deps.store;
    world.deps.store.blob = async (scope, sha256) => (sha256 === lost.sha256 ? null : blob(scope, sha256));
    world.time += 2;
    line.up = 1;
    await one.uploads.want();
    expect((await one.blobs.all()).length).toBe(2);
    one.blobs.update = ((update) => (name, change) => {
      if (change.state === 'waiting') world.deps.store.blob = blob;
      return update(name, change);
    })(one.blobs.update);
    await one.uploads.want();
    expect(await one.blobs.one(kept)).toBeNull();
    expect(await one.one(lost)).toMatchObject({ state: 'confirmed', confirmedAt: world.time });
    expect(row).not.toBeNull();
  });

  it('[P3] after a restore of the server every receipt is asked for anew, and what is missing is sent again', async () => {
    let epoch = 1;
    const one = phone({ epoch: async () => epoch });
    const name = await one.take(await jpeg(60, 60, 32));
    await one.uploads.want();
    const { blob, epoch: of } = world.deps.store;
    let missing = true;
    world.deps.store.blob = async (...where) => (missing ? null : blob(...where));
    world.deps.store.epoch = async () => 7;
    const { update } = one.blobs;
    const states: unknown[] = [];
    one.blobs.update = (which, change) => {
      if (change.state) states.push(change.state);
      if (change.state === 'uploading') missing = false;
      return update(which, change);
    };
    epoch = 7;
    await one.uploads.want();
    expect(states[0]).toBe('waiting');
    expect(await one.one(name)).toMatchObject({ state: 'confirmed', epoch: 7 });
    Object.assign(world.deps.store, { blob, epoch: of });
  });

  it('a file no record names any more is not sent, comes back with its record, and goes after 30 days', async () => {
    const one = phone();
    const name = await one.take(await jpeg(60, 60, 33));
    one.names.length = 0;
    await one.uploads.want();
    expect(one.sent).toEqual([]);
    expect((await one.one(name)).strayAt).toBe(world.time);
    one.names.push(name);
    await one.uploads.want();
    expect(await one.one(name)).toMatchObject({ state: 'confirmed', strayAt: null });
    one.names.length = 0;
    await one.uploads.want();
    world.time += GRACE + 1;
    await one.uploads.want();
    expect(await one.blobs.one(name)).toBeNull();
  });

  it('a file that was not sent stays for as long as its record may come back', async () => {
    cookie = await world.signIn(expert);
    let returning: BlobName[] = [];
    const one = phone({ returning: async () => returning });
    const name = await one.take(await jpeg(60, 60, 34));
    one.names.length = 0;
    returning = [name];
    await one.uploads.want();
    world.time += GRACE + 1;
    await one.uploads.want();
    expect(await one.one(name)).toMatchObject({ state: 'waiting' });
    one.names.push(name);
    await one.uploads.want();
    expect(await one.one(name)).toMatchObject({ state: 'confirmed', strayAt: null });
    one.names.length = 0;
    await one.uploads.want();
    world.time += GRACE + 1;
    await one.uploads.want();
    expect(await one.blobs.one(name)).toBeNull();
  });

  it('[C8] of an entity that was taken away, what the server holds goes at once, and what it lacks stays', async () => {
    cookie = await world.signIn(expert);
    let held = new Set([A]);
    const one = phone({ held: async () => held });
    const sent = await one.take(await jpeg(60, 60, 35));
    await one.uploads.want();
    const unsent = await one.take(await jpeg(60, 60, 36));
    one.names.length = 0;
    held = new Set();
    await one.uploads.want();
    expect([await one.blobs.one(sent), (await one.one(unsent)).state]).toEqual([null, 'waiting']);
  });
});

it('[F35] pieces follow the line: between 64 KB and 1 MB', () => {
  const pace = new Pace();
  expect(pace.bytes).toBe(256 * 1024);
  for (let i = 0; i < 9; i++) pace.took(100);
  expect(pace.bytes).toBe(1024 * 1024);
  pace.took(5_000);
  expect(pace.bytes).toBe(1024 * 1024);
  for (let i = 0; i < 9; i++) pace.took(30_000);
  expect(pace.bytes).toBe(64 * 1024);
  pace.broke();
  expect(pace.bytes).toBe(64 * 1024);
});
