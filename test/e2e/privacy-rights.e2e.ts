import { expect, test, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { makeCode } from '#domain/participantCode.ts';
import { enrolmentRow, noteRow, participantRow } from '../support/rows.ts';
import { creation } from '../support/wire.ts';
import { DESK, signIn, wordsOf, type Person } from './support/people.ts';
import { askSync, joined, makeStage, stateOf, type Stage } from './support/stage.ts';

const m = wordsOf('pl');
let digit = 0;
const code = makeCode(1, (n) => (digit += 5) % n);

let stage: Stage;
test.beforeAll(async () => {
  stage = await makeStage();
});
test.afterAll(() => stage.remove());

/** The first coordinator in a browser at a desk. */
async function desk(browser: Parameters<typeof signIn>[0]): Promise<Person> {
  const listed = await stage.boss.get('/api/accounts', { headers: { 'x-app': '1' } });
  const { accounts } = (await listed.json()) as { accounts: { id: string; role: string }[] };
  const { id } = accounts.find(({ role }) => role === 'coordinator')!;
  const answer = await stage.boss.post(`/api/accounts/${id}/invitation`, { headers: { 'x-app': '1' } });
  const { code: invitation } = (await answer.json()) as { code: string };
  return signIn(browser, stage.server, invitation, { viewport: DESK });
}

/** Fills the code in and asks for it. */
async function seek(page: Page, typed: string): Promise<void> {
  await page.goto('/privacy');
  await page.getByLabel(m.privacy.code).fill(typed);
  await page.getByRole('button', { name: m.privacy.seek }).click();
}

test('[F106][F107] a coordinator gives out and erases one code, and sees when the phone has confirmed that it is gone', async ({
  browser,
}) => {
  const person = randomUUID();
  const other = randomUUID();
  const expertCode = await stage.code();
  const api = await joined(stage.server.url, expertCode);
  await stage.push(api, [
    creation('participant', stage.site, person, participantRow(code), 'person'),
    creation('participant', stage.site, other, participantRow(makeCode(1, (n) => (digit += 3) % n)), 'other'),
    creation('enrolment', stage.site, randomUUID(), enrolmentRow(person), 'enrolment'),
    creation('note', stage.site, randomUUID(), noteRow(stage.visit, `Plan: ${code} zaczyna praktykę`), 'note'),
  ]);
  await api.post('/api/leave', { headers: { 'x-app': '1' }, data: {} });
  const phone = await stage.device(browser);
  await phone.page.goto(`/participants/${person}`);
  await expect(phone.page.getByRole('heading', { name: code })).toBeVisible();

  const boss = await desk(browser);
  const { page } = boss;
  await seek(page, code.toLowerCase());
  await expect(page.getByText(m.privacy.known(code))).toBeVisible();

  const files: Record<string, string> = {};
  page.on('download', (file) => {
    void file
      .path()
      .then((path) => (files[file.suggestedFilename().split('.').at(-1) ?? ''] = readFileSync(path, 'utf8')));
  });
  await page.getByRole('button', { name: m.privacy.disclose }).click();
  await expect.poll(() => Object.keys(files).sort()).toEqual(['html', 'json']);
  expect(files['html']).toContain(m.privacy.page.title(code));
  expect(files['html']).not.toContain('<script');
  expect((JSON.parse(files['json'] ?? '{}') as { records: unknown[] }).records).toHaveLength(2);

  await page.getByRole('button', { name: m.privacy.erase }).click();
  const dialog = page.getByRole('dialog');
  const now = dialog.getByRole('button', { name: m.privacy.eraseNow });
  await dialog.getByLabel(m.privacy.typeAgain).fill(makeCode(2, () => 1));
  await expect(now).toBeDisabled();
  await dialog.getByLabel(m.privacy.typeAgain).fill(code);
  await now.click();
  // The stage’s own device of the expert never comes back.
  await expect(page.getByText(m.privacy.waits(2))).toBeVisible();

  await askSync(phone.page);
  await expect(stateOf(phone.page)).toHaveAttribute('data-state', 'confirmed');
  await askSync(phone.page);
  await phone.page.goto('/participants');
  await expect(phone.page.getByText(m.participants.count(1))).toBeVisible();
  await expect(phone.page.getByText(code)).toHaveCount(0);

  await page.goto('/privacy');
  await expect(page.getByText(m.privacy.waits(1))).toBeVisible();
  await expect(page.getByText(`✓ ${m.privacy.gone}`, { exact: true })).toHaveCount(1);
  await seek(page, code);
  await expect(page.getByText('Nie ma danych o tym kodzie')).toBeVisible();

  await page.goto('/audit');
  for (const act of ['erased', 'person-disclosed', 'person-sought'] as const) {
    await expect(page.getByText(m.audit.acts[act]).first()).toBeVisible();
  }
  await page
    .getByRole('button', { name: /Uczestnik/ })
    .first()
    .click();
  await expect(page.getByText(m.audit.oneRecord)).toBeVisible();
  await stage.server.stop();
  await page.getByRole('button', { name: m.audit.all }).click();
  await expect(page.getByText(m.audit.online)).toBeVisible();
  await stage.server.start();
});
