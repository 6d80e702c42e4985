import { expect, test, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { creation, request } from '../support/wire.ts';
import { DESK, invite, signIn, wordsOf, type Person } from './support/people.ts';
import { makeStage, stateOf, type Stage } from './support/stage.ts';
import { confirmed } from './support/steps.ts';

const m = wordsOf('pl');
const NOTE = 'Szwalnia ma osiem stanowisk';
const REMARK = 'Ile osób na nich pracuje?';
const ANSWER = 'Sześć osób, dopisano w notatce';

let stage: Stage;

test.beforeAll(async () => {
  stage = await makeStage();
});
test.afterAll(() => stage.remove());

/** The working day of domain.md D1–D4, through three people and a coordinator, without network where the day has none. */
test('[D1][D2][D3][D4] a visit is planned, packed, recorded, co-signed, returned with a remark, answered without network and accepted', async ({
  browser,
}) => {
  test.slow();
  const { server, site, boss } = stage;
  const second = randomUUID();
  const quality = randomUUID();
  const a = await stage.device(browser);
  const bCode = await invite(boss, { id: second, code: 'E-02', role: 'expert', sites: [site] });
  const b = await signIn(browser, server, bCode);
  const qCode = await invite(boss, { id: quality, code: 'J-01', role: 'quality-specialist', sites: [] });
  const q = await signIn(browser, server, qCode, { viewport: DESK });

  // D1: the office.
  await confirmed(a.page);
  await a.page.goto('/visits/new');
  const tomorrow = dayIn(1);
  await a.page.getByLabel(m.visits.day).fill(tomorrow);
  await a.page.getByLabel(m.visits.aim).fill('Potrzeby kadrowe realizatorów');
  await a.page.getByRole('button', { name: m.visits.plan, exact: true }).click();
  await expect(a.page.getByText(/^V-PZS-01-\d{8}-1$/)).toBeVisible();
  const visit = a.page.url();
  await a.page.getByRole('button', { name: m.visits.pack }).click();
  await a.page.getByRole('checkbox', { name: m.visits.packCard }).check();
  await a.page.getByRole('button', { name: m.visits.packDone }).click();
  await expect(a.page.getByRole('button', { name: m.visits.start })).toBeVisible();

  await a.page.goto('/visits');
  await a.page.locator('label').filter({ hasText: m.visits.views.week }).click();
  const grid = a.page.getByRole('grid');
  await grid.locator('button[aria-current=date]').focus();
  await a.page.keyboard.press('ArrowRight');
  await expect(grid.locator('button:focus')).toHaveAttribute('data-day', tomorrow);
  await expect(grid.locator('button:focus')).toHaveAccessibleName(new RegExp(m.visits.count(1)));

  await confirmed(a.page);
  const cdp = await a.context.newCDPSession(a.page);
  const { targetInfo } = await cdp.send('Target.getTargetInfo');
  const { browserContextId } = targetInfo;
  const permissions = ['durableStorage' as const];
  await cdp.send('Browser.grantPermissions', {
    origin: server.url,
    permissions,
    ...(browserContextId && { browserContextId }),
  });
  await a.page.goto('/ready');
  const ask = a.page.getByRole('button', { name: m.settings.askPersist });
  const verdict = a.page.getByRole('heading', { level: 2, name: m.ready.verdict.ready });
  await expect(ask.or(verdict).first()).toBeVisible();
  if (await ask.isVisible()) await ask.click();
  await expect(verdict).toBeVisible();
  await expect(a.page.getByText(m.ready.here)).toHaveCount(2);

  // D2: at the entity, no signal.
  await server.stop();
  await a.context.setOffline(true);
  await a.page.reload();
  await expect(verdict).toBeVisible();
  await a.page.goto(visit);
  await a.page.getByRole('button', { name: m.visits.start }).click();
  await expect(a.page.getByText(m.labels.visitState['in-progress'])).toBeVisible();
  await unfold(a.page, m.visits.aimSection);
  await a.page.getByRole('checkbox', { name: m.visits.informed }).check();
  await a.page.getByRole('button', { name: m.visits.addPerson(m.visits.functionsCIS.head) }).click();
  await unfold(a.page, m.visits.notesSection);
  await a.page.getByRole('button', { name: m.visits.addNote(m.labels.noteKind.fact) }).click();
  await a.page.getByLabel(m.visits.noteText).fill(NOTE);
  await a.page.getByLabel(m.visits.noteText).blur();
  await a.page.getByRole('button', { name: m.common.done, exact: true }).click();
  await unfold(a.page, m.visits.actionsSection);
  await a.page.getByRole('button', { name: m.visits.addAction }).click();
  await a.page.getByLabel(m.visits.actionText).fill('Zestawienie potrzeb');
  await a.page.getByRole('textbox', { name: m.visits.actionOwner }).fill('Kierownik CIS');
  await a.page.getByRole('button', { name: m.common.done, exact: true }).click();
  await unfold(a.page, m.visits.commentSection);
  await a.page.getByLabel(m.visits.comment, { exact: true }).fill('Dobra rozmowa');
  await a.page.getByRole('button', { name: m.visits.end }).click();
  await expect(a.page.getByText(m.visits.waitsForPair)).toBeVisible();
  await expect(stateOf(a.page)).toHaveAttribute('data-state', 'waiting');

  // D3: a line again; the pair agrees, the report goes.
  await server.start();
  await a.context.setOffline(false);
  await confirmed(a.page);
  await agreeAndSubmit(a, b, visit);

  // D4: the desk of the quality specialist.
  await confirmed(q.page);
  await q.page.goto('/reviews');
  const line = q.page.getByRole('list', { name: m.reviews.queue }).getByRole('link');
  await expect(line).toContainText(m.reviews.inTime);
  await expect(line).toContainText(m.reviews.inSample);
  await line.click();
  await q.page.getByRole('button', { name: m.reviews.addRemarkTo(NOTE) }).click();
  await q.page.getByLabel(m.reviews.remarkText).fill(REMARK);
  await q.page.getByLabel(m.reviews.remarkText).blur();
  await q.page.locator('summary').filter({ hasText: m.reviews.listTitle }).click();
  await q.page.getByRole('radio', { name: m.labels.rating.met }).first().click();
  await expect(q.page.getByText(m.reviews.listRated(1, 29))).toBeVisible();
  await q.page.getByRole('button', { name: m.visits.accept, exact: true }).click();
  await expect(q.page.getByText(m.reviews.openBar(1))).toBeVisible();
  await q.page.getByRole('button', { name: m.common.cancel }).click();
  await q.page.getByRole('button', { name: m.visits.return, exact: true }).click();
  await q.page.getByRole('dialog').getByRole('button', { name: m.visits.return, exact: true }).click();
  await expect(q.page.getByText(m.labels.visitState.returned).first()).toBeVisible();
  await confirmed(q.page);

  // The remark is a task on the author's phone, and is answered where there is no signal.
  await confirmed(a.page);
  await server.stop();
  await a.context.setOffline(true);
  await a.page.goto('/');
  await a.page.getByRole('list', { name: m.reviews.tasks }).getByRole('link').click();
  const card = a.page.getByRole('group', { name: m.reviews.remark });
  await expect(card).toContainText(REMARK);
  await card.getByLabel(m.reviews.answer).fill(ANSWER);
  await card.getByRole('button', { name: m.reviews.sendAnswer }).click();
  await expect(card).toContainText(m.labels.remarkState.answered);
  await a.page.getByRole('button', { name: m.visits.correct }).click();
  await expect(a.page.getByText(m.visits.waitsForPair)).toBeVisible();
  await server.start();
  await a.context.setOffline(false);
  await confirmed(a.page);
  await agreeAndSubmit(a, b, visit);

  await confirmed(q.page);
  await q.page.goto(visit);
  await expect(q.page.getByText(ANSWER)).toBeVisible();
  await q.page.getByRole('button', { name: m.visits.accept, exact: true }).click();
  await q.page.getByRole('dialog').getByRole('button', { name: m.visits.accept, exact: true }).click();
  await expect(q.page.getByText(m.labels.visitState.accepted).first()).toBeVisible();
  await confirmed(q.page);

  // Accepted for good: the author reads the line of history and can change nothing; neither can anyone by the endpoint.
  await confirmed(a.page);
  await a.page.goto(visit);
  await expect(a.page.getByText(m.visits.closedForGood)).toBeVisible();
  await expect(a.page.getByRole('group', { name: m.reviews.remark })).toContainText(m.labels.remarkState.closed);
  await expect(a.page.getByRole('button', { name: m.visits.correct })).toHaveCount(0);
  const id = visit.split('/').at(-1) ?? '';
  const late = creation('note', site, randomUUID(), {
    visitId: id,
    kind: 'fact',
    sphere: null,
    product: null,
    text: 'po czasie',
  });
  const answer = await a.api.post('/api/sync', { headers: { 'x-app': '1' }, data: request({ muts: [late] }) });
  const { results } = (await answer.json()) as { results: { st: string; refusal?: { reason?: string } }[] };
  expect(results).toMatchObject([{ st: 'refused', refusal: { reason: 'VisitLocked' } }]);
  for (const person of [a, b, q]) await person.context.close();
});

/** The second expert reads and co-signs, the lead submits; both with a line. */
async function agreeAndSubmit(a: Person, b: Person, visit: string): Promise<void> {
  await confirmed(b.page);
  await b.page.goto(visit);
  await b.page.getByRole('button', { name: m.visits.cosign, exact: true }).click();
  await b.page.getByRole('dialog').getByRole('button', { name: m.visits.cosign, exact: true }).click();
  await expect(b.page.getByText(m.labels.visitState.cosigned).first()).toBeVisible();
  await confirmed(b.page);
  await confirmed(a.page);
  await a.page.goto(visit);
  await a.page.getByRole('button', { name: m.visits.submit, exact: true }).click();
  await a.page.getByRole('button', { name: m.visits.submitConfirm }).click();
  await expect(a.page.getByText(m.visits.waitsForReview)).toBeVisible();
  await confirmed(a.page);
}

async function unfold(page: Page, title: string): Promise<void> {
  const summary = page.locator('summary').filter({ hasText: title });
  await expect(summary).toBeVisible();
  if (!(await summary.evaluate((node) => (node.parentElement as HTMLDetailsElement).open))) await summary.click();
}

/** A day from today, by the pilot's calendar. */
function dayIn(days: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Warsaw' }).format(Date.now() + days * 86_400_000);
}
