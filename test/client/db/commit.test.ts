import { commit } from '#client/db/commit.ts';
import { read } from '#client/db/device.ts';
import type { LocalStore } from '#client/db/store.ts';
import { err, ok } from '#domain/result.ts';
import { tables } from '#domain/tables.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { must, makePair, type Pair } from '../../support/pair.ts';
import { attendeeRow, noteRow, participantRow, runRow, siteRow, visitRow } from '../../support/rows.ts';
import { mid, mutation, setOf, sync, uid } from '../../support/wire.ts';
import type { Phone } from '../../support/world.ts';

let pair: Pair;
beforeEach(async () => void (pair = await makePair()));
afterEach(() => pair.world.close());

const queue = (phone: Phone) => phone.device.store.read((tx) => tx.queue());
const one = <T extends keyof typeof tables>(phone: Phone, table: T, id: string) =>
  read(phone.device, (rows) => rows.one(table, id));
/** Makes the visit frozen on the server, unseen by the phones. */
async function freeze(status = 'submitted'): Promise<void> {
  const { push } = await import('#server/routes/sync.ts');
  const { world, site, visit, a } = pair;
  const account = (await world.deps.store.account(a.device.me.account))!;
  const [rec] = await world.deps.store.inScope(site, (tx) => tx.records([visit]));
  const saw = (rec!.m['status'] ?? rec!.mark).mid;
  const change = mutation({
    mid: mid(`froz-${status}`),
    scope: site,
    id: visit,
    type: 4,
    set: setOf({ status }, saw),
    saw: rec!.last,
  });
  await push(world.deps, { account, device: { id: 'x' } }, site, [change], 'system');
}

describe('one command is one transaction', () => {
  it('[C1] the edit and its place in the outbox are there together, and the row shows at once', async () => {
    const { a, site, visit } = pair;
    const id = await must(a, (edit) => edit.create('note', site, noteRow(visit)));
    expect(await queue(a)).toMatchObject([
      { sent: 0, refused: null, mutation: { id, kind: 'set', saw: null, scope: site } },
    ]);
    expect(await one(a, 'note', id)).toMatchObject({
      text: 'Notatka',
      scope: site,
      sync: { state: 'waiting', refusal: null, alt: [] },
    });
  });

  it('[C1] a command that fails at its end leaves nothing of its beginning', async () => {
    const { a, site, visit } = pair;
    const done = await commit(a.device, async (edit) => {
      await edit.create('note', site, noteRow(visit));
      await edit.set('visit', visit, { aim: 'x' });
      return err({ type: 'Stop' });
    });
    expect(done).toEqual({ ok: false, error: { type: 'Stop' } });
    expect(await queue(a)).toEqual([]);
    expect((await one(a, 'visit', visit))?.aim).toBe('');
  });

  it('[C1] a bug in a command is thrown on, and leaves nothing', async () => {
    const { a, site, visit } = pair;
    const bug = commit(a.device, async (edit) => {
      await edit.create('note', site, noteRow(visit));
      throw new TypeError('bug');
    });
    await expect(bug).rejects.toThrow('bug');
    expect(await queue(a)).toEqual([]);
  });

  it.each([
    ['QuotaExceededError', 'Quota'],
    ['DatabaseClosedError', 'StorageBroken'],
    ['InvalidStateError', 'StorageBroken'],
  ])('[C1] a %s of the storage is the typed error %s', async (name, type) => {
    const store: LocalStore = {
      ...pair.a.device.store,
      write: () => Promise.reject(Object.assign(new Error('x'), { name })),
    };
    expect(await commit({ ...pair.a.device, store }, async () => ok(1))).toEqual({ ok: false, error: { type } });
  });

  it('[C1] the engine is told after the commit, and only of a success', async () => {
    let told = 0;
    const device = { ...pair.a.device, committed: () => void (told += 1) };
    await commit(device, async (edit) => edit.set('visit', pair.visit, { aim: 'x' }));
    await commit(device, async () => err({ type: 'Stop' }));
    expect(told).toBe(1);
  });

  it('[C1] later edits of a command see earlier ones', async () => {
    const { a, site, visit } = pair;
    const seen = await must(a, async (edit) => {
      const made = await edit.create('note', site, noteRow(visit));
      if (!made.ok) return made;
      await edit.set('note', made.value, { text: 'druga' });
      return ok([(await edit.one('note', made.value))?.text, (await edit.all('note', site)).length]);
    });
    expect(seen).toEqual(['druga', 1]);
  });

  it('[C1] an edit that changes nothing is no edit', async () => {
    await must(pair.a, (edit) => edit.set('visit', pair.visit, { aim: '', mode: 'onsite' }));
    expect(await queue(pair.a)).toEqual([]);
  });

  it('[M4] keyed fields are edits of their own, cleared with null', async () => {
    const { a, b, site, visit } = pair;
    const id = await must(a, (edit) => edit.create('run', site, runRow(visit)));
    await a.sync();
    await b.sync();
    await must(a, (edit) => edit.set('run', id, { 'ratings.s1.n.2': 'not' }));
    await must(b, (edit) => edit.set('run', id, { 'ratings.s1.n.3': 'na', 'ratings.s1.n.1': null }));
    for (const phone of [a, b, a]) await phone.sync();
    for (const phone of [a, b]) {
      expect(await one(phone, 'run', id)).toMatchObject({
        ratings: { 's1.n.1': null, 's1.n.2': 'not', 's1.n.3': 'na' },
        sync: { alt: [], state: 'confirmed' },
      });
    }
  });

  it('[S4] text that cannot be carried is replaced before it is saved', async () => {
    await must(pair.a, (edit) => edit.set('visit', pair.visit, { aim: 'a\0\ud83d' }));
    expect((await one(pair.a, 'visit', pair.visit))?.aim).toBe('a\ufffd\ufffd');
  });
});

describe('rules hold on the phone as on the server', () => {
  it('[S4] schema: an invalid value is refused with its path', async () => {
    const { a, site, visit } = pair;
    const wrong = [
      await commit(a.device, (edit) => edit.set('visit', visit, { day: '2026-02-30' })),
      await commit(a.device, (edit) => edit.create('attendee', site, { ...attendeeRow(visit), count: 0 })),
    ];
    expect(wrong).toEqual([
      { ok: false, error: { type: 'Invalid', path: 'day' } },
      { ok: false, error: { type: 'Invalid', path: 'count' } },
    ]);
    expect(await queue(a)).toEqual([]);
  });

  it('[S4] guard: the domain’s own error comes through', async () => {
    const { a, visit } = pair;
    expect(await commit(a.device, (edit) => edit.set('visit', visit, { status: 'accepted' }))).toMatchObject({
      error: { type: 'VisitStep' },
    });
    expect(await commit(a.device, (edit) => edit.set('visit', visit, { start: '10:00', end: '09:00' }))).toMatchObject({
      error: { type: 'VisitTimes' },
    });
  });

  it('[S3] access: the role decides, field by field', async () => {
    const { world, visit, site } = pair;
    const quality = await world.phone(await world.account('quality-specialist', 'J-01'));
    await quality.sync();
    expect(await commit(quality.device, (edit) => edit.set('visit', visit, { aim: 'x' }))).toEqual({
      ok: false,
      error: { type: 'Forbidden', path: 'aim' },
    });
    expect(await commit(quality.device, (edit) => edit.create('participant', site, participantRow()))).toEqual({
      ok: false,
      error: { type: 'Forbidden' },
    });
    expect(await commit(quality.device, (edit) => edit.remove('visit', visit))).toEqual({
      ok: false,
      error: { type: 'Forbidden' },
    });
    expect(await commit(quality.device, (edit) => edit.set('visit', visit, { remark: 'x' }))).toEqual({
      ok: true,
      value: null,
    });
  });

  it('[S9] a coordinator’s new site founds its own scope', async () => {
    const { world } = pair;
    const phone = await world.phone((await world.deps.store.accounts()).find(({ role }) => role === 'coordinator')!.id);
    const id = await must(phone, (edit) => edit.create('site', 'ignored', siteRow('PZS-09')));
    await phone.sync();
    expect(await one(phone, 'site', id)).toMatchObject({ scope: id, code: 'PZS-09', sync: { state: 'confirmed' } });
  });

  it('[C1] what is not there can be neither changed nor removed', async () => {
    const { a } = pair;
    for (const command of [
      commit(a.device, (edit) => edit.set('note', uid(9), { text: 'x' })),
      commit(a.device, (edit) => edit.remove('note', uid(9))),
      commit(a.device, (edit) => edit.resend(uid(9))),
    ]) {
      expect(await command).toEqual({ ok: false, error: { type: 'NotFound' } });
    }
  });
});

describe('sight', () => {
  it('[C5] own waiting edits are seen by the next one: no false conflict', async () => {
    const { a, b, site, visit } = pair;
    const id = await must(a, (edit) => edit.create('note', site, noteRow(visit, '1')));
    for (const text of ['2', '3']) await must(a, (edit) => edit.set('note', id, { text }));
    const [first, second, third] = await queue(a);
    expect(second?.mutation.set['text']?.saw).toBe(first?.mutation.mid);
    expect(third?.mutation).toMatchObject({ saw: second?.mutation.mid });
    await a.sync();
    await b.sync();
    expect(await one(b, 'note', id)).toMatchObject({ text: '3', sync: { alt: [] } });
  });

  it('[M3] two who change the same field unseen: both see the mark, and who settles it ends it for both', async () => {
    const { a, b, visit } = pair;
    await must(a, (edit) => edit.set('visit', visit, { aim: 'A' }));
    await must(b, (edit) => edit.set('visit', visit, { aim: 'B' }));
    for (const phone of [a, b, a]) await phone.sync();
    for (const phone of [a, b]) {
      expect(await one(phone, 'visit', visit)).toMatchObject({
        aim: 'B',
        sync: { alt: [{ field: 'aim', v: 'A', by: a.device.me.account }] },
      });
    }
    const alt = (await one(a, 'visit', visit))!.sync.alt;
    await must(a, (edit) => edit.settle('visit', visit, alt, { aim: 'A i B' }));
    for (const phone of [a, b]) await phone.sync();
    for (const phone of [a, b])
      expect(await one(phone, 'visit', visit)).toMatchObject({ aim: 'A i B', sync: { alt: [] } });
  });

  it('[M5] a removal in sight of the last change holds everywhere; a blind one leaves the record with a note', async () => {
    const { a, b, site, visit } = pair;
    const [x, y] = await must(a, async (edit) => {
      const made = [
        await edit.create('note', site, noteRow(visit, 'x')),
        await edit.create('note', site, noteRow(visit, 'y')),
      ];
      return ok(made.map((result) => (result.ok ? result.value : ''))) as { ok: true; value: [string, string] };
    });
    await a.sync();
    await b.sync();
    await must(a, (edit) => edit.set('note', y, { text: 'y2' }));
    await must(b, (edit) => edit.remove('note', x));
    await must(b, (edit) => edit.remove('note', y));
    expect(await read(b.device, (rows) => rows.all('note', site))).toEqual([]);
    for (const phone of [a, b, a]) await phone.sync();
    for (const phone of [a, b]) {
      expect(await read(phone.device, (rows) => rows.all('note', site))).toMatchObject([
        { text: 'y2', sync: { alt: [{ field: '', v: 'delete-requested', by: b.device.me.account }] } },
      ]);
    }
  });
});

describe('refused edits', () => {
  /** A note that only a phone without schema and guard would make, refused by the server. */
  async function refusedNote(): Promise<string> {
    const { a, site, visit } = pair;
    const { guard: _, ...unguarded } = tables.note;
    const registry = { ...tables, note: { ...unguarded, row: z.looseObject({}) } };
    const row = { ...noteRow(visit, 'ważne'), kind: 'rumour' as never };
    const made = await commit({ ...a.device, registry }, (edit) => edit.create('note', site, row));
    if (!made.ok) throw new Error(made.error.type);
    await a.sync();
    return made.value;
  }

  it('[C6] a refused create stays readable with its reason', async () => {
    const id = await refusedNote();
    expect(await one(pair.a, 'note', id)).toMatchObject({
      text: 'ważne',
      sync: { state: 'refused', refusal: { code: 'invalid', path: 'kind' } },
    });
    await pair.b.sync();
    expect(await one(pair.b, 'note', id)).toBeNull();
  });

  it('[C6] editing it makes one new mutation, and that is accepted', async () => {
    const { a, b } = pair;
    const id = await refusedNote();
    const before = (await queue(a))[0]!.mutation.mid;
    await must(a, (edit) => edit.set('note', id, { kind: 'fact' }));
    const after = await queue(a);
    expect(after).toMatchObject([
      { refused: null, sent: 0, mutation: { saw: null, set: { text: { v: 'ważne' }, kind: { v: 'fact' } } } },
    ]);
    expect(after[0]!.mutation.mid).not.toBe(before);
    await a.sync();
    await b.sync();
    for (const phone of [a, b])
      expect(await one(phone, 'note', id)).toMatchObject({ text: 'ważne', kind: 'fact', sync: { state: 'confirmed' } });
  });

  it('[C6] one that still breaks a rule stays as it is', async () => {
    const { a } = pair;
    const id = await refusedNote();
    expect(await commit(a.device, (edit) => edit.set('note', id, { text: 'x' }))).toEqual({
      ok: false,
      error: { type: 'Invalid', path: 'kind' },
    });
    expect(await one(a, 'note', id)).toMatchObject({ text: 'ważne', sync: { state: 'refused' } });
  });

  it('[C6] giving up a refused create removes it here; nothing is sent', async () => {
    const { a } = pair;
    const id = await refusedNote();
    await must(a, async (edit) => ok(await edit.giveUp(id)));
    expect(await queue(a)).toEqual([]);
    expect(await one(a, 'note', id)).toBeNull();
  });

  it('[C6] «send again» makes one new mutation of several refused edits, and none is sent while the reason holds', async () => {
    const { a, b, visit } = pair;
    await freeze();
    await must(a, (edit) => edit.set('visit', visit, { aim: 'cel' }));
    await must(a, (edit) => edit.set('visit', visit, { comment: 'uwaga' }));
    await a.sync();
    expect(await one(a, 'visit', visit)).toMatchObject({
      aim: 'cel',
      comment: 'uwaga',
      status: 'submitted',
      sync: { state: 'refused', refusal: { reason: 'VisitLocked' } },
    });
    await freeze('returned');
    await a.sync();
    await must(a, (edit) => edit.resend(visit));
    expect(await queue(a)).toHaveLength(1);
    await a.sync();
    await b.sync();
    for (const phone of [a, b])
      expect(await one(phone, 'visit', visit)).toMatchObject({
        aim: 'cel',
        comment: 'uwaga',
        status: 'returned',
        sync: { state: 'confirmed', alt: [] },
      });
  });

  it('[C6] giving up shows what the server holds', async () => {
    const { a, visit } = pair;
    await freeze();
    await must(a, (edit) => edit.set('visit', visit, { aim: 'cel' }));
    await a.sync();
    await must(a, async (edit) => ok(await edit.giveUp(visit)));
    expect(await one(a, 'visit', visit)).toMatchObject({ aim: '', sync: { state: 'confirmed', refusal: null } });
  });

  it('[M3] sending again keeps a value that came meanwhile: its author’s words were never on this screen', async () => {
    const { a, b, visit } = pair;
    await freeze();
    await must(a, (edit) => edit.set('visit', visit, { aim: 'A' }));
    await a.sync();
    await freeze('returned');
    await b.sync();
    await must(b, (edit) => edit.set('visit', visit, { aim: 'B' }));
    await b.sync();
    await a.sync();
    expect((await one(a, 'visit', visit))?.aim).toBe('A');
    await must(a, (edit) => edit.resend(visit));
    await a.sync();
    expect(await one(a, 'visit', visit)).toMatchObject({ aim: 'A', sync: { alt: [{ field: 'aim', v: 'B' }] } });
  });

  it('[C6] a refused removal leaves the record readable with the reason; sent again it removes', async () => {
    const { a, site, visit } = pair;
    const id = await must(a, (edit) => edit.create('note', site, noteRow(visit)));
    await a.sync();
    await freeze();
    await must(a, (edit) => edit.remove('note', id));
    expect(await one(a, 'note', id)).toBeNull();
    await a.sync();
    expect(await one(a, 'note', id)).toMatchObject({
      text: 'Notatka',
      sync: { state: 'refused', refusal: { reason: 'VisitLocked' } },
    });
    await freeze('returned');
    await a.sync();
    await must(a, (edit) => edit.resend(id));
    expect(await queue(a)).toMatchObject([{ mutation: { kind: 'del', id }, refused: null }]);
    await a.sync();
    expect(await one(a, 'note', id)).toBeNull();
  });

  it('[M8] a refused choice keeps what it had settled when it is sent again', async () => {
    const { a, b, visit } = pair;
    await must(a, (edit) => edit.set('visit', visit, { aim: 'A' }));
    await must(b, (edit) => edit.set('visit', visit, { aim: 'B' }));
    for (const phone of [a, b, a]) await phone.sync();
    await freeze();
    const alt = (await one(a, 'visit', visit))!.sync.alt;
    await must(a, (edit) => edit.settle('visit', visit, alt, { aim: 'A' }));
    await a.sync();
    expect(await one(a, 'visit', visit)).toMatchObject({ sync: { state: 'refused' } });
    await freeze('returned');
    await a.sync();
    await must(a, (edit) => edit.resend(visit));
    await a.sync();
    expect(await one(a, 'visit', visit)).toMatchObject({ aim: 'A', sync: { state: 'confirmed', alt: [] } });
  });

  it('[S5] a refused edit holds up nothing that comes after it', async () => {
    const { a, b, site, visit } = pair;
    await refusedNote();
    await must(a, (edit) => edit.create('attendee', site, attendeeRow(visit)));
    await a.sync();
    await b.sync();
    expect(await read(b.device, (rows) => rows.all('attendee', site))).toHaveLength(1);
    expect((await sync(pair.world, a.cookie)).results).toEqual([]);
  });
});

it('[C5] a visit that another row hangs on is looked up with its waiting edits', async () => {
  const { a, site } = pair;
  const own = await must(a, (edit) => edit.create('visit', site, visitRow(a.device.me.account, 'V-PZS-01-20260116-2')));
  await must(a, (edit) => edit.set('visit', own, { status: 'cancelled' }));
  expect(await commit(a.device, (edit) => edit.create('note', site, noteRow(own)))).toMatchObject({
    error: { type: 'VisitLocked' },
  });
});
