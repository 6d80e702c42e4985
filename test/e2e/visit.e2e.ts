import { expect, test, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { DESK, invite, signIn, wordsOf, type Lang } from './support/people.ts';
import { makeServer, type TestServer } from './support/server.ts';

const SITE_A = { kind: 'CIS', gmina: 'Modliborzyce' };
const SITE_E = { kind: 'KIS', gmina: 'Lubawa' };
const RATED = 10;
/** Items of the sphere-1 list that concern a CIS. */
const ITEMS = 29;

let server: TestServer;

test.beforeEach(async () => {
  server = await makeServer();
  await server.start();
});
test.afterEach(() => server.remove());

for (const lang of ['pl', 'en'] as const) {
  test(`an expert records a visit without network and it reaches the office (${lang})`, async ({ browser }) => {
    const m = wordsOf(lang);

    const office = await signIn(browser, server, server.invitation(), { lang, viewport: DESK });
    const site = await addSite(office.page, lang, SITE_A);
    const other = await addSite(office.page, lang, SITE_E);
    await confirmed(office.page, lang);
    const people = {
      a: { id: randomUUID(), code: 'E-01', role: 'expert', sites: [site] },
      b: { id: randomUUID(), code: 'E-02', role: 'expert', sites: [site] },
      e: { id: randomUUID(), code: 'E-03', role: 'expert', sites: [other] },
    };
    const a = await signIn(browser, server, await invite(office.api, people.a), { lang });
    const b = await signIn(browser, server, await invite(office.api, people.b), { lang });
    await confirmed(a.page, lang);
    await confirmed(b.page, lang);

    await server.stop();
    await a.context.setOffline(true);
    await b.context.setOffline(true);
    await a.page.goto('/');
    await expect(a.page.getByRole('heading', { name: m.today.title, level: 1 })).toBeVisible();

    await a.page.getByRole('link', { name: m.nav.visits, exact: true }).click();
    await a.page.getByRole('link', { name: m.visits.newVisit }).first().click();
    await a.page.getByRole('button', { name: m.visits.startNow }).click();
    await expect(a.page.getByRole('heading', { name: nameOf(SITE_A), level: 1 })).toBeVisible();
    const visit = a.page.url();

    for (const sphere of [1, 2, 3] as const) await note(a.page, lang, sphere, `Zapis ${sphere} ze świetlicy`);
    for (const text of ['Zestawienie potrzeb', 'Spotkanie z gminą']) await action(a.page, lang, text);
    await rate(a.page, lang);
    await a.page.goto(visit);
    const participant = await train(a.page, lang);

    await a.page.goto(visit);
    await unfold(a.page, m.visits.notesSection);
    await a.page.getByRole('button', { name: m.visits.addNote(m.labels.noteKind.idea) }).click();
    await a.page.getByLabel(m.visits.noteText).pressSequentially('Przerwane w pół słowa');
    await a.page.waitForFunction(() => document.activeElement instanceof HTMLTextAreaElement);
    await a.page.waitForTimeout(500);
    const dead = a.page;
    await crash(dead);
    a.page = await a.context.newPage();
    await dead.close();
    await a.page.goto(visit);
    await unfold(a.page, m.visits.notesSection);
    await expect(a.page.getByText('Przerwane w pół słowa')).toBeVisible();
    await expect(a.page.getByText('Zapis 3 ze świetlicy')).toBeVisible();
    await unfold(a.page, m.visits.actionsSection);
    await expect(a.page.getByText('Spotkanie z gminą')).toBeVisible();
    await unfold(a.page, m.visits.listsSection);
    await expect(a.page.getByText(m.checklists.itemsOf(RATED, ITEMS)).first()).toBeVisible();
    await expect(state(a.page)).toHaveAttribute('data-state', 'waiting');

    await server.start();
    await a.context.setOffline(false);
    await confirmed(a.page, lang);
    await b.context.setOffline(false);
    await b.page.goto(visit);
    await confirmed(b.page, lang);
    for (const page of [b.page, office.page]) {
      await page.goto(visit);
      await sync(page, lang);
      await page.goto(visit);
      await unfold(page, m.visits.notesSection);
      await expect(page.getByText('Zapis 1 ze świetlicy')).toBeVisible();
      await expect(page.getByText('Przerwane w pół słowa')).toBeVisible();
      await unfold(page, m.visits.listsSection);
      await expect(page.getByText(m.checklists.itemsOf(RATED, ITEMS)).first()).toBeVisible();
    }
    await b.page.goto(participant);
    await b.page
      .locator('summary')
      .filter({ hasText: /2 (z|of) / })
      .first()
      .click();
    await expect(b.page.getByRole('checkbox', { checked: true })).toHaveCount(2);

    const e = await signIn(browser, server, await invite(office.api, people.e), { lang });
    await confirmed(e.page, lang);
    await e.page.goto(visit);
    await expect(e.page.getByText(m.visits.missing)).toBeVisible();
    await e.page.goto('/sites');
    await expect(e.page.getByText(nameOf(SITE_E))).toBeVisible();
    await expect(e.page.getByText(nameOf(SITE_A))).toHaveCount(0);
    const answer = await e.api.post('/api/sync', {
      headers: { 'x-app': '1' },
      data: {
        v: 1,
        schema: 1,
        rid: 'r'.repeat(22),
        epoch: null,
        cur: { [site]: { gen: 1, at: 0 } },
        limit: 1_000_000,
        muts: [],
      },
    });
    expect(answer.status()).toBe(200);
    const body = (await answer.json()) as { grants: object; scopes: object };
    expect(Object.keys(body.grants)).not.toContain(site);
    expect(JSON.stringify(body)).not.toContain('świetlicy');
    for (const person of [office, a, b, e]) await person.context.close();
  });
}

const nameOf = ({ kind, gmina }: typeof SITE_A): string => `${kind} ${gmina}`;

const state = (page: Page) => page.locator('[data-state]:visible').first();

async function confirmed(page: Page, lang: Lang): Promise<void> {
  await sync(page, lang);
  await expect(state(page)).toHaveAttribute('data-state', 'confirmed');
}

/** The button of the sync centre; the app syncs by itself too. */
async function sync(page: Page, lang: Lang): Promise<void> {
  await page.goto('/sync');
  await page.getByRole('button', { name: wordsOf(lang).data.syncNow }).click();
  await expect(page.getByText(wordsOf(lang).sync.allConfirmed, { exact: false })).toBeVisible({ timeout: 30_000 });
}

async function unfold(page: Page, title: string): Promise<void> {
  const summary = page.locator('summary').filter({ hasText: title });
  await expect(summary).toBeVisible();
  if (!(await summary.evaluate((node) => (node.parentElement as HTMLDetailsElement).open))) await summary.click();
}

/** The renderer dies at once, as when the phone runs out of memory. */
async function crash(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  const gone = page.waitForEvent('crash');
  void cdp.send('Page.crash').catch(() => undefined);
  await gone;
}

async function addSite(page: Page, lang: Lang, { kind, gmina }: typeof SITE_A): Promise<string> {
  const m = wordsOf(lang);
  await page.goto('/sites/new');
  await page
    .locator('label')
    .filter({ has: page.getByRole('radio', { name: new RegExp(`^${kind}`) }) })
    .click();
  await page.getByRole('combobox', { name: m.sites.place }).fill(gmina);
  await page.getByRole('option').first().click();
  await page.getByLabel(m.sites.organiser).selectOption({ index: 4 });
  await page.getByRole('button', { name: m.sites.create }).click();
  await expect(page.getByRole('heading', { name: `${kind} ${gmina}`, level: 1 })).toBeVisible();
  return page.url().split('/').at(-1) ?? '';
}

async function note(page: Page, lang: Lang, sphere: 1 | 2 | 3, text: string): Promise<void> {
  const m = wordsOf(lang);
  await unfold(page, m.visits.notesSection);
  await page
    .getByRole('group', { name: m.visits.newNoteSphere })
    .getByRole('radio', { name: new RegExp(`${sphere}`) })
    .check({ force: true });
  await page.getByRole('button', { name: m.visits.addNote(m.labels.noteKind.fact) }).click();
  await page.getByLabel(m.visits.noteText).fill(text);
  await page.getByRole('button', { name: m.common.done, exact: true }).click();
  await expect(page.getByText(text)).toBeVisible();
}

async function action(page: Page, lang: Lang, text: string): Promise<void> {
  const m = wordsOf(lang);
  await unfold(page, m.visits.actionsSection);
  await page.getByRole('button', { name: m.visits.addAction }).click();
  await page.getByLabel(m.visits.actionText).fill(text);
  const done = page.getByRole('button', { name: m.common.done, exact: true });
  const place = await done.boundingBox();
  await page.getByLabel(m.visits.actionText).blur();
  await expect(page.getByText(m.visits.waiting, { exact: true }).last()).toBeVisible();
  // What is said about the record when its field is left moves nothing away from under the thumb.
  expect(await done.boundingBox()).toEqual(place);
  await done.click();
  await expect(page.getByText(text)).toBeVisible();
}

async function rate(page: Page, lang: Lang): Promise<void> {
  const m = wordsOf(lang);
  await unfold(page, m.visits.listsSection);
  await page.getByRole('button', { name: new RegExp(m.checklists.short['sphere-1']) }).click();
  const items = page.getByRole('radiogroup');
  await expect(items.first()).toBeVisible();
  for (let i = 0; i < RATED; i++)
    await items
      .nth(i)
      .getByRole('radio')
      .nth(i % 3)
      .click();
  await expect(page.getByText(m.checklists.itemsOf(RATED, ITEMS))).toBeVisible();
}

async function train(page: Page, lang: Lang): Promise<string> {
  const m = wordsOf(lang);
  await unfold(page, m.visits.participantsSection);
  await page.getByRole('button', { name: m.participants.add }).click();
  await page.getByRole('button', { name: m.participants.create }).click();
  await page.getByRole('button', { name: m.participants.chooseProgramme }).click();
  await page.getByRole('group', { name: m.participants.programme }).getByRole('radio').first().check({ force: true });
  await page.getByRole('button', { name: m.participants.enrol, exact: true }).click();
  const outcome = page
    .locator('summary')
    .filter({ hasText: /0 (z|of) / })
    .first();
  await outcome.click();
  const boxes = page.getByRole('checkbox');
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(2);
  return page.url();
}
