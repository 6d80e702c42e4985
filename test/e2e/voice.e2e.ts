import { expect, test, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { jpeg } from '../support/pictures.ts';
import { runRow } from '../support/rows.ts';
import { creation } from '../support/wire.ts';
import { findChromium } from '../chromium.mjs';
import { wordsOf } from './support/people.ts';
import { joined, makeStage, type Stage } from './support/stage.ts';

const m = wordsOf('pl');
const executablePath = findChromium();

test.use({
  launchOptions: {
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  },
});

let stage: Stage;
test.beforeEach(async () => (stage = await makeStage()));
test.afterEach(() => stage.remove());

const item = (page: Page, n: number) => page.getByRole('group', { name: m.checklists.item(n), exact: true });

test('[D2] a photo and a voice note of one item: recorded without network, heard, sent, confirmed, in the visit and in the receipt', async ({
  browser,
}) => {
  const run = randomUUID();
  const own = await joined(stage.server.url, await stage.code());
  await stage.push(own, [creation('run', stage.site, run, runRow(stage.visit))]);
  await own.dispose();
  const { page, context } = await stage.device(browser);
  await page.goto(`/checklists/${run}`);
  await item(page, 2).getByRole('radio', { name: m.labels.rating.partly, exact: true }).tap();
  await stage.server.stop();
  await context.setOffline(true);
  await item(page, 2)
    .getByRole('button', { name: m.photos.addToItemOf(2) })
    .tap();
  const chooser = page.waitForEvent('filechooser');
  await item(page, 2).getByRole('button', { name: m.photos.pick, exact: true }).tap();
  await (await chooser).setFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: await jpeg(640, 480) });
  const files = item(page, 2).getByRole('listitem');
  await expect(files.locator('img')).toHaveJSProperty('naturalWidth', 640);

  await item(page, 2).getByRole('button', { name: m.photos.record, exact: true }).tap();
  await page.getByRole('button', { name: m.photos.voiceStart }).tap();
  await expect(page.getByText(m.photos.voiceLeft(58))).toBeVisible();
  await page.getByRole('button', { name: m.photos.voiceStop }).tap();
  const audio = files.locator('audio');
  await expect(audio).toBeVisible();
  // Heard to its end: the browser itself decodes what was recorded.
  const heard = await audio.evaluate(async (node: HTMLAudioElement) => {
    node.muted = true;
    const ended = new Promise((resolve, reject) => {
      node.onended = resolve;
      node.onerror = () => reject(new Error(`not playable: ${node.error?.code}`));
    });
    await node.play();
    await ended;
    return node.currentTime;
  });
  expect(heard).toBeGreaterThan(0.5);
  await expect(files.getByText(m.photos.here)).toHaveCount(2);

  await stage.server.start();
  await context.setOffline(false);
  await expect(files.getByText(m.photos.confirmed)).toHaveCount(2, { timeout: 30_000 });

  await page.goto(`/visits/${stage.visit}`);
  const fold = page.locator('details', { has: page.getByRole('heading', { name: m.photos.title, exact: true }) });
  await fold.locator('summary').tap();
  await expect(fold.getByText(m.photos.confirmed)).toHaveCount(2);
  await fold.getByRole('link', { name: m.photos.ofItem }).first().tap();
  await expect(item(page, 2).getByRole('listitem')).toHaveCount(2);
  await expect(item(page, 2).getByRole('radio').first()).toBeInViewport();

  await page.goto('/sync');
  await expect(page.getByText(m.sync.receiptPhotos(2, 2), { exact: false })).toBeVisible();
  await context.close();
});
