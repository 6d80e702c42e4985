import type { APIRequestContext, Browser, BrowserContext, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { en } from '#client/i18n/en.ts';
import { pl } from '#client/i18n/pl.ts';
import type { TestServer } from './server.ts';

/** A person with a device: a browser profile of its own. */
export interface Person {
  context: BrowserContext;
  page: Page;
}

export type Lang = 'pl' | 'en';

/** The words a person reads. */
export const wordsOf = (lang: Lang) => (lang === 'pl' ? pl : en);

export const PHONE = { width: 360, height: 780 };
export const DESK = { width: 1280, height: 800 };

/** Opens a fresh profile in the language, signs in with a one-time code and waits until the first download is done. */
export async function signIn(
  browser: Browser,
  server: TestServer,
  code: string,
  { lang = 'pl', viewport = PHONE }: { lang?: Lang; viewport?: typeof PHONE } = {},
): Promise<Person> {
  const context = await browser.newContext({ viewport, hasTouch: viewport === PHONE, baseURL: server.url });
  await context.addInitScript((value) => localStorage.setItem('lang', value), lang);
  const page = await context.newPage();
  const m = wordsOf(lang);
  await page.goto(`/join#${code}`);
  await page.getByRole('button', { name: m.account.join }).click();
  await expect(page.getByRole('heading', { name: m.today.title, level: 1 })).toBeVisible();
  await installed(page);
  return { context, page };
}

/** Waits until the service worker holds the whole shell and controls the page: from here on a cold start needs no network. */
export async function installed(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  if (!(await page.evaluate(() => navigator.serviceWorker.controller !== null))) {
    await page.reload();
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  }
}

/** An account made through the endpoint by a signed-in coordinator; gives a one-time code for it. */
export async function invite(
  request: APIRequestContext,
  account: { id: string; code: string; role: string; sites: string[] },
): Promise<string> {
  const headers = { 'x-app': '1' };
  const made = await request.post('/api/accounts', { headers, data: { active: true, ...account } });
  expect(made.status(), await made.text()).toBe(200);
  const invitation = await request.post(`/api/accounts/${account.id}/invitation`, { headers });
  expect(invitation.status()).toBe(200);
  return ((await invitation.json()) as { code: string }).code;
}
