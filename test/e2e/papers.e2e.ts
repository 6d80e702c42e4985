import { expect, test, type Page } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { siteRow, visitRow } from '../support/rows.ts';
import { creation } from '../support/wire.ts';
import { invite, signIn, wordsOf } from './support/people.ts';
import { makeServer, type TestServer } from './support/server.ts';
import { push } from './support/steps.ts';

const m = wordsOf('pl');
const [site, visit, run] = [randomUUID(), randomUUID(), randomUUID()];
const lead = { id: randomUUID(), code: 'E-01', role: 'expert', sites: [site] };
let server: TestServer;

test.beforeEach(async () => {
  server = await makeServer();
  await server.start();
});
test.afterEach(() => server.remove());

test('without network a report becomes a PDF and the tables a workbook, both on the phone', async ({ browser }) => {
  const office = await signIn(browser, server, server.invitation());
  await push(office.api, [creation('site', site, site, siteRow())]);
  const { page, context, api } = await signIn(browser, server, await invite(office.api, lead));
  await push(api, [
    creation('visit', site, visit, { ...visitRow(lead.id), status: 'in-progress', aim: 'Zażółć gęślą jaźń' }),
    creation('run', site, run, {
      visitId: visit,
      templateId: 'sphere-1',
      templateVersion: '1.0.0',
      day: '2026-01-15',
      legalStateDate: '2026-01-15',
      ratings: { 's1.n.1': 'met' },
      reasons: {},
      sources: {},
    }),
  ]);
  await page.goto(`/visits/${visit}`);
  await expect(page.getByRole('button', { name: m.papers.pdf })).toBeVisible();
  await server.stop();
  await context.setOffline(true);

  await page.getByRole('button', { name: m.papers.pdf }).click();
  const pdf = await saved(page);
  expect(pdf.name).toMatch(/^raport-V-PZS-01-\d{8}-1\.pdf$/);
  expect(pdf.bytes.subarray(0, 5).toString()).toBe('%PDF-');

  await page.goto('/exports');
  await page.getByRole('button', { name: m.papers.make }).click();
  const book = await saved(page);
  expect(book.name).toMatch(/^trzy-sfery-\d{4}-\d{2}-\d{2}\.xlsx$/);
  const parts = Object.values(unzipSync(new Uint8Array(book.bytes))).map((part) => strFromU8(part));
  expect(parts.join('')).toContain('Zażółć gęślą jaźń');
  expect(parts.join('')).toContain('s1.n.1');

  for (const name of [m.papers.visits, m.papers.ratings, m.papers.progressTable, m.papers.actions]) {
    await page.getByRole('checkbox', { name }).uncheck();
  }
  await page.getByRole('button', { name: m.papers.make }).click();
  await expect(page.getByText(m.papers.noTable)).toBeVisible();
  await context.close();
});

/** Waits for the dialog to have the file, saves it, and reads what the browser kept. */
async function saved(page: Page): Promise<{ name: string; bytes: Buffer }> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: m.papers.save, exact: true }).click({ timeout: 30_000 });
  const download = await coming;
  await expect(page.getByRole('dialog')).toHaveCount(0);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}
