import type { APIRequestContext, Browser, BrowserContext, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { en } from '#client/i18n/en.ts';
import { pl } from '#client/i18n/pl.ts';
import type { TestServer } from './server.ts';

/** A person with a device: a browser profile of its own. */
export interface Person {
  context: BrowserContext;
  page: Page;
  /** Asks the endpoint as this device does while it is unlocked. */
  api: APIRequestContext;
}

/** What every person of the tests opens their device with. */
export const PASSPHRASE = 'most lipa wtorek guzik';

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
  const api = apiOf(context);
  const page = await context.newPage();
  const m = wordsOf(lang);
  await page.goto(`/join#${code}`);
  await page.getByRole('button', { name: m.account.join }).click();
  await makeLock(page, lang);
  // A passphrase is stretched twice here, which takes seconds where others work beside.
  await expect(page.getByRole('heading', { name: m.today.title, level: 1 })).toBeVisible({ timeout: 30_000 });
  context.on('page', (next) => void unlocksItself(next, lang));
  await unlocksItself(page, lang);
  await installed(page);
  await expect(page.getByRole('heading', { name: m.today.title, level: 1 })).toBeVisible({ timeout: 30_000 });
  return { context, page, api };
}

/** Makes the passphrase of a device that has just joined. */
export async function makeLock(page: Page, lang: Lang = 'pl'): Promise<void> {
  const m = wordsOf(lang).lock;
  await page.getByLabel(m.passphrase, { exact: true }).fill(PASSPHRASE);
  await page.getByLabel(m.again).fill(PASSPHRASE);
  await page.getByRole('button', { name: m.make }).click();
}

/** A fresh one-time code for another device of the account that is signed in at the page. */
export async function freshCode({ page, api }: Pick<Person, 'page' | 'api'>): Promise<string> {
  const mark = await page.evaluate(() => localStorage.getItem('account') ?? '{}');
  const { account } = JSON.parse(mark) as { account: string };
  const answer = await api.post(`/api/accounts/${account}/invitation`, { headers: { 'x-app': '1' } });
  expect(answer.status()).toBe(200);
  return ((await answer.json()) as { code: string }).code;
}

/** Signs the device in once more with a fresh code. */
export async function joinAgain(page: Page, code: string, lang: Lang = 'pl'): Promise<void> {
  const m = wordsOf(lang);
  await page.goto(`/join#${code}`);
  await page.getByRole('button', { name: m.account.join }).click();
  await expect(page.getByRole('heading', { name: m.today.title, level: 1 })).toBeVisible({ timeout: 30_000 });
}

/** Opens the lock that stands on the screen. */
export async function unlock(page: Page, lang: Lang = 'pl'): Promise<void> {
  const m = wordsOf(lang).lock;
  await page.getByLabel(m.passphrase, { exact: true }).fill(PASSPHRASE);
  await page.getByRole('button', { name: m.unlock, exact: true }).click();
}

/** From here on the person at this page opens the lock wherever it stands in the way. */
export async function unlocksItself(page: Page, lang: Lang = 'pl'): Promise<void> {
  const locked = page.getByRole('heading', { name: wordsOf(lang).lock.title, exact: true });
  await page.addLocatorHandler(locked, () => unlock(page, lang));
  const bare = page.getByRole('heading', { name: wordsOf(lang).lock.setupTitle, exact: true });
  await page.addLocatorHandler(bare, () => makeLock(page, lang));
}

/** The endpoint as a device asks it: with the cookie of the profile and the proof that its pages send. */
function apiOf(context: BrowserContext): APIRequestContext {
  let proof: Record<string, string> = {};
  context.on('request', (request) => {
    const sent = request.headers()['x-unlocked'];
    if (sent) proof = { 'x-unlocked': sent };
  });
  const asked =
    (how: 'get' | 'post') =>
    (url: string, options: { headers?: Record<string, string> } = {}) =>
      context.request[how](url, { ...options, headers: { ...options.headers, ...proof } });
  return new Proxy(context.request, {
    get: (target, name) => (name === 'get' || name === 'post' ? asked(name) : Reflect.get(target, name)),
  });
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
