import { expect, type APIRequestContext, type Page } from '@playwright/test';
import { request as syncRequest } from '../../support/wire.ts';
import { wordsOf, type Lang } from './people.ts';

/** Founds an entity on the screen, with network or without; gives its id. */
export async function addSite(page: Page, gmina: string, lang: Lang = 'pl'): Promise<string> {
  const m = wordsOf(lang);
  await page.goto('/sites/new');
  await page
    .locator('label')
    .filter({ has: page.getByRole('radio', { name: /^CIS/ }) })
    .click();
  await page.getByRole('combobox', { name: m.sites.place }).fill(gmina);
  await page.getByRole('option').first().click();
  await page.getByLabel(m.sites.organiser).selectOption({ index: 4 });
  await page.getByRole('button', { name: m.sites.create }).click();
  await expect(page.getByRole('heading', { name: `CIS ${gmina}`, level: 1 })).toBeVisible();
  return page.url().split('/').at(-1) ?? '';
}

/** Waits until the server has confirmed everything of this device. */
export async function confirmed(page: Page, lang: Lang = 'pl'): Promise<void> {
  await page.goto('/sync');
  await page.getByRole('button', { name: wordsOf(lang).data.syncNow }).click();
  await expect(page.getByText(wordsOf(lang).sync.allConfirmed, { exact: false })).toBeVisible({ timeout: 30_000 });
}

/** How many edits the page's device has not sent; read from its database as the rescue page reads it. */
export function unsent(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const account = (JSON.parse(localStorage.getItem('account') ?? '{}') as { account: string }).account;
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const asked = indexedDB.open(`trzy-sfery:${account}`);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(new Error('not opened'));
    });
    const count = await new Promise<number>((resolve) => {
      const asked = db.transaction('outbox').objectStore('outbox').count();
      asked.onsuccess = () => resolve(asked.result);
    });
    db.close();
    return count;
  });
}

/** Ids of the entities that the server has, as the signed-in device sees them. */
export async function sitesOf(request: APIRequestContext): Promise<string[]> {
  const rid = 'r'.repeat(22);
  const data = { v: 1, schema: 1, rid, epoch: null, cur: {}, limit: 1_000_000, muts: [] };
  const answer = await request.post('/api/sync', { headers: { 'x-app': '1' }, data });
  expect(answer.status()).toBe(200);
  return Object.keys(((await answer.json()) as { grants: object }).grants).filter((scope) => scope !== 'program');
}

/** How every device stood at its last contact. */
export async function beats(request: APIRequestContext): Promise<Record<string, unknown>[]> {
  const answer = await request.get('/api/accounts', { headers: { 'x-app': '1' } });
  const { accounts } = (await answer.json()) as { accounts: { devices: { beat: Record<string, unknown> }[] }[] };
  return accounts.flatMap(({ devices }) => devices.map(({ beat }) => beat));
}

/** Sends edits as the signed-in device does, and sees that each was accepted. */
export async function push(request: APIRequestContext, muts: unknown[]): Promise<void> {
  const answer = await request.post('/api/sync', { headers: { 'x-app': '1' }, data: syncRequest({ muts }) });
  const { results } = (await answer.json()) as { results: { st: string }[] };
  expect(results).toMatchObject(muts.map(() => ({ st: 'ok' })));
}
