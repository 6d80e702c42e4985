/**
 * `npm run bench`: figures of this app beside the plain way, in one run of real Chromium against the real server. Prints a table with
 * medians, min–max and ratios; `-- --runs 1 --notes 2000` makes it short. Never part of pass or fail: absolute figures change with the machine, ratios inside one run count.
 */
import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request as forward } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { findChromium } from '../chromium.mjs';

const { values: given } = parseArgs({ options: { runs: { type: 'string' }, notes: { type: 'string' } } });
const NOTES = Number(given.notes ?? 10_000);
const RUNS = Number(given.runs ?? 5);
const WRITES = 300;
const TEXT = 'Podmiot zebrał zapotrzebowanie trzech realizatorów usług i omówił je z gminą. '.repeat(18);

const data = mkdtempSync(join(tmpdir(), 'trzy-sfery-bench-'));
const out = join(data, 'page');
await build({
  configFile: false,
  logLevel: 'error',
  define: { __VERSION__: '"bench"' },
  build: { outDir: out, lib: { entry: 'test/bench/page.ts', formats: ['es'], fileName: 'page' } },
});

const port = 18_787;
const server = spawn(process.execPath, ['dist/server/main.js'], {
  env: { ...process.env, PORT: String(port), DATA_DIR: join(data, 'db'), LOG_LEVEL: 'error' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const invitation = await new Promise((resolve) => {
  let printed = '';
  server.stdout.on('data', (chunk) => {
    printed += chunk;
    const code = /\/join#([0-9A-Z-]+)/.exec(printed)?.[1];
    if (code) resolve(code);
  });
});

/** @type {Buffer[]} */
const plain = [];
const front = createServer((req, res) => {
  if (req.url === '/plain.json') {
    res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip', 'cache-control': 'no-store' });
    res.end(plain.at(-1));
  } else if (req.url === '/page.js') {
    res.writeHead(200, { 'content-type': 'text/javascript' });
    res.end(readFileSync(join(out, 'page.js')));
  } else if (req.url?.startsWith('/api/')) {
    const { method, headers, url: path } = req;
    const onward = forward({ host: '127.0.0.1', port, method, headers, path }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    onward.on('error', () => res.writeHead(502).end());
    req.pipe(onward);
  } else {
    res.writeHead(200, { 'content-type': 'text/html' });
    res.end('<!doctype html><script type="module" src="/page.js"></script>');
  }
});
await new Promise((resolve) => front.listen(0, '127.0.0.1', () => resolve(null)));
const address = front.address();
const origin = `http://localhost:${address && typeof address === 'object' ? address.port : 0}`;

const browser = await chromium.launch({
  executablePath: findChromium(),
  args: [
    '--js-flags=--expose-gc',
    '--enable-precise-memory-info',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ],
});
const context = await browser.newContext({ baseURL: origin });
/** @param {string} path @param {object} body @returns {Promise<any>} */
const api = async (path, body) => {
  const answer = await context.request.post(path, { headers: { 'x-app': '1' }, data: body });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
};

try {
  await fill();
  const page = await context.newPage();
  await page.goto('/');
  await page.waitForFunction(() => 'bench' in window);
  const cdp = await context.newCDPSession(page);
  /** @param {string[]} call @param {number} count @returns {Promise<number>} */
  const measure = ([what, rest], count) =>
    page.evaluate(
      ([name, value, how]) => /** @type {any} */ (window).bench[name ?? ''](value, how),
      /** @type {const} */ ([what, count, rest]),
    );

  const rows = [];
  for (const rate of [1, 4]) {
    await cdp.send('Emulation.setCPUThrottlingRate', { rate });
    const pairs = [
      { what: 'one durable edit (ms) : bare put', ours: ['commands', 'sealed'], other: ['bareWrites'], each: WRITES },
      {
        what: 'one durable edit (ms) : unsealed',
        ours: ['commands', 'sealed'],
        other: ['commands', 'open'],
        each: WRITES,
      },
      {
        what: `first pull of ${NOTES} notes (ms) : plain way`,
        ours: ['pull', 'sealed'],
        other: ['plainPull'],
        each: 1,
      },
      {
        what: `start and read ${NOTES} notes (ms) : unsealed`,
        ours: ['openAll', 'sealed'],
        other: ['openAll', 'open'],
        each: 1,
      },
      {
        what: 'unlock by passphrase (ms), goal 1000 at 4x : Argon2id at its floor',
        ours: ['unlock', 'usual'],
        other: ['unlock', 'floor'],
        each: 1,
      },
    ];
    for (const { what, ours, other, each } of pairs) {
      /** @type {number[]} */
      const a = [];
      /** @type {number[]} */
      const b = [];
      const count = each === 1 ? NOTES : each;
      for (let i = 0; i < RUNS; i++) {
        a.push((await measure(ours, count)) / each);
        b.push((await measure(other, count)) / each);
      }
      const ratio = (median(a) / median(b)).toFixed(2);
      rows.push({ what, cpu: `${rate}x`, 'ours (sealed)': spread(a), other: spread(b), ratio });
    }
  }
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  console.table(rows);
  console.log(`requests for 10 changes: ${await measure(['requestsFor'], 10)}`);
  console.log(`${NOTES} notes opened in memory: ${(await measure(['memory'], NOTES)).toFixed(1)} MB`);
  console.log(`load of the machine: ${loadavg()[0]?.toFixed(1)}`);
} finally {
  await browser.close();
  front.close();
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(data, { recursive: true, force: true });
}

/** One entity with a visit and the notes, pushed through the endpoint; the same rows as the plain answer. */
async function fill() {
  await api('/api/join', { code: invitation, device: 'bench' });
  const [site, visit, expert] = [randomUUID(), randomUUID(), randomUUID()];
  let n = 0;
  /** @param {number} type @param {string} id @param {object} values */
  const mutation = (type, id, values) => ({
    mid: (++n).toString(36).padStart(22, '_'),
    scope: site,
    id,
    type,
    kind: 'set',
    set: Object.fromEntries(Object.entries(values).map(([field, v]) => [field, { v, saw: null }])),
    saw: null,
    at: '2026-01-16T09:00:00.000Z',
    schema: 1,
  });
  /** @param {object[]} muts @returns {Promise<{ results: { st: string }[] }>} */
  const push = (muts) =>
    api('/api/sync', { v: 1, schema: 1, rid: 'r'.repeat(22), epoch: null, cur: {}, limit: 1000, muts });
  const place = { code: 'PZS-01', name: 'CIS', kind: 'CIS', organiser: 'ngo', status: 'testing', teryt: '0605063' };
  const rest = { registerNumber: '', registerValidTo: null, capacity: null, contact: '', surroundings: '' };
  await push([mutation(3, site, { ...place, ...rest })]);
  await api('/api/accounts', { id: expert, code: 'E-01', role: 'expert', active: true, sites: [site] });
  const { code } = await api(`/api/accounts/${expert}/invitation`, {});
  await api('/api/join', { code, device: 'bench' });
  const times = { day: '2026-01-16', start: null, end: null, mode: 'onsite', type: 'working', status: 'planned' };
  const more = {
    code: 'V-PZS-01-20260116-1',
    aim: '',
    lead: expert,
    cosignedBy: null,
    informedAt: null,
    comment: '',
    remark: '',
  };
  await push([mutation(4, visit, { ...times, ...more })]);
  const all = [];
  for (let from = 0; from < NOTES; from += 400) {
    const muts = Array.from({ length: Math.min(400, NOTES - from) }, () =>
      mutation(6, randomUUID(), { visitId: visit, kind: 'fact', sphere: 1, product: null, text: TEXT }),
    );
    all.push(
      ...muts.map(({ id, set }) => ({
        id,
        scope: site,
        type: 6,
        ...Object.fromEntries(Object.entries(set).map(([f, { v }]) => [f, v])),
      })),
    );
    const { results } = await push(muts);
    if (results.some((outcome) => outcome.st !== 'ok'))
      throw new Error('refused while filling: ' + JSON.stringify(results[0]));
  }
  plain.push(gzipSync(JSON.stringify(all)));
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** @param {number[]} values */
function spread(values) {
  return `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;
}
