import { readFileSync } from 'node:fs';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { rate, setReason, startRun } from '#client/features/checklists/commands.ts';
import { hashOf, type Paper } from '#client/features/papers/paper.ts';
import { pdfOf, printable, type Fonts } from '#client/features/papers/pdf.ts';
import { progressPaper } from '#client/features/papers/progressPaper.ts';
import { progressRecords, visitRecord } from '#client/features/papers/queries.ts';
import { visitPaper } from '#client/features/papers/visitPaper.ts';
import { i18n } from '#client/i18n/words.svelte.ts';
import { commit } from '#client/db/commit.ts';
import { read } from '#client/db/device.ts';
import { loadChecklist, loadProgramme } from '#domain/content/content.ts';
import { outcomesOf } from '#domain/programme.ts';
import type { Result } from '#domain/result.ts';
import { enrolmentRow, participantRow, siteRow, visitRow } from '../../support/rows.ts';
import { makeWorld } from '../../support/world.ts';

const font = (style: string): Uint8Array =>
  readFileSync(new URL(`../../../src/client/features/papers/fonts/Roboto-${style}.ttf`, import.meta.url));
const fonts: Fonts = { regular: font('Regular'), bold: font('Bold') };

const HASH = 'ab'.repeat(32);

function paper(over: Partial<Paper> = {}): Paper {
  return {
    name: 'raport-V-PZS-01-20260115-1',
    lang: 'pl',
    title: 'Raport z wizyty',
    code: 'V-PZS-01-20260115-1',
    blocks: [],
    attribution: i18n.m.papers.attribution,
    hashWord: 'Skrót',
    page: (n, all) => `Strona ${n} z ${all}`,
    hash: HASH,
    ...over,
  };
}

/** The text of every page as a reader's program finds it, and what the file says about itself. */
async function readBack(bytes: Uint8Array): Promise<{ pages: string[]; lang: string | null; title: unknown }> {
  const doc = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
  const pages: string[] = [];
  for (let n = 1; n <= doc.numPages; n++) {
    const { items } = await (await doc.getPage(n)).getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str + (item.hasEOL ? ' ' : '') : '')).join(''));
  }
  const { info } = await doc.getMetadata();
  const { Title: title, Language: lang } = info as { Title?: unknown; Language?: string };
  await doc.destroy();
  return { pages, lang: lang ?? null, title };
}

function value<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

beforeAll(() => i18n.setLang('pl'));

describe('a PDF', () => {
  test('holds every Polish letter and every mark in use as text that can be selected', async () => {
    const text = 'Zażółć gęślą jaźń ZAŻÓŁĆ GĘŚLĄ JAŹŃ „cytat” – 12,5 % · 80 ≥ 75 … § 4 ust. 1 č š ž ö ß';
    const { pages, lang, title } = await readBack(pdfOf(paper({ blocks: [{ kind: 'text', text }] }), fonts));
    expect(pages.join('')).toContain(text);
    expect(lang).toBe('pl');
    expect(title).toBe('Raport z wizyty V-PZS-01-20260115-1');
  });

  test('[R31] says on every page who pays, the number of the page and the hash of the record', async () => {
    const rows = Array.from({ length: 150 }, (_, n) => [`Pozycja ${n}`, 'Spełnione']);
    const blocks = [{ kind: 'table', head: ['Pozycja', 'Ocena'], widths: [5, 1], rows } as const];
    const { pages } = await readBack(pdfOf(paper({ blocks }), fonts));
    expect(pages.length).toBeGreaterThan(2);
    for (const [n, page] of pages.entries()) {
      expect(page).toContain(i18n.m.papers.attribution);
      expect(page).toContain(`Strona ${n + 1} z ${pages.length}`);
      expect(page).toContain(HASH.slice(0, 16));
      if (page.includes('Pozycja 1')) expect(page, 'the head is repeated').toContain('Ocena');
    }
    expect(pages.join('')).toContain(HASH);
    for (const [item] of rows) expect(pages.join(' ')).toContain(item);
  });

  test('loses no word of a text of 20,000 letters and of one word without an end', async () => {
    const words = Array.from({ length: 3000 }, (_, n) => `słowo${n}`);
    const endless = 'x'.repeat(2_000);
    const { pages } = await readBack(
      pdfOf(paper({ blocks: [{ kind: 'text', text: `${words.join(' ')}\n${endless}` }] }), fonts),
    );
    const found = new Set(pages.join(' ').split(/\s+/));
    for (const word of words) expect(found.has(word), word).toBe(true);
    expect(pages.join('').match(/x/g)?.length).toBeGreaterThanOrEqual(endless.length);
  });

  test('marks what its font has no picture for instead of leaving a gap', () => {
    expect(printable('a\u202Eb\u200B😀→ż')).toBe('ab\ufffd\ufffdż');
    expect(printable('z\u0307')).toBe('ż');
    expect(printable('a\r\nb\tc')).toBe('a\nb  c');
  });
});

describe('the hash of a record', () => {
  test('is the same in any order of fields and at any stage of sending, another when one word differs', async () => {
    const one = await hashOf([{ id: '1', text: 'a', sync: { state: 'waiting' } }]);
    expect(await hashOf([{ text: 'a', sync: { state: 'confirmed' }, id: '1' }])).toBe(one);
    expect(await hashOf([{ id: '1', text: 'b' }])).not.toBe(one);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('the report of a visit', () => {
  test('says everything that was recorded, in the language of the reader', async () => {
    const world = await makeWorld();
    const boss = await world.phone(await world.account('coordinator', 'K-01'));
    const site = value(await commit(boss.device, (edit) => edit.create('site', '', siteRow())));
    await boss.sync();
    const lead = await world.account('expert', 'E-01', [site]);
    const { device, sync } = await world.phone(lead);
    await sync();
    const visit = value(
      await commit(device, (edit) =>
        edit.create('visit', site, {
          ...visitRow(lead),
          status: 'in-progress',
          aim: 'Przegląd usług',
          comment: 'Zgoda',
        }),
      ),
    );
    value(
      await commit(device, async (edit) => {
        await edit.create('note', site, {
          visitId: visit,
          kind: 'fact',
          sphere: 1,
          product: null,
          text: 'Warsztat działa',
        });
        await edit.create('attendee', site, { visitId: visit, function: 'Kierownik', count: 2 });
        return edit.create('action', site, {
          visitId: visit,
          text: 'Przesłać ofertę',
          owner: 'Kierownik',
          due: '2026-02-01',
          state: 'open',
          closedOn: null,
        });
      }),
    );
    const run = value(
      await startRun(device, {
        scope: site,
        visitId: visit,
        templateId: 'sphere-1',
        templateVersion: '1.0.0',
        day: '2026-01-16',
      }),
    );
    value(await rate(device, run, 's1.n.1', 'partly'));
    value(await setReason(device, run, 's1.n.1', 'Tylko część gmin'));
    const template = await loadChecklist('sphere-1', '1.0.0');
    const record = await read(device, (rows) => visitRecord(rows, visit));
    if (!record) throw new Error('no visit');
    for (const lang of ['en', 'pl'] as const) {
      i18n.setLang(lang);
      const made = await visitPaper(record, () => template);
      const { pages } = await readBack(pdfOf(made, fonts));
      const whole = pages.join(' ');
      const item = template.sections[0]?.items[0]?.text[lang] ?? '';
      for (const text of [
        'Przegląd usług',
        'Warsztat działa',
        'Kierownik',
        'Przesłać ofertę',
        'Tylko część gmin',
        'Zgoda',
      ]) {
        expect(whole, text).toContain(text);
      }
      expect(whole).toContain(i18n.m.labels.rating.partly);
      expect(whole.replace(/\s+/g, '')).toContain(item.slice(0, 30).replace(/\s+/g, ''));
      expect(whole).toContain(made.hash);
      expect(made.name).toContain(record.visit.code);
    }
    await world.close();
  });
});

describe('the progress card', () => {
  test('knows the participant by the code alone, and counts only what a second person verified', async () => {
    const world = await makeWorld();
    const boss = await world.phone(await world.account('coordinator', 'K-01'));
    const site = value(await commit(boss.device, (edit) => edit.create('site', '', siteRow())));
    await boss.sync();
    const lead = await world.account('expert', 'E-01', [site]);
    const { device, sync } = await world.phone(lead);
    await sync();
    const programme = await loadProgramme('care-at-home-cis');
    const participant = value(await commit(device, (edit) => edit.create('participant', site, participantRow())));
    const [first] = outcomesOf(programme);
    if (!first) throw new Error('no outcome');
    value(
      await commit(device, async (edit) => {
        const enrolment = await edit.create('enrolment', site, {
          ...enrolmentRow(participant),
          programmeId: programme.id,
          programmeVersion: programme.version,
          results: { [first.id]: { result: 'achieved', by: lead, at: '2026-01-15T10:00:00.000Z' } },
        });
        if (!enrolment.ok) return enrolment;
        return edit.create('evidence', site, {
          enrolmentId: enrolment.value,
          outcomeId: first.id,
          day: '2026-01-15',
          method: 'task',
          note: 'Zmiana pościeli',
        });
      }),
    );
    const records = await read(device, (rows) => progressRecords(rows, participant));
    if (!records) throw new Error('no participant');
    i18n.setLang('pl');
    const made = await progressPaper(records, () => programme, '2026-02-01');
    const { pages } = await readBack(pdfOf(made, fonts));
    const whole = pages.join(' ');
    expect(made.name).toBe(`postep-${records.participant.code}`);
    expect(whole).toContain(records.participant.code);
    expect(whole).toContain(i18n.m.papers.outcomesOf(0, outcomesOf(programme).length));
    expect(whole).toContain(i18n.m.papers.outcomesWaiting(1));
    expect(whole).toContain(i18n.m.labels.method.task);
    expect(whole).not.toContain('Zmiana pościeli');
    await world.close();
  });
});
