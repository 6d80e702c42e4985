import { expect, test } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { makeCode } from '#domain/participantCode.ts';
import { Programme } from '#domain/programme.ts';
import { readFileSync } from 'node:fs';
import { enrolmentRow, participantRow } from '../support/rows.ts';
import { creation } from '../support/wire.ts';
import { invite, signIn, wordsOf } from './support/people.ts';
import { askSync, joined, makeStage, stateOf, type Stage } from './support/stage.ts';

const m = wordsOf('pl');
const file = new URL('../../src/domain/content/programmes/care-at-home-cis.json', import.meta.url);
const programme = Programme.parse(JSON.parse(readFileSync(file, 'utf8')));
const module = programme.modules[0]!;
const outcome = module.outcomes[0]!;

let stage: Stage;
test.beforeEach(async () => (stage = await makeStage()));
test.afterEach(() => stage.remove());

test('[D2] a session is called and an outcome proved without network; it counts when the second person has confirmed it', async ({
  browser,
}) => {
  const [person, enrolment, second] = [randomUUID(), randomUUID(), randomUUID()];
  const code = makeCode(1, () => 7);
  const own = await joined(stage.server.url, await stage.code());
  const study = { ...enrolmentRow(person), hours: {}, criteria: {}, results: {}, verified: {} };
  await stage.push(own, [
    creation('participant', stage.site, person, participantRow(code)),
    creation('enrolment', stage.site, enrolment, study),
  ]);
  await own.dispose();
  const account = { id: second, code: 'U-01', role: 'learning-outcomes-expert', sites: [] };
  const invitation = await invite(stage.boss, account);

  const expert = await stage.device(browser);
  const { page } = expert;
  await page.goto(`/roll-calls/new?site=${stage.site}`);
  await page.getByLabel(m.rollCalls.module).selectOption(module.id);
  await expert.context.setOffline(true);
  await page.getByRole('button', { name: m.rollCalls.start }).click();
  await expect(page.getByRole('heading', { name: module.title.pl, level: 1 })).toBeVisible();
  await page.getByRole('button', { name: m.rollCalls.all }).click();
  await expect(page.getByText(m.rollCalls.sum(1, 0, 0))).toBeVisible();
  await expect(page.getByText(m.rollCalls.soFar('4', String(module.hours)))).toBeVisible();

  await page.goto(`/participants/${person}`);
  const fold = page.locator('summary').filter({ hasText: outcome.text.pl });
  await fold.click();
  await page.getByRole('button', { name: m.ledger.addEvidence(m.labels.method.task) }).click();
  await page.getByLabel(m.ledger.note).fill('Plan tygodnia bez podpowiedzi.');
  await page.getByRole('button', { name: m.common.done, exact: true }).click();
  await page.locator('label').filter({ hasText: m.labels.outcomeResult.achieved }).click();
  await expect(fold).toContainText(m.ledger.stage.waiting);
  await expect(fold).toContainText(m.ledger.pieces(1));
  await expert.context.setOffline(false);
  await askSync(page);
  await expect(stateOf(page)).toHaveAttribute('data-state', 'confirmed');

  const verifier = await signIn(browser, stage.server, invitation);
  const desk = verifier.page;
  await desk.goto('/verify');
  await desk.locator('summary').filter({ hasText: outcome.text.pl }).click();
  await expect(desk.getByText('Plan tygodnia bez podpowiedzi.')).toBeVisible();
  await desk.getByRole('button', { name: m.ledger.confirm, exact: true }).click();
  await expect(desk.getByText(m.ledger.queueNone)).toBeVisible();
  await askSync(desk);
  await expect(stateOf(desk)).toHaveAttribute('data-state', 'confirmed');

  await askSync(page);
  await page.goto(`/participants/${person}`);
  await expect(fold).toContainText(m.ledger.stage.achieved);

  // Pages that need a programme besides the database, each from a cold start.
  await page.goto('/progress');
  await expect(page.getByRole('heading', { name: programme.title.pl.split(' – ')[0] ?? '' })).toBeVisible();
  await page.goto(`/sites/${stage.site}/participants`);
  await expect(page.getByRole('heading', { name: m.progress.group })).toBeVisible();
  await page.getByRole('link', { name: module.title.pl }).click();
  await page.reload();
  await expect(page.getByText(m.rollCalls.sum(1, 0, 0))).toBeVisible();
  await desk.goto('/training');
  await expect(desk.getByText(m.training.completed(0, 1))).toBeVisible();
  await verifier.context.close();
  await expert.context.close();
});
