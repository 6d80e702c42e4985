import { expect, test, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { invite, PASSPHRASE, signIn, wordsOf, type Person } from './support/people.ts';
import { makeStage, note, openNotes, type Stage } from './support/stage.ts';

const m = wordsOf('pl');
const headers = { 'x-app': '1' };
let stage: Stage;

test.beforeEach(async () => {
  stage = await makeStage();
});
test.afterEach(() => stage.remove());

const ended = (page: Page) => page.getByRole('heading', { name: m.parting.ended, level: 1 });
const locked = (page: Page) => page.getByRole('heading', { name: m.lock.title, exact: true });

/** A device whose person does not open the lock by themselves. */
async function device(browser: Parameters<typeof signIn>[0]): Promise<Person> {
  const person = await signIn(browser, stage.server, await stage.code());
  await person.page.removeLocatorHandler(locked(person.page));
  return person;
}

interface Listed {
  id: string;
  state: string;
  beat: unknown;
}

/** The newest device of the expert, as the coordinator sees it. */
async function newest(): Promise<Listed> {
  const answer = await stage.boss.get('/api/accounts', { headers });
  const { accounts } = (await answer.json()) as { accounts: { id: string; devices: Listed[] }[] };
  return accounts.find(({ id }) => id === stage.expert)!.devices.at(-1)!;
}

async function endAccess(state: 'revoked' | 'wipe'): Promise<void> {
  const answer = await stage.boss.post(`/api/devices/${(await newest()).id}`, { headers, data: { state } });
  expect(answer.status()).toBe(200);
}

/** Texts of the notes that wait for the coordinator's decision. */
async function parked(): Promise<string> {
  return (await stage.boss.get('/api/parked', { headers })).text();
}

/** Names of the databases of this app that are left, but for the one that remembers the end. */
const databases = (page: Page) =>
  page.evaluate(async () =>
    (await indexedDB.databases()).map(({ name = '' }) => name).filter((name) => name.includes(':')),
  );

/** Keyrings, remembered accounts and the mark: what could still open or name something. */
const remains = (page: Page) =>
  page.evaluate(async () => {
    const rings = await new Promise<number>((resolve) => {
      const asked = indexedDB.open('trzy-sfery-keys');
      asked.onsuccess = () => {
        const count = asked.result.transaction('rings').objectStore('rings').count();
        count.onsuccess = () => {
          asked.result.close();
          resolve(count.result);
        };
      };
    });
    return { rings, mark: localStorage.getItem('account'), cache: await caches.has('trzy-sfery-mark') };
  });

/** The system puts the app to sleep, which locks it. */
async function freeze(page: Page): Promise<void> {
  await page.evaluate(() => document.dispatchEvent(new Event('freeze')));
  await expect(locked(page)).toBeVisible();
}

test('[D1][D2][F97] a revoked phone hands over what it had not sent, erases itself, and says so, also after a new start', async ({
  browser,
}) => {
  const { context, page } = await device(browser);
  // Out of reach until its access is gone: neither page nor worker may have sent it before.
  await context.setOffline(true);
  await note(page, stage.visit, 'Pisane po odebraniu dostępu');
  await endAccess('revoked');
  await context.setOffline(false);
  await expect(ended(page)).toBeVisible();
  await expect(page.getByText(m.parting.handed(2))).toBeVisible();
  await expect(page.getByText(m.parting.receipt)).toBeVisible();
  expect(await parked()).toContain('Pisane po odebraniu dostępu');
  expect(await databases(page)).toEqual([]);
  expect(await remains(page)).toEqual({ rings: 0, mark: null, cache: false });
  await expect.poll(async () => (await newest()).state).toBe('erased');
  await context.setOffline(true);
  await page.reload();
  await expect(ended(page)).toBeVisible();
  await expect(page.getByText('koordynatora', { exact: false }).first()).toBeVisible();
  await context.setOffline(false);
  await page.goto(`/join#${await stage.code()}`);
  await page.getByRole('button', { name: m.account.join }).click();
  await expect(page.getByRole('heading', { name: m.today.title, level: 1 })).toBeVisible();
  await context.close();
});

test('[D3][F97] a locked revoked phone hands over what it can, and the rest once it is unlocked; then it is empty', async ({
  browser,
}) => {
  const { context, page } = await device(browser);
  await page.goto('/sync');
  await page.getByRole('button', { name: m.data.syncNow }).click();
  await expect(page.getByText(m.sync.allConfirmed, { exact: false })).toBeVisible({ timeout: 30_000 });
  await stage.server.stop();
  await note(page, stage.visit, 'Czeka pod blokadą');
  await page.getByRole('button', { name: m.visits.addNote(m.labels.noteKind.fact) }).click();
  await page.getByLabel(m.visits.noteText).last().fill('Nieskończone zdanie');
  await freeze(page);
  await stage.server.start();
  await endAccess('revoked');
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(page.getByRole('heading', { name: m.parting.locked })).toBeVisible();
  await expect.poll(parked).toContain('Czeka pod blokadą');
  expect(await parked()).not.toContain('Nieskończone');
  expect((await databases(page)).length).toBeGreaterThan(0);
  await page.getByLabel(m.lock.passphrase, { exact: true }).fill(PASSPHRASE);
  await page.getByRole('button', { name: m.lock.unlock, exact: true }).click();
  await expect(ended(page)).toBeVisible();
  expect(await parked()).toContain('Nieskończone zdanie');
  expect(await databases(page)).toEqual([]);
  expect(await remains(page)).toEqual({ rings: 0, mark: null, cache: false });
  await context.close();
});

test('[D2][D3][F97] a locked phone is told to wipe and the power goes in the middle: the next start goes on, and nothing is opened meanwhile', async ({
  browser,
}) => {
  const { context, page } = await device(browser);
  await note(page, stage.visit, 'Zostanie tylko w bazie');
  await page.goto('/sync');
  await page.getByRole('button', { name: m.data.syncNow }).click();
  await expect(page.getByText(m.sync.allConfirmed, { exact: false })).toBeVisible({ timeout: 30_000 });
  // The keys are gone and the end is noted; the power goes before anything else was removed.
  await page.addInitScript(() => {
    if (sessionStorage.getItem('stay')) return;
    sessionStorage.setItem('stay', '1');
    IDBFactory.prototype.deleteDatabase = () => new EventTarget() as IDBOpenDBRequest;
  });
  await page.reload();
  await expect(page.getByRole('heading', { name: m.sync.title, level: 1 })).toBeVisible();
  await freeze(page);
  await endAccess('wipe');
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect.poll(() => remains(page).then(({ rings }) => rings)).toBe(0);
  expect(await databases(page)).not.toEqual([]);
  await page.close();
  const next = await context.newPage();
  await next.addInitScript(() => sessionStorage.setItem('stay', '1'));
  await next.goto('/');
  await expect(ended(next)).toBeVisible();
  await expect.poll(() => databases(next)).toEqual([]);
  expect(await remains(next)).toEqual({ rings: 0, mark: null, cache: false });
  await context.close();
});

test('[D4] signing out: kept, the data wait sealed for their person; destroyed, nothing stays, and both are asked with numbers', async ({
  browser,
}) => {
  const { context, page } = await stage.device(browser);
  await page.goto('/sync');
  await page.getByRole('button', { name: m.data.syncNow }).click();
  await expect(page.getByText(m.sync.allConfirmed, { exact: false })).toBeVisible({ timeout: 30_000 });
  await page.route('**/api/sync', (route) => route.abort());
  await note(page, stage.visit, 'Jeszcze tylko tutaj');
  await page.goto('/devices');
  await expect(page.getByText(m.devices.here, { exact: true })).toBeVisible();
  await page.getByRole('button', { name: m.sync.signOut }).click();
  await expect(page.getByText(m.signOut.unsent(2, 0))).toBeVisible();
  await expect(page.getByRole('button', { name: m.signOut.destroy })).toBeDisabled();
  await page.getByRole('button', { name: m.signOut.keep }).click();
  await expect(page.getByText(m.signOut.waits('E-01', 2))).toBeVisible();
  await page.unroute('**/api/sync');
  await page.getByLabel(m.account.code).fill(await stage.code());
  await page.getByRole('button', { name: m.account.join }).click();
  await expect(page.getByRole('heading', { name: m.today.title, level: 1 })).toBeVisible();
  await expect.poll(() => stage.notes()).toContain('Jeszcze tylko tutaj');
  await page.goto('/devices');
  await page.getByRole('button', { name: m.sync.signOut }).click();
  await expect(page.getByText(m.signOut.nothing)).toBeVisible();
  await page.getByRole('button', { name: m.signOut.destroy }).click();
  await expect(ended(page)).toBeVisible();
  expect(await databases(page)).toEqual([]);
  expect(await remains(page)).toEqual({ rings: 0, mark: null, cache: false });
  await context.close();
});

test('[V9][F99] two people, one phone: each their own sealed data, what waits of the first is named, goes, and is there when they come back', async ({
  browser,
}) => {
  const { context, page } = await stage.device(browser);
  await page.goto('/sync');
  await page.getByRole('button', { name: m.data.syncNow }).click();
  await expect(page.getByText(m.sync.allConfirmed, { exact: false })).toBeVisible({ timeout: 30_000 });
  await page.route(/api\/(sync|push)/, (route) => route.abort());
  await note(page, stage.visit, 'Zdanie pierwszej osoby');
  const second = { id: randomUUID(), code: 'E-02', role: 'expert', sites: [] };
  const code = await invite(stage.boss, second);
  await page.goto(`/join#${code}`);
  await page.getByRole('button', { name: m.account.join }).click();
  // A lock of their own is made on the way, as everybody at these pages does.
  await expect(page.getByRole('heading', { name: m.today.title, level: 1 })).toBeVisible({ timeout: 30_000 });
  await expect
    .poll(() => databases(page).then((names) => names.filter((name) => !name.includes('blobs')).length))
    .toBe(2);
  for (const place of ['/', '/visits', '/sites', `/visits/${stage.visit}`]) {
    await page.goto(place);
    await expect(page.getByRole('navigation').first()).toBeVisible();
    await expect(page.getByText('Zdanie pierwszej osoby')).toHaveCount(0);
    await expect(page.getByText('PZS-01')).toHaveCount(0);
  }
  await page.goto('/devices');
  await expect(page.getByText(/^E-01: zaszyfrowane/)).toBeVisible();
  await page.unroute(/api\/(sync|push)/);
  await page.goto('/sync');
  await page.getByRole('button', { name: m.data.syncNow }).click();
  // Sent under the ticket of the first person while the second one is signed in.
  await expect.poll(() => stage.notes(), { timeout: 20_000 }).toContain('Zdanie pierwszej osoby');
  await page.goto(`/join#${await stage.code()}`);
  await page.getByRole('button', { name: m.account.join }).click();
  await expect(page.getByRole('heading', { name: m.today.title, level: 1 })).toBeVisible({ timeout: 30_000 });
  await openNotes(page, stage.visit);
  await expect(page.getByText('Zdanie pierwszej osoby')).toBeVisible();
  expect((await stage.notes()).filter((text) => text === 'Zdanie pierwszej osoby')).toHaveLength(1);
  await context.close();
});
