import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { rate, startRun } from '#client/features/checklists/commands.ts';
import { collect, type Wanted } from '#client/features/exports/collect.ts';
import { fileOf } from '#client/features/exports/files.ts';
import { SHEETS } from '#client/features/exports/sheets.ts';
import { i18n } from '#client/i18n/words.svelte.ts';
import { commit } from '#client/db/commit.ts';
import type { Result } from '#domain/result.ts';
import { siteRow, visitRow } from '../../support/rows.ts';
import { makeWorld, type Phone, type World } from '../../support/world.ts';

function value<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const EVIL = ['=1+1', '+SUM(A1)', '-2+3', '@cmd', '\t=1', '＝1+1', '"=1"', '=HYPERLINK("http://x";"y")'];
const all: Wanted = { sheets: SHEETS, scope: null, from: null, to: null };
const calm = new AbortController().signal;
const quiet = (): void => undefined;

/** Two entities with a visit each; at the first an action of each harmful text, and one rated item. */
async function filled(): Promise<{ world: World; phone: Phone; sites: string[] }> {
  const world = await makeWorld();
  const boss = await world.phone(await world.account('coordinator', 'K-01'));
  const sites = [
    value(await commit(boss.device, (edit) => edit.create('site', '', siteRow()))),
    value(
      await commit(boss.device, (edit) => edit.create('site', '', { ...siteRow(), code: 'PZS-02', name: 'KIS Żuków' })),
    ),
  ];
  await boss.sync();
  const lead = await world.account('expert', 'E-01', sites);
  const phone = await world.phone(lead);
  await phone.sync();
  for (const [n, site] of sites.entries()) {
    const row = { ...visitRow(lead), aim: 'Zażółć; „gęślą”\njaźń', day: n === 0 ? '2026-01-15' : '2026-03-01' };
    const visitId = value(await commit(phone.device, (edit) => edit.create('visit', site, row)));
    if (n > 0) continue;
    for (const text of EVIL) {
      value(
        await commit(phone.device, (edit) =>
          edit.create('action', site, {
            visitId,
            text,
            owner: 'Kierownik',
            due: '2026-02-01',
            state: 'open',
            closedOn: null,
          }),
        ),
      );
    }
    const run = value(
      await startRun(phone.device, {
        scope: site,
        visitId,
        templateId: 'sphere-1',
        templateVersion: '1.0.0',
        day: '2026-01-15',
      }),
    );
    value(await rate(phone.device, run, 's1.n.1', 'met'));
  }
  return { world, phone, sites };
}

beforeAll(() => i18n.setLang('pl'));

describe('an export', () => {
  test('holds what the device holds, entity by entity, and narrows by period and entity', async () => {
    const { world, phone, sites } = await filled();
    const told: string[] = [];
    const [visits, ratings, , actions] = await collect(phone.device, all, calm, (done, of) =>
      told.push(`${done}/${of}`),
    );
    expect(told).toEqual(['0/2', '1/2', '2/2']);
    expect(visits?.rows.map((row) => row[1])).toEqual(['PZS-01', 'PZS-02']);
    expect(ratings?.rows).toHaveLength(1);
    expect(ratings?.rows[0]).toEqual(expect.arrayContaining(['s1.n.1', 'Spełnione', 'sphere-1', '1.0.0']));
    expect(actions?.rows.map((row) => row[3]).sort()).toEqual([...EVIL].sort());
    for (const sheet of [visits, ratings, actions]) {
      for (const row of sheet?.rows ?? []) expect(row).toHaveLength(sheet?.columns.length ?? 0);
    }
    const [march] = await collect(phone.device, { ...all, sheets: ['visits'], from: '2026-02-01' }, calm, quiet);
    expect(march?.rows.map((row) => row[1])).toEqual(['PZS-02']);
    const [first] = await collect(phone.device, { ...all, sheets: ['visits'], scope: sites[0] ?? null }, calm, quiet);
    expect(first?.rows.map((row) => row[1])).toEqual(['PZS-01']);
    await world.close();
  });

  test('stops when it is cancelled', async () => {
    const { world, phone } = await filled();
    const work = new AbortController();
    const asked: number[] = [];
    const made = collect(phone.device, all, work.signal, (done) => {
      asked.push(done);
      work.abort();
    });
    await expect(made).rejects.toThrow();
    expect(asked).toEqual([0]);
    await world.close();
  });

  test('[F92] as XLSX has typed cells and no formula, as CSV nothing that begins one', async () => {
    const { world, phone } = await filled();
    const sheets = await collect(phone.device, all, calm, quiet);
    const book = await fileOf(sheets, 'xlsx', 'wynik');
    expect(book.name).toBe('wynik.xlsx');
    const parts = Object.entries(unzipSync(book.bytes)).map(([name, bytes]) => [name, strFromU8(bytes)] as const);
    const xml = parts.map(([, text]) => text).join('\n');
    expect(parts.filter(([name]) => /worksheets\/sheet\d+\.xml$/.test(name))).toHaveLength(SHEETS.length);
    expect(xml).not.toMatch(/<f[ >]|ddeLink|externalLink|TargetMode="External"/);
    expect(xml).toContain('Zażółć; „gęślą”');
    expect(xml).toContain('&apos;=1+1'.replace('&apos;', "'"));
    const zip = await fileOf(sheets, 'csv', 'wynik');
    expect(zip.name).toBe('wynik.zip');
    const bytes = unzipSync(zip.bytes)['actions.csv'] ?? new Uint8Array();
    expect([...bytes.subarray(0, 3)], 'a byte order mark').toEqual([0xef, 0xbb, 0xbf]);
    const actions = strFromU8(bytes);
    for (const line of actions.split('\r\n'))
      for (const cell of line.split(';')) expect(cell).not.toMatch(/^"?[=+\-@\t＝]/);
    const one = await fileOf(sheets.slice(0, 1), 'csv', 'wynik');
    expect(one.name).toBe('wynik-visits.csv');
    await world.close();
  });
});
