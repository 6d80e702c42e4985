import { expect, test, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { ChecklistTemplate, itemsFor, type Rating } from '#domain/checklist.ts';
import { readFileSync } from 'node:fs';
import { creation } from '../support/wire.ts';
import { wordsOf } from './support/people.ts';
import { joined, makeStage, stateOf, type Stage } from './support/stage.ts';

const m = wordsOf('pl');
const VERSION = '1.0.0';
const file = new URL('../../src/domain/content/checklists/sphere-3.json', import.meta.url);
const items = itemsFor(ChecklistTemplate.parse(JSON.parse(readFileSync(file, 'utf8'))), 'CIS');

let stage: Stage;
test.beforeEach(async () => (stage = await makeStage()));
test.afterEach(() => stage.remove());

/** A run of the third sphere; `before` days of an earlier visit have their own ratings. */
async function pushRun(
  id: string,
  day: string,
  visitId: string | null,
  ratings: Record<string, Rating>,
): Promise<void> {
  const own = await joined(stage.server.url, await stage.code());
  const row = { visitId, templateId: 'sphere-3', templateVersion: VERSION, day, legalStateDate: day };
  await stage.push(own, [creation('run', stage.site, id, { ...row, ratings, reasons: {}, sources: {} })]);
  await own.dispose();
}

const item = (page: Page, n: number) => page.getByRole('group', { name: m.checklists.item(n), exact: true });

/** Waits until the item stands whole between header and foot: nothing has to be moved before the tap. */
async function underThumb(page: Page, n: number): Promise<void> {
  const radio = item(page, n).getByRole('radio').first();
  await expect
    .poll(() =>
      radio.evaluate((node) => {
        const box = node.getBoundingClientRect();
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return top !== null && node.contains(top);
      }),
    )
    .toBe(true);
}

test('[D2] one tap an item, without network: the next comes under the thumb, a restart stands where one stopped', async ({
  browser,
}) => {
  const [earlier, run] = [randomUUID(), randomUUID()];
  const first = items[0]?.id ?? '';
  await pushRun(earlier, '2026-01-05', null, { [first]: 'partly' });
  await pushRun(run, '2026-01-16', stage.visit, {});
  const expert = await stage.device(browser);
  let { page } = expert;
  await page.goto(`/checklists/${run}`);
  await expect(item(page, 1)).toBeVisible();
  await stage.server.stop();
  await expert.context.setOffline(true);

  let taps = 0;
  await underThumb(page, 1);
  await page.getByRole('button', { name: m.checklists.acceptLastOf(1, m.labels.rating.partly) }).tap();
  taps++;
  for (let n = 2; n <= items.length; n++) {
    await underThumb(page, n);
    const name = n % 7 === 0 ? m.labels.rating.not : m.labels.rating.met;
    await item(page, n).getByRole('radio', { name, exact: true }).tap();
    taps++;
    if (n === 15) {
      await expect(stateOf(page)).toHaveAttribute('data-state', 'waiting');
      await page.close();
      page = await expert.context.newPage();
      await page.goto(`/checklists/${run}`);
    }
  }
  expect(taps).toBe(items.length);
  await expect(page.getByText(m.checklists.itemsOf(items.length, items.length)).first()).toBeVisible();
  await expect(item(page, 1).getByRole('radio', { name: m.labels.rating.partly, exact: true })).toBeChecked();
  await page.getByRole('button', { name: m.common.undo }).tap();
  await expect(page.getByText(m.checklists.itemsOf(items.length - 1, items.length)).first()).toBeVisible();
  await expert.context.close();
});
