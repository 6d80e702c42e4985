import { MAX_BLOB } from '#domain/photo.ts';
import { openBlobs } from '#server/blobFiles.ts';
import { openSqlite } from '#server/store/sqlite.ts';
import { createApp } from '#server/app.ts';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { CANARIES, jpeg, jpegClaiming, mp4, picture, pngBomb, sha, svg, talkative, webm } from '../support/pictures.ts';
import { refusalOf, uid } from '../support/wire.ts';
import { makeWorld, type World } from '../support/world.ts';

const [A, B] = [uid(0xa), uid(0xb)];
const meta = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');

/** Speaks tus by hand, so that every header is under control. */
function line(world: World, app = createApp(world.deps)) {
  const ask = async (
    method: string,
    path: string,
    cookie: string,
    headers: Record<string, string> = {},
    body?: Uint8Array,
  ) =>
    app.request(path, {
      method,
      headers: { 'x-app': '1', 'tus-resumable': '1.0.0', cookie, ...headers },
      ...(body && { body: body as BodyInit }),
    });
  const create = (cookie: string, size: number, said: Record<string, string>, headers: Record<string, string> = {}) =>
    ask('POST', '/api/blobs', cookie, { 'upload-length': String(size), 'upload-metadata': meta(said), ...headers });
  const patch = (cookie: string, url: string, offset: number, bytes: Uint8Array) =>
    ask(
      'PATCH',
      url,
      cookie,
      {
        'upload-offset': String(offset),
        'content-type': 'application/offset+octet-stream',
        'content-length': String(bytes.length),
      },
      bytes,
    );
  const offset = async (cookie: string, url: string) => {
    const response = await ask('HEAD', url, cookie);
    return response.status === 200 ? Number(response.headers.get('upload-offset')) : -response.status;
  };
  /** A whole upload; gives the last answer. */
  async function send(cookie: string, bytes: Uint8Array, said: Record<string, string> = {}): Promise<Response> {
    const response = await create(cookie, bytes.length, { scope: A, sha256: sha(bytes), mime: 'image/jpeg', ...said });
    if (response.status !== 201) return response;
    return patch(cookie, response.headers.get('location') ?? '', 0, bytes);
  }
  return { ask, create, patch, offset, send };
}

let world: World;
let expert: string;
let other: string;
let boss: string;
let t: ReturnType<typeof line>;
beforeAll(async () => {
  world = await makeWorld();
  expert = await world.signIn(await world.account('expert', 'E-01', [A]));
  other = await world.signIn(await world.account('expert', 'E-02', [B]));
  boss = await world.signIn(await world.account('coordinator', 'K-01'));
  await world.deps.store.inScope(A, (tx) =>
    tx.save(
      { opened: true, seq: 0, records: [], applied: [], refused: [], history: [] },
      { account: 'x', device: 'x', at: 0 },
    ),
  );
  t = line(world);
});
afterAll(() => world.close());

const status = (cookie: string, ...names: [scope: string, bytes: Uint8Array][]) =>
  world.request('/api/blobs/status', {
    cookie,
    body: { items: names.map(([scope, bytes]) => ({ scope, sha256: sha(bytes) })) },
  });
const heldBy = async (cookie: string, scope: string, bytes: Uint8Array) =>
  ((await (await status(cookie, [scope, bytes])).json()) as { held: unknown[] }).held.length === 1;
const download = (cookie: string, bytes: Uint8Array, scope = A) =>
  world.request(`/api/blobs/${scope}/${sha(bytes)}`, { cookie });

describe('[F83] what a photo tells about its maker stays behind', () => {
  it('position, serial number, thumbnail, XMP, comments and a glued-on film are gone; orientation is applied', async () => {
    const bytes = await talkative();
    expect(bytes.toString('latin1')).toMatch(CANARIES);
    const before = await sharp(bytes).metadata();
    expect(before.exif).toBeDefined();
    expect(before.orientation).toBe(6);
    expect((await t.send(expert, bytes)).status).toBe(204);
    const kept = Buffer.from(await (await download(expert, bytes)).arrayBuffer());
    const after = await sharp(kept).metadata();
    expect(after).toMatchObject({ format: 'jpeg', width: 240, height: 320 });
    for (const field of ['exif', 'xmp', 'iptc', 'icc', 'orientation', 'comments'] as const)
      expect(after[field], field).toBeUndefined();
    expect(kept.toString('latin1')).not.toMatch(CANARIES);
    expect(kept.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]));
    expect(kept.indexOf(Buffer.from([0xff, 0xd8, 0xff]), 1)).toBe(-1);
  });

  it('a PNG keeps its picture and none of its texts', async () => {
    const bytes = await picture(20, 10)
      .withExif({ IFD0: { Make: 'CanaryMake' } })
      .png()
      .toBuffer();
    expect((await t.send(expert, bytes, { mime: 'image/png' })).status).toBe(204);
    const kept = Buffer.from(await (await download(expert, bytes)).arrayBuffer());
    expect(await sharp(kept).metadata()).toMatchObject({ format: 'png', width: 20, height: 10 });
    expect(kept.toString('latin1')).not.toMatch(CANARIES);
  });
});

describe('[F82] what is no photo is refused in words, and nothing of it is kept', () => {
  const cases: [string, () => Promise<Uint8Array> | Uint8Array, string, number, string][] = [
    ['an SVG with a script', () => svg, 'image/jpeg', 422, 'PhotoNotAnImage'],
    ['an SVG called PNG', () => svg, 'image/png', 422, 'PhotoNotAnImage'],
    ['a film named .jpg', () => mp4, 'image/jpeg', 422, 'PhotoNotAnImage'],
    ['a PNG called JPEG', () => picture(4, 4).png().toBuffer(), 'image/jpeg', 422, 'PhotoNotAnImage'],
    ['a GIF', () => picture(4, 4).gif().toBuffer(), 'image/jpeg', 422, 'PhotoNotAnImage'],
    [
      'a page that begins like a JPEG',
      () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('<html><script>alert(1)</script>')]),
      'image/jpeg',
      422,
      'PhotoNotAnImage',
    ],
    [
      'a JPEG cut in the middle',
      async () => (await jpeg(200, 200)).subarray(0, 4000),
      'image/jpeg',
      422,
      'PhotoNotAnImage',
    ],
    [
      'a JPEG of two bytes more than its mark',
      () => Buffer.from([0xff, 0xd8, 0xff, 0xd9]),
      'image/jpeg',
      422,
      'PhotoNotAnImage',
    ],
    ['a header of 50 000 × 50 000, JPEG', () => jpegClaiming(50_000, 50_000), 'image/jpeg', 422, 'PhotoTooManyPixels'],
    ['a header of 50 000 × 50 000, PNG', () => pngBomb(50_000, 50_000), 'image/png', 422, 'PhotoTooManyPixels'],
    ['a header of 4 000 × 4 000 without the data', () => pngBomb(4_000, 4_000), 'image/png', 422, 'PhotoNotAnImage'],
    ['a picture called sound', () => jpeg(), 'audio/webm', 422, 'SoundUnreadable'],
    ['text called sound', () => Buffer.from('hello'), 'audio/ogg', 422, 'SoundUnreadable'],
  ];
  test.each(cases)('%s', async (_name, make, mime, code, type) => {
    const bytes = await make();
    expect(await refusalOf(await t.send(expert, bytes, { mime }))).toMatchObject({ status: code, type });
    expect(await heldBy(expert, A, bytes)).toBe(false);
  });

  it('one point and CMYK are photos', async () => {
    const one = await picture(1, 1).jpeg().toBuffer();
    expect((await t.send(expert, one)).status).toBe(204);
    const cmyk = await picture(30, 20).toColourspace('cmyk').jpeg().toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    expect((await t.send(expert, cmyk)).status).toBe(204);
    const kept = Buffer.from(await (await download(expert, cmyk)).arrayBuffer());
    expect((await sharp(kept).metadata()).space).toBe('srgb');
  });

  it('a picture with a page glued to it is kept without the page', async () => {
    const bytes = Buffer.concat([await jpeg(40, 30, 3), Buffer.from('<html><script>alert(1)</script></html>')]);
    expect((await t.send(expert, bytes)).status).toBe(204);
    const kept = Buffer.from(await (await download(expert, bytes)).arrayBuffer());
    expect(kept.toString('latin1')).not.toMatch(/html|script/);
  });

  it('zero bytes, 200 MB and more than 20 MB are refused before a byte is sent', async () => {
    const said = { scope: A, sha256: 'a'.repeat(64), mime: 'image/jpeg' };
    expect(await refusalOf(await t.create(expert, 0, said))).toEqual({ status: 422, type: 'PhotoEmpty' });
    expect(await refusalOf(await t.create(expert, 200_000_000, said))).toEqual({ status: 413, type: 'TooLarge' });
    expect(await refusalOf(await t.create(expert, MAX_BLOB + 1, said))).toEqual({ status: 413, type: 'TooLarge' });
    const open = await t.ask('POST', '/api/blobs', expert, {
      'upload-defer-length': '1',
      'upload-metadata': meta(said),
    });
    expect((await refusalOf(open)).type).toBe('Invalid');
  });

  it('more bytes than announced are refused', async () => {
    const made = await t.create(expert, 10, { scope: A, sha256: 'b'.repeat(64), mime: 'image/jpeg' });
    const answer = await t.patch(expert, made.headers.get('location') ?? '', 0, randomBytes(11));
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  it('other bytes than announced are refused, and the upload is gone', async () => {
    const [bytes, wrong] = [await jpeg(50, 50, 5), await jpeg(50, 50, 6)];
    const made = await t.create(expert, wrong.length, { scope: A, sha256: sha(bytes), mime: 'image/jpeg' });
    const url = made.headers.get('location') ?? '';
    expect(await refusalOf(await t.patch(expert, url, 0, wrong))).toEqual({ status: 460, type: 'BlobMismatch' });
    expect(await t.offset(expert, url)).toBe(-404);
    expect(await heldBy(expert, A, bytes)).toBe(false);
    expect(await heldBy(expert, A, wrong)).toBe(false);
  });

  it('names with path parts reach no path: neither as what is said nor as an address', async () => {
    const bytes = await jpeg(33, 22, 9);
    const evil = { filename: '../../../etc/passwd', name: '..\\..\\x', account: 'someone' };
    expect((await t.send(expert, bytes, evil)).status).toBe(204);
    for (const scope of ['../..', '..%2f', 'program', '']) {
      expect((await t.create(expert, 5, { scope, sha256: sha(bytes), mime: 'image/jpeg' })).status, scope).toBe(400);
    }
    for (const sha256 of ['../../trzy-sfery.sqlite', `${'a'.repeat(62)}/.`, sha(bytes).toUpperCase()]) {
      expect((await t.create(expert, 5, { scope: A, sha256, mime: 'image/jpeg' })).status, sha256).toBe(400);
      expect((await world.request(`/api/blobs/${A}/${encodeURIComponent(sha256)}`, { cookie: expert })).status).toBe(
        404,
      );
    }
    for (const id of ['..%2f..%2fx', '%2e%2e', 'x.json', 'uploads', 'a'.repeat(24)]) {
      expect((await t.ask('HEAD', `/api/blobs/${id}`, expert)).status, id).toBe(404);
    }
  });
});

describe('[R47] an upload goes on where it stood', () => {
  it('in pieces, with a wrong offset in between, and after the server was started again at each of them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-restart-'));
    const file = join(folder, 'db.sqlite');
    const bytes = await jpeg(600, 400, 11);
    const cuts = [0, 1, 1000, Math.floor(bytes.length / 2), bytes.length - 1, bytes.length];
    let url = '';
    let cookie = '';
    for (let i = 0; i < cuts.length - 1; i++) {
      const store = await openSqlite(file);
      const again: World = { ...world, deps: { ...world.deps, store, blobs: openBlobs(join(folder, 'blobs')) } };
      const fresh = line(again);
      if (i === 0) {
        await store.putAccount({ id: uid(1), code: 'E-09', role: 'expert', active: true }, [A]);
        const { hashOf } = await import('#server/secret.ts');
        const device = {
          id: 'd',
          account: uid(1),
          tokenHash: hashOf('token'),
          turn: 1,
          tokenAt: 1,
          settled: true,
          name: '',
          createdAt: world.time,
          lastContact: world.time,
          state: 'ok' as const,
          access: null,
          beat: null,
          holds: null,
          erased: 0,
        };
        await store.putDevice(device);
        cookie = 'sid=token';
        const made = await fresh.create(cookie, bytes.length, { scope: A, sha256: sha(bytes), mime: 'image/jpeg' });
        url = made.headers.get('location') ?? '';
        expect(url).toMatch(/^\/api\/blobs\/[A-Za-z0-9_-]{24}$/);
      }
      const [from = 0, to = 0] = [cuts[i], cuts[i + 1]];
      expect(await fresh.offset(cookie, url)).toBe(from);
      expect(await refusalOf(await fresh.patch(cookie, url, from + 1, bytes.subarray(from, to)))).toEqual({
        status: 409,
        type: 'OffsetMismatch',
      });
      expect(await fresh.offset(cookie, url)).toBe(from);
      const answer = await fresh.patch(cookie, url, from, bytes.subarray(from, to));
      expect([answer.status, answer.headers.get('upload-offset')]).toEqual([204, String(to)]);
      await store.close();
    }
    const store = await openSqlite(file);
    const row = await store.blob(A, sha(bytes));
    expect(row).toMatchObject({ account: uid(1), mime: 'image/jpeg' });
    const kept = join(folder, 'blobs', row!.stored.slice(0, 2), row!.stored.slice(2, 4), row!.stored);
    expect(existsSync(kept)).toBe(true);
    expect(readdirSync(join(folder, 'blobs', 'uploads'))).toEqual([]);
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('a file already held is answered at once; the same bytes for another entity are sent and kept once', async () => {
    const bytes = await jpeg(70, 70, 13);
    expect((await t.send(expert, bytes)).status).toBe(204);
    expect(await refusalOf(await t.send(expert, bytes))).toEqual({ status: 409, type: 'AlreadyHeld' });
    expect(await heldBy(other, B, bytes)).toBe(false);
    expect((await t.send(other, bytes, { scope: B })).status).toBe(204);
    const { store } = world.deps;
    expect((await store.blob(A, sha(bytes)))?.stored).toBe((await store.blob(B, sha(bytes)))?.stored);
  });

  it('sound is kept as it came', async () => {
    expect((await t.send(expert, webm, { mime: 'audio/webm' })).status).toBe(204);
    const answer = await download(expert, webm);
    expect(answer.headers.get('content-type')).toBe('audio/webm');
    expect(Buffer.from(await answer.arrayBuffer()).equals(webm)).toBe(true);
  });

  it('the entity has room for 2 GB and no more', async () => {
    const row = {
      scope: B,
      sha256: 'c'.repeat(64),
      stored: 'c'.repeat(64),
      bytes: 2_000_000_000,
      mime: 'image/jpeg',
      account: 'x',
      at: 0,
    };
    await world.deps.store.putBlob(row);
    expect(await refusalOf(await t.send(other, await jpeg(9, 9, 21), { scope: B }))).toEqual({
      status: 413,
      type: 'SiteFull',
    });
  });
});

describe('[F85] files are for those with the right to the row', () => {
  it('the receipt names what is held to those who hold the entity, and nothing to others', async () => {
    const bytes = await jpeg(61, 61, 31);
    await t.send(expert, bytes);
    const answer = (await (await status(expert, [A, bytes], [A, svg], [B, bytes])).json()) as {
      app: string;
      epoch: number;
      held: object[];
    };
    const row = await world.deps.store.blob(A, sha(bytes));
    expect(answer).toEqual({
      app: 'trzy-sfery',
      epoch: 1,
      held: [{ scope: A, sha256: sha(bytes), stored: row?.stored, bytes: row?.bytes }],
    });
    expect([await heldBy(boss, A, bytes), await heldBy(other, A, bytes)]).toEqual([true, false]);
    expect((await status('', [A, bytes])).status).toBe(401);
  });

  it('bytes come with the mark of their hash, never as a page, never kept by a cache', async () => {
    const bytes = await jpeg(62, 62, 32);
    await t.send(expert, bytes);
    const answer = await download(boss, bytes);
    expect(answer.status).toBe(200);
    const kept = Buffer.from(await answer.arrayBuffer());
    const wanted = {
      'content-type': 'image/jpeg',
      'content-length': String(kept.length),
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'repr-digest': `sha-256=:${Buffer.from(sha(kept), 'hex').toString('base64')}:`,
    };
    expect(Object.fromEntries([...answer.headers].filter(([name]) => name in wanted))).toEqual(wanted);
  });

  it('another expert, a stranger and a revoked device get nothing: neither bytes nor a foreign upload, nor a place unless it hands over', async () => {
    const bytes = await jpeg(63, 63, 33);
    await t.send(expert, bytes);
    const statuses = async (cookie: string) => [
      (await download(cookie, bytes)).status,
      (await t.send(cookie, await jpeg(9, 9, 34))).status,
    ];
    expect(await statuses(other)).toEqual([404, 403]);
    expect(await statuses('')).toEqual([401, 401]);
    expect(await statuses('sid=forged')).toEqual([401, 401]);
    const gone = await world.account('expert', 'E-03', [A]);
    const cookie = await world.signIn(gone);
    for (const device of await world.deps.store.devices(gone))
      await world.deps.store.putDevice({ ...device, state: 'revoked' });
    // What it hands over is taken (SPEC D1); it reads nothing.
    expect(await statuses(cookie)).toEqual([401, 204]);
    expect(await statuses(boss)).toEqual([200, 403]);

    const pending = await jpeg(64, 64, 35);
    const made = await t.create(expert, pending.length, { scope: A, sha256: sha(pending), mime: 'image/jpeg' });
    const url = made.headers.get('location') ?? '';
    for (const thief of [other, boss, cookie]) {
      expect((await t.ask('HEAD', url, thief)).status).toBeGreaterThanOrEqual(401);
      expect((await t.patch(thief, url, 0, pending)).status).toBeGreaterThanOrEqual(401);
      expect((await t.ask('DELETE', url, thief)).status).toBeGreaterThanOrEqual(401);
    }
    expect(await t.offset(expert, url)).toBe(0);
    expect((await t.ask('GET', url, expert)).status).toBe(404);
  });

  it('[F65] who loses the entity in the middle of an upload does not finish it', async () => {
    const account = await world.account('expert', 'E-04', [A]);
    const cookie = await world.signIn(account);
    const bytes = await jpeg(65, 65, 36);
    const made = await t.create(cookie, bytes.length, { scope: A, sha256: sha(bytes), mime: 'image/jpeg' });
    const url = made.headers.get('location') ?? '';
    expect((await t.patch(cookie, url, 0, bytes.subarray(0, 100))).status).toBe(204);
    await world.deps.store.putAccount({ id: account, code: 'E-04', role: 'expert', active: true }, []);
    expect(await refusalOf(await t.patch(cookie, url, 100, bytes.subarray(100)))).toEqual({
      status: 403,
      type: 'Forbidden',
    });
    expect(await heldBy(boss, A, bytes)).toBe(false);
  });

  it('[F89] another page cannot send: without our header, from another origin, or with what only other origins read', async () => {
    const said = { scope: A, sha256: 'd'.repeat(64), mime: 'image/jpeg' };
    expect((await t.create(expert, 5, said, { 'x-app': '' })).status).toBe(403);
    expect((await t.create(expert, 5, said, { origin: 'https://evil.example' })).status).toBe(403);
    const made = await t.create(expert, 5, said);
    expect(made.status).toBe(201);
    const url = made.headers.get('location') ?? '';
    for (const method of ['PATCH', 'DELETE', 'HEAD']) {
      expect((await t.ask(method, url, expert, { 'x-app': '' })).status, method).toBe(403);
      expect((await t.ask(method, url, expert, { 'sec-fetch-site': 'cross-site' })).status, method).toBe(403);
    }
    expect([...made.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    expect((await t.ask('OPTIONS', '/api/blobs', expert)).status).toBe(404);
    expect((await t.ask('DELETE', url, expert)).status).toBe(204);
    expect(await t.offset(expert, url)).toBe(-404);
  });
});
