import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { read } from '#client/db/device.ts';
import { keepDraft } from '#client/db/drafts.ts';
import { contestsOf } from '#client/db/settle.ts';
import { askHistory } from '#client/engine/history.ts';
import { mergeContested, undoMerge } from '#client/features/versions/commands.ts';
import { mergeTexts } from '#client/features/versions/merge.ts';
import { disputedOf, mergedOf } from '#client/features/versions/queries.ts';
import { partsOf } from '#client/ui/difference.ts';
import { tables } from '#domain/tables.ts';
import { makePair, must, type Pair } from '../../support/pair.ts';
import { noteRow, runRow } from '../../support/rows.ts';
import type { Phone } from '../../support/world.ts';

describe('mergeTexts', () => {
  const base = 'Kuchnia jest gotowa. Brakuje umowy z gminą. Kierownik pisze ofertę.';

  it('keeps both changes when they touch different sentences', () => {
    const mine = 'Kuchnia jest gotowa i odebrana. Brakuje umowy z gminą. Kierownik pisze ofertę.';
    const theirs = 'Kuchnia jest gotowa. Brakuje umowy z gminą. Kierownik wysłał ofertę.';
    expect(mergeTexts(base, mine, theirs)).toBe(
      'Kuchnia jest gotowa i odebrana. Brakuje umowy z gminą. Kierownik wysłał ofertę.',
    );
  });

  it('keeps an addition at the end and one at the beginning, line breaks and all', () => {
    const mine = `${base}\n\nPilne: sanepid.`;
    const theirs = `Byli wszyscy.\n${base}`;
    expect(mergeTexts(base, mine, theirs)).toBe(`Byli wszyscy.\n${base}\n\nPilne: sanepid.`);
  });

  it('keeps a removal beside a change', () => {
    const mine = 'Kuchnia jest gotowa. Brakuje umowy z gminą.';
    const theirs = base.replace('Kuchnia jest', 'Kuchnia nie jest');
    expect(mergeTexts(base, mine, theirs)).toBe('Kuchnia nie jest gotowa. Brakuje umowy z gminą.');
  });

  it.each([
    ['the same sentence', base.replace('gotowa', 'odebrana'), base.replace('gotowa', 'w remoncie')],
    ['the same place at the end', `${base} Jutro telefon.`, `${base} Jutro pismo.`],
    ['a removed sentence that the other changed', base.slice(0, 43), base.replace('pisze', 'wysłał')],
  ])('gives nothing when both touch %s', (_name, mine, theirs) => {
    expect(mergeTexts(base, mine, theirs)).toBeNull();
  });

  it('gives nothing for short texts: they are a choice, not an addition', () => {
    expect(mergeTexts('A. B. C.', 'A1. B. C.', 'A. B. C1.')).toBeNull();
  });

  it('says the same change of both once', () => {
    const both = base.replace('Brakuje umowy', 'Jest umowa');
    expect(mergeTexts(base, both, both)).toBe(both);
  });
});

describe('partsOf', () => {
  it('marks whole words that the other text does not have there', () => {
    expect(partsOf('Kuchnia jest gotowa', 'Kuchnia będzie gotowa')).toEqual([
      { text: 'Kuchnia ', differs: false },
      { text: 'jest', differs: true },
      { text: ' gotowa', differs: false },
    ]);
  });
});

describe('contested texts of a pair', () => {
  const base = 'Kuchnia jest gotowa. Brakuje umowy z gminą. Kierownik pisze ofertę.';
  const fromA = base.replace('gotowa', 'odebrana');
  const fromB = base.replace('pisze', 'wysłał');
  const whole = fromA.replace('pisze', 'wysłał');
  let pair: Pair;
  let note: string;

  beforeEach(async () => {
    pair = await makePair();
    note = await must(pair.a, (edit) => edit.create('note', pair.site, noteRow(pair.visit, base)));
    await everywhere();
  });
  afterEach(() => pair.world.close());

  async function everywhere(): Promise<void> {
    for (let i = 0; i < 2; i++) for (const phone of [pair.a, pair.b]) await phone.sync();
  }
  const write = (phone: Phone, text: string) => must(phone, (edit) => edit.set('note', note, { text }));
  const merge = (phone: Phone, tried = new Set<string>()) =>
    mergeContested(
      phone.device,
      (scope, id) => askHistory(scope, id, (path) => pair.world.request(path, { cookie: phone.cookie })),
      tried,
    );
  const on = async (phone: Phone) => {
    const row = await read(phone.device, (rows) => rows.one('note', note));
    return { text: row?.text, versions: row ? (contestsOf(tables.note, 'note', row)[0]?.versions ?? []) : [] };
  };

  it('are put together on the phone whose change came later, and only there', async () => {
    await write(pair.a, fromA);
    await write(pair.b, fromB);
    await everywhere();
    expect(await merge(pair.a)).toEqual([]);
    expect(await merge(pair.b)).toHaveLength(1);
    await everywhere();
    for (const phone of [pair.a, pair.b]) expect(await on(phone)).toEqual({ text: whole, versions: [] });
    expect(await read(pair.b.device, (rows) => mergedOf(rows, pair.world.time))).toMatchObject([
      { merged: { field: 'text', text: whole }, shown: { on: 'visit', id: pair.visit } },
    ]);
  });

  it('find the text both started from under several edits of each', async () => {
    await write(pair.a, base.replace('gotowa', 'prawie gotowa'));
    await pair.a.sync();
    await write(pair.a, fromA);
    await pair.a.sync();
    await write(pair.b, base.replace('pisze', 'poprawia'));
    await write(pair.b, fromB);
    await everywhere();
    expect((await on(pair.b)).versions).toHaveLength(2);
    expect(await merge(pair.b)).toHaveLength(1);
    expect((await on(pair.b)).text).toBe(whole);
  });

  it('can be taken apart again, and then wait for a person', async () => {
    await write(pair.a, fromA);
    await write(pair.b, fromB);
    await everywhere();
    const [merged] = await merge(pair.b);
    await everywhere();
    if (!merged) throw new Error('not merged');
    expect((await undoMerge(pair.b.device, merged)).ok).toBe(true);
    await everywhere();
    for (const phone of [pair.a, pair.b]) {
      expect((await on(phone)).versions.map(({ value }) => value)).toEqual([fromB, fromA]);
      expect(await merge(phone)).toEqual([]);
    }
    expect(await read(pair.b.device, (rows) => mergedOf(rows, pair.world.time))).toEqual([]);
  });

  it('are left alone when the changes overlap, and the server is asked once', async () => {
    await write(pair.a, fromA);
    await write(pair.b, base.replace('gotowa', 'w remoncie'));
    await everywhere();
    const tried = new Set<string>();
    expect(await merge(pair.b, tried)).toEqual([]);
    expect(tried.size).toBe(1);
    const never = () => Promise.reject(new Error('asked again'));
    expect(await mergeContested(pair.b.device, never, tried)).toEqual([]);
    expect((await on(pair.b)).versions).toHaveLength(2);
  });

  it('are left alone without network, and while somebody types in the field', async () => {
    await write(pair.a, fromA);
    await write(pair.b, fromB);
    await everywhere();
    const tried = new Set<string>();
    const offline = () => Promise.resolve({ ok: false as const, error: { type: 'Offline' } });
    expect(await mergeContested(pair.b.device, offline, tried)).toEqual([]);
    expect(tried.size).toBe(0);
    await keepDraft(pair.b.device, { table: 'note', id: note, field: 'text' }, `${fromB} I jeszcze`);
    expect(await merge(pair.b, tried)).toEqual([]);
    expect((await on(pair.b)).text).toBe(fromB);
  });

  it('stand in the list of the day with where to go, until they are settled or the report is under review', async () => {
    const run = await must(pair.a, (edit) => edit.create('run', pair.site, runRow(pair.visit)));
    await everywhere();
    await write(pair.a, fromA);
    await write(pair.b, base.replace('gotowa', 'w remoncie'));
    await must(pair.a, (edit) => edit.set('run', run, { 'ratings.s1.n.1': 'partly' }));
    await must(pair.b, (edit) => edit.set('run', run, { 'ratings.s1.n.1': 'not' }));
    await everywhere();
    const list = () => read(pair.a.device, disputedOf);
    expect(await list()).toMatchObject([
      {
        table: 'run',
        fields: ['ratings.s1.n.1'],
        shown: { on: 'run', id: run },
        visit: pair.visit,
        authors: ['E-01', 'E-02'],
      },
      {
        table: 'note',
        fields: ['text'],
        shown: { on: 'visit', id: pair.visit },
        visit: pair.visit,
        site: 'CIS Modliborzyce',
      },
    ]);
    for (const status of ['in-progress', 'draft'] as const) {
      await must(pair.a, (edit) => edit.set('visit', pair.visit, { status }));
    }
    await everywhere();
    const cosign = { status: 'cosigned' as const, cosignedBy: pair.b.device.me.account };
    await must(pair.b, (edit) => edit.set('visit', pair.visit, cosign));
    await everywhere();
    await must(pair.a, (edit) => edit.set('visit', pair.visit, { status: 'submitted' }));
    expect(await list()).toEqual([]);
  });
});
