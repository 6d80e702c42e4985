import { commit } from '#client/db/commit.ts';
import { read } from '#client/db/device.ts';
import { keepDraft, settleDraft } from '#client/db/drafts.ts';
import {
  addCorrection,
  addRemark,
  answerRemark,
  closeCorrection,
  closeRemark,
  leaveRemark,
  rateReport,
  removeRemark,
  reopenRemark,
} from '#client/features/reviews/commands.ts';
import { correctionsOf, remarkTasks, reportsOf, reviewDetail } from '#client/features/reviews/queries.ts';
import {
  addNote,
  beginVisit,
  cosignVisit,
  endVisit,
  reopenVisit,
  submitVisit,
} from '#client/features/visits/commands.ts';
import { acceptVisit, returnVisit } from '#client/features/visits/decide.ts';
import type { Result } from '#domain/result.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { siteRow } from '../../support/rows.ts';
import { makeWorld, type Phone, type World } from '../../support/world.ts';

let world: World;
let site: string;
let lead: Phone;
let second: Phone;
let quality: Phone;
let visit: string;
let note: string;

function value<T>(result: Result<T, { type: string }>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const syncAll = async () => {
  for (const phone of [lead, second, quality, lead, second]) await phone.sync();
};
const detailOn = async (phone: Phone) => {
  const detail = await read(phone.device, (rows) => reviewDetail(rows, visit, true));
  if (!detail) throw new Error('no visit');
  return detail;
};
const statusOn = (phone: Phone) => read(phone.device, async (rows) => (await rows.one('visit', visit))?.status);
const pin = () => ({ on: 'note' as const, ref: note, item: null, quote: 'Szwalnia działa' });
const again = async () => {
  value(await reopenVisit(lead.device, visit));
  await syncAll();
  value(await cosignVisit(second.device, visit));
  await syncAll();
  value(await submitVisit(lead.device, visit));
  await syncAll();
};

beforeEach(async () => {
  world = await makeWorld();
  const boss = await world.phone(await world.account('coordinator', 'K-01'));
  site = value(await commit(boss.device, (edit) => edit.create('site', '', siteRow())));
  await boss.sync();
  lead = await world.phone(await world.account('expert', 'E-07', [site]));
  second = await world.phone(await world.account('expert', 'E-08', [site]));
  quality = await world.phone(await world.account('quality-specialist', 'J-01'));
  await syncAll();
  visit = value(await beginVisit(lead.device, site));
  note = value(await addNote(lead.device, visit, { kind: 'fact', sphere: 1, text: 'Szwalnia działa' }));
  value(await endVisit(lead.device, visit));
  await syncAll();
  value(await cosignVisit(second.device, visit));
  await syncAll();
  value(await submitVisit(lead.device, visit));
  await syncAll();
});
afterEach(() => world.close());

describe('[D4] a remark on a report', () => {
  it('goes to the author, is answered without network, and closes as a line of history', async () => {
    const id = value(await addRemark(quality.device, visit, pin(), 'Ile osób?'));
    value(await returnVisit(quality.device, visit, ''));
    await syncAll();
    const me = lead.device.me.account;
    expect(await read(lead.device, (rows) => remarkTasks(rows, me))).toMatchObject([
      { id, text: 'Ile osób?', mine: true, site: 'CIS Modliborzyce' },
    ]);
    const place = { table: 'remark' as const, id, field: 'answer' };
    await keepDraft(lead.device, place, 'Osiem osób');
    value(await settleDraft(lead.device, place));
    value(await answerRemark(lead.device, id, 'Osiem osób, dopisano'));
    expect((await detailOn(lead)).remarks[0]).toMatchObject({ state: 'answered', sync: { state: 'waiting' } });
    expect(await read(lead.device, (rows) => remarkTasks(rows, me))).toEqual([]);
    await again();
    expect((await detailOn(quality)).remarks[0]).toMatchObject({
      answer: 'Osiem osób, dopisano',
      answeredByCode: 'E-07',
      answeredOn: '2026-01-16',
    });
    value(await closeRemark(quality.device, id));
    value(await acceptVisit(quality.device, visit));
    await syncAll();
    expect((await detailOn(second)).remarks[0]).toMatchObject({ state: 'closed', closedOn: '2026-01-16' });
    expect(await statusOn(lead)).toBe('accepted');
  });

  it('that waits for an answer bars acceptance; answered ones close with it', async () => {
    const [a, b] = [
      value(await addRemark(quality.device, visit, pin(), 'Ile osób?')),
      value(await addRemark(quality.device, visit, { on: 'report', ref: null, item: null, quote: '' }, 'Źródło?')),
    ];
    expect(await acceptVisit(quality.device, visit)).toMatchObject({ ok: false, error: { type: 'RemarksOpen' } });
    value(await returnVisit(quality.device, visit, ''));
    await syncAll();
    value(await answerRemark(lead.device, a, 'Osiem'));
    value(await answerRemark(second.device, b, 'Rozmowa'));
    await again();
    value(await acceptVisit(quality.device, visit));
    await syncAll();
    expect((await detailOn(quality)).remarks.map(({ state }) => state)).toEqual(['closed', 'closed']);
    expect((await detailOn(quality)).remarks.every(({ sync }) => sync.state === 'confirmed')).toBe(true);
  });

  it('an answer that meets a closed remark is refused and stays readable', async () => {
    const id = value(await addRemark(quality.device, visit, pin(), 'Ile osób?'));
    value(await returnVisit(quality.device, visit, ''));
    await syncAll();
    value(await closeRemark(quality.device, id));
    await quality.sync();
    value(await answerRemark(lead.device, id, 'Osiem'));
    await lead.sync();
    expect((await detailOn(lead)).remarks[0]).toMatchObject({
      answer: 'Osiem',
      sync: { state: 'refused', refusal: { code: 'invalid', reason: 'RemarkClosed' } },
    });
  });

  it('begun and left empty goes by itself, with a draft it stays; a removed one can come back', async () => {
    const empty = value(await addRemark(quality.device, visit, pin()));
    expect(value(await leaveRemark(quality.device, empty))).toBe(true);
    const begun = value(await addRemark(quality.device, visit, pin()));
    await keepDraft(quality.device, { table: 'remark', id: begun, field: 'text' }, 'Ile');
    expect(value(await leaveRemark(quality.device, begun))).toBe(false);
    value(await settleDraft(quality.device, { table: 'remark', id: begun, field: 'text' }));
    const gone = value(await removeRemark(quality.device, begun));
    value(await addRemark(quality.device, visit, gone, gone.text));
    expect((await detailOn(quality)).remarks.map(({ text }) => text)).toEqual(['Ile']);
  });

  it('is asked again when the answer does not do, and its author may take an answer back', async () => {
    const id = value(await addRemark(quality.device, visit, pin(), 'Ile osób?'));
    value(await returnVisit(quality.device, visit, ''));
    await syncAll();
    value(await answerRemark(lead.device, id, 'Wiele'));
    value(await reopenRemark(lead.device, id));
    value(await answerRemark(lead.device, id, 'Kilka'));
    await again();
    value(await reopenRemark(quality.device, id));
    await syncAll();
    expect((await detailOn(lead)).remarks[0]).toMatchObject({ state: 'open', answer: 'Kilka' });
  });
});

describe('[D4] the decision', () => {
  it('needs a reason or an open remark to return; remarks begun and left empty go with it', async () => {
    value(await addRemark(quality.device, visit, pin()));
    expect(await returnVisit(quality.device, visit, ' ')).toMatchObject({ ok: false, error: { path: 'remark' } });
    value(await returnVisit(quality.device, visit, 'Brak źródła'));
    await syncAll();
    expect((await detailOn(lead)).remarks).toEqual([]);
    expect(await statusOn(lead)).toBe('returned');
  });

  it('ends the review with its result; a report that comes again gets a new review, the first one stays', async () => {
    const first = value(await rateReport(quality.device, visit, 'eq.p.1', 'met'));
    expect(value(await rateReport(quality.device, visit, 'eq.z.1', 'not'))).toBe(first);
    value(await returnVisit(quality.device, visit, 'Uzasadnij'));
    await syncAll();
    expect(await rateReport(quality.device, visit, 'eq.z.1', 'met')).toMatchObject({ error: { type: 'ReviewPlace' } });
    await again();
    const second = value(await rateReport(quality.device, visit, 'eq.z.1', 'met'));
    value(await acceptVisit(quality.device, visit));
    await syncAll();
    const { review, past } = await detailOn(lead);
    expect(review).toBeNull();
    expect(past.map(({ id, result, decidedOn }) => ({ id, result, decidedOn }))).toEqual([
      { id: second, result: 'accepted', decidedOn: '2026-01-16' },
      { id: first, result: 'returned', decidedOn: '2026-01-16' },
    ]);
    expect(past[1]?.ratings).toEqual({ 'eq.p.1': 'met', 'eq.z.1': 'not' });
  });

  it('the queue tells how long a report waits, why it is in the sample and how far its remarks are', async () => {
    const id = value(await addRemark(quality.device, visit, pin(), 'Ile osób?'));
    value(await rateReport(quality.device, visit, 'eq.p.1', 'met'));
    const [line] = await read(quality.device, (rows) => reportsOf(rows));
    expect(line).toMatchObject({
      id: visit,
      leadCode: 'E-07',
      site: 'CIS Modliborzyce',
      sampled: ['newcomer', ...(line?.sampled.includes('drawn') ? ['drawn'] : [])],
      review: { rated: 1, result: null },
      open: 1,
      answered: 0,
    });
    value(await returnVisit(quality.device, visit, ''));
    await syncAll();
    value(await answerRemark(lead.device, id, 'Osiem'));
    value(await reopenVisit(lead.device, visit));
    await syncAll();
    expect(await read(quality.device, (rows) => reportsOf(rows))).toMatchObject([
      { status: 'draft', open: 0, answered: 1, review: { result: 'returned' } },
    ]);
  });
});

it('[D4] a corrective action reaches the expert, is closed with a word, also after the report was accepted', async () => {
  const owner = lead.device.me.account;
  expect(await addCorrection(quality.device, visit, { text: ' ', owner, due: null })).toMatchObject({
    error: { path: 'text' },
  });
  const id = value(await addCorrection(quality.device, visit, { text: 'Uzasadniać', owner, due: '2026-02-01' }));
  value(await acceptVisit(quality.device, visit));
  await syncAll();
  expect(await closeCorrection(second.device, id, 'Zrobione')).toMatchObject({ error: { type: 'CorrectionOwner' } });
  value(await closeCorrection(lead.device, id, 'Uzasadniam każdą ocenę'));
  await syncAll();
  expect(await read(quality.device, (rows) => correctionsOf(rows))).toMatchObject([
    { id, ownerCode: 'E-07', state: 'done', outcome: 'Uzasadniam każdą ocenę', closedOn: '2026-01-16' },
  ]);
});
