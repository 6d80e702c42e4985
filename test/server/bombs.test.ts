import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { request as ask } from 'node:http';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chunk, jpeg, PNG_SIGNATURE, pngBomb, sha } from '../support/pictures.ts';
import { built, serverProcess, type ServerProcess } from '../support/process.ts';
import { siteRow } from '../support/rows.ts';
import { creation, uid } from '../support/wire.ts';

/** Peaks of a process are kept by Linux alone. */
const measurable = existsSync('/proc/self/clear_refs');
const MB = 1024 * 1024;
const site = uid(0x51);

/**
 * How much more than at rest the server may take at its peak. One decoded picture of 20 MP at 8 bytes a point is 160 MB; a body that
 * was kept whole would be 300 MB. Unit: bytes.
 */
const ROOM = 220 * MB;

let server: ServerProcess;
let expert: string;
let boss: string;

beforeAll(async () => {
  if (!built || !measurable) return;
  server = serverProcess();
  await server.start();
  boss = await server.first();
  await server.sync(boss, { muts: [creation('site', site, site, siteRow())] });
  expert = await server.account(boss, { id: uid(0xe), code: 'E-01', role: 'expert', sites: [site] });
  // The decoders are loaded at the first picture: what they need once is no part of what a bomb takes.
  expect((await send(await jpeg(2000, 1500), 'image/jpeg')).status).toBe(204);
});
afterAll(() => (built && measurable ? server.remove() : undefined));

const status = (field: 'VmHWM' | 'VmRSS'): number =>
  Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) * 1024;

/** Runs `work` and gives how far the server's memory rose above where it began. The kernel keeps the peak: no sample is missed. */
async function peakOf(work: () => Promise<unknown>): Promise<number> {
  writeFileSync(`/proc/${server.pid}/clear_refs`, '5');
  const before = status('VmRSS');
  await work();
  return status('VmHWM') - before;
}

interface Answer {
  status: number;
  type: string | undefined;
}

/** A request whose body is made while it is sent. `closed`: the server ended the line before the body was through. */
function stream(
  method: string,
  path: string,
  headers: Record<string, string | number>,
  length: number,
  cookie = expert,
): Promise<Answer | 'closed'> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(server.origin);
    const all = { 'x-app': '1', 'tus-resumable': '1.0.0', cookie, ...headers };
    const out = ask({ method, path, hostname, port, headers: all }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString()));
      response.on('end', () => {
        out.destroy();
        const { error } = (text.startsWith('{') ? JSON.parse(text) : {}) as { error?: { type: string } };
        resolve({ status: response.statusCode ?? 0, type: error?.type });
      });
    });
    out.on('error', () => resolve('closed'));
    const part = Buffer.alloc(MB, 0x20);
    let left = length;
    const go = (): void => {
      while (left > 0 && !out.destroyed) {
        const size = Math.min(left, part.length);
        left -= size;
        if (!out.write(part.subarray(0, size))) return void out.once('drain', go);
      }
      out.end();
    };
    go();
  });
}

const said = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');

async function create(size: number, sha256: string, mime: string): Promise<Response> {
  return fetch(`${server.origin}/api/blobs`, {
    method: 'POST',
    headers: {
      'x-app': '1',
      'tus-resumable': '1.0.0',
      cookie: expert,
      'upload-length': String(size),
      'upload-metadata': said({ scope: site, sha256, mime }),
    },
  });
}

async function send(bytes: Uint8Array<ArrayBuffer> | Buffer, mime: string): Promise<Answer> {
  const made = await create(bytes.length, sha(bytes), mime);
  const response = await fetch(`${server.origin}${made.headers.get('location') ?? ''}`, {
    method: 'PATCH',
    headers: {
      'x-app': '1',
      'tus-resumable': '1.0.0',
      cookie: expert,
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    },
    body: new Uint8Array(bytes),
  });
  const { error } = response.status === 204 ? {} : ((await response.json()) as { error?: { type: string } });
  return { status: response.status, type: error?.type };
}

/** A PNG of one colour with 16 bits a channel: a few hundred kilobytes that decode to 8 bytes a point. */
function flatPng(width: number, height: number, more: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([16, 6, 0, 0, 0], 8);
  const data = deflateSync(Buffer.alloc((width * 8 + 1) * height), { level: 9 });
  return Buffer.concat([
    PNG_SIGNATURE,
    chunk('IHDR', header),
    more,
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe.runIf(built && measurable)('[F82] the server stays within its memory', { timeout: 240_000 }, () => {
  it('a file of 300 MB is refused by its announced length, and cut off when it does not announce it', async () => {
    expect((await create(300 * MB, 'a'.repeat(64), 'image/jpeg')).status).toBe(413);
    const made = await create(1000, 'b'.repeat(64), 'image/jpeg');
    const url = made.headers.get('location') ?? '';
    const piece = { 'upload-offset': 0, 'content-type': 'application/offset+octet-stream' };
    const rise = await peakOf(async () => {
      const answers = [
        await stream('PATCH', url, piece, 300 * MB),
        await stream('PATCH', url, { ...piece, 'content-length': 300 * MB }, 300 * MB),
      ];
      for (const answer of answers) expect(answer === 'closed' || answer.status >= 400).toBe(true);
    });
    expect(rise / MB).toBeLessThan(ROOM / MB);
    expect((await server.get('/healthz')).status).toBe(200);
  });

  it('bodies of 300 MB to the other routes are read up to their limit', async () => {
    const json = { 'content-type': 'application/json' };
    const bytes = { 'content-type': 'application/octet-stream' };
    const rise = await peakOf(async () => {
      for (const [path, headers, cookie] of [
        ['/api/sync', json, expert],
        ['/api/blobs/status', json, expert],
        ['/api/push', json, expert],
        ['/api/import', bytes, boss],
        ['/api/import/file', bytes, boss],
      ] as const) {
        const answer = await stream('POST', path, headers, 300 * MB, cookie);
        expect([path, answer === 'closed' || answer.status === 413]).toEqual([path, true]);
      }
    });
    expect(rise / MB).toBeLessThan(ROOM / MB);
  });

  it('pictures that are small on the line and huge when decoded are refused or decoded within bounds', async () => {
    const huge = deflateSync(Buffer.alloc(300 * MB), { level: 1 });
    const text = Buffer.concat([Buffer.from('Comment\0\0'), huge]);
    const profile = Buffer.concat([Buffer.from('icc\0\0'), huge]);
    const bombs: [string, Buffer, Answer[]][] = [
      ['50 000 × 50 000 in the header', pngBomb(50_000, 50_000), [{ status: 422, type: 'PhotoTooManyPixels' }]],
      ['19,9 MP of 16 bits', flatPng(5000, 3990), [{ status: 204, type: undefined }]],
      ['a comment of 300 MB', flatPng(10, 10, chunk('zTXt', text)), [{ status: 204, type: undefined }]],
      ['a colour profile of 300 MB', flatPng(10, 11, chunk('iCCP', profile)), [{ status: 204, type: undefined }]],
    ];
    for (const [name, bytes, answers] of bombs) {
      let answer: Answer | undefined;
      const rise = await peakOf(async () => (answer = await send(bytes, 'image/png')));
      console.log(`${name}: ${bytes.length} bytes, ${JSON.stringify(answer)}, +${Math.round(rise / MB)} MB`);
      expect(answers).toContainEqual(answer);
      expect(rise / MB, name).toBeLessThan(ROOM / MB);
    }
  });
});
