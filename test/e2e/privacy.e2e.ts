import { expect, test } from '@playwright/test';
import { creation } from '../support/wire.ts';
import { participantRow } from '../support/rows.ts';
import { makeCode } from '#domain/participantCode.ts';
import { randomUUID } from 'node:crypto';
import { DESK, invite, signIn, wordsOf } from './support/people.ts';
import { beginNote, joined, makeStage, type Stage } from './support/stage.ts';

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

test('[C5] the coordinator sees participants in numbers, and small groups hidden', async ({ browser }) => {
  const expert = await joined(stage.server.url, await stage.code());
  const rows = ['active', 'active', 'active', 'active', 'active', 'paused', 'left'].map((status, i) => ({
    ...participantRow(),
    code: makeCode(1, (n) => (i * 5) % n),
    status,
  }));
  await stage.push(
    expert,
    rows.map((row, i) => creation('participant', stage.site, randomUUID(), row, `p${i}`)),
  );
  await expert.dispose();
  const chief = { id: randomUUID(), code: 'K-02', role: 'coordinator', sites: [] };
  const { page, context } = await signIn(browser, stage.server, await invite(stage.boss, chief), { viewport: DESK });
  await page.goto('/participants');
  const words = m.participants;
  await expect(page.getByText(words.totalsSub('7'))).toBeVisible();
  const row = (name: string) => page.getByRole('row', { name });
  await expect(row(m.labels.participantState.active)).toContainText(words.hidden);
  await expect(row(m.labels.participantState.left)).toContainText(words.hidden);
  await expect(row('PZS-01')).toContainText('7');
  await context.close();
});
