import { expect, test, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { tables } from '#domain/tables.ts';
import { noteRow, photoRow, runRow, siteRow, visitRow } from '../support/rows.ts';
import { creation, mid, mutation, request, setOf } from '../support/wire.ts';
import { DESK, invite, signIn, wordsOf, type Person } from './support/people.ts';
import { makeServer, type TestServer } from './support/server.ts';

const m = wordsOf('pl');
const v = m.versions;
const LONG = 'Kuchnia jest gotowa. Brakuje umowy z gminą. Kierownik pisze ofertę.';

let server: TestServer;
let office: Person;
let a: Person;
let b: Person;
let [site, visit, note, run] = ['', '', '', ''];
const second = { id: '', code: 'E-02', role: 'expert' };

test.beforeEach(async ({ browser }) => {
  [site, visit, note, run, second.id] = [randomUUID(), randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  server = await makeServer();
  await server.start();
  office = await signIn(browser, server, server.invitation(), { viewport: DESK });
  await push(office, [creation('site', site, site, siteRow())]);
  const first = { id: randomUUID(), code: 'E-01', role: 'expert', sites: [site] };
  a = await signIn(browser, server, await invite(office.api, first));
  b = await signIn(browser, server, await invite(office.api, { ...second, sites: [site] }));
  await push(a, [
    creation('visit', site, visit, { ...visitRow(first.id), status: 'in-progress', informedAt: null }),
    creation('note', site, note, noteRow(visit, LONG)),
    creation('run', site, run, { ...runRow(visit), ratings: {}, reasons: {}, sources: {} }),
  ]);
  for (const { page } of [a, b]) await sync(page);
});
test.afterEach(async () => {
  for (const person of [office, a, b]) await person.context.close();
  await server.remove();
});

test('two phones change the same without network: both show both versions, one choice settles it on both', async () => {
  await apart();
  await writeNote(a.page, LONG.replace('gotowa', 'odebrana'));
  await writeNote(b.page, LONG.replace('gotowa', 'w remoncie'));
  await rate(a.page, 0);
  await rate(b.page, 2);
  await together();

  for (const { page } of [a, b]) {
    await page.goto('/');
    await expect(page.getByRole('heading', { name: `${v.list} · 2` })).toBeVisible();
    await page.getByRole('link', { name: new RegExp(m.fields.note.text) }).click();
    const text = dispute(page, m.fields.note.text);
    await expect(text.getByText('E-01 ·', { exact: false })).toBeVisible();
    await expect(text.getByText('E-02 ·', { exact: false })).toBeVisible();
    await expect(text.getByRole('listitem').filter({ hasText: 'odebrana' })).toBeVisible();
    await expect(text.getByRole('listitem').filter({ hasText: 'w remoncie' })).toBeVisible();
    await page.goto(`/checklists/${run}?show=contested`);
    await expect(page.getByText(v.undecidedRating)).toBeVisible();
    await expect(page.getByText(m.checklists.itemsOf(0, 29))).toBeVisible();
  }

  await dispute(a.page, m.fields.run.ratings).getByRole('button', { name: m.data.conflictMine, exact: true }).click();
  await expect(a.page.getByText(v.chosen)).toBeVisible();
  await a.page.goto(`/visits/${visit}`);
  await dispute(a.page, m.fields.note.text).getByRole('button', { name: m.data.conflictTheirs, exact: true }).click();
  await expect(a.page.getByText(v.chosen)).toBeVisible();
  await sync(a.page);
  await sync(b.page);
  for (const { page } of [a, b]) {
    await page.goto('/');
    await expect(page.getByRole('heading', { name: m.today.title, level: 1 })).toBeVisible();
    await expect(page.getByText(v.list, { exact: false })).toHaveCount(0);
    await page.goto(`/visits/${visit}`);
    await expect(page.getByText('w remoncie')).toBeVisible();
    await expect(page.getByText('odebrana')).toHaveCount(0);
    await page.goto(`/checklists/${run}`);
    await expect(page.getByText(m.checklists.itemsOf(1, 29))).toBeVisible();
    await expect(page.getByRole('radio', { name: m.labels.rating.met }).first()).toBeChecked();
  }

  // What was not chosen is one tap away.
  await a.page.goto(`/visits/${visit}`);
  await a.page.getByRole('button', { name: new RegExp(m.visits.editNote) }).click();
  await a.page.getByText(v.history, { exact: true }).last().click();
  const before = a.page.getByRole('listitem').filter({ hasText: 'odebrana' });
  await before.getByRole('button', { name: new RegExp(`^${v.restore}`) }).click();
  await expect(a.page.getByRole('textbox', { name: m.visits.noteText })).toHaveValue(/odebrana/);
  await a.page.getByRole('button', { name: m.common.undo }).click();
  await expect(a.page.getByRole('textbox', { name: m.visits.noteText })).toHaveValue(/w remoncie/);
});

test('changes in different sentences are put together by themselves, and can be taken apart again', async () => {
  await apart();
  await writeNote(a.page, LONG.replace('gotowa', 'odebrana'));
  await writeNote(b.page, LONG.replace('pisze', 'wysłał'));
  await together();
  const whole = LONG.replace('gotowa', 'odebrana').replace('pisze', 'wysłał');
  for (const { page } of [a, b]) {
    await page.goto(`/visits/${visit}`);
    await expect(page.getByText(whole)).toBeVisible();
    await expect(page.getByText(m.visits.twoVersions)).toHaveCount(0);
  }
  await b.page.goto('/');
  await expect(b.page.getByText(v.mergedBody)).toBeVisible();
  await b.page.getByRole('list', { name: v.mergedList }).getByRole('button', { name: m.common.undo }).click();
  await expect(b.page.getByText(v.mergeUndone)).toBeVisible();
  await sync(b.page);
  await sync(a.page);
  for (const { page } of [a, b]) {
    await page.goto(`/visits/${visit}`);
    await expect(dispute(page, m.fields.note.text).getByRole('listitem')).toHaveCount(2);
  }
});

test('work without access waits for the coordinator, who takes it over; the phone keeps a receipt of what was confirmed', async () => {
  await apart();
  await writeNote(a.page, 'Zapis pary');
  await writeNote(b.page, 'Zapis po utracie dostępu');
  await server.start();
  const gone = await office.api.post('/api/accounts', {
    headers: { 'x-app': '1' },
    data: { ...second, active: true, sites: [] },
  });
  expect(gone.status()).toBe(200);
  for (const { context } of [a, b]) await context.setOffline(false);
  await sync(a.page);
  await expect(a.page.getByText(m.sync.receiptCount(1, 1)).first()).toBeVisible();
  await b.page.goto('/sync');
  await b.page.getByRole('button', { name: m.data.syncNow }).click();
  await expect(b.page.getByText(m.errors.Parked.title)).toBeVisible();

  await office.page.goto('/parked');
  await expect(office.page.getByText('Zapis po utracie dostępu')).toBeVisible();
  await expect(office.page.getByText(m.accounts.parkedOf('E-02', m.sync.tables.note))).toBeVisible();
  await office.context.setOffline(true);
  await office.page.getByRole('button', { name: m.accounts.accept }).click();
  await office.page.getByRole('dialog').getByRole('button', { name: m.accounts.accept }).click();
  await expect(office.page.getByText(m.errors.Offline.title).first()).toBeVisible();
  await office.context.setOffline(false);
  await office.page.reload();
  await office.page.getByRole('button', { name: m.accounts.accept }).click();
  await office.page.getByRole('dialog').getByRole('button', { name: m.accounts.accept }).click();
  await expect(office.page.getByText(m.accounts.parkedNone)).toBeVisible();
  await sync(a.page);
  await a.page.goto(`/visits/${visit}`);
  await expect(dispute(a.page, m.fields.note.text).getByText('Zapis po utracie dostępu')).toBeVisible();

  await office.page.goto('/accounts');
  await office.page.getByRole('button', { name: /^E-02/ }).click();
  // What the office saw last is what the phone last said: it does not know yet what was decided.
  await expect(office.page.getByRole('dialog').getByText(m.accounts.parked(1))).toBeVisible();
  // The accepted edit leaves its author's phone by itself.
  await sync(b.page);
  await office.page.reload();
  await office.page.getByRole('button', { name: /^E-02/ }).click();
  await expect(office.page.getByRole('dialog').getByText(m.accounts.allSent)).toBeVisible();
});

test('a caption with two versions is chosen at its photo; who co-signs with open choices is told of each', async () => {
  const photo = randomUUID();
  const change = (table: 'photo' | 'run' | 'visit', id: string, n: number, set: object, saw: string) =>
    mutation({ mid: mid(`x${n}`), scope: site, id, type: tables[table].code, set: setOf({ ...set }, saw), saw });
  const made = creation('photo', site, photo, photoRow(visit));
  const begun = mid(`c${visit.slice(-6)}`);
  await push(a, [
    made,
    change('photo', photo, 1, { caption: 'Kuchnia' }, made.mid),
    change('run', run, 2, { 'ratings.s1.n.1': 'met' }, mid(`c${run.slice(-6)}`)),
    change('visit', visit, 3, { status: 'draft' }, begun),
  ]);
  await push(b, [
    change('photo', photo, 4, { caption: 'Stolarnia' }, made.mid),
    change('run', run, 5, { 'ratings.s1.n.1': 'not' }, mid(`c${run.slice(-6)}`)),
  ]);
  const { page } = b;
  await sync(page);
  await page.goto(`/visits/${visit}`);
  const dialog = page.getByRole('dialog');
  const cosign = page.getByRole('button', { name: m.visits.cosign, exact: true });
  const rows = dialog.getByRole('list').getByRole('listitem');
  const captions = dispute(page, m.fields.photo.caption);
  await expect(captions).toBeVisible();
  await cosign.click();
  await expect(dialog.getByText(m.visits.unsettledTitle).first()).toBeVisible();
  await expect(rows).toHaveCount(2);
  await expect(dialog.getByRole('button', { name: m.visits.cosign, exact: true })).toHaveCount(0);
  await dialog.getByRole('button', { name: `${m.sync.tables.photo} · ${m.fields.photo.caption}` }).click();
  await expect(dialog).toHaveCount(0);
  await expect(captions).toBeInViewport();
  await captions
    .getByRole('button', { name: 'E-02', exact: true })
    .or(captions.getByRole('button', { name: m.data.conflictMine, exact: true }))
    .click();
  await expect(page.getByText(v.chosen)).toBeVisible();
  await expect(page.getByLabel(m.photos.caption)).toHaveValue('Stolarnia');
  await cosign.click();
  await expect(rows).toHaveCount(1);
  await dialog.getByRole('link', { name: new RegExp(m.fields.run.ratings) }).click();
  await expect(page.getByText(v.undecidedRating)).toBeVisible();
});

const dispute = (page: Page, field: string) => page.getByRole('region', { name: `${v.read(2)}: ${field}` });

async function apart(): Promise<void> {
  await server.stop();
  for (const { context } of [a, b]) await context.setOffline(true);
}

/** The first phone hands over first, so that the second one’s changes come later. */
async function together(): Promise<void> {
  await server.start();
  await a.context.setOffline(false);
  await sync(a.page);
  await b.context.setOffline(false);
  await sync(b.page);
  // What the second phone put together by itself is an edit of its own.
  await b.page.waitForTimeout(1_500);
  await sync(b.page);
  await sync(a.page);
}

async function push({ api }: Person, muts: unknown[]): Promise<void> {
  const answer = await api.post('/api/sync', { headers: { 'x-app': '1' }, data: request({ muts }) });
  const { results } = (await answer.json()) as { results: { st: string }[] };
  expect(results).toMatchObject(muts.map(() => ({ st: 'ok' })));
}

async function sync(page: Page): Promise<void> {
  await page.goto('/sync');
  await page.getByRole('button', { name: m.data.syncNow }).click();
  await expect(page.getByText(m.sync.allConfirmed, { exact: false })).toBeVisible({ timeout: 30_000 });
}

async function writeNote(page: Page, text: string): Promise<void> {
  await page.goto(`/visits/${visit}`);
  await page.getByRole('button', { name: new RegExp(m.visits.editNote) }).click();
  await page.getByRole('textbox', { name: m.visits.noteText }).fill(text);
  await page.getByRole('button', { name: m.common.done, exact: true }).click();
  await expect(page.getByText(text)).toBeVisible();
}

async function rate(page: Page, which: number): Promise<void> {
  await page.goto(`/checklists/${run}`);
  await page.getByRole('radiogroup').first().getByRole('radio').nth(which).click();
  await expect(page.getByText(m.checklists.itemsOf(1, 29))).toBeVisible();
}
