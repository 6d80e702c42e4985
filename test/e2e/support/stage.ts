import { expect, request as apiRequest, type APIRequestContext, type Browser, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { siteRow, visitRow } from '../../support/rows.ts';
import { creation, request } from '../../support/wire.ts';
import { invite, signIn, wordsOf, type Person } from './people.ts';
import { makeServer, type TestServer } from './server.ts';

const m = wordsOf('pl');

/** A server with one entity, one visit under way and its expert, who may have five devices. */
export interface Stage {
  server: TestServer;
  port: number;
  site: string;
  visit: string;
  /** The coordinator, without a browser. */
  boss: APIRequestContext;
  expert: string;
  /** A device of the expert in a browser profile of its own; `url`: through a proxy. */
  device(browser: Browser, url?: string): Promise<Person>;
  /** A fresh one-time code of the expert, or of another account. */
  code(account?: string): Promise<string>;
  /** Texts of the notes that the server holds, as the coordinator is given them. */
  notes(): Promise<string[]>;
  push(as: APIRequestContext, muts: object[]): Promise<void>;
  remove(): Promise<void>;
}

export async function makeStage(): Promise<Stage> {
  const server = await makeServer();
  await server.start();
  const [site, visit, expert] = [randomUUID(), randomUUID(), randomUUID()];
  const boss = await joined(server.url, server.invitation());
  const stage: Stage = {
    server,
    port: Number(new URL(server.url).port),
    site,
    visit,
    boss,
    expert,
    async device(browser, url = server.url) {
      return signIn(browser, { ...server, url }, await stage.code());
    },
    async code(account = expert) {
      const invitation = await boss.post(`/api/accounts/${account}/invitation`, { headers: { 'x-app': '1' } });
      expect(invitation.status()).toBe(200);
      return ((await invitation.json()) as { code: string }).code;
    },
    async notes() {
      const answer = await boss.post('/api/sync', { headers: { 'x-app': '1' }, data: request({ limit: 8_000_000 }) });
      const { scopes } = (await answer.json()) as {
        scopes: Record<string, { rows: { type: number; f: { text: string } }[] }>;
      };
      return (scopes[site]?.rows ?? []).filter(({ type }) => type === 6).map(({ f }) => f.text);
    },
    async push(as, muts) {
      const answer = await as.post('/api/sync', { headers: { 'x-app': '1' }, data: request({ muts }) });
      const { results } = (await answer.json()) as { results: { st: string }[] };
      expect(results.map(({ st }) => st)).toEqual(muts.map(() => 'ok'));
    },
    async remove() {
      await boss.dispose();
      await server.remove();
    },
  };
  await stage.push(boss, [creation('site', site, site, siteRow())]);
  const code = await invite(boss, { id: expert, code: 'E-01', role: 'expert', sites: [site] });
  const own = await joined(server.url, code);
  await stage.push(own, [creation('visit', site, visit, { ...visitRow(expert), status: 'in-progress' })]);
  await own.dispose();
  return stage;
}

/** A device without a browser. */
export async function joined(url: string, code: string): Promise<APIRequestContext> {
  const context = await apiRequest.newContext({ baseURL: url });
  const answer = await context.post('/api/join', { headers: { 'x-app': '1' }, data: { code, device: 'test' } });
  expect(answer.status()).toBe(200);
  return context;
}

/** Opens the notes of a visit. */
export async function openNotes(page: Page, visit: string): Promise<void> {
  await page.goto(`/visits/${visit}`);
  const summary = page.locator('summary').filter({ hasText: m.visits.notesSection });
  await expect(summary).toBeVisible();
  if (!(await summary.evaluate((node) => (node.parentElement as HTMLDetailsElement).open))) await summary.click();
}

/** Begins a note and leaves the hand in its empty field. */
export async function beginNote(page: Page, visit: string): Promise<void> {
  await openNotes(page, visit);
  await page.getByRole('button', { name: m.visits.addNote(m.labels.noteKind.fact) }).click();
  await expect(page.getByLabel(m.visits.noteText)).toBeFocused();
}

/** Writes a note. */
export async function note(page: Page, visit: string, text: string): Promise<void> {
  await beginNote(page, visit);
  await page.getByLabel(m.visits.noteText).fill(text);
  await page.getByRole('button', { name: m.common.done, exact: true }).click();
  await expect(page.getByText(text)).toBeVisible();
}

/** The line that is always true: `waiting`, `confirmed`, `local`, `problem`. */
export const stateOf = (page: Page) => page.locator('[data-state]:visible').first();

/** Asks for a round by the button of the sync centre. */
export async function askSync(page: Page): Promise<void> {
  await page.goto('/sync');
  await page.getByRole('button', { name: m.data.syncNow }).click();
}

/** The renderer dies at once, as when the phone runs out of memory; gives the page of the next life. */
export async function crashed(person: Person): Promise<Page> {
  const dead = person.page;
  const cdp = await person.context.newCDPSession(dead);
  const gone = dead.waitForEvent('crash');
  void cdp.send('Page.crash').catch(() => undefined);
  await gone;
  person.page = await person.context.newPage();
  await dead.close();
  return person.page;
}
