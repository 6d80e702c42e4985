import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { signIn, wordsOf } from './support/people.ts';
import { makeServer, type TestServer } from './support/server.ts';
import { addSite, confirmed, sitesOf, unsent } from './support/steps.ts';

const m = wordsOf('pl');
let server: TestServer;

test.beforeEach(async () => {
  server = await makeServer();
  await server.start();
});
test.afterEach(() => server.remove());

test('[F14][F15] two tabs edit and sync: one request at a time, no edit twice', async ({ browser }) => {
  const { context, page, api } = await signIn(browser, server, server.invitation());
  const second = await context.newPage();
  await second.goto('/');
  const most = await inFlight(context);
  await Promise.all([addSite(page, 'Modliborzyce'), addSite(second, 'Lubawa')]);
  await addSite(page, 'Biszcza');
  await Promise.all([confirmed(page), confirmed(second)]);
  expect(most()).toBe(1);
  expect(await sitesOf(api)).toHaveLength(3);
  for (const tab of [page, second]) {
    await tab.goto('/sites');
    for (const name of ['CIS Modliborzyce', 'CIS Lubawa', 'CIS Biszcza']) {
      await expect(tab.getByText(name, { exact: true })).toHaveCount(1);
    }
  }
  await context.close();
});

test('[E7] a tab without the turn shows that sync is running, and what went wrong', async ({ browser }) => {
  const { context, page } = await signIn(browser, server, server.invitation());
  await confirmed(page);
  const second = await context.newPage();
  await second.goto('/sync');
  const button = second.getByRole('button', { name: m.data.syncNow });
  await expect(button).toBeVisible();
  await second.waitForTimeout(1500);
  await page.route('**/api/sync', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 4000));
    await route.fulfill({ status: 503, contentType: 'text/html', body: 'down' });
  });
  await page.getByRole('button', { name: m.data.syncNow }).click();
  await expect(button).toHaveAttribute('aria-busy', 'true');
  await expect(second.getByText(m.errors.ServerDown.title)).toBeVisible({ timeout: 10_000 });
  await context.close();
});

test('[E6] what waits is sent by the worker with every window closed', async ({ browser }) => {
  const { context, page, api } = await signIn(browser, server, server.invitation());
  await confirmed(page);
  await server.stop();
  const site = await addSite(page, 'Modliborzyce');
  expect(await unsent(page)).toBe(1);
  const blank = await context.newPage();
  const wake = await waker(context, blank);
  await page.close();
  await server.start();
  await wake();
  await expect.poll(() => sitesOf(api), { timeout: 20_000 }).toContain(site);
  const back = await context.newPage();
  await confirmed(back);
  expect(await unsent(back)).toBe(0);
  await context.close();
});

test('the sync centre says whether this browser sends in the background', async ({ browser }) => {
  const { context, page } = await signIn(browser, server, server.invitation());
  await page.goto('/sync');
  await expect(page.getByText(m.rescue.backgroundYes)).toBeVisible();
  await page.addInitScript(() => delete (globalThis as { SyncManager?: unknown }).SyncManager);
  await page.reload();
  await expect(page.getByText(m.rescue.backgroundNo)).toBeVisible();
  await context.close();
});

/**
 * Counts sync requests that are under way at once in the open pages, from now on; gives the most there were. Each page tells
 * of a request before it goes, and of its end before it goes on, and waits to be heard: so the order is the true one.
 */
async function inFlight(context: BrowserContext): Promise<() => number> {
  const open = new Set<string>();
  let most = 0;
  await context.exposeBinding('requestGoes', (_source, id: string) => {
    open.add(id);
    most = Math.max(most, open.size);
  });
  await context.exposeBinding('requestEnded', (_source, id: string) => void open.delete(id));
  await context.addInitScript(() => {
    const told = globalThis as unknown as Record<'requestGoes' | 'requestEnded', (id: string) => Promise<void>>;
    const real = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      if (input !== '/api/sync') return real(input, init);
      const id = crypto.randomUUID();
      await told.requestGoes(id);
      try {
        return await real(input, init);
      } finally {
        await told.requestEnded(id);
      }
    };
  });
  for (const page of context.pages()) {
    await page.reload();
    await expect(page.getByRole('heading', { name: m.today.title, level: 1 })).toBeVisible();
    // From here on within the app: a document that is left takes its requests with it without a word.
    page.goto = async (path) => {
      await page.evaluate((to) => {
        history.pushState(null, '', to);
        dispatchEvent(new PopStateEvent('popstate'));
      }, path);
      return null;
    };
  }
  return () => most;
}

/** The browser's own wake-up of the worker, as when a line comes back. */
async function waker(context: BrowserContext, page: Page): Promise<() => Promise<void>> {
  const cdp = await context.newCDPSession(page);
  const registrationId = await new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.startsWith(server.url));
      if (ours) resolve(ours.registrationId);
    });
    void cdp.send('ServiceWorker.enable');
  });
  const event = { origin: server.url, registrationId, tag: 'trzy-sfery', lastChance: false };
  return async () => void (await cdp.send('ServiceWorker.dispatchSyncEvent', event));
}
