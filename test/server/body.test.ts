import { readJson } from '#server/body.ts';
import { MAX_BODY, MAX_INFLATED } from '#sync/protocol.ts';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const post = (body: BodyInit | null, headers: Record<string, string> = {}): Request =>
  new Request('http://localhost/api/sync', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    duplex: 'half',
  } as RequestInit);
const gzip = { 'content-encoding': 'gzip' };
const failure = async (request: Request) => {
  const read = await readJson(request);
  return read.ok ? 'read' : `${read.error.status} ${read.error.type}`;
};
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

it('[S4] plain and gzip JSON is read', async () => {
  expect(await readJson(post('{"a":["ż"]}'))).toEqual({ ok: true, value: { a: ['ż'] } });
  expect(await readJson(post(gzipSync('{"a":1}'), gzip))).toEqual({ ok: true, value: { a: 1 } });
});

it.each([
  ['no content type', '{}', { 'content-type': '' }],
  ['text/plain, which a form of another page may send', '{}', { 'content-type': 'text/plain' }],
  ['a form', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['a type that only begins like ours', '{}', { 'content-type': 'application/jsonp' }],
  ['an encoding we do not announce', '{}', { 'content-encoding': 'br' }],
])('[S4] %s is refused 415', async (_name, body, headers) => {
  expect(await failure(post(body, headers))).toBe('415 UnsupportedMedia');
});

it.each([
  ['nothing', null],
  ['an empty text', ''],
  ['half of a JSON', '{"v":1,'],
  ['HTML', '<html></html>'],
  ['a __proto__ anywhere', '{"a":[{"__proto__":{"admin":true}}]}'],
])('[S4] %s is refused 400', async (_name, body) => {
  expect(await failure(post(body))).toBe('400 Invalid');
});

it('[S4] damaged, cut and pretended gzip is refused 400', async () => {
  const whole = gzipSync(JSON.stringify({ text: randomBytes(500).toString('hex') }));
  const damaged = Buffer.from(whole);
  damaged[whole.length >> 1] = (damaged[whole.length >> 1] ?? 0) ^ 0xff;
  expect(await failure(post(damaged, gzip))).toBe('400 Invalid');
  expect(await failure(post(whole.subarray(0, whole.length - 9), gzip))).toBe('400 Invalid');
  expect(await failure(post('{}', gzip))).toBe('400 Invalid');
});

it('[S4] JSON may nest 20 deep; ten thousand brackets are refused at once', async () => {
  expect((await readJson(post(nested(20)))).ok).toBe(true);
  expect(await failure(post(nested(22)))).toBe('400 Invalid');
  expect(await failure(post(nested(10_000)))).toBe('400 Invalid');
});

it('[E4] a body over 1 MB on the wire is refused 413, gzip included', async () => {
  expect((await readJson(post(JSON.stringify('x'.repeat(MAX_BODY - 2))))).ok).toBe(true);
  expect(await failure(post(JSON.stringify('x'.repeat(MAX_BODY - 1))))).toBe('413 TooLarge');
  const noise = gzipSync(JSON.stringify(randomBytes(1_500_000).toString('base64')));
  expect(noise.length).toBeGreaterThan(MAX_BODY);
  expect(await failure(post(noise, gzip))).toBe('413 TooLarge');
});

it('[E4] a gzip bomb is stopped at 8 MB inflated, while it streams', { timeout: 30_000 }, async () => {
  const bomb = gzipSync(Buffer.alloc(100_000_000, 0x20), { level: 9 });
  expect(bomb.length).toBeLessThan(MAX_BODY);
  const before = process.memoryUsage().rss;
  expect(await failure(post(bomb, gzip))).toBe('413 TooLarge');
  expect(process.memoryUsage().rss - before).toBeLessThan(80_000_000);
  expect((await readJson(post(gzipSync(JSON.stringify('x'.repeat(MAX_INFLATED - 2))), gzip))).ok).toBe(true);
});

it('[E4] a body without end is left as soon as the limit is reached', async () => {
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 100_000;
      controller.enqueue(new Uint8Array(100_000).fill(0x20));
    },
  });
  expect(await failure(post(endless))).toBe('413 TooLarge');
  expect(sent).toBeLessThan(2 * MAX_BODY);
});
