import { expect, test, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { actionRow, attendeeRow, noteRow, photoRow, runRow, siteRow, visitRow } from '../support/rows.ts';
import { creation, mid, mutation, request, setOf } from '../support/wire.ts';
import { CANARY, HOSTILE } from './support/hostileTexts.ts';
import { DESK, invite, signIn, wordsOf, type Person } from './support/people.ts';
import { joined, makeStage, type Stage } from './support/stage.ts';

const m = wordsOf('pl');

// Three hundred notes on one screen take their time on a busy machine.
test.setTimeout(180_000);

let stage: Stage;
const run = randomUUID();
test.beforeEach(async () => {
  stage = await makeStage();
  await fill();
});
test.afterEach(() => stage.remove());

/** Hostile texts in every text field of every table, through the endpoint; each of them in a note of its own. */
async function fill(): Promise<void> {
  const { site, visit, expert, boss } = stage;
  const at = (i: number, max = 500): string => HOSTILE[i % HOSTILE.length]?.slice(0, max) ?? '';
  const name = (n: number): string => `hostile${n}`;
  const changed = (type: number, id: string, fields: object, tag: string, saw: string) =>
    mutation({ mid: mid(tag), scope: site, id, type, set: setOf({ ...fields }, saw), saw });
  await stage.push(boss, [
    changed(
      3,
      site,
      { name: at(8, 200), contact: at(9), surroundings: at(32), registerNumber: at(40, 100) },
      'hs',
      mid(`c${site.slice(-6)}`),
    ),
    creation('site', run, run, { ...siteRow('PZS-02'), name: at(0, 200), contact: at(16), surroundings: at(24) }),
  ]);
  const own = await joined(stage.server.url, await stage.code());
  const reasons = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`s1.n.${i + 1}`, at(40 + i)]));
  const edits = [
    changed(4, visit, { aim: at(8), comment: at(56), informedAt: null }, 'hv', mid(`c${visit.slice(-6)}`)),
    ...HOSTILE.map((text, i) => creation('note', site, randomUUID(), noteRow(visit, text), name(i))),
    ...Array.from({ length: 24 }, (_, i) => [
      creation('attendee', site, randomUUID(), { ...attendeeRow(visit), function: at(i * 13, 200) }, name(1000 + i)),
      creation(
        'action',
        site,
        randomUUID(),
        { ...actionRow(visit), text: at(i * 11), owner: at(i * 7, 200) },
        name(2000 + i),
      ),
    ]).flat(),
    creation('run', site, run, { ...runRow(visit), ratings: {}, sources: {}, reasons }, name(3000)),
    creation('photo', site, randomUUID(), { ...photoRow(visit), caption: at(32) }, name(3001)),
    ...(['planned', 'in-progress'] as const).map((status, i) =>
      creation(
        'visit',
        site,
        randomUUID(),
        { ...visitRow(expert, `V-PZS-01-20260117-${i + 1}`), status, aim: at(64 + i), comment: at(72 + i) },
        name(3002 + i),
      ),
    ),
  ];
  for (let i = 0; i < edits.length; i += 100) await stage.push(own, edits.slice(i, i + 100));
  await own.dispose();
}

/** Watches for what must never happen; what it gives asserts that it did not. */
async function watched(page: Page): Promise<() => Promise<void>> {
  const seen: string[] = [];
  page.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.exposeFunction('hostileSeen', (what: string) => seen.push(what));
  await page.addInitScript((canary) => {
    const tell = (what: string): void => (window as unknown as { hostileSeen(what: string): void }).hostileSeen(what);
    Object.assign(window, { [canary]: () => tell('canary') });
    document.addEventListener('securitypolicyviolation', (event) => tell(`csp: ${event.violatedDirective}`));
  }, CANARY);
  return async () => {
    await page.waitForTimeout(300);
    expect(seen).toEqual([]);
    // The watch itself: what runs and what the policy stops would both have been seen.
    await page.evaluate((canary) => (window as unknown as Record<string, () => void>)[canary]?.(), CANARY);
    await page.evaluate((canary) => {
      const script = document.createElement('script');
      try {
        script.textContent = `${canary}()`;
      } catch {
        script.append(`${canary}()`);
      }
      document.body.append(script);
    }, CANARY);
    await expect.poll(() => new Set(seen)).toContain('csp: require-trusted-types-for');
    expect(seen[0]).toBe('canary');
  };
}

async function look({ page }: Person, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path);
    await expect(page.locator('h1')).toBeVisible();
    for (const summary of await page.locator('main summary').all()) {
      if (!(await summary.evaluate((node) => (node.parentElement as HTMLDetailsElement).open))) await summary.click();
    }
    await expect(page.locator('.skeleton:visible')).toHaveCount(0, { timeout: 30_000 });
  }
}

test('[F90] hostile texts in every field run on no screen of the expert, and break no rule of the content policy', async ({
  browser,
}) => {
  expect(new Set(HOSTILE).size).toBeGreaterThanOrEqual(300);
  const person = await stage.device(browser);
  const nothingRan = await watched(person.page);
  const { site, visit } = stage;
  await look(person, ['/', '/visits', `/visits/${visit}`]);
  const text = person.page.getByText(HOSTILE[0] ?? '', { exact: true }).first();
  await expect(text).toBeVisible();
  const tabs = ['visits', 'checklists', 'participants', 'actions'].map((tab) => `/sites/${site}/${tab}`);
  await look(person, [
    '/sites',
    `/sites/${site}`,
    ...tabs,
    `/checklists/${run}`,
    `/visits/new?site=${site}`,
    '/participants',
    '/sync',
    '/more',
    '/settings',
  ]);
  await nothingRan();
  await person.context.close();
});

test('[F90] nor on any screen of the coordinator, parked work included', async ({ browser }) => {
  const away = { id: randomUUID(), code: 'E-09', role: 'expert', sites: [] };
  const stranger = await joined(stage.server.url, await invite(stage.boss, away));
  const parked = HOSTILE.slice(0, 40).map((text, i) =>
    creation('note', stage.site, randomUUID(), noteRow(stage.visit, text), `parked${i}`),
  );
  await stranger.post('/api/sync', { headers: { 'x-app': '1' }, data: request({ muts: parked }) });
  await stranger.dispose();
  const chief = { id: randomUUID(), code: 'K-02', role: 'coordinator', sites: [] };
  const person = await signIn(browser, stage.server, await invite(stage.boss, chief), { viewport: DESK });
  const nothingRan = await watched(person.page);
  const { site, visit } = stage;
  const tabs = ['visits', 'checklists', 'actions'].map((tab) => `/sites/${site}/${tab}`);
  await look(person, [
    '/',
    '/visits',
    `/visits/${visit}`,
    '/sites',
    `/sites/${site}`,
    ...tabs,
    `/checklists/${run}`,
    '/participants',
    '/accounts',
    '/sync',
    '/more',
    '/parked',
  ]);
  await expect(person.page.getByText(HOSTILE[0] ?? '', { exact: true }).first()).toBeVisible();
  await expect(person.page.getByRole('button', { name: m.accounts.accept })).toHaveCount(40);
  await nothingRan();
  await person.context.close();
});
