import { expect, test, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DESK, freshCode, invite, joinAgain, signIn, wordsOf } from './support/people.ts';
import { makeServer, type TestServer } from './support/server.ts';
import { addSite, beats, confirmed, sitesOf, unsent } from './support/steps.ts';

const m = wordsOf('pl');
let server: TestServer;

test.beforeEach(async () => {
  server = await makeServer();
  await server.start();
});
test.afterEach(() => server.remove());

test('[F10] the database removed between two starts is told to user and server, and downloaded again', async ({
  browser,
}) => {
  const { context, page, api } = await signIn(browser, server, server.invitation());
  await addSite(page, 'Modliborzyce');
  await confirmed(page);
  const code = await freshCode({ page, api });
  await server.stop();
  await addSite(page, 'Lubawa');
  await expect.poll(() => page.evaluate(() => localStorage.getItem('account'))).toContain('"waiting":1');
  await page.goto('/rescue.html');
  await removeDatabases(page);
  await server.start();
  await page.goto('/');
  const notice = page.getByRole('alert').filter({ hasText: m.rescue.lostTitle });
  await expect(notice).toContainText(m.rescue.lostEdits(1));
  await joinAgain(page, code);
  await confirmed(page);
  await page.goto('/sites');
  await expect(page.getByText('CIS Modliborzyce')).toBeVisible();
  expect(await beats(api)).toContainEqual(expect.objectContaining({ lost: 1 }));
  await notice.getByRole('button', { name: m.rescue.understood }).click();
  await expect(notice).toHaveCount(0);
  await page.reload();
  await expect(page.getByText('CIS Modliborzyce')).toBeVisible();
  await expect(notice).toHaveCount(0);
  await context.close();
});

test('[F10] removed under the running app it is told without a new start', async ({ browser }) => {
  const { context, page } = await signIn(browser, server, server.invitation());
  await addSite(page, 'Modliborzyce');
  await confirmed(page);
  await page.goto('/sites');
  await expect(page.getByText('CIS Modliborzyce')).toBeVisible();
  await removeDatabases(page);
  await expect(page.getByText(m.rescue.lostTitle)).toBeVisible();
  await expect(page.getByText('CIS Modliborzyce')).toBeVisible({ timeout: 20_000 });
  await context.close();
});

test('[F10] everything removed but the cookie: the account is known, and a fresh code brings its data back', async ({
  browser,
}) => {
  const { context, page, api } = await signIn(browser, server, server.invitation());
  await addSite(page, 'Modliborzyce');
  await confirmed(page);
  const code = await freshCode({ page, api });
  await page.goto('/rescue.html');
  await removeDatabases(page);
  await page.evaluate(async () => {
    localStorage.clear();
    for (const name of await caches.keys()) await caches.delete(name);
  });
  await page.goto('/');
  await expect(page.getByText(m.rescue.lostTitle)).toBeVisible();
  await joinAgain(page, code);
  await page.goto('/sites');
  await expect(page.getByText('CIS Modliborzyce')).toBeVisible();
  await context.close();
});

test('[F13][F75] what cannot be opened is told within 5 s; the rescue page saves it without the app', async ({
  browser,
}) => {
  const office = await signIn(browser, server, server.invitation(), { viewport: DESK });
  const account = { id: randomUUID(), code: 'K-02', role: 'coordinator', sites: [] };
  const phone = await signIn(browser, server, await invite(office.api, account));
  await confirmed(phone.page);
  await server.stop();
  const site = await addSite(phone.page, 'Modliborzyce');
  await phone.page.goto('/rescue.html');
  await phone.page.evaluate(async (id) => {
    await new Promise((resolve) => {
      const asked = indexedDB.open(`trzy-sfery:${id}`, 990);
      asked.onsuccess = () => resolve(asked.result.close());
    });
  }, account.id);
  await phone.page.goto('/');
  await expect(phone.page.getByRole('heading', { name: m.rescue.title })).toBeVisible({ timeout: 5000 });
  await expect(phone.page.getByText(m.errors.StorageNewer.title)).toBeVisible();
  await phone.page.getByRole('button', { name: m.rescue.toRescue }).click();
  await expect(phone.page.getByText('K-02: niewysłane zmiany / unsent changes 1')).toBeVisible();
  const saved = phone.page.waitForEvent('download');
  await phone.page.getByRole('button', { name: /Zapisz niewysłane/ }).click();
  const file = await (await saved).path();
  await server.start();
  await hand(office.page, file);
  await expect(office.page.getByText(m.rescue.imported('K-02'))).toBeVisible();
  expect(await sitesOf(office.api)).toContain(site);
  for (const { context } of [office, phone]) await context.close();
});

test('[X3] the file of a phone without network is imported by the coordinator, twice', async ({ browser }) => {
  const office = await signIn(browser, server, server.invitation(), { viewport: DESK });
  const account = { id: randomUUID(), code: 'K-02', role: 'coordinator', sites: [] };
  const phone = await signIn(browser, server, await invite(office.api, account));
  await confirmed(phone.page);
  await phone.context.setOffline(true);
  const site = await addSite(phone.page, 'Modliborzyce');
  await phone.page.goto('/sync');
  const saved = phone.page.waitForEvent('download');
  await phone.page.getByRole('button', { name: m.rescue.save }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toMatch(/^trzy-sfery-K-02-.*\.sealed$/);
  const file = await download.path();
  expect(readFileSync(file).includes('Modliborzyce')).toBe(false);
  await hand(office.page, file);
  await expect(count(office.page, 'ok')).toHaveText('1');
  await hand(office.page, file);
  await expect(count(office.page, 'dup')).toHaveText('1');
  await expect(count(office.page, 'ok')).toHaveText('0');
  expect(await sitesOf(office.api)).toEqual([site]);
  await phone.context.setOffline(false);
  await confirmed(phone.page);
  expect(await unsent(phone.page)).toBe(0);
  await hand(office.page, {
    name: 'x.sealed',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('no file of ours'),
  });
  await expect(office.page.getByText(m.errors.ImportForeign.title)).toBeVisible();
  for (const { context } of [office, phone]) await context.close();
});

test('[F19] a browser without storage says so before the code is spent', async ({ browser }) => {
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException('denied', 'InvalidStateError');
    };
  });
  await page.goto(`/join#${server.invitation()}`);
  await page.getByRole('button', { name: m.account.join }).click();
  await expect(page.getByText(m.errors.StorageBroken.title)).toBeVisible();
  await context.close();
  const other = await signIn(browser, server, server.invitation());
  await other.context.close();
});

const count = (page: Page, outcome: 'ok' | 'dup') =>
  page.locator('dt').getByText(m.rescue.counts[outcome], { exact: true }).locator('+ dd');

async function hand(page: Page, file: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]): Promise<void> {
  await page.goto('/more');
  await page.locator('input[type=file]').setInputFiles(file);
}

function removeDatabases(page: Page): Promise<void> {
  return page.evaluate(async () => {
    for (const { name = '' } of await indexedDB.databases()) {
      await new Promise((resolve) => {
        const asked = indexedDB.deleteDatabase(name);
        asked.onsuccess = resolve;
      });
    }
  });
}
