import 'fake-indexeddb/auto';
import { dexieStore } from '#client/db/dexie.ts';
import { keepDraft, settleAll, settleDraft } from '#client/db/drafts.ts';
import { read } from '#client/db/device.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makePair, must, type Pair } from '../../support/pair.ts';
import { noteRow } from '../../support/rows.ts';
import { uid } from '../../support/wire.ts';
import type { Phone } from '../../support/world.ts';

let names = 0;
let name: string;
let pair: Pair;
beforeEach(async () => {
  name = `drafts-${++names}`;
  pair = await makePair(dexieStore(name));
});
afterEach(() => pair.world.close());

const aim = () => ({ table: 'visit', id: pair.visit, field: 'aim' }) as const;
const visit = (phone: Phone) => read(phone.device, (rows) => rows.one('visit', pair.visit));
const drafts = (phone: Phone) => phone.device.store.read((tx) => tx.drafts());
const queue = (phone: Phone) => phone.device.store.read((tx) => tx.queue());

it('[C1] a draft is durable before it is an edit, and becomes one in the step that ends it', async () => {
  const { a } = pair;
  await keepDraft(a.device, aim(), 'pół');
  await keepDraft(a.device, aim(), 'pół zdania');
  expect(await queue(a)).toEqual([]);
  expect(await drafts(a)).toMatchObject([{ value: 'pół zdania' }]);
  expect(await settleDraft(a.device, aim())).toEqual({ ok: true, value: null });
  expect(await drafts(a)).toEqual([]);
  expect((await visit(a))?.aim).toBe('pół zdania');
});

it('[C1] settling where there is no draft does nothing', async () => {
  expect(await settleDraft(pair.a.device, aim())).toEqual({ ok: true, value: null });
  expect(await queue(pair.a)).toEqual([]);
});

it('[M3] the draft remembers what its author saw at its start: another’s value that came while typing is kept', async () => {
  const { a, b } = pair;
  await keepDraft(a.device, aim(), 'A');
  await must(b, (edit) => edit.set('visit', pair.visit, { aim: 'B' }));
  await b.sync();
  await a.sync();
  await keepDraft(a.device, aim(), 'A dalej');
  await settleDraft(a.device, aim());
  await a.sync();
  expect(await visit(a)).toMatchObject({ aim: 'A dalej', sync: { alt: [{ field: 'aim', v: 'B' }] } });
});

it('[C5] a draft over an own waiting edit is no conflict', async () => {
  const { a } = pair;
  await must(a, (edit) => edit.set('visit', pair.visit, { aim: 'pierwsze' }));
  await keepDraft(a.device, aim(), 'drugie');
  await a.sync();
  await settleDraft(a.device, aim());
  await a.sync();
  expect(await visit(a)).toMatchObject({ aim: 'drugie', sync: { alt: [], state: 'confirmed' } });
});

it('[M2] a draft that ends where it began is no edit', async () => {
  await keepDraft(pair.a.device, aim(), 'x');
  await keepDraft(pair.a.device, aim(), '');
  expect((await settleDraft(pair.a.device, aim())).ok).toBe(true);
  expect(await queue(pair.a)).toEqual([]);
  expect(await drafts(pair.a)).toEqual([]);
});

it('[C1] a draft that breaks a rule stays, with its text', async () => {
  const { a } = pair;
  await keepDraft(a.device, aim(), 'x'.repeat(2001));
  expect(await settleDraft(a.device, aim())).toEqual({ ok: false, error: { type: 'Invalid', path: 'aim' } });
  expect((await drafts(a))[0]?.value).toHaveLength(2001);
});

it('[C1] after the page was killed, the next one makes edits of what was typed, in the right fields', async () => {
  const { a, site } = pair;
  const note = await must(a, (edit) => edit.create('note', site, noteRow(pair.visit)));
  await keepDraft(a.device, aim(), 'cel');
  await keepDraft(a.device, { table: 'note', id: note, field: 'text' }, 'treść');
  a.device.store.close();
  const device = { ...a.device, store: dexieStore(name) };
  expect(await settleAll(device)).toBe(0);
  const [one, two] = await read(
    device,
    async (rows) => [await rows.one('visit', pair.visit), await rows.one('note', note)] as const,
  );
  expect([one?.aim, two?.text]).toEqual(['cel', 'treść']);
  expect(await device.store.read((tx) => tx.drafts())).toEqual([]);
  expect((await device.store.read((tx) => tx.queue())).map(({ mutation }) => mutation.kind)).toEqual([
    'set',
    'set',
    'set',
  ]);
});

it('[C1] drafts that cannot become edits are counted and kept, the others settled', async () => {
  const { a } = pair;
  await keepDraft(a.device, { table: 'note', id: uid(0x404), field: 'text' }, 'do nikogo');
  await keepDraft(a.device, aim(), 'cel');
  expect(await settleAll(a.device)).toBe(1);
  expect(await drafts(a)).toMatchObject([{ value: 'do nikogo' }]);
  expect((await visit(a))?.aim).toBe('cel');
});

it('[P2] drafts are told to the server as a number, never as text', async () => {
  const { a } = pair;
  await keepDraft(a.device, aim(), 'Tajemnica');
  let told = '';
  await a.round((request, send) => {
    told = JSON.stringify(request);
    return send();
  });
  expect(JSON.parse(told)).toMatchObject({ beat: { waiting: 0, refused: 0, drafts: 1 } });
  expect(told).not.toContain('Tajemnica');
});
