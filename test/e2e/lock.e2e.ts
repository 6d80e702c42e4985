import { expect, test, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ID } from '#domain/project.ts';
import { findChromium } from '../chromium.mjs';
import { installed, makeLock, PASSPHRASE, signIn, unlocksItself, wordsOf } from './support/people.ts';
import { joined, makeStage, note, openNotes, type Stage } from './support/stage.ts';
import { noteRow } from '../support/rows.ts';
import { creation } from '../support/wire.ts';

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
  await expect(page.getByText(m.sync.allConfirmed, { exact: false })).toBeVisible({ timeout: 30_000 });
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

test('[V10] a PIN at rest only where the organisation allows it, marked as basic protection on the phone and on the list', async ({
  browser,
}) => {
  const { context, page } = await device(browser);
  await page.goto('/settings');
  await expect(page.getByRole('button', { name: m.lock.change })).toBeVisible();
  await expect(page.getByRole('button', { name: m.lock.usePin })).toHaveCount(0);
  const fields = { testStart: '2019-09-01', testMonths: 14, entityTarget: 30, pinAtRest: true };
  await stage.push(stage.boss, [creation('project', 'program', PROJECT_ID, fields, 'pin')]);
  await page.goto('/sync');
  await page.getByRole('button', { name: m.data.syncNow }).click();
  await page.goto('/settings');
  await page.getByLabel(m.lock.usePin).fill('281947');
  await page.getByRole('button', { name: m.lock.usePin }).click();
  await expect(page.getByText(m.lock.basic, { exact: true })).toBeVisible();
  const listed = async () => (await stage.boss.get('/api/accounts', { headers: { 'x-app': '1' } })).text();
  await page.goto('/sync');
  await page.getByRole('button', { name: m.data.syncNow }).click();
  await expect.poll(listed).toContain('"basic":true');
  await lock(page);
  await page.reload();
  await expect(page.getByText(m.lock.basic, { exact: true })).toBeVisible();
  await page.getByLabel(m.lock.pinAtRest, { exact: true }).fill('281947');
  await open(page).click();
  await expect(page.getByRole('heading', { name: m.settings.title, level: 1 })).toBeVisible();
  await page.getByLabel(m.lock.newPassphrase).fill(PASSPHRASE);
  await page.getByRole('button', { name: m.lock.change }).click();
  await expect(page.getByText(m.lock.basic, { exact: true })).toHaveCount(0);
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
    await expect(page.getByText(m.sync.allConfirmed, { exact: false })).toBeVisible({ timeout: 30_000 });
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

/** An authenticator of the phone as CDP makes one: finger or face, and answers to secrets (PRF). */
async function authenticator(page: Page): Promise<{ swap(): Promise<void> }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    ctap2Version: 'ctap2_1',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    hasPrf: true,
    automaticPresenceSimulation: true,
  } as const;
  let { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options });
  return {
    async swap() {
      await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
      ({ authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options }));
    },
  };
}

test('[V3][R45] finger or face opens without network; another authenticator does not, and what was removed opens no more', async ({
  browser,
}) => {
  const { context, page } = await device(browser);
  const phone = await authenticator(page);
  await page.goto('/settings');
  await page.getByRole('button', { name: m.lock.addFinger }).click();
  await expect(page.getByRole('button', { name: m.lock.removeFinger })).toBeVisible();
  await stage.server.stop();
  await context.setOffline(true);
  await lock(page);
  await page.getByRole('button', { name: m.lock.finger }).click();
  await expect(page.getByRole('heading', { name: m.settings.title, level: 1 })).toBeVisible();
  await lock(page);
  await phone.swap();
  await page.getByRole('button', { name: m.lock.finger }).click();
  await expect(page.getByText(m.errors.PasskeyCancelled.title, { exact: false })).toBeVisible({ timeout: 70_000 });
  await secret(page).fill(PASSPHRASE);
  await open(page).click();
  await expect(page.getByRole('heading', { name: m.settings.title, level: 1 })).toBeVisible();
  await page.getByRole('button', { name: m.lock.removeFinger }).click();
  await expect(page.getByRole('button', { name: m.lock.addFinger })).toBeVisible();
  await lock(page);
  await expect(page.getByRole('button', { name: m.lock.finger })).toHaveCount(0);
  await context.close();
});

test('[F20] timers stopped for hours, or a clock set back: locked at the first look', async ({ browser }) => {
  const { context, page } = await device(browser);
  // The watch's own timer never fires, as in a page that the system has put to sleep.
  await page.addInitScript(() => {
    const real = window.setInterval.bind(window);
    Object.assign(window, {
      setInterval: (work: () => void, ms: number) => (ms === 5000 ? 0 : real(work, ms)),
    });
  });
  const look = () => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  const title = page.getByRole('heading', { name: m.settings.title, level: 1 });
  for (const jump of [8 * 3_600_000, -3_600_000]) {
    await page.goto('/settings');
    await expect(title.or(secret(page))).toBeVisible();
    if (await secret(page).isVisible()) {
      await secret(page).fill(PASSPHRASE);
      await open(page).click();
    }
    await expect(title).toBeVisible();
    await look();
    await expect(title).toBeVisible();
    await page.clock.setFixedTime(Date.now() + jump);
    await look();
    await expect(page.getByRole('heading', { name: m.lock.title, exact: true })).toBeVisible();
    await page.clock.setSystemTime(Date.now());
  }
  await context.close();
});

test('[V1] locked, the heap of the page holds nothing of what was seen, and no proof of the key', async ({
  browser,
}) => {
  const { context, page } = await device(browser);
  // What is planted never passes through the hand of the test, whose own words stay in the same memory.
  const planted = Array.from({ length: 10 }, (_, i) => `Wsadzone${i}Slowo${(i * 7919) % 997}`);
  const [typed = '', ...written] = planted;
  const other = await joined(stage.server.url, await stage.code());
  await stage.push(
    other,
    written.map((text, i) => creation('note', stage.site, randomUUID(), noteRow(stage.visit, text), `heap${i}`)),
  );
  await other.dispose();
  const proofs = new Set<string>();
  page.on('request', (request) => proofs.add(request.headers()['x-unlocked'] ?? ''));
  await page.goto('/sync');
  await page.getByRole('button', { name: m.data.syncNow }).click();
  await expect(page.getByText(m.sync.allConfirmed, { exact: false })).toBeVisible({ timeout: 30_000 });
  await openNotes(page, stage.visit);
  await expect(page.locator('.text.fact')).toHaveCount(written.length);
  await page.getByRole('button', { name: m.visits.addNote(m.labels.noteKind.fact) }).click();
  await expect(page.getByLabel(m.visits.noteText)).toBeFocused();
  await page.keyboard.insertText(typed);
  await page.evaluate(() => document.dispatchEvent(new Event('freeze')));
  await expect(page.getByRole('heading', { name: m.lock.title, exact: true })).toBeVisible();
  proofs.delete('');
  expect(proofs.size).toBeGreaterThan(0);
  await expect.poll(async () => found(await snapshot(page), [...planted, ...proofs]), { timeout: 30_000 }).toEqual([]);
  await context.close();
});

/** Every string that the heap of the page still holds, after its rubbish was collected. */
async function snapshot(page: Page): Promise<string> {
  const cdp = await page.context().newCDPSession(page);
  const parts: string[] = [];
  cdp.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => void parts.push(chunk));
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await cdp.detach();
  return parts.join('');
}

const found = (text: string, words: readonly string[]): string[] => words.filter((word) => text.includes(word));

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
