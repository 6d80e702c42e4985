import { expect, test, type Page } from '@playwright/test';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '../chromium.mjs';
import { installed, makeLock, PASSPHRASE, signIn, unlocksItself, wordsOf } from './support/people.ts';
import { makeStage, note, openNotes, type Stage } from './support/stage.ts';

const m = wordsOf('pl');
let stage: Stage;

test.beforeEach(async () => {
  stage = await makeStage();
});
test.afterEach(() => stage.remove());

/** Locks by the button of the settings and says nothing more: what stands then is the lock. */
async function lock(page: Page): Promise<void> {
  await page.goto('/settings');
  await page.getByRole('button', { name: m.lock.lockNow, exact: true }).click();
  await expect(page.getByRole('heading', { name: m.lock.title, exact: true })).toBeVisible();
}

/** A device whose person does not open the lock by themselves. */
async function device(browser: Parameters<typeof signIn>[0]) {
  const person = await signIn(browser, stage.server, await stage.code());
  await person.page.removeLocatorHandler(person.page.getByRole('heading', { name: m.lock.title, exact: true }));
  return person;
}

const secret = (page: Page) => page.getByLabel(m.lock.passphrase, { exact: true });
const open = (page: Page) => page.getByRole('button', { name: m.lock.unlock, exact: true });

test('[V3][V4] locked, nothing is on the screen; offline a wrong passphrase opens nothing and the right one everything', async ({
  browser,
}) => {
  const { context, page } = await device(browser);
  await note(page, stage.visit, 'Zdanie sprzed blokady');
  await stage.server.stop();
  await context.setOffline(true);
  await lock(page);
  await expect(page.getByText('Zdanie sprzed blokady')).toHaveCount(0);
  await expect(page.getByRole('navigation')).toHaveCount(0);
  for (let i = 0; i < 3; i++) {
    await secret(page).fill('nie to hasło, niestety');
    await open(page).click();
    // The field is emptied when the answer is there.
    await expect(secret(page)).toHaveValue('');
    await expect(page.getByText(m.errors.SecretWrong.title, { exact: false })).toBeVisible();
  }
  await expect(page.getByRole('button', { name: /Następna próba za/ })).toBeDisabled();
  await secret(page).fill(PASSPHRASE);
  await open(page).click();
  await expect(page.getByRole('heading', { name: m.settings.title, level: 1 })).toBeVisible();
  await openNotes(page, stage.visit);
  await expect(page.getByText('Zdanie sprzed blokady')).toBeVisible();
  await context.close();
});

test('[V5] a forgotten passphrase: a fresh code opens, and what was not sent is still there', async ({ browser }) => {
  const person = await device(browser);
  const { context, page } = person;
  await page.goto('/sync');
  await expect(page.getByText(m.sync.allConfirmed, { exact: false })).toBeVisible();
  await expect.poll(() => recoverable(page)).toBe(true);
  await stage.server.stop();
  await note(page, stage.visit, 'Jeszcze niewysłane');
  await lock(page);
  await stage.server.start();
  await page.getByRole('button', { name: m.lock.forgot }).click();
  await page.getByLabel(m.lock.code).fill(await stage.code());
  await page.getByLabel(m.lock.newPassphrase).fill('zupełnie inne cztery słowa');
  await page.getByRole('button', { name: m.lock.recover }).click();
  await expect(page.getByRole('heading', { name: m.settings.title, level: 1 })).toBeVisible();
  await openNotes(page, stage.visit);
  await expect(page.getByText('Jeszcze niewysłane')).toBeVisible();
  await expect.poll(() => stage.notes()).toContain('Jeszcze niewysłane');
  await context.close();
});

test('[V6] a PIN opens what was locked while the page lives, and nothing after it', async ({ browser }) => {
  const { context, page } = await device(browser);
  await page.goto('/settings');
  await page.getByLabel(m.lock.pin, { exact: true }).fill('123456');
  await page.getByRole('button', { name: m.lock.setPin }).click();
  await expect(page.getByText(m.errors.PinWeak.title, { exact: false })).toBeVisible();
  await page.getByLabel(m.lock.pin, { exact: true }).fill('281947');
  await page.getByRole('button', { name: m.lock.setPin }).click();
  await expect(page.getByRole('button', { name: m.lock.removePin })).toBeVisible();
  await lock(page);
  await page.getByLabel(m.lock.pin, { exact: true }).fill('281947');
  await open(page).click();
  await expect(page.getByRole('heading', { name: m.settings.title, level: 1 })).toBeVisible();
  await lock(page);
  await page.reload();
  await expect(secret(page)).toBeVisible();
  await expect(page.getByLabel(m.lock.pin, { exact: true })).toHaveCount(0);
  await context.close();
});

test('[V1][F98] a working day leaves nothing readable on the disk of the device', async ({ playwright }) => {
  const profile = mkdtempSync(join(tmpdir(), 'trzy-sfery-profile-'));
  const executablePath = findChromium();
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'];
  const context = await playwright.chromium.launchPersistentContext(profile, {
    args,
    baseURL: stage.server.url,
    locale: 'pl-PL',
    ...(executablePath && { executablePath }),
  });
  const planted = Array.from({ length: 50 }, (_, i) => `Podłożone${i}Zdanie${(i * 7919) % 997}`);
  try {
    const page = await context.newPage();
    await page.goto(`/join#${await stage.code()}`);
    await page.getByRole('button', { name: m.account.join }).click();
    await makeLock(page);
    await expect(page.getByRole('heading', { name: m.today.title, level: 1 })).toBeVisible();
    await unlocksItself(page);
    await installed(page);
    for (let i = 0; i < planted.length; i += 10) await note(page, stage.visit, planted.slice(i, i + 10).join(' '));
    await page.goto('/sync');
    await page.getByRole('button', { name: m.data.syncNow }).click();
    await expect(page.getByText(m.sync.allConfirmed, { exact: false })).toBeVisible();
    await stage.server.stop();
    await note(page, stage.visit, `czeka ${planted[0]}`);
    await page.removeLocatorHandler(page.getByRole('heading', { name: m.lock.title, exact: true }));
    await lock(page);
  } finally {
    await context.close();
  }
  const found = filesOf(profile).flatMap((file) => {
    const bytes = readFileSync(file);
    return planted.filter((text) => bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le')));
  });
  rmSync(profile, { recursive: true, force: true });
  expect(found).toEqual([]);
});

function recoverable(page: Page): Promise<boolean> {
  return page.evaluate(
    () =>
      new Promise<boolean>((resolve) => {
        const asked = indexedDB.open('trzy-sfery-keys');
        asked.onsuccess = () => {
          const rows = asked.result.transaction('rings').objectStore('rings').getAll();
          rows.onsuccess = () => {
            asked.result.close();
            resolve((rows.result as { recovery: { turn: number } | null }[]).some(({ recovery }) => recovery !== null));
          };
        };
      }),
  );
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}
