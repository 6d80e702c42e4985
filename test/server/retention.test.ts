import { dueOn, quarterOf } from '#domain/retention.ts';
import { PROJECT_DEFAULTS, PROJECT_ID, type Project } from '#domain/project.ts';
import { makeCode } from '#domain/participantCode.ts';
import { runRetention } from '#server/retention.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePair, must, type Pair } from '../support/pair.ts';
import { enrolmentRow, noteRow, participantRow, runRow } from '../support/rows.ts';
import { creation, mid, mutation, refusalOf, request, setOf, sync, uid } from '../support/wire.ts';

const DAY = 86_400_000;
let pair: Pair;
let n = 0;
const code = (): string => makeCode(12, (of) => (n = (n * 5 + 7) % 89) % of);

/** Six people, a visit with a note and a checklist; the clock stands at 2026-01-16. */
beforeEach(async () => {
  pair = await makePair();
  const { a, site, visit } = pair;
  for (let i = 0; i < 6; i++) {
    const person = await must(a, (edit) => edit.create('participant', site, participantRow(code())));
    await must(a, (edit) => edit.create('enrolment', site, enrolmentRow(person)));
  }
  await must(a, (edit) => edit.create('note', site, noteRow(visit)));
  await must(a, (edit) => edit.create('run', site, { ...runRow(visit), visitId: null }));
  await a.sync();
});
afterEach(() => pair.world.close());

async function set(values: Partial<Project>): Promise<void> {
  const row = { ...PROJECT_DEFAULTS, ...values };
  const { results } = await sync(pair.world, pair.boss, {
    muts: [creation('project', 'program', PROJECT_ID, row, `p${++n}`)],
  });
  expect(results[0]?.st).toBe('ok');
}
const run = (order = {}) => runRetention(pair.world.deps, order);
/** Days pass; the job has run and every device has had contact now and then. */
async function pass(days: number): Promise<void> {
  for (let left = days; left > 0; left -= 30) {
    pair.world.time += Math.min(left, 30) * DAY;
    await pair.world.deps.erasures!.keepRetention(pair.world.time);
    // A sign-in ends after twelve months, whatever its contacts.
    for (const cookie of [pair.boss, pair.a.cookie, pair.b.cookie])
      await pair.world.request('/api/sync', { cookie, body: request() });
  }
}
const kept = async (type: number) =>
  ((await pair.world.deps.store.page(pair.site, 0, [type], 1e7))?.rows ?? []).filter(({ erased }) => !erased).length;

describe('retention', () => {
  it('[F108] people go six months after the final report, everywhere, and are still counted', async () => {
    await set({ finalReport: '2026-01-20' });
    await pass(180);
    expect(await run()).toMatchObject({ people: 0 });
    await pass(10);
    expect(await run({ dry: true })).toMatchObject({ people: 6, records: 0 });
    expect(await kept(9)).toBe(6);
    expect(await run()).toMatchObject({ clock: 'ok', people: 6, records: 0 });
    expect([await kept(9), await kept(10), await kept(4)]).toEqual([0, 0, 1]);
    await pair.a.sync();
    expect(
      await pair.a.device.store.read(async (tx) => (await tx.records({ type: 9 })).filter(({ del }) => !del)),
    ).toEqual([]);
    const totals = (await (await pair.world.request('/api/totals', { cookie: pair.boss })).json()) as { total: number };
    expect(totals.total).toBe(6);
    const entries = await pair.world.deps.store.audit({ act: 'erased' }, 9);
    expect(entries).toMatchObject([{ account: '', scope: pair.site, detail: { reason: 'retention' } }]);
  });

  it('[F108] twice, or after it was cut off in the middle, it does the rest and nothing again', async () => {
    await set({ finalReport: '2025-01-01', durabilityEnd: '2026-01-01' });
    const { erasures } = pair.world.deps;
    let calls = 0;
    const real = erasures!.erase;
    erasures!.erase = (order) => (++calls === 2 ? Promise.reject(new Error('killed')) : real(order));
    await expect(run()).rejects.toThrow('killed');
    expect([await kept(9), await kept(4)]).toEqual([0, 1]);
    expect(await run()).toMatchObject({ people: 0, records: 2 });
    expect([await kept(4), await kept(6), await kept(8)]).toEqual([0, 0, 0]);
    expect(await run()).toMatchObject({ people: 0, records: 0 });
    expect(await erasures!.all()).toHaveLength(3);
  });

  it('[F108] a hold keeps everything; without a final report or an agreed day nothing has an end', async () => {
    await pass(300);
    expect(await run()).toMatchObject({ people: 0, records: 0, held: false });
    await set({ finalReport: '2026-01-20', durabilityEnd: '2026-02-01', holdUntil: '2040-01-01' });
    expect(await run()).toMatchObject({ people: 0, records: 0, audit: 0, held: true });
    expect([await kept(9), await kept(4)]).toEqual([6, 1]);
  });

  it('[F108] a clock that jumped takes nothing; a person may say that it is right', async () => {
    await set({ finalReport: '2026-01-20' });
    await run();
    const told: string[] = [];
    pair.world.deps.log.error = (_, text) => void told.push(text);
    pair.world.time = Date.parse('2099-01-01T00:00:00Z');
    expect(await run()).toMatchObject({ clock: 'moved', people: 0 });
    expect(await kept(9)).toBe(6);
    expect(told).toHaveLength(1);
    pair.world.time = Date.parse('2026-01-17T00:00:00Z');
    expect(await run()).toMatchObject({ clock: 'ok', people: 0 });
    pair.world.time = Date.parse('2027-01-17T00:00:00Z');
    expect(await run({ clockIsRight: true })).toMatchObject({ clock: 'ok', people: 6 });
  });

  it('[F108] the audit loses what is older than five years and says so', async () => {
    await pass(5 * 365 + 10);
    const { n: before } = await pair.world.deps.store.auditHead();
    expect(await run({ dry: true })).toMatchObject({ audit: before });
    expect(await run()).toMatchObject({ audit: before });
    expect(await pair.world.deps.store.audit({}, 9)).toMatchObject([
      { act: 'audit-trimmed', detail: { last: before } },
    ]);
  });

  it('periods end on the day they say', () => {
    const on = (day: string, values: Partial<Project>) => dueOn(day, { ...PROJECT_DEFAULTS, ...values });
    expect(on('2020-12-30', { finalReport: '2020-06-30' }).people).toBe(false);
    expect(on('2020-12-31', { finalReport: '2020-06-30' }).people).toBe(true);
    expect(on('2021-02-28', { finalReport: '2020-08-31' }).people).toBe(false);
    expect(on('2021-03-01', { finalReport: '2020-08-31' }).people).toBe(true);
    expect(on('2020-07-01', { finalReport: '2020-06-30', peopleMonths: 0 }).people).toBe(true);
    expect(on('2025-12-31', { durabilityEnd: '2025-12-31' }).records).toBe(false);
    expect(on('2026-01-01', { durabilityEnd: '2025-12-31' }).records).toBe(true);
    expect(on('2026-02-28', {}).auditBefore).toBe('2021-02-28');
    expect([quarterOf('2026-01'), quarterOf('2026-06'), quarterOf('2026-12')]).toEqual([
      '2026-Q1',
      '2026-Q2',
      '2026-Q4',
    ]);
  });
});

describe('consent to a recording is withdrawn', () => {
  const [photo, sha256] = [uid(0x71), 'b'.repeat(64)];
  const row = () => ({
    visitId: pair.visit,
    kind: 'voice',
    sha256,
    bytes: 9,
    mime: 'audio/webm',
    width: null,
    height: null,
    caption: 'Rozmowa nagrana',
    takenAt: '2026-01-16T09:00:00.000Z',
    runId: null,
    itemId: null,
  });
  const withdraw = (cookie: string | null, id = photo) =>
    pair.world.request('/api/erasures/recording', { ...(cookie && { cookie }), body: { scope: pair.site, id } });
  beforeEach(async () => {
    const { deps } = pair.world;
    await sync(pair.world, pair.a.cookie, { muts: [creation('photo', pair.site, photo, row())] });
    const stored = await deps.blobs!.keep(new TextEncoder().encode('nagrany głos'));
    await deps.store.putBlob({ scope: pair.site, sha256, stored, bytes: 9, mime: 'audio/webm', account: 'x', at: 1 });
    await pair.b.sync();
  });

  it('[F112] the file and its words go for good while the visit stays, and unsent edits of it are refused erased', async () => {
    const { deps } = pair.world;
    const { stored } = (await deps.store.blob(pair.site, sha256))!;
    await must(pair.b, (edit) => edit.set('photo', photo, { caption: 'Dopisek, którego nie wysłano' }));
    await pair.b.device.blobs.put({ scope: pair.site, sha256, mime: 'audio/webm', at: 1 }, new ArrayBuffer(9));
    expect(await (await withdraw(pair.a.cookie)).json()).toMatchObject({ records: 1 });
    expect(await deps.store.blob(pair.site, sha256)).toBeNull();
    expect(await deps.blobs!.read(stored)).toBeNull();
    const late = mutation({
      mid: mid('late'),
      scope: pair.site,
      id: photo,
      type: 11,
      set: setOf({ caption: 'x' }, mid('y')),
      saw: mid('y'),
    });
    expect((await sync(pair.world, pair.a.cookie, { muts: [late] })).results[0]?.refusal).toEqual({ code: 'erased' });
    await pair.b.sync();
    const { told, forgotten, queue } = await pair.b.device.store.read(async (tx) => ({
      told: (await tx.meta('erased'))?.told,
      forgotten: await tx.meta('forgotten'),
      queue: await tx.queue(),
    }));
    expect({ told, forgotten, queue }).toMatchObject({
      told: [{ edits: 1 }],
      forgotten: [{ scope: pair.site, sha256 }],
      queue: [],
    });
    expect(JSON.stringify(await deps.store.refused({}))).not.toContain('Dopisek');
    expect(await kept(4)).toBe(1);
  });

  it('[F112] by those who may remove it, of what they hold, and of nothing but recordings and pictures', async () => {
    expect((await withdraw(null)).status).toBe(401);
    const quality = await pair.world.signIn(await pair.world.account('quality-specialist', 'Q-01'));
    expect((await withdraw(quality)).status).toBe(403);
    const foreign = await pair.world.signIn(await pair.world.account('expert', 'E-09'));
    expect((await withdraw(foreign)).status).toBe(404);
    expect((await withdraw(pair.a.cookie, pair.visit)).status).toBe(404);
    expect(await refusalOf(await withdraw(pair.a.cookie, 'x'))).toMatchObject({ status: 400, path: 'id' });
    expect((await withdraw(pair.boss)).status).toBe(200);
    expect((await withdraw(pair.boss)).status).toBe(200);
  });
});
