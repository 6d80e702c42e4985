import { expect, test } from '@playwright/test';
import { wordsOf } from './support/people.ts';
import { beginNote, makeStage, type Stage } from './support/stage.ts';

const m = wordsOf('pl');
const { guard } = m.common;

let stage: Stage;
test.beforeEach(async () => {
  stage = await makeStage();
});
test.afterEach(() => stage.remove());

test('[E2] a name in a note is pointed out at a pause, blocks nothing, and goes when corrected or dismissed', async ({
  browser,
}) => {
  const { page, context } = await stage.device(browser);
  await beginNote(page, stage.visit);
  const field = page.getByLabel(m.visits.noteText);
  await field.fill('Rozmowa z Janem Kowalskim, tel. 601 234 567');
  await expect(page.getByText(guard.kinds.name)).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Janem Kowalskim' })).toBeVisible();
  await expect(field).toBeFocused();
  await page.getByRole('button', { name: guard.dismissPiece('Janem Kowalskim') }).click();
  await expect(page.getByText(guard.kinds.name)).toBeHidden();
  await expect(page.getByText(guard.kinds.phone)).toBeVisible();
  await field.fill('Rozmowa z kierownikiem');
  await expect(page.getByText(guard.kinds.phone)).toBeHidden();
  await expect(page.getByText(guard.why)).toBeHidden();
  await context.close();
});
