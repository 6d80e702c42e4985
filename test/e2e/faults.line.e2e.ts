import { expect, test, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { openProxy, type Proxy, type Replied } from '../support/cutter.ts';
import { noteRow, visitRow } from '../support/rows.ts';
import { creation } from '../support/wire.ts';
import { PHONE, installed, invite, makeLock, type Person, unlocksItself, wordsOf } from './support/people.ts';
import { makeServer } from './support/server.ts';
import { askSync, joined, makeStage, note, openNotes, stateOf, type Stage } from './support/stage.ts';

const m = wordsOf('pl');
const PORTAL = '<html><title>w sidłach</title><script>document.title="w sidłach"</script>Portal 7d1f</html>';

let stage: Stage;
let proxy: Proxy;
/** The expert's phone, behind the proxy. */
let phone: Person;

test.beforeAll(async ({ browser }) => {
  stage = await makeStage();
  proxy = await openProxy(stage.port);
  phone = await stage.device(browser, proxy.origin);
});
test.afterEach(() => void (proxy.meddle = (_asked, send) => send()));
test.afterAll(async () => {
  await phone.context.close();
  await proxy.close();
  await stage.remove();
});

const through = (): void => void (proxy.meddle = (_asked, send) => send());
const replied = (status: number, headers: Replied['headers'], body = PORTAL): Replied => ({
  status,
  headers,
  body: Buffer.from(body),
});
const api = (path: string): boolean => path.startsWith('/api/');

/** Everything the browser keeps of answers, as text. */
const caches = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const parts: string[] = [];
    for (const name of await window.caches.keys()) {
      const cache = await window.caches.open(name);
      for (const asked of await cache.keys()) parts.push(asked.url, (await (await cache.match(asked))?.text()) ?? '');
    }
    return parts.join('\n');
  });

test('[F29] in the net of a hotel the app opens, works and keeps nothing of the portal; behind it everything is sent', async () => {
  const { page } = phone;
  const portals: [string, () => Replied][] = [
    ['200', () => replied(200, { 'content-type': 'text/html' })],
    ['302', () => replied(302, { location: '/login', 'content-type': 'text/html' })],
    ['511', () => replied(511, { 'content-type': 'text/html' })],
  ];
  for (const [name, portal] of portals) {
    proxy.meddle = async () => portal();
    await note(page, stage.visit, `zapis w sieci ${name}`);
    await askSync(page);
    await expect(page.getByText('Portal 7d1f')).toHaveCount(0);
    await expect(stateOf(page)).toHaveAttribute('data-state', 'waiting');
    await page.reload();
    await expect(page.getByRole('heading', { name: m.sync.title, level: 1 })).toBeVisible();
    expect(await page.title()).not.toContain('w sidłach');
  }
  expect(await caches(page)).not.toContain('Portal 7d1f');
  through();
  await askSync(page);
  await expect(stateOf(page)).toHaveAttribute('data-state', 'confirmed');
  const arrived = await stage.notes();
  for (const [name] of portals) expect(arrived.filter((text) => text === `zapis w sieci ${name}`)).toHaveLength(1);
});

test('[F26][F30] a line that breaks off, loses answers, repeats requests, delays and answers 503: every note arrives once', async () => {
  const { page } = phone;
  const lines: [string, Proxy['meddle']][] = [
    ['zerwana', async () => null],
    ['bez odpowiedzi', async (_asked, send) => (await send(), null)],
    [
      'obcięta',
      async (_asked, send) => {
        const reply = await send();
        return { ...reply, body: reply.body.subarray(0, reply.body.length >> 1) };
      },
    ],
    ['podwójna', async (_asked, send) => (await send(), send())],
    [
      'powolna',
      async (_asked, send) => {
        await new Promise((resolve) => setTimeout(resolve, 1500));
        return send();
      },
    ],
    ['przeciążona', async () => replied(503, { 'content-type': 'text/html', 'retry-after': '1' }, 'busy')],
  ];
  for (const [name, meddle] of lines) {
    proxy.meddle = (asked, send) => (api(asked.path) ? meddle(asked, send) : send());
    await note(page, stage.visit, `linia ${name}`);
    await askSync(page);
    await page.waitForTimeout(300);
  }
  through();
  await askSync(page);
  await expect(stateOf(page)).toHaveAttribute('data-state', 'confirmed', { timeout: 20_000 });
  const arrived = await stage.notes();
  for (const [name] of lines) expect(arrived.filter((text) => text === `linia ${name}`)).toHaveLength(1);
});

test('[F31] signed out in the middle of sending: the outbox stays, a new code goes on with the same edits', async () => {
  const { page } = phone;
  const sent = new Set<string>();
  proxy.meddle = async (asked, send) => {
    if (asked.path !== '/api/sync') return send();
    const { muts } = JSON.parse(asked.body.toString()) as { muts: { mid: string }[] };
    for (const { mid } of muts) sent.add(mid);
    return send({ headers: { ...asked.headers, cookie: undefined } });
  };
  await note(page, stage.visit, 'przed wylogowaniem');
  await askSync(page);
  await expect(page.getByRole('link', { name: m.sync.signInAgain })).toBeVisible();
  await page.reload();
  await openNotes(page, stage.visit);
  await expect(page.getByText('przed wylogowaniem')).toBeVisible();
  const before = sent.size;
  expect(before).toBeGreaterThan(0);
  proxy.meddle = async (asked, send) => {
    if (asked.path === '/api/sync') {
      const { muts } = JSON.parse(asked.body.toString()) as { muts: { mid: string }[] };
      for (const { mid } of muts) sent.add(mid);
    }
    return send();
  };
  await page.goto(`/join#${await stage.code()}`);
  await page.getByRole('button', { name: m.account.join }).click();
  await expect(page.getByRole('heading', { name: m.today.title, level: 1 })).toBeVisible();
  await askSync(page);
  await expect(stateOf(page)).toHaveAttribute('data-state', 'confirmed');
  expect(sent.size).toBe(before);
  expect((await stage.notes()).filter((text) => text === 'przed wylogowaniem')).toHaveLength(1);
});

test('[F32][F62] a phone that believes it is 2099: it says so, works on, and what it wrote keeps its place', async ({
  browser,
}) => {
  const { page, context } = await stage.device(browser, proxy.origin);
  await page.clock.setSystemTime(new Date('2099-06-01T10:00:00Z'));
  await page.reload();
  await note(page, stage.visit, 'z przyszłości');
  await askSync(page);
  await expect(stateOf(page)).toHaveAttribute('data-state', 'confirmed');
  await expect(page.getByText(/sprawdź datę i godzinę/)).toBeVisible();
  expect((await stage.notes()).filter((text) => text === 'z przyszłości')).toHaveLength(1);
  // Another device, of today, changes it: its newer word stands, though its clock is 73 years behind.
  const other = phone;
  await askSync(other.page);
  await expect(other.page.getByText(m.sync.clockOk)).toBeVisible();
  await openNotes(other.page, stage.visit);
  await expect(other.page.getByText('z przyszłości')).toBeVisible();
  await other.page.getByText('z przyszłości').click();
  await other.page.getByLabel(m.visits.noteText).fill('z przyszłości, poprawione dziś');
  await other.page.getByRole('button', { name: m.common.done, exact: true }).click();
  await expect(other.page.getByText('z przyszłości, poprawione dziś')).toBeVisible();
  await askSync(other.page);
  await expect(stateOf(other.page)).toHaveAttribute('data-state', 'confirmed');
  await askSync(page);
  await openNotes(page, stage.visit);
  await expect(page.getByText('z przyszłości, poprawione dziś')).toBeVisible();
  await context.close();
});

test('[F33] a browser that says «offline» while there is a line, and «online» while there is none, is not believed', async () => {
  const page = await phone.context.newPage();
  const says = (value: boolean) =>
    page.addInitScript(
      (online) => Object.defineProperty(Navigator.prototype, 'onLine', { get: () => online, configurable: true }),
      value,
    );
  await says(false);
  await page.reload();
  await note(page, stage.visit, 'mimo rzekomego braku sieci');
  await askSync(page);
  await expect(stateOf(page)).toHaveAttribute('data-state', 'confirmed');
  await says(true);
  proxy.meddle = async () => null;
  await page.reload();
  await note(page, stage.visit, 'mimo rzekomej sieci');
  await askSync(page);
  await expect(stateOf(page)).toHaveAttribute('data-state', 'waiting');
  through();
  await askSync(page);
  await expect(stateOf(page)).toHaveAttribute('data-state', 'confirmed');
  await page.close();
});

test('[F36] an empty server under the same name: nothing is deleted, it is said, and the right one is found again', async () => {
  const { page } = phone;
  await note(page, stage.visit, 'na właściwym serwerze');
  await askSync(page);
  await expect(stateOf(page)).toHaveAttribute('data-state', 'confirmed');
  const empty = await makeServer();
  await empty.start();
  const wrong = await openProxy(Number(new URL(empty.url).port));
  proxy.meddle = async ({ method, path, headers, body }) => {
    const { host: _, connection: __, 'content-length': ___, ...rest } = headers;
    const answer = await fetch(`${empty.url}${path}`, {
      method,
      headers: { ...(rest as Record<string, string>), origin: empty.url, 'accept-encoding': 'identity' },
      ...(method === 'GET' ? {} : { body: new Uint8Array(body) }),
    });
    return {
      status: answer.status,
      headers: { 'content-type': answer.headers.get('content-type') ?? 'text/plain' },
      body: Buffer.from(await answer.arrayBuffer()),
    };
  };
  await note(page, stage.visit, 'przy niewłaściwym');
  await askSync(page);
  await expect(page.getByRole('link', { name: m.sync.signInAgain })).toBeVisible();
  await page.reload();
  await openNotes(page, stage.visit);
  await expect(page.getByText('na właściwym serwerze')).toBeVisible();
  await expect(page.getByText('przy niewłaściwym')).toBeVisible();
  through();
  await askSync(page);
  await expect(stateOf(page)).toHaveAttribute('data-state', 'confirmed');
  expect((await stage.notes()).filter((text) => text === 'przy niewłaściwym')).toHaveLength(1);
  await wrong.close();
  await empty.remove();
});

test('[F34] at 50 kbit/s with a second of delay the first screen stands within 30 s, and 500 records follow', async ({
  browser,
}) => {
  const slow = { id: randomUUID(), code: 'E-02', role: 'expert', sites: [stage.site] };
  const expert = await joined(stage.server.url, await invite(stage.boss, slow));
  const long = randomUUID();
  await stage.push(expert, [
    creation('visit', stage.site, long, { ...visitRow(slow.id, 'V-PZS-01-20260116-2'), status: 'in-progress' }, 'long'),
    ...Array.from({ length: 500 }, (_, i) =>
      creation(
        'note',
        stage.site,
        randomUUID(),
        noteRow(long, `Notatka ${i} o warsztacie i o tym, co dalej`),
        `slow${i}`,
      ),
    ),
  ]);
  const context = await browser.newContext({ viewport: PHONE, hasTouch: true, baseURL: proxy.origin });
  await context.addInitScript(() => localStorage.setItem('lang', 'pl'));
  const page = await context.newPage();
  await page.goto(`/join#${await stage.code(slow.id)}`);
  await installed(page);
  await page.goto(`/join#${await stage.code(slow.id)}`);
  const cdp = await context.newCDPSession(page);
  const rate = 50_000 / 8;
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 1000,
    downloadThroughput: rate,
    uploadThroughput: rate,
  });
  const from = Date.now();
  await page.getByRole('button', { name: m.account.join }).click();
  await makeLock(page);
  await expect(page.getByRole('heading', { name: m.today.title, level: 1 })).toBeVisible({ timeout: 30_000 });
  const first = Date.now() - from;
  await expect(stateOf(page)).toHaveAttribute('data-state', 'confirmed', { timeout: 60_000 });
  console.log(`50 kbit/s, 1 s: first screen ${first} ms, 500 records ${Date.now() - from} ms`);
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
  await unlocksItself(page);
  await openNotes(page, long);
  await expect(page.getByText('Notatka 499 o warsztacie')).toBeAttached();
  await context.close();
});
