import { commit } from '#client/db/commit.ts';
import { read, type Device } from '#client/db/device.ts';
import { keepDraft } from '#client/db/drafts.ts';
import { todayOf } from '#client/features/today/queries.ts';
import {
  addAction,
  addAttendee,
  addNote,
  beginVisit,
  cancelVisit,
  carryAction,
  closeAction,
  cosignVisit,
  endVisit,
  leaveAction,
  leaveNote,
  planVisit,
  removeAttendee,
  removeNote,
  reopenAction,
  reopenVisit,
  setAttendee,
  setNote,
  setVisit,
  startVisit,
  submitVisit,
  tickInformed,
} from '#client/features/visits/commands.ts';
import { acceptVisit, returnVisit } from '#client/features/visits/decide.ts';
import { withPhrase } from '#client/features/visits/field.ts';
import { actionsOf, visitDetail, visitsOf } from '#client/features/visits/queries.ts';
import { gapsOf, stepsOf } from '#client/features/visits/steps.ts';
import { ROLES } from '#domain/access.ts';
import type { Result } from '#domain/result.ts';
import { nextStates, VISIT_STATES, type VisitState } from '#domain/visit.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { siteRow } from '../../support/rows.ts';
import { makeWorld, type Phone, type World } from '../../support/world.ts';

const DAY = '2026-01-16';

let world: World;
let site: string;
/** The two experts of the pair, and the one who reviews. */
let lead: Phone;
let second: Phone;
let quality: Phone;

function value<T>(result: Result<T, { type: string }>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const planned = (device: Device, day = DAY, start: string | null = null) =>
  planVisit(device, { siteId: site, day, start, mode: 'onsite', type: 'working', aim: 'Kadry' }).then(value);
const visitOf = async (device: Device, id: string) => {
  const detail = await read(device, (rows) => visitDetail(rows, id));
  if (!detail) throw new Error('no visit');
  return detail;
};
const syncAll = async () => {
  for (const phone of [lead, second, quality, lead, second]) await phone.sync();
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
});
afterEach(() => world.close());

describe('[C5] the pair', () => {
  const drafted = async (): Promise<string> => {
    const id = await planned(lead.device);
    value(await startVisit(lead.device, id));
    value(await addNote(lead.device, id, { kind: 'fact', sphere: 1, text: 'Czysto' }));
    value(await endVisit(lead.device, id));
    await syncAll();
    return id;
  };

  it('co-signs what the second expert read: a note that came in between asks for it again', async () => {
    const id = await drafted();
    value(await addNote(lead.device, id, { kind: 'fact', sphere: 1, text: 'Brak tłumacza' }));
    value(await cosignVisit(second.device, id));
    await syncAll();
    expect(await visitOf(lead.device, id)).toMatchObject({ visit: { status: 'cosigned' }, changed: true });
    expect(await submitVisit(lead.device, id)).toMatchObject({ ok: false, error: { type: 'VisitChanged' } });
    value(await reopenVisit(lead.device, id));
    await syncAll();
    value(await cosignVisit(second.device, id));
    await syncAll();
    expect((await visitOf(lead.device, id)).changed).toBe(false);
    value(await submitVisit(lead.device, id));
    await syncAll();
    expect((await visitOf(quality.device, id)).visit).toMatchObject({ status: 'submitted', submittedOn: DAY });
  });

  it('settles two versions before it co-signs', async () => {
    const id = await drafted();
    value(await setVisit(lead.device, id, { comment: 'Dobrze' }));
    value(await setVisit(second.device, id, { comment: 'Słabo' }));
    await syncAll();
    const seen = await visitOf(second.device, id);
    expect(seen.unsettled).toEqual([{ table: 'visit', id, fields: ['comment'] }]);
    expect(await cosignVisit(second.device, id)).toMatchObject({ ok: false, error: { type: 'VisitUnsettled' } });
    const drop = seen.visit.sync.alt;
    value(await commit(second.device, (edit) => edit.settle('visit', id, drop, {})));
    value(await cosignVisit(second.device, id));
    await syncAll();
    expect((await visitOf(lead.device, id)).visit.status).toBe('cosigned');
  });

  it('keeps the day of the first submission when a returned report is submitted again', async () => {
    const id = await drafted();
    const submit = async () => {
      value(await cosignVisit(second.device, id));
      await syncAll();
      value(await submitVisit(lead.device, id));
      await syncAll();
    };
    await submit();
    value(await returnVisit(quality.device, id, 'Uzupełnij'));
    await syncAll();
    value(await reopenVisit(lead.device, id));
    await syncAll();
    world.time += 5 * 86_400_000;
    await submit();
    expect((await visitOf(quality.device, id)).visit).toMatchObject({ status: 'submitted', submittedOn: DAY });
  });

  it('[D2] an action left open is carried over to a later visit; the earlier one keeps its words', async () => {
    const id = await planned(lead.device, '2026-01-10');
    const action = value(await addAction(lead.device, id, { text: 'Statut', owner: 'kierownik', due: '2026-01-12' }));
    const later = await planned(lead.device);
    const carried = value(await carryAction(lead.device, action, later, '2026-02-01'));
    await syncAll();
    const { open, closed } = await read(second.device, (rows) => actionsOf(rows, site));
    expect(open).toMatchObject([{ id: carried, text: 'Statut', due: '2026-02-01', from: action, visitId: later }]);
    expect(closed).toMatchObject([{ id: action, state: 'carried', due: '2026-01-12', closedOn: DAY }]);
    value(await closeAction(lead.device, carried, DAY, 'done', ' Przyjęty uchwałą '));
    expect((await read(lead.device, (rows) => actionsOf(rows, site))).closed[0]).toMatchObject({
      state: 'done',
      outcome: 'Przyjęty uchwałą',
    });
    expect(await carryAction(lead.device, carried, later, null)).toMatchObject({ ok: false });
  });
});

describe('a visit begins', () => {
  it('with a code that counts the visits of the entity on that day', async () => {
    const ids = [await planned(lead.device), await planned(lead.device), await planned(lead.device, '2026-01-20')];
    const codes = await Promise.all(ids.map(async (id) => (await visitOf(lead.device, id)).visit.code));
    expect(codes).toEqual(['V-PZS-01-20260116-1', 'V-PZS-01-20260116-2', 'V-PZS-01-20260120-1']);
  });

  it('with a code that stays free of twins when a visit moves to another day', async () => {
    const [first, other] = [await planned(lead.device), await planned(lead.device)];
    value(await setVisit(lead.device, first, { day: '2026-01-20' }));
    expect((await visitOf(lead.device, first)).visit).toMatchObject({ day: '2026-01-20', code: 'V-PZS-01-20260120-1' });
    const third = await planned(lead.device);
    expect((await visitOf(lead.device, other)).visit.code).toBe('V-PZS-01-20260116-2');
    expect((await visitOf(lead.device, third)).visit.code).toBe('V-PZS-01-20260116-3');
  });

  it('at once, and a second tap makes no second visit', async () => {
    const id = value(await beginVisit(lead.device, site));
    expect(value(await beginVisit(lead.device, site))).toBe(id);
    expect((await visitOf(lead.device, id)).visit).toMatchObject({
      day: DAY,
      start: '10:00',
      status: 'in-progress',
      lead: lead.device.me.account,
    });
    expect(await read(lead.device, (rows) => visitsOf(rows))).toHaveLength(1);
  });

  it('now, when no hour was agreed or the agreed one is still ahead; an hour that has passed stays', async () => {
    const [none, ahead, passed] = [
      await planned(lead.device),
      await planned(lead.device, DAY, '11:30'),
      await planned(lead.device, DAY, '09:15'),
    ];
    for (const id of [none, ahead, passed]) value(await startVisit(lead.device, id));
    const starts = await Promise.all(
      [none, ahead, passed].map(async (id) => (await visitOf(lead.device, id)).visit.start),
    );
    expect(starts).toEqual(['10:00', '10:00', '09:15']);
  });

  it('today, when it was planned for a later day', async () => {
    const id = await planned(lead.device, '2026-02-01', '09:00');
    value(await startVisit(lead.device, id));
    expect((await visitOf(lead.device, id)).visit).toMatchObject({
      day: DAY,
      start: '10:00',
      code: 'V-PZS-01-20260116-1',
    });
  });

  it('only at an entity this phone holds, and only by an expert', async () => {
    expect(await beginVisit(lead.device, lead.device.newId())).toEqual({ ok: false, error: { type: 'NotFound' } });
    expect(await beginVisit(quality.device, site)).toEqual({ ok: false, error: { type: 'Forbidden' } });
  });
});

describe('a visit ends', () => {
  it('with the hour of now, and goes on when the end is taken back', async () => {
    const id = value(await beginVisit(lead.device, site));
    world.time += 95 * 60_000;
    value(await endVisit(lead.device, id));
    expect((await visitOf(lead.device, id)).visit).toMatchObject({ status: 'draft', start: '10:00', end: '11:35' });
    value(await reopenVisit(lead.device, id));
    expect((await visitOf(lead.device, id)).visit).toMatchObject({ status: 'in-progress', end: null });
  });

  it('without an hour when now cannot be it', async () => {
    const [nextDay, early] = [await planned(lead.device), await planned(lead.device)];
    for (const id of [nextDay, early]) value(await startVisit(lead.device, id));
    value(await setVisit(lead.device, early, { start: '15:00' }));
    value(await endVisit(lead.device, early));
    world.time += 24 * 3_600_000;
    value(await endVisit(lead.device, nextDay));
    expect((await visitOf(lead.device, early)).visit).toMatchObject({ status: 'draft', end: null });
    expect((await visitOf(lead.device, nextDay)).visit).toMatchObject({ status: 'draft', end: null });
  });

  it('never before it began', async () => {
    const id = value(await beginVisit(lead.device, site));
    expect(await setVisit(lead.device, id, { end: '08:00' })).toEqual({ ok: false, error: { type: 'VisitTimes' } });
  });
});

describe('a report', () => {
  it('goes draft → co-signed by the other → submitted → returned → corrected → accepted, across three phones', async () => {
    const id = value(await beginVisit(lead.device, site));
    value(await addNote(lead.device, id, { kind: 'fact', sphere: 1, text: 'Szwalnia działa' }));
    value(await endVisit(lead.device, id));
    expect(await cosignVisit(lead.device, id)).toEqual({ ok: false, error: { type: 'VisitCosign' } });
    await syncAll();
    value(await cosignVisit(second.device, id));
    await syncAll();
    value(await submitVisit(lead.device, id));
    await syncAll();
    expect(await returnVisit(quality.device, id, '  ')).toMatchObject({ ok: false, error: { path: 'remark' } });
    value(await returnVisit(quality.device, id, 'Brak źródła'));
    await syncAll();
    await syncAll();
    expect((await visitOf(lead.device, id)).visit).toMatchObject({ status: 'returned', remark: 'Brak źródła' });
    value(await reopenVisit(lead.device, id));
    expect((await visitOf(lead.device, id)).visit).toMatchObject({ status: 'draft', cosignedBy: null });
    await syncAll();
    value(await cosignVisit(second.device, id));
    value(await submitVisit(second.device, id));
    await syncAll();
    value(await acceptVisit(quality.device, id));
    await syncAll();
    await syncAll();
    expect((await visitOf(lead.device, id)).visit).toMatchObject({ status: 'accepted', sync: { state: 'confirmed' } });
  });

  it('is frozen once submitted, and so is what hangs on it; its actions still close', async () => {
    const id = value(await beginVisit(lead.device, site));
    const note = value(await addNote(lead.device, id, { kind: 'idea', sphere: null, text: 'Klub' }));
    const action = value(await addAction(lead.device, id, { text: 'Umowa', owner: 'Kierownik', due: '2026-01-30' }));
    value(await endVisit(lead.device, id));
    await syncAll();
    value(await cosignVisit(second.device, id));
    value(await submitVisit(second.device, id));
    const locked = { ok: false, error: { type: 'VisitLocked', status: 'submitted' } };
    expect(await setVisit(second.device, id, { aim: 'Inny' })).toEqual(locked);
    expect(await setNote(second.device, note, { text: 'Inna' })).toEqual(locked);
    expect(await addNote(second.device, id, { kind: 'fact', sphere: 1, text: 'x' })).toEqual(locked);
    expect(await removeNote(second.device, note)).toEqual(locked);
    value(await closeAction(second.device, action, DAY));
    expect((await visitOf(second.device, id)).actions).toMatchObject([{ state: 'done', closedOn: DAY }]);
  });

  it('that was cancelled comes back as planned', async () => {
    const id = await planned(lead.device);
    value(await cancelVisit(lead.device, id));
    value(await reopenVisit(lead.device, id));
    expect((await visitOf(lead.device, id)).visit.status).toBe('planned');
  });

  it('names what it still lacks', async () => {
    const id = value(await beginVisit(lead.device, site));
    expect(gapsOf(await visitOf(lead.device, id))).toEqual([
      'gapAim',
      'gapPeople',
      'gapInformed',
      'gapTimes',
      'gapNotes',
    ]);
    value(await setVisit(lead.device, id, { aim: 'Kadry', end: '12:00' }));
    value(await tickInformed(lead.device, id, true));
    value(await addAttendee(lead.device, id, { function: 'Kierownik CIS' }));
    value(await addNote(lead.device, id, { kind: 'fact', sphere: 2, text: 'Jest grupa' }));
    expect(gapsOf(await visitOf(lead.device, id))).toEqual([]);
  });

  it('is offered only steps that the domain takes from this role', () => {
    const to: Record<string, VisitState> = {
      // Packing changes no state: it is offered to those who may start the visit.
      pack: 'in-progress',
      start: 'in-progress',
      end: 'draft',
      cosign: 'cosigned',
      submit: 'submitted',
      correct: 'draft',
      restore: 'planned',
      cancel: 'cancelled',
      backToVisit: 'in-progress',
      backToDraft: 'draft',
      accept: 'accepted',
      return: 'returned',
    };
    for (const role of ROLES) {
      for (const status of VISIT_STATES) {
        for (const account of ['lead', 'other']) {
          const { main, other } = stepsOf({ status, lead: 'lead' }, { account, role });
          const offered = [...(main ? [main] : []), ...other].map((step) => to[step]);
          expect(nextStates(role, status)).toEqual(expect.arrayContaining(offered));
          if (account === 'lead') expect(main).not.toBe('cosign');
        }
      }
    }
  });
});

describe('what is written in a visit', () => {
  it('a note that was never filled goes when left; a written one and one still being typed stay', async () => {
    const { device } = lead;
    const id = value(await beginVisit(device, site));
    const [blank, full, typed] = [
      value(await addNote(device, id, { kind: 'fact', sphere: 1 })),
      value(await addNote(device, id, { kind: 'fact', sphere: 1, text: 'Tak' })),
      value(await addNote(device, id, { kind: 'fact', sphere: 1 })),
    ];
    await keepDraft(device, { table: 'note', id: typed, field: 'text' }, 'Jeszcze piszę');
    expect(await Promise.all([blank, full, typed].map(async (note) => value(await leaveNote(device, note))))).toEqual([
      true,
      false,
      false,
    ]);
    const action = value(await addAction(device, id, {}));
    expect(value(await leaveAction(device, action))).toBe(true);
    const { notes, actions } = await visitOf(device, id);
    expect(notes.map((note) => note.id)).toEqual([full, typed]);
    expect(actions).toEqual([]);
  });

  it('a removed note comes back as it was', async () => {
    const id = value(await beginVisit(lead.device, site));
    const note = value(await addNote(lead.device, id, { kind: 'quote', sphere: 3, text: '„Damy radę”' }));
    const gone = value(await removeNote(lead.device, note));
    expect((await visitOf(lead.device, id)).notes).toEqual([]);
    value(await addNote(lead.device, gone.visitId, gone));
    expect((await visitOf(lead.device, id)).notes).toMatchObject([{ kind: 'quote', sphere: 3, text: '„Damy radę”' }]);
  });

  it('people present are counted by function, and a function never stands twice', async () => {
    const { device } = lead;
    const id = value(await beginVisit(device, site));
    const first = value(await addAttendee(device, id, { function: 'Instruktor zawodu' }));
    expect(value(await addAttendee(device, id, { function: ' instruktor zawodu ', count: 2 }))).toBe(first);
    expect((await visitOf(device, id)).attendees).toMatchObject([{ function: 'Instruktor zawodu', count: 3 }]);
    value(await setAttendee(device, first, { count: 1 }));
    expect(value(await removeAttendee(device, first))).toMatchObject({ function: 'Instruktor zawodu', count: 1 });
    expect((await visitOf(device, id)).attendees).toEqual([]);
  });

  it('an open action returns at later visits until it is closed, and can be opened again', async () => {
    const { device } = lead;
    const old = value(await beginVisit(device, site));
    const action = value(await addAction(device, old, { text: 'Porozumienie', owner: 'GOPS', due: '2026-01-20' }));
    const next = await planned(device, '2026-01-30');
    const earlier = async () => (await visitOf(device, next)).earlier;
    expect(await earlier()).toMatchObject([{ text: 'Porozumienie', state: 'open', agreedOn: DAY }]);
    value(await closeAction(device, action, '2026-01-30'));
    expect(await earlier()).toMatchObject([{ state: 'done', closedOn: '2026-01-30' }]);
    value(await reopenAction(device, action));
    expect(await earlier()).toMatchObject([{ state: 'open', closedOn: null }]);
    value(await closeAction(device, action, '2026-01-29', 'dropped'));
    expect(await earlier()).toEqual([]);
    const lists = await read(device, (rows) => actionsOf(rows, site));
    expect(lists).toMatchObject({ open: [], closed: [{ state: 'dropped' }] });
  });

  it('a ready phrase follows what is there', () => {
    expect(withPhrase('', 'Brakuje')).toBe('Brakuje ');
    expect(withPhrase('Jest szwalnia', 'Brakuje')).toBe('Jest szwalnia. Brakuje ');
    expect(withPhrase('Koniec. ', 'Kierownik: „')).toBe('Koniec. Kierownik: „');
  });
});

describe('today', () => {
  it('asks first for what is under way, planned, overdue, agreed and due', async () => {
    const { device } = lead;
    const late = await planned(device, '2026-01-12');
    const soon = await planned(device, '2026-01-19');
    await planned(device, '2026-03-01');
    const now = await planned(device);
    const old = value(await beginVisit(device, site));
    value(await addAction(device, old, { text: 'Po terminie', due: '2026-01-10' }));
    value(await addAction(device, old, { text: 'W niedzielę', due: '2026-01-18' }));
    value(await addAction(device, old, { text: 'W poniedziałek', due: '2026-01-19' }));
    value(await addAction(device, old, { text: 'Bez terminu' }));
    const day = await read(device, (rows) => todayOf(rows, DAY));
    const ids = (list: { id: string }[]) => list.map(({ id }) => id);
    expect(ids(day.running)).toEqual([old]);
    expect(ids(day.planned)).toEqual([now]);
    expect(ids(day.week)).toEqual([soon]);
    expect(ids(day.overdue)).toEqual([late]);
    expect(day.actions.map(({ text, site: { name } }) => [text, name])).toEqual([
      ['Po terminie', 'CIS Modliborzyce'],
      ['W niedzielę', 'CIS Modliborzyce'],
    ]);
    expect(day.laterActions).toBe(2);
  });

  it('knows the duties of the law: the annual report until 31 March and the end of a status', async () => {
    const duties = async (today: string) => (await read(lead.device, (rows) => todayOf(rows, today))).duties;
    expect(await duties(DAY)).toMatchObject([{ kind: 'annual-report', due: '2026-03-31', year: 2025, sites: 1 }]);
    expect(await duties('2026-04-01')).toEqual([]);
    value(await commit(lead.device, (edit) => edit.set('site', site, { registerValidTo: '2026-06-30' })));
    expect(await duties('2026-04-01')).toMatchObject([{ kind: 'register-end', due: '2026-06-30' }]);
    expect(await duties('2026-03-31')).toMatchObject([{ kind: 'annual-report' }]);
  });

  it('names entities in the test without a visit for more than 30 days', async () => {
    const quiet = async (today: string) =>
      (await read(lead.device, (rows) => todayOf(rows, today))).quiet.map(({ last }) => last);
    expect(await quiet(DAY)).toEqual([null]);
    await planned(lead.device);
    expect(await quiet(DAY)).toEqual([null]);
    value(await beginVisit(lead.device, site));
    expect(await quiet('2026-02-15')).toEqual([]);
    expect(await quiet('2026-02-16')).toEqual([DAY]);
  });
});
