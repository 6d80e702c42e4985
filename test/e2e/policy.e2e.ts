import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { DESK, invite, signIn, unlock, unlocksItself, wordsOf } from './support/people.ts';
import { makeStage, note, openNotes, type Stage } from './support/stage.ts';

const m = wordsOf('pl');
let stage: Stage;
test.beforeEach(async () => {
  stage = await makeStage();
});
test.afterEach(() => stage.remove());

/** Every violation of the policy on any page of the profile, workers included, from now on. */
async function violations(context: BrowserContext): Promise<string[]> {
  const seen: string[] = [];
  await context.exposeFunction('violated', (what: string) => void seen.push(what));
  await context.addInitScript(() => {
    const tell = (window as unknown as { violated(what: string): void }).violated;
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
      tell(`${violatedDirective} ${blockedURI} ${sourceFile}:${lineNumber}`),
    );
  });
  context.on('console', (message) => {
    if (/content security policy|trusted ?(types|script|html)/i.test(message.text())) seen.push(message.text());
  });
  return seen;
}

/** Walks the paths of the app, opening what is folded. */
async function walk(page: Page, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path);
    await expect(page.locator('h1')).toBeVisible();
    await expect(page.locator('.skeleton:visible')).toHaveCount(0);
  }
}

test('[F91][F104] the whole app runs under the strict policy without one violation, from the network and from the cache; what is injected does not run', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const { site, visit, server } = stage;
  const person = await stage.device(browser);
  const { context, page } = person;
  const seen = await violations(context);
  const tabs = ['visits', 'checklists', 'participants', 'actions'].map((tab) => `/sites/${site}/${tab}`);
  const screens = ['/', '/visits', `/visits/new?site=${site}`, '/sites', `/sites/${site}`, ...tabs, '/participants'];
  await walk(page, [...screens, '/sync', '/more', '/settings', '/nothing/here', '/rescue.html']);
  // A worker for the picture, one for the passphrase.
  await note(page, visit, 'Zapis pod strażą');
  const photos = page.locator('details', { has: page.getByRole('heading', { name: m.photos.title, exact: true }) });
  await photos.locator('summary').click();
  const jpeg = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#806040' } })
    .jpeg()
    .toBuffer();
  await photos
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: jpeg });
  await expect(photos.locator('img').first()).toHaveJSProperty('naturalWidth', 900);
  await page.goto('/settings');
  await expect(page.getByRole('heading', { name: m.settings.title, level: 1 })).toBeVisible();
  await page.removeLocatorHandler(page.getByRole('heading', { name: m.lock.title, exact: true }));
  await page.getByRole('button', { name: m.lock.lockNow, exact: true }).click();
  await unlock(page);
  await expect(page.getByRole('heading', { name: m.settings.title, level: 1 })).toBeVisible();
  await page.goto(`/visits/${visit}`);

  const chief = { id: randomUUID(), code: 'K-02', role: 'coordinator', sites: [] };
  const desk = await signIn(browser, server, await invite(stage.boss, chief), { viewport: DESK });
  const seenAtDesk = await violations(desk.context);
  await walk(desk.page, ['/', '/sites/new', `/sites/${site}`, '/accounts', '/parked', '/participants', '/more']);
  await desk.page.goto('/accounts');
  await desk.page.getByRole('button', { name: /E-01/ }).first().click();
  await desk.page.getByRole('button', { name: m.accounts.invite }).click();
  await expect(desk.page.getByRole('img', { name: m.accounts.qr })).toBeVisible();
  expect(seenAtDesk).toEqual([]);
  await desk.context.close();

  // From the cache of the service worker, with no server at all, the policy is the same one.
  await server.stop();
  await unlocksItself(page);
  await openNotes(page, visit);
  await expect(page.getByText('Zapis pod strażą')).toBeVisible();
  await server.start();
  expect(seen).toEqual([]);

  const elsewhere = createServer((_request, response) => response.end('{}')).listen(0);
  const { port } = elsewhere.address() as AddressInfo;
  const outcome = await page.evaluate(async (foreign) => {
    // What a debugger runs itself may use eval; what the page runs later may not.
    await new Promise((resolve) => setTimeout(resolve));
    const ran: string[] = [];
    Object.assign(window, { ran });
    const tried: Record<string, string> = {};
    const attempt = async (name: string, act: () => unknown): Promise<void> => {
      try {
        await act();
        tried[name] = 'done';
      } catch (error) {
        tried[name] = (error as Error).name;
      }
    };
    const box = document.body.appendChild(document.createElement('div'));
    await attempt('innerHTML', () => (box.innerHTML = '<img src=x onerror="ran.push(1)">'));
    await attempt('outerHTML', () => (box.outerHTML = '<b>x</b>'));
    await attempt('insertAdjacentHTML', () => box.insertAdjacentHTML('beforeend', '<svg onload="ran.push(2)">'));
    await attempt('document.write', () => document.write('<script>ran.push(3)</script>'));
    await attempt('script text', () => {
      const script = document.createElement('script');
      script.textContent = 'ran.push(4)';
      document.body.append(script);
    });
    await attempt('script address', () => (document.createElement('script').src = `${foreign}/x.js`));
    await attempt('eval', () => (window as unknown as Record<string, (code: string) => void>)['eval']?.('ran.push(5)'));
    const later = window.setTimeout as unknown as (code: string) => void;
    await attempt('timer text', () => later('ran.push(6)'));
    await attempt('worker', () => new Worker('/sw.js'));
    await attempt('another policy', () =>
      (window as unknown as { trustedTypes: { createPolicy(n: string, r: object): void } }).trustedTypes.createPolicy(
        'mine',
        {},
      ),
    );
    await attempt('fetch elsewhere', () => fetch(foreign));
    await attempt('frame', () => {
      const frame = document.createElement('iframe');
      frame.setAttribute('srcdoc', '<script>parent.ran.push(7)</script>');
      document.body.append(frame);
    });
    await attempt('handler', () => {
      const inline = document.createElement('button');
      inline.setAttribute('onclick', 'ran.push(8)');
      document.body.append(inline);
      inline.click();
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { ran, tried };
  }, `http://127.0.0.1:${port}`);
  elsewhere.close();
  const thrown = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'document.write', 'script text', 'script address'];
  for (const name of [...thrown, 'timer text', 'worker', 'another policy', 'fetch elsewhere', 'frame', 'handler']) {
    expect.soft(outcome.tried[name], name).toBe('TypeError');
  }
  expect.soft(outcome.tried['eval']).toBe('EvalError');
  expect(outcome.ran).toEqual([]);
  // The watch itself sees: each rule that stopped something is among what it was told.
  for (const rule of ['require-trusted-types-for', 'connect-src', 'trusted-types']) {
    await expect.poll(() => seen.some((one) => one.startsWith(rule)), rule).toBe(true);
  }
  await context.close();
});
