import { commit, type Edit, type EditError } from '#client/db/commit.ts';
import { rowsOf } from '#client/db/device.ts';
import { keepDraft, settleDraft } from '#client/db/drafts.ts';
import { nextStates, type VisitState } from '#domain/visit.ts';
import { ok, type Result } from '#domain/result.ts';
import { PROGRAM, tableOf, tables, type TableName } from '#domain/tables.ts';
import type { Mutation } from '#sync/protocol.ts';
import { flatten } from '#sync/record.ts';
import { enrolmentRow, noteRow, participantRow, runRow } from '../support/rows.ts';
import { makeCode } from '#domain/participantCode.ts';
import { creation } from '../support/wire.ts';
import { PageDied, rollBack, type Disk, type Page } from './phone.ts';
import { ACCOUNTS, deviceRow, SITES } from './start.ts';
import type { Line, Step } from './steps.ts';
import { excuseIfGone, onServer, type World } from './world.ts';

const YEAR = 365 * 86_400_000;

type Row = Record<string, unknown> & {
  id: string;
  scope: string;
  sync: { alt: { field: string; mid: string; v: unknown }[] };
};

/** Does one step; what a page or a command refuses is part of life, a broken promise is not. */
export async function act(world: World, step: Step): Promise<void> {
  try {
    await perform(world, step);
  } catch (error) {
    if (!(error instanceof PageDied)) throw error;
  }
}

async function perform(world: World, step: Step): Promise<void> {
  const { server, disks, held, model } = world;
  const { count } = world.around;
  const diskOf = (n: number): Disk => disks[n % disks.length] as Disk;
  switch (step.do) {
    case 'edit':
    case 'create':
    case 'remove':
    case 'choose':
    case 'type':
    case 'leave-field':
    case 'refused':
    case 'poison':
    case 'mass':
    case 'purge':
      return command(world, step);
    case 'sync':
      return syncStep(world, step);
    case 'arrive': {
      const [one] = held.splice(step.pick % Math.max(1, held.length), 1);
      if (!one) return;
      await one.release();
      return one.page.rest();
    }
    case 'give-up': {
      const page = await world.page(step.page);
      const mine = held.filter((one) => one.page === page);
      held.splice(0, held.length, ...held.filter((one) => one.page !== page));
      for (const one of mine) one.fail();
      return page.rest();
    }
    case 'reopen':
      count('reopen');
      return (await world.page(step.page)).die();
    case 'power':
      return power(world, diskOf(step.disk), step.back);
    case 'damage': {
      const disk = diskOf(step.disk);
      await disk.store.write(async (tx) => {
        const base = (await tx.records({})).sort((a, b) => (a.id < b.id ? -1 : 1));
        const hit = base[step.pick % Math.max(1, base.length)];
        if (!hit) return;
        world.since.damage.add(hit.scope);
        count('damage');
        if (step.pick % 2) await tx.dropRecords([hit.id]);
        else await tx.putRecords([{ ...hit, seq: hit.seq + 500_000 }]);
      });
      disk.pages.forEach((page) => page?.die());
      return;
    }
    case 'unlock':
      diskOf(step.disk).locks = false;
      return;
    case 'upgrade': {
      const disk = diskOf(step.disk);
      if (!disk.updated) count('upgrade');
      disk.updated = true;
      disk.pages.forEach((page) => page?.die());
      return;
    }
    case 'skew':
      if (Math.abs(step.ms) >= YEAR) count('phone-clock');
      diskOf(step.disk).skew += step.ms;
      return;
    case 'time':
      if (step.ms >= YEAR) count('server-clock');
      return passTime(world, step.ms);
    case 'grant': {
      const account = ACCOUNTS[step.account] as (typeof ACCOUNTS)[number];
      const row = server.store.content.accounts.get(account.id);
      const site = SITES[step.site] ?? '';
      const sites = new Set((await server.store.grants(account.id)).keys());
      if (sites.has(site) !== step.on) count(step.on ? 'grant' : 'revoke');
      if (step.on) sites.add(site);
      else sites.delete(site);
      if (row) await server.store.putAccount(row, [...sites]);
      return;
    }
    case 'role': {
      const row = server.store.content.accounts.get(ACCOUNTS[step.account]?.id ?? '');
      const sites = [...(await server.store.grants(row?.id ?? '')).keys()];
      if (row && row.role !== step.role) count('role');
      if (row) await server.store.putAccount({ ...row, role: step.role }, sites);
      return;
    }
    case 'backup':
      world.backups.push(server.store.image());
      return;
    case 'restore':
      return restore(world, step);
    case 'collect': {
      const before = step.all ? server.now + 1 : server.now - 400 * 86_400_000;
      if ((await server.store.collect(SITES[step.site] ?? '', before)) > 0) count('collect');
      return;
    }
    case 'decide': {
      const parked = [...server.store.content.scopes].flatMap(([scope, { refused }]) =>
        [...refused.values()]
          .filter(({ refusal, decided }) => refusal.code === 'parked' && decided === null)
          .map(({ mutation }) => ({ scope, mid: mutation.mid })),
      );
      const one = parked[step.pick % Math.max(1, parked.length)];
      if (one && model.edits.has(one.mid)) {
        count(step.accept ? 'accept' : 'decline');
        await server.post('parked', disks[0]?.token ?? '', JSON.stringify({ ...one, accept: step.accept }));
      }
    }
  }
}

async function syncStep(world: World, step: Step & { do: 'sync' }): Promise<void> {
  const page = await world.page(step.page);
  countTabs(world, page);
  if (page.running || page.working) return page.engine.want('button');
  page.crash = step.crash ?? 0;
  page.quota = step.quota ?? 0;
  page.lines = [...step.lines];
  page.narrow = step.narrow ?? null;
  page.rounds = 0;
  if (step.batch) {
    const doing = page.few(step.batch).catch((error: unknown) => {
      if (!(error instanceof PageDied) && !/no room/.test(String(error))) throw error;
    });
    // It may hang on the line: then the run goes on without it.
    page.working = true;
    void doing.finally(() => void (page.working = false));
    await Promise.race([doing, page.stalled()]);
  } else {
    page.engine.want('button');
    await page.rest();
  }
  page.crash = page.quota = 0;
  page.lines = [];
  page.narrow = null;
  await knowMe(page);
  if (Object.keys(step).every((key) => ['do', 'page', 'lines', 'narrow'].includes(key)))
    await complete(world, page, step.lines);
}

/** A sync on a good line, however narrow, ends with everything that the phone may read (I6). */
async function complete(world: World, page: Page, lines: readonly Line[]): Promise<void> {
  const good = lines.every(
    (line) => (line.fate ?? 'ok') === 'ok' && !line.before && !line.after && !line.inside && !line.kill,
  );
  if (!good || page.rounds === 0 || !page.alive || world.since.anySilent || world.since.damage.size > 0) return;
  if (page.failed) return;
  const cursors = new Map((await page.disk.store.read((tx) => tx.cursors())).map((one) => [one.scope, one]));
  const grants = world.server.store.content.grants.get(page.disk.account)?.keys() ?? [];
  for (const scope of grants) {
    const { at, removal } = cursors.get(scope) ?? { at: -1 };
    if (removal || at === world.server.store.content.scopes.get(scope)?.seq) continue;
    world.fail('I6', `a sync ended at ${at} of ${scope}`);
  }
}

/** The app takes over who it is now, as the server last said. */
async function knowMe(page: Page): Promise<void> {
  if (!page.alive) return;
  const me = await page.disk.store.read((tx) => tx.meta('me'));
  if (me) page.device.me = { ...page.device.me, role: me.role as Page['device']['me']['role'] };
}

async function passTime(world: World, ms: number): Promise<void> {
  world.server.now += ms;
  for (const disk of world.disks) {
    for (const page of disk.pages) {
      if (!page?.alive || page.running || !page.wake || page.wake.at > world.around.now(disk)) continue;
      const { call } = page.wake;
      page.wake = null;
      page.rounds = 0;
      call();
      await page.rest();
    }
  }
}

async function held(disk: Disk): Promise<Set<string>> {
  return disk.store.read(async (tx) => {
    const all = [...(await tx.queue()), ...(await tx.journal())];
    return new Set(all.map(({ mutation }) => mutation.mid));
  });
}

/** The device stands again as it was some transactions ago. */
async function power(world: World, disk: Disk, back: number): Promise<void> {
  disk.pages.forEach((page) => page?.die());
  const before = await held(disk);
  if (!rollBack(disk, back)) return;
  world.since.rollback = true;
  world.around.count('power');
  const after = await held(disk);
  for (const mid of before) if (!after.has(mid)) excuseIfGone(world, mid, 'lost with the device');
  for (const mid of after) {
    const edit = world.model.edits.get(mid);
    if (edit) edit.settled = false;
  }
  const { typed, began } = world.model;
  for (const key of [...typed.keys()]) if (key.startsWith(`${disk.index} `)) typed.delete(key);
  for (const { key, value } of await disk.store.read((tx) => tx.drafts())) {
    typed.set(`${disk.index} ${key}`, { value, seen: began.get(`${disk.index} ${key} ${value}`) ?? [] });
  }
}

async function restore(world: World, { pick, silent: quietly }: { pick: number; silent: boolean }): Promise<void> {
  const { server, backups, model, since } = world;
  const image = backups[backups.length - 1 - (pick % backups.length)];
  if (!image) return;
  const old = server.store.content;
  const epoch = old.epoch;
  server.life += 1;
  server.store.setBack(image);
  since.restore = true;
  // A backup from before an announced restore cannot be put back in silence: phones ignore a smaller epoch (C9).
  const silent = quietly && image.epoch === epoch;
  world.around.count(silent ? 'silent-restore' : 'restore');
  if (!silent) await server.store.restored(Math.max(epoch, Math.floor(server.now / 1000)) + 1);
  const holding = new Set<string>();
  for (const disk of world.disks) for (const mid of await held(disk)) holding.add(mid);
  for (const edit of model.edits.values()) {
    if (!onServer(old, edit.mid) || onServer(image, edit.mid)) continue;
    if (!holding.has(edit.mid)) {
      edit.excused ??= 'lost with a backup, on no device';
      if (!silent && world.disks[edit.disk]?.pruned.has(edit.mid)) world.unreachable.push(edit);
    } else if (silent) {
      since.anySilent = true;
      const mids = since.silent.get(edit.scope) ?? new Set();
      since.silent.set(edit.scope, mids.add(edit.mid));
    }
  }
  if (silent) since.anySilent = true;
}

/** Takes note when a page works while the other tab of its device lives. */
function countTabs(world: World, page: Page): void {
  if (page.disk.pages.every((one) => !one?.alive || one === page)) return;
  world.around.count('two-tabs');
  if (!page.disk.locks) world.around.count('no-locks');
}

/** A command of the user of a page. */
async function command(world: World, step: Step & { page: number }): Promise<void> {
  const page = await world.page(step.page);
  countTabs(world, page);
  if ('crash' in step) page.crash = step.crash ?? 0;
  if ('quota' in step) page.quota = step.quota ?? 0;
  page.intent = { seen: {} };
  try {
    await commanded(world, page, step);
  } catch (error) {
    if (!(error instanceof PageDied) && !/no room/.test(String(error))) throw error;
  } finally {
    page.intent = null;
    page.crash = page.quota = 0;
  }
}

async function commanded(world: World, page: Page, step: Step & { page: number }): Promise<void> {
  const { device } = page;
  const run = (work: (edit: Edit) => Promise<Result<unknown, EditError>>) => commit(device, work);
  switch (step.do) {
    case 'edit':
      return void (await run(async (edit) => {
        const row = await chosen(world, edit, step.pick);
        return row ? change(world, page, edit, row, step.field) : ok(null);
      }));
    case 'create':
      return void (await run((edit) => create(world, page, edit, step.pick, step.field)));
    case 'remove':
      return void (await run(async (edit) => {
        const row = await chosen(world, edit, step.pick);
        if (!row) return ok(null);
        see(page, row.row, null);
        return edit.remove(row.table, row.row.id);
      }));
    case 'choose':
      return void (await run(async (edit) => {
        const rows = (await visible(world, edit)).filter(({ row }) => row.sync.alt.length > 0);
        const found = rows[step.pick % Math.max(1, rows.length)];
        if (!found) return ok(null);
        const { table, row } = found;
        const { field } = row.sync.alt[step.field % row.sync.alt.length] as { field: string };
        const drop = row.sync.alt.filter((alt) => alt.field === field);
        see(page, row, [field]);
        const patch = field === 'text' && step.field % 2 ? { text: `text ${world.fresh()}` } : {};
        return edit.settle(table, row.id, drop, patch);
      }));
    case 'type': {
      const found = await device.store.read(async (tx) => {
        const rows = rowsOf(device, tx);
        const notes = (await rows.all('note')) as unknown as Row[];
        notes.sort((a, b) => order(world, a.id) - order(world, b.id));
        return notes[step.pick % Math.max(1, notes.length)];
      });
      if (!found) return;
      see(page, found, ['text']);
      return keepDraft(device, { table: 'note', id: found.id, field: 'text' }, `text ${world.fresh()}`);
    }
    case 'leave-field': {
      const drafts = await device.store.read((tx) => tx.drafts());
      const [, id = ''] = drafts[step.pick % Math.max(1, drafts.length)]?.key.split('/') ?? [];
      if (id) await settleDraft(device, { table: 'note', id, field: 'text' });
      return;
    }
    case 'refused':
      return void (await run(async (edit) => {
        const refused = (await edit.tx.queue()).filter((entry) => entry.refused);
        const id = refused[step.pick % Math.max(1, refused.length)]?.mutation.id;
        if (id === undefined) return ok(null);
        if (step.again) return edit.resend(id);
        await edit.giveUp(id);
        return ok(null);
      }));
    case 'poison':
      page.intent = { seen: {}, poison: true };
      return device.store.write((tx) => tx.enqueue(poison(world, page, step.kind)));
    case 'mass':
      return void (await run(async (edit) => {
        const [visit] = (await edit.all('visit')).filter(({ scope }) => scope === SITES[0]);
        for (let i = 0; visit && i < step.count; i++) {
          const made = await edit.create('note', visit.scope, { ...noteRow(visit.id, `mass ${world.fresh()}`) });
          if (!made.ok) return made;
        }
        return ok(null);
      }));
    case 'purge':
      for (const note of await device.store.read(async (tx) => tx.records({ type: tables.note.code }))) {
        if (note.del || !String(note.f['text']).startsWith('mass')) continue;
        page.intent = { seen: {} };
        await run(async (edit) => {
          const row = (await edit.one('note', note.id)) as unknown as Row | null;
          if (!row) return ok(null);
          see(page, row, null);
          return edit.remove('note', note.id);
        });
      }
  }
}

const order = (world: World, id: string): number => {
  const index = [...world.model.order.keys()].indexOf(id);
  return index < 0 ? Infinity : index;
};

/** Rows on the screen, in the order in which they came to be. */
async function visible(world: World, edit: Edit): Promise<{ table: TableName; row: Row }[]> {
  const found: { table: TableName; row: Row }[] = [];
  const held = new Set([
    ...(await edit.tx.records({})).map(({ id }) => id),
    ...(await edit.tx.queue()).map(({ mutation }) => mutation.id),
  ]);
  for (const [id, { type }] of world.model.order) {
    const table = held.has(id) && tableOf(tables, type)?.name;
    const row = table && ((await edit.one(table as TableName, id)) as unknown as Row | null);
    if (table && row) found.push({ table: table as TableName, row });
  }
  return found;
}

async function chosen(world: World, edit: Edit, pick: number): Promise<{ table: TableName; row: Row } | undefined> {
  const held = new Set([
    ...(await edit.tx.records({})).map(({ id }) => id),
    ...(await edit.tx.queue()).map(({ mutation }) => mutation.id),
  ]);
  const ids = [...world.model.order].filter(([id]) => held.has(id));
  const [id, { type }] = ids[pick % Math.max(1, ids.length)] ?? ['', { type: 0 }];
  const table = tableOf(tables, type)?.name as TableName | undefined;
  const row = table && ((await edit.one(table, id)) as unknown as Row | null);
  return table && row ? { table, row } : undefined;
}

/** Remembers what the user has on the screen: of these fields, or of all with every other version. */
function see(page: Page, row: Row, fields: readonly string[] | null): void {
  const { id: _i, scope: _s, sync, ...values } = row;
  const table = TableOf(row, values);
  const flat = flatten(values, table);
  const seen: Record<string, unknown[]> = {};
  for (const field of fields ?? Object.keys(flat)) seen[field] = [flat[field]];
  for (const { field, v } of sync.alt) {
    if (fields === null || fields.includes(field)) (seen[field] ??= []).push(v);
  }
  if (page.intent) page.intent.seen = { ...page.intent.seen, ...seen };
}

function TableOf(_row: Row, values: Record<string, unknown>): { maps: readonly string[] } {
  if ('ratings' in values) return tables.run;
  return 'hours' in values ? tables.enrolment : { maps: [] };
}

/** Every fifth text is longer than a narrow line takes at once. */
const longer = (n: number): string => (n % 5 === 0 ? `text ${n} ${'x'.repeat(1600)}` : `text ${n}`);

/** A change of one field that suits the row. */
function change(
  world: World,
  page: Page,
  edit: Edit,
  { table, row }: { table: TableName; row: Row },
  field: number,
): Promise<Result<unknown, EditError>> {
  const n = world.fresh();
  const text = `text ${n}`;
  const long = longer(n);
  const me = page.device.me;
  const key = `s1.n.${1 + (field % 2)}`;
  const choices: Partial<Record<TableName, Record<string, unknown>[]>> = {
    site: [{ contact: text }, { name: text }],
    project: [{ entityTarget: 1 + (n % 5000) }],
    note: [
      { text: long },
      { text },
      { kind: ['fact', 'opinion', 'quote'][n % 3] },
      ...(page.disk.updated ? [{ weather: text }] : []),
    ],
    visit: [
      { aim: text },
      { comment: text },
      { status: nextStates(me.role, row['status'] as VisitState)[n % 2] ?? 'cancelled' },
    ],
    run: [{ [`reasons.${key}`]: text }, { [`ratings.${key}`]: ['met', 'partial', 'unmet'][n % 3] }],
    action: [{ text }, { state: ['open', 'done'][n % 2] }],
    participant: [{ status: ['active', 'paused'][n % 2] }],
    enrolment: [{ 'hours.m1': (n % 4000) / 2 }, { 'criteria.m1.o1.c1': [true, 'met'][n % 2] }],
  };
  const list = choices[table] ?? [];
  const patch = list[field % Math.max(1, list.length)];
  if (!patch) return Promise.resolve(ok(null));
  if (patch['status'] === 'cosigned') patch['cosignedBy'] = me.account;
  see(page, row, Object.keys(patch));
  return edit.set(table, row.id, patch);
}

async function create(
  world: World,
  page: Page,
  edit: Edit,
  pick: number,
  kind: number,
): Promise<Result<unknown, EditError>> {
  const visits = await edit.all('visit');
  const visit = visits[pick % Math.max(1, visits.length)];
  if (!visit) return ok(null);
  const n = world.fresh();
  if (kind < 9) return edit.create('note', visit.scope, noteRow(visit.id, longer(n)));
  if (kind === 9) return edit.create('run', visit.scope, { ...runRow(visit.id), reasons: { 's1.n.1': `text ${n}` } });
  const code = makeCode(1, (below) => world.random(below));
  const person = await edit.create('participant', visit.scope, participantRow(code));
  if (!person.ok) return person;
  return edit.create('enrolment', visit.scope, { ...enrolmentRow(person.value), hours: { m1: (n % 4000) / 2 } });
}

/** An edit that a bug of the app might make: it has to be refused, and stop nothing else. */
function poison(world: World, page: Page, kind: number): Mutation {
  const [site = ''] = SITES;
  const id = page.device.newId();
  const good = creation('note', site, id, noteRow(id, `text ${world.fresh()}`));
  const base = { ...good, mid: page.device.newMid() };
  const set = (field: string, v: unknown): Mutation => ({ ...base, set: { ...base.set, [field]: { v, saw: null } } });
  if (kind === 0) return set('kind', 'rumour');
  if (kind === 1) return { ...base, type: 77 };
  if (kind === 2) return { ...base, extra: 1 } as Mutation;
  if (kind === 3) return { ...base, scope: PROGRAM };
  return set('text', 5);
}

/** People come back to their phones: sessions that ran out are renewed. */
export async function signInAgain(world: World): Promise<void> {
  for (const { index, account } of world.disks) {
    await world.server.store.putDevice(deviceRow(index, account, world.server.now));
  }
}
