import { expect, test, type Page } from '@playwright/test';
import { wordsOf, type Person } from './support/people.ts';
import { askSync, beginNote, crashed, makeStage, note, openNotes, stateOf, type Stage } from './support/stage.ts';

const m = wordsOf('pl');
let stage: Stage;
let phone: Person;

test.beforeAll(async ({ browser }) => {
  stage = await makeStage();
  phone = await stage.device(browser);
});
test.afterAll(async () => {
  await phone.context.close();
  await stage.remove();
});

/** Damages stored rows of the open account; gives how many. */
const damage = (page: Page, table: 'base' | 'outbox', type?: number): Promise<number> =>
  page.evaluate(
    async ([name, wanted]) => {
      const { account } = JSON.parse(localStorage.getItem('account') ?? '{}') as { account: string };
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const asked = indexedDB.open(`trzy-sfery:${account}`);
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(new Error('not opened'));
      });
      const rows = db.transaction(name, 'readwrite').objectStore(name);
      const count = await new Promise<number>((resolve) => {
        let n = 0;
        rows.openCursor().onsuccess = (event) => {
          const cursor = (event.target as IDBRequest<IDBCursorWithValue | null>).result;
          if (!cursor) return resolve(n);
          const row = cursor.value as { type?: number };
          if (wanted === undefined || row.type === wanted) {
            cursor.update({ ...row, c: { sealed: '\u0000\u0001' } });
            n += 1;
          }
          cursor.continue();
        };
      });
      db.close();
      return count;
    },
    [table, type] as const,
  );

test('[F1][F17] the page dies at many moments of typing: what was typed half a second ago is there, in its field', async () => {
  const person = phone;
  await person.context.setOffline(true);
  for (const [i, pause] of [0, 120, 300, 450].entries()) {
    await beginNote(person.page, stage.visit);
    await person.page.keyboard.type(`Zapis ${i} pewny`);
    await person.page.waitForTimeout(500);
    await person.page.keyboard.type(' i ogon');
    await person.page.waitForTimeout(pause);
    const page = await crashed(person);
    await openNotes(page, stage.visit);
    await expect(page.getByText(new RegExp(`^Zapis ${i} pewny( i? ?o?g?o?n?)?`)).first()).toBeVisible();
  }
  await person.context.setOffline(false);
  await askSync(person.page);
  await expect(stateOf(person.page)).toHaveAttribute('data-state', 'confirmed');
  const arrived = (await stage.notes()).filter((text) => /^Zapis \d pewny/.test(text));
  expect(arrived).toHaveLength(4);
});

test('[F11] damaged records come again from the server; a damaged edit is told, and holds up no other', async () => {
  const { page, context } = phone;
  await note(page, stage.visit, 'do uszkodzenia');
  await askSync(page);
  await expect(stateOf(page)).toHaveAttribute('data-state', 'confirmed');
  expect(await damage(page, 'base', 6)).toBeGreaterThan(0);
  await openNotes(page, stage.visit);
  await expect(page.getByText('do uszkodzenia')).toBeVisible({ timeout: 15_000 });

  await context.setOffline(true);
  await note(page, stage.visit, 'przepadnie');
  await expect(stateOf(page)).toHaveAttribute('data-state', 'waiting');
  expect(await damage(page, 'outbox')).toBeGreaterThan(0);
  await page.goto('/sync');
  await page.reload();
  await expect(page.getByText(m.errors.Unreadable.title)).toBeVisible();
  await note(page, stage.visit, 'następny zapis');
  await context.setOffline(false);
  await askSync(page);
  await expect.poll(() => stage.notes()).toContain('następny zapis');
  await expect(page.getByText(m.errors.Unreadable.title)).toBeVisible();
});

test('[F77] 64 KB, 1 MB and 10 MB pasted into a note: refused in words, the text stays in the field, the app stays alive', async () => {
  test.setTimeout(90_000);
  const { page } = phone;
  await beginNote(page, stage.visit);
  const field = page.getByLabel(m.visits.noteText);
  for (const size of [64_000, 1_000_000, 10_000_000]) {
    await field.evaluate((node, n) => {
      const area = node as HTMLTextAreaElement;
      area.value = 'słowo '.repeat(Math.ceil(n / 6)).slice(0, n);
      area.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }, size);
    await expect(field).toHaveAttribute('aria-invalid', 'true', { timeout: 30_000 });
    expect(await field.evaluate((node) => (node as HTMLTextAreaElement).value.length)).toBe(size);
  }
  await field.fill('jednak krótko');
  await expect(field).not.toHaveAttribute('aria-invalid', 'true');
  await page.getByRole('button', { name: m.common.done, exact: true }).click();
  await askSync(page);
  await expect(stateOf(page)).toHaveAttribute('data-state', 'confirmed');
  expect(await stage.notes()).toContain('jednak krótko');
});

test('[F7] no room on the device: it is said at once, the text stays in the field, and is saved when there is room', async () => {
  const { page } = phone;
  await beginNote(page, stage.visit);
  const field = page.getByLabel(m.visits.noteText);
  await page.evaluate(() => {
    const { put, add } = IDBObjectStore.prototype;
    const full = (): never => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    Object.assign(IDBObjectStore.prototype, { put: full, add: full });
    Object.assign(window, { makeRoom: () => Object.assign(IDBObjectStore.prototype, { put, add }) });
  });
  await field.pressSequentially('bez miejsca');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText(m.errors.Quota.title)).toBeVisible();
  await expect(field).toHaveValue('bez miejsca');
  await page.evaluate(() => (window as unknown as { makeRoom(): void }).makeRoom());
  await field.pressSequentially('!');
  await page.getByRole('button', { name: m.common.done, exact: true }).click();
  await expect(page.getByText('bez miejsca!')).toBeVisible();
  await askSync(page);
  await expect(stateOf(page)).toHaveAttribute('data-state', 'confirmed');
  expect(await stage.notes()).toContain('bez miejsca!');
});
