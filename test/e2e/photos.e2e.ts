import { expect, test, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { CANARIES, jpeg, picture, pngBomb, svg, talkative } from '../support/pictures.ts';
import { siteRow, visitRow } from '../support/rows.ts';
import { creation } from '../support/wire.ts';
import { invite, signIn, wordsOf, type Person } from './support/people.ts';
import { makeServer, type TestServer } from './support/server.ts';
import { push } from './support/steps.ts';

const m = wordsOf('pl');
const [site, visit] = [randomUUID(), randomUUID()];
const lead = { id: randomUUID(), code: 'E-01', role: 'expert', sites: [site] };

let server: TestServer;
let office: Person;
let expert: Person;

test.beforeEach(async ({ browser }) => {
  server = await makeServer();
  await server.start();
  office = await signIn(browser, server, server.invitation());
  await push(office.api, [creation('site', site, site, siteRow())]);
  expert = await signIn(browser, server, await invite(office.api, lead));
  await push(expert.api, [creation('visit', site, visit, { ...visitRow(lead.id), status: 'in-progress' })]);
  await expert.page.goto(`/visits/${visit}`);
  // Here before a test cuts the line.
  const photos = expert.page.getByRole('heading', { name: m.photos.title, exact: true });
  await expect(expert.page.locator('details', { has: photos })).toBeVisible();
});
test.afterEach(() => server.remove());

test('[F83] a photo is scaled down and freed of its position before it is kept, waits offline, and arrives whole', async () => {
  const { page, context } = expert;
  const large = await picture(4000, 3000)
    .withExif(GPS)
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 70 })
    .toBuffer();
  await server.stop();
  await context.setOffline(true);
  await unfold(page);
  const slow = await context.newCDPSession(page);
  await slow.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await watchFrames(page);
  await choose(page, 'a.jpg', large);
  const card = page.getByRole('listitem').filter({ has: page.getByLabel(m.photos.caption) });
  await expect(card.locator('img')).toBeVisible({ timeout: 20_000 });
  const { longest, took } = await page.evaluate(() => (window as unknown as { seen: Seen }).seen);
  console.log(
    `12 MP photo: ${Math.round(took)} ms, longest pause of the screen ${Math.round(longest)} ms (page ×4 slower)`,
  );
  expect(longest).toBeLessThan(1_500);
  await slow.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await expect(card.getByText(m.photos.here)).toBeVisible();

  await card.getByLabel(m.photos.caption).fill('Pracownia stolarska');
  // The promise: durable within half a second.
  await page.waitForTimeout(500);
  await page.reload();
  await unfold(page);
  await expect(card.locator('img')).toHaveJSProperty('naturalWidth', 1200);
  await expect(card.getByLabel(m.photos.caption)).toHaveValue('Pracownia stolarska');

  await server.start();
  await context.setOffline(false);
  await expect(card.getByText(m.photos.confirmed)).toBeVisible({ timeout: 30_000 });

  await office.page.goto('/');
  await office.page.reload();
  await office.page.goto(`/visits/${visit}`);
  const served = office.page.waitForResponse((response) => response.url().includes(`/api/blobs/${site}/`));
  await unfold(office.page);
  const theirs = office.page.locator('li').getByAltText('Pracownia stolarska');
  await expect(theirs).toHaveJSProperty('naturalWidth', 1200, { timeout: 20_000 });
  const bytes = await (await served).body();
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: 1200, height: 1600 });
  expect(bytes.toString('latin1')).not.toMatch(CANARIES);
});

test('[F82] what is no photo is refused in words and nothing is added', async () => {
  const { page } = expert;
  await unfold(page);
  const cases: [string, Buffer, string][] = [
    ['leer.jpg', Buffer.alloc(0), m.errors.PhotoEmpty.title],
    ['svg.jpg', svg, m.errors.PhotoNotAnImage.title],
    ['bomb.png', pngBomb(50_000, 50_000), m.errors.PhotoTooManyPixels.title],
    ['large.jpg', await jpeg(), m.errors.PhotoTooLarge.title],
  ];
  for (const [name, bytes, words] of cases) {
    await choose(page, name, bytes, name === 'large.jpg' ? 200 * 1024 * 1024 : undefined);
    await expect(page.getByText(words)).toBeVisible();
  }
  await expect(page.getByText(m.photos.none)).toBeVisible();
  // What a file is called says nothing: it is judged by its bytes and kept under their hash.
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: m.photos.pick, exact: true }).click();
  await (await chooser).setFiles({ name: '../../etc/passwd.html', mimeType: 'text/html', buffer: await jpeg() });
  await expect(page.locator('li img')).toHaveCount(1);
  await expect(page.getByText('passwd')).toHaveCount(0);
});

test('[F21] a signature and a removal that is taken back; nothing but buffers lies in the database', async () => {
  const { page } = expert;
  await page.addInitScript(() => {
    const seen: string[] = ((window as unknown as { blobs: string[] }).blobs = []);
    for (const method of ['put', 'add'] as const) {
      const real = IDBObjectStore.prototype[method];
      IDBObjectStore.prototype[method] = function (this: IDBObjectStore, value: unknown, ...key: []) {
        const inside = (part: unknown): void => {
          if (part instanceof Blob) seen.push(this.name);
          else if (part !== null && typeof part === 'object' && !(part instanceof ArrayBuffer))
            Object.values(part).forEach(inside);
        };
        inside(value);
        return real.call(this, value, ...key);
      };
    }
  });
  await page.reload();
  await unfold(page);
  await choose(page, 'talkative.jpg', await talkative());
  const pictures = page.locator('li img');
  await expect(pictures).toHaveCount(1);
  await page.getByRole('button', { name: m.photos.sign, exact: true }).click();
  const area = page.getByLabel(m.photos.signArea);
  const box = await area.boundingBox();
  if (!box) throw new Error('no field');
  await page.mouse.move(box.x + 30, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x + 200, box.y + 60, { steps: 8 });
  await page.mouse.up();
  await page.getByRole('button', { name: m.photos.signDone }).click();
  await expect(pictures).toHaveCount(2);
  const cards = page.getByRole('listitem').filter({ has: page.locator('img') });
  await expect(cards.getByText(`✓ ${m.photos.confirmed}`)).toHaveCount(2, { timeout: 30_000 });
  await page.getByRole('button', { name: m.photos.remove(m.photos.numbered(m.photos.kind.photo, 1)) }).click();
  await expect(pictures).toHaveCount(1);
  await page.getByRole('button', { name: m.common.undo }).click();
  await expect(pictures).toHaveCount(2);
  expect(await page.evaluate(() => (window as unknown as { blobs: string[] }).blobs)).toEqual([]);
});

test('[X6] without network photos go into the emergency file, from the app and from the rescue page, and arrive once', async () => {
  const { page, context } = expert;
  await server.stop();
  await context.setOffline(true);
  await unfold(page);
  await choose(page, 'a.jpg', await picture(1600, 1200).jpeg({ quality: 90 }).toBuffer());
  await expect(page.locator('li img')).toHaveCount(1);
  await page.goto('/sync');
  const first = page.waitForEvent('download');
  await page.getByRole('button', { name: m.rescue.save }).click();
  const file = await (await first).path();
  await expect(page.getByText(m.rescue.saved(1, 0, 1))).toBeVisible();
  await page.goto('/rescue.html');
  const second = page.waitForEvent('download');
  await expect(page.getByText('zdjęcia i nagrania / photos and recordings 1')).toBeVisible();
  await page.getByRole('button', { name: /Zapisz niewysłane/ }).click();
  const rescued = await (await second).path();

  await server.start();
  const count = (words: string) => office.page.locator('dt').getByText(words, { exact: true }).locator('+ dd');
  await office.page.goto('/more');
  await office.page.locator('input[type=file]').setInputFiles(rescued);
  await expect(count(m.rescue.filesTaken)).toHaveText('1');
  await expect(count(m.rescue.counts.ok)).toHaveText('1');
  await office.page.locator('input[type=file]').setInputFiles(file);
  await expect(count(m.rescue.filesHeld)).toHaveText('1');
  await expect(count(m.rescue.filesTaken)).toHaveText('0');
  await office.page.goto(`/visits/${visit}`);
  await office.page.reload();
  await unfold(office.page);
  await expect(office.page.locator('li img')).toHaveJSProperty('naturalWidth', 1600, { timeout: 20_000 });

  await page.goto(`/visits/${visit}`);
  await context.setOffline(false);
  await unfold(page);
  await expect(page.getByText(`✓ ${m.photos.confirmed}`)).toBeVisible({ timeout: 30_000 });
});

const GPS = {
  IFD0: { Make: 'CanaryMake', Model: 'CanaryModel' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 45/1 0/1', GPSMapDatum: 'CanaryGps' },
};

async function unfold(page: Page): Promise<void> {
  const fold = page.locator('details', { has: page.getByRole('heading', { name: m.photos.title, exact: true }) });
  await expect(fold).toBeVisible();
  if ((await fold.getAttribute('open')) === null) await fold.locator('summary').click();
}

/** From a file on the disk, as a hand does: the test sends no bytes through the page. */
async function choose(page: Page, name: string, buffer: Buffer, length = buffer.length): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-photo-'));
  const path = join(folder, name);
  writeFileSync(path, buffer);
  truncateSync(path, length);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: m.photos.pick, exact: true }).click();
  await (await chooser).setFiles(path);
}

interface Seen {
  /** Longest time between two frames since the file was chosen, and how long it took until its picture stood there. */
  longest: number;
  took: number;
}

async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: Seen = { longest: 0, took: 0 };
    (window as unknown as { seen: Seen }).seen = seen;
    document.addEventListener('change', () => {
      const start = performance.now();
      let last = start;
      const frame = (now: number): void => {
        seen.longest = Math.max(seen.longest, now - last);
        last = now;
        if (document.querySelector('li img')) seen.took = now - start;
        else requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
  });
}
