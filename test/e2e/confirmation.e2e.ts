import { expect, test } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ChecklistTemplate, itemsFor } from '#domain/checklist.ts';
import { dayAt } from '#domain/day.ts';
import { creation } from '../support/wire.ts';
import { wordsOf } from './support/people.ts';
import { joined, makeStage, type Stage } from './support/stage.ts';

const m = wordsOf('pl');
const file = new URL('../../src/domain/content/checklists/sphere-3.json', import.meta.url);
const items = itemsFor(ChecklistTemplate.parse(JSON.parse(readFileSync(file, 'utf8'))), 'CIS');

let stage: Stage;
test.beforeEach(async () => (stage = await makeStage()));
test.afterEach(() => stage.remove());

test('[R16] an expert confirms readiness without network and withdraws it with a reason', async ({ browser }) => {
  const day = dayAt(Date.now());
  const own = await joined(stage.server.url, await stage.code());
  const row = { visitId: null, templateId: 'sphere-3', templateVersion: '1.0.0', day, legalStateDate: day };
  const ratings = Object.fromEntries(items.map(({ id }) => [id, 'met']));
  await stage.push(own, [creation('run', stage.site, randomUUID(), { ...row, ratings, reasons: {}, sources: {} })]);
  await own.dispose();
  const expert = await stage.device(browser);
  const { page } = expert;
  await page.goto(`/sites/${stage.site}`);
  await expect(page.getByRole('button', { name: m.confirmations.confirm })).toBeVisible();
  await stage.server.stop();
  await expert.context.setOffline(true);

  await page.getByRole('button', { name: m.confirmations.confirm }).tap();
  const dialog = page.getByRole('dialog', { name: m.confirmations.confirmTitle });
  await dialog.getByRole('button', { name: m.confirmations.confirm }).tap();
  await expect(dialog.getByText(m.confirmations.serviceMissing)).toBeVisible();
  await dialog.getByLabel(m.confirmations.service).fill('Dowóz posiłków');
  await dialog.getByLabel(m.confirmations.place).fill('gmina Modliborzyce');
  await dialog.getByLabel(m.confirmations.confirmers).fill('opiekun testowania, kierownik CIS');
  await dialog.getByRole('button', { name: m.confirmations.confirm }).tap();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: /Dowóz posiłków/ }).tap();
  const paper = page.getByRole('dialog', { name: m.confirmations.one });
  await expect(paper.getByText('opiekun testowania, kierownik CIS')).toBeVisible();
  await paper.getByRole('button', { name: m.confirmations.withdraw }).tap();
  await expect(paper.getByText(m.confirmations.reasonMissing)).toBeVisible();
  await paper.getByLabel(m.confirmations.reason).fill('Utrata kadry');
  await paper.getByRole('button', { name: m.confirmations.withdraw }).tap();
  await expect(paper).toBeHidden();
  await expect(page.getByText(m.confirmations.state.withdrawn)).toBeVisible();
  await expert.context.close();
});
