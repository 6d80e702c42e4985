import { expect, test, type Page } from '@playwright/test';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signIn, wordsOf } from './support/people.ts';
import { makeServer, type TestServer } from './support/server.ts';
import { addSite, beats, confirmed, unsent } from './support/steps.ts';
import { buildVersion, type Version } from './support/versions.ts';

const m = wordsOf('pl');
let server: TestServer;
let version: Version | null = null;

test.beforeEach(async () => {
  server = await makeServer();
  await server.start();
});
test.afterEach(async () => {
  await server.remove();
  version?.remove();
  version = null;
});

test('[F73] a new version is announced, waits for the hand that types, and leaves the outbox whole', async ({
  browser,
}) => {
  version = buildVersion('0.9.1');
  const { context, page, api } = await signIn(browser, server, server.invitation());
  const site = await addSite(page, 'Modliborzyce');
  await confirmed(page);
  await page.goto(`/sites/${site}/data`);
  await server.stop();
  await server.start({ CLIENT_DIR: version.client });
  await askForUpdate(page);
  const now = page.getByRole('button', { name: m.update.now });
  await expect(now).toBeVisible({ timeout: 30_000 });
  await server.stop();

  await page.evaluate(() => Object.assign(globalThis, { same: true }));
  const field = page.getByLabel(m.sites.surroundings);
  await field.pressSequentially('Pisane, gdy czeka ');
  await now.click();
  await field.pressSequentially('nowa wersja aplikacji', { delay: 120 });
  expect(await page.evaluate(() => 'same' in globalThis)).toBe(true);
  await page.waitForFunction(() => !('same' in globalThis), null, { timeout: 30_000 });
  await expect(page.getByText('Pisane, gdy czeka nowa wersja aplikacji')).toBeVisible();
  expect(await unsent(page)).toBeGreaterThan(0);
  await page.goto('/settings');
  await expect(page.getByText('0.9.1')).toBeVisible();

  await server.start({ CLIENT_DIR: version.client });
  await confirmed(page);
  expect(await unsent(page)).toBe(0);
  expect(await beats(api)).toEqual([expect.objectContaining({ app: '0.9.1' })]);
  await context.close();
});

test('[F74] an app whose files the server has purged starts from its precache, cold and on every screen', async ({
  browser,
}) => {
  const purged = mkdtempSync(join(tmpdir(), 'trzy-sfery-purged-'));
  cpSync(fileURLToPath(new URL('../../dist/client', import.meta.url)), purged, { recursive: true });
  rmSync(join(purged, 'assets'), { recursive: true });
  const { context, page } = await signIn(browser, server, server.invitation());
  const script = await page.locator('script[type=module]').first().getAttribute('src');
  await server.stop();
  await server.start({ CLIENT_DIR: purged });
  expect((await context.request.get(script ?? '')).status()).toBe(404);
  const missing: string[] = [];
  await page.close();
  const cold = await context.newPage();
  cold.on('pageerror', (error) => missing.push(error.message));
  for (const path of ['/', '/visits', '/sites', '/participants', '/sync', '/settings', '/accounts', '/more']) {
    await cold.goto(path);
    await expect(cold.getByRole('heading', { level: 1 })).toBeVisible();
  }
  await addSite(cold, 'Modliborzyce');
  await confirmed(cold);
  expect(missing).toEqual([]);
  await context.close();
  rmSync(purged, { recursive: true, force: true });
});

test('[U2] a new version that cannot open the data is not installed, and user and server are told', async ({
  browser,
}) => {
  version = buildVersion('0.9.2', {
    'src/client/db/shape.ts': (text) =>
      text
        .replace(/VERSION = (\d+)/, (_, last) => `VERSION = ${Number(last) + 1}`)
        .replace(/(version\(VERSION\)\.stores\(\{[^}]*\}\))/, `$1.upgrade(() => { throw new Error('it fails'); })`),
  });
  const { context, page, api } = await signIn(browser, server, server.invitation());
  await confirmed(page);
  await server.stop();
  await addSite(page, 'Modliborzyce');
  await server.start({ CLIENT_DIR: version.client });
  await askForUpdate(page);
  await expect(page.getByText(m.update.failedTitle)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(m.update.failedBody('0.9.2'))).toBeVisible();
  await page.getByRole('button', { name: m.update.understood }).click();
  expect(
    await page.evaluate(async () => (await indexedDB.databases()).some(({ name }) => name?.endsWith(':check'))),
  ).toBe(false);
  await page.close();
  const back = await context.newPage();
  await confirmed(back);
  await expect(back.getByText(m.update.failedTitle)).toHaveCount(0);
  await back.goto('/sites');
  await expect(back.getByText('CIS Modliborzyce')).toBeVisible();
  await back.goto('/settings');
  await expect(back.getByText('0.9.2')).toHaveCount(0);
  await expect
    .poll(() => beats(api))
    .toEqual([expect.objectContaining({ app: expect.not.stringMatching('0.9.2'), update: '0.9.2' })]);
  await context.close();
});

test('[F75] with a broken program the rescue page answers, and repairs it', async ({ browser }) => {
  const { context, page } = await signIn(browser, server, server.invitation());
  await confirmed(page);
  await page.route('**/assets/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: 'throw 1' }));
  await page.evaluate(async () => {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        if (!/assets.*\.js/.test(request.url)) continue;
        await cache.put(request, new Response('throw 1', { headers: { 'content-type': 'text/javascript' } }));
      }
    }
  });
  await page.goto('/');
  await expect(page.locator('#app')).toBeEmpty();
  await page.goto('/rescue.html');
  await expect(page.getByText('K-01: niewysłane zmiany / unsent changes 0')).toBeVisible();
  await page.unroute('**/assets/*.js');
  await page.getByRole('button', { name: /Napraw aplikację/ }).click();
  await expect(page.getByRole('heading', { name: m.today.title, level: 1 })).toBeVisible({ timeout: 20_000 });
  await context.close();
});

async function askForUpdate(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update().catch(() => undefined);
  });
}
