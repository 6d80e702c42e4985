import { describe, expect, test } from 'vitest';
import { rate, setReason, startRun } from '#client/features/checklists/commands.ts';
import { entriesOf, material } from '#client/features/search/entries.ts';
import { ANYTHING, excerpt, search, searchable, type Entry, type Narrow } from '#client/features/search/find.ts';
import { commit } from '#client/db/commit.ts';
import { read } from '#client/db/device.ts';
import type { Result } from '#domain/result.ts';
import { siteRow, visitRow } from '../../support/rows.ts';
import { makeWorld } from '../../support/world.ts';

function value<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const entry = (key: string, text: string, over: Partial<Entry> = {}): Entry => ({
  key,
  kind: 'note',
  text,
  scope: 'a',
  siteName: 'CIS A',
  sphere: null,
  day: '2026-01-15',
  path: `/visits/${key}`,
  ...over,
});

function keys(entries: Entry[], query: string, narrow: Partial<Narrow> = {}): string[] {
  return search(searchable(entries), query, { ...ANYTHING, ...narrow }).map(({ key }) => key);
}

describe('search', () => {
  const some = [
    entry('1', 'Żółta łódź na stawie', { day: '2026-01-15' }),
    entry('2', 'Transport: brak busa', { day: '2026-02-15', scope: 'b', sphere: 1 }),
    entry('3', 'PZS-07 transport i łódź', { kind: 'site', day: null }),
  ];

  test('finds words by their beginnings, with and without Polish marks and capitals, in any order', () => {
    expect(keys(some, 'zolta')).toEqual(['1']);
    expect(keys(some, 'ŻÓŁ')).toEqual(['1']);
    expect(keys(some, 'lodz zolt')).toEqual(['1']);
    expect(keys(some, 'ransport')).toEqual([]);
    expect(keys(some, 'pzs-07')).toEqual(['3']);
    expect(keys(some, 'zo\u0301łta')).toEqual(['1']);
  });

  test('every word has to be there; nothing asked finds nothing; entities first, then the newest', () => {
    expect(keys(some, 'transport lodz')).toEqual(['3']);
    expect(keys(some, '  ')).toEqual([]);
    expect(keys(some, '.,-')).toEqual([]);
    expect(keys([...some, entry('4', 'transport', { day: '2026-03-01' })], 'tr')).toEqual(['3', '4', '2']);
  });

  test('is narrowed by kind, entity, sphere and period', () => {
    expect(keys(some, 'transport', { kind: 'note' })).toEqual(['2']);
    expect(keys(some, 'transport', { scope: 'a' })).toEqual(['3']);
    expect(keys(some, 'transport', { sphere: 1 })).toEqual(['2']);
    expect(keys(some, 'l', { from: '2026-01-15', to: '2026-01-15' })).toEqual(['1']);
  });

  test('shows the place of the hit and marks exactly what was asked for', () => {
    const text = `${'Wstęp. '.repeat(60)}Potrzebny jest Łódzki dowóz osób. ${'Dalej. '.repeat(60)}`;
    const pieces = excerpt(text, 'lodz dowoz');
    expect(pieces.filter(({ hit }) => hit).map((piece) => piece.text)).toEqual(['Łódz', 'dowóz']);
    const shown = pieces.map((piece) => piece.text).join('');
    expect(shown.length).toBeLessThan(200);
    expect(shown.startsWith('… ')).toBe(true);
    expect(shown.endsWith(' …')).toBe(true);
    expect(excerpt('krótki', 'nic')).toEqual([{ text: 'krótki', hit: false }]);
  });

  test('takes over what has not changed and prepares anew what has', () => {
    const before = searchable([entry('1', 'stary')]);
    const [same, fresh] = searchable([entry('1', 'stary'), entry('2', 'nowy')], before);
    expect(same?.words).toBe(before[0]?.words);
    expect(fresh?.words).toBe(' nowy');
    expect(keys(searchable([entry('1', 'inny')], before), 'stary')).toEqual([]);
  });

  test('covers notes, visits, actions, entities, rated items and their reasons', async () => {
    const world = await makeWorld();
    const boss = await world.phone(await world.account('coordinator', 'K-01'));
    const site = value(await commit(boss.device, (edit) => edit.create('site', '', siteRow())));
    await boss.sync();
    const lead = await world.account('expert', 'E-01', [site]);
    const { device, sync } = await world.phone(lead);
    await sync();
    const row = { ...visitRow(lead), aim: 'Przegląd kadr' };
    const visitId = value(await commit(device, (edit) => edit.create('visit', site, row)));
    value(
      await commit(device, async (edit) => {
        await edit.create('note', site, {
          visitId,
          kind: 'fact',
          sphere: 2,
          product: null,
          text: 'Warsztat stolarski',
        });
        return edit.create('action', site, {
          visitId,
          text: 'Oferta dla gminy',
          owner: 'Kierownik',
          due: null,
          state: 'open',
          closedOn: null,
        });
      }),
    );
    const run = value(
      await startRun(device, {
        scope: site,
        visitId,
        templateId: 'sphere-1',
        templateVersion: '1.0.0',
        day: '2026-01-16',
      }),
    );
    value(await rate(device, run, 's1.n.1', 'not'));
    value(await setReason(device, run, 's1.n.1', 'Brak opiekunek'));
    const all = searchable(await entriesOf(await read(device, material)));
    const kinds = (query: string): string[] => search(all, query, ANYTHING).map(({ kind }) => kind);
    expect(kinds('przegl kadr')).toContain('visit');
    expect(kinds('warsz')).toEqual(['note']);
    expect(kinds('oferta kier')).toEqual(['action']);
    expect(kinds('opiekunek')).toEqual(['item']);
    expect(kinds('pzs')).toContain('site');
    expect(search(all, 'warsz', { ...ANYTHING, sphere: 2 })).toHaveLength(1);
    await world.close();
  });
});
