import { seen as screenRow, overlay } from '#client/db/view.ts';
import { EVERYWHERE, may } from '#domain/access.ts';
import { PROGRAM, tables } from '#domain/tables.ts';
import { DELETE_REQUESTED, EMPTY_DIGEST, fold, RESTORED, type Rec } from '#sync/record.ts';
import { same, type Noted } from './model.ts';
import type { Disk } from './phone.ts';
import { readableRows } from './server.ts';
import { TYPES } from './start.ts';
import type { ScopeCursor } from '#client/db/store.ts';
import type { World } from './world.ts';

/** Values that only one edit ever wrote. */
const unique = (value: unknown): boolean => typeof value === 'string' && /^(text|mass) \d+( |$)/.test(value);

/** What a disk has shown, by record and field, in order; forgotten where going back is right. */
export type Screens = Map<Disk, Map<string, unknown[]>>;

/**
 * Looks at the screen of a disk after a step (I4): a value that was replaced does not come back, and work that waits is
 * never hidden.
 */
export async function watchScreen(world: World, screens: Screens, disk: Disk): Promise<void> {
  const shown = screens.get(disk) ?? new Map<string, unknown[]>();
  screens.set(disk, shown);
  const { base, queue, cursors } = await disk.store.read(async (tx) => ({
    base: new Map((await tx.records({})).map((rec) => [rec.id, rec])),
    queue: await tx.queue(),
    cursors: await tx.cursors(),
  }));
  const scopes = new Set([...base.values()].map(({ scope }) => scope));
  for (const scope of disk.scopes ? scopes : []) {
    if (disk.scopes?.has(scope) || !disk.heard || scope in disk.heard.grants) continue;
    world.fail('I5', `disk ${disk.index} took rows of a scope that its newest answer does not grant`);
  }
  disk.scopes = scopes;
  const lost = new Set(cursors.filter((one) => one.lost).map(({ scope }) => scope));
  for (const id of new Set([...base.keys(), ...queue.map(({ mutation }) => mutation.id)])) {
    const entries = queue.filter(({ mutation }) => mutation.id === id);
    const rec = overlay(base.get(id), entries, disk.account);
    const row = rec && !lost.has(rec.scope) ? screenRow(tables, rec, entries) : null;
    if (rec && !TYPES.some((type) => type === rec.type)) continue;
    const last = entries.at(-1);
    const waits = last && !last.refused && last.sent === 0 && !last.was && last.mutation.kind !== 'del';
    if (!row && waits && rec && !rec.partial && !lost.has(rec.scope)) world.fail('I4', `waiting work is hidden: ${id}`);
    for (const key of row ? Object.keys(rec?.f ?? {}) : []) {
      const value = rec?.f[key];
      if (!unique(value)) continue;
      const past = shown.get(`${id} ${key}`) ?? [];
      const at = past.indexOf(value);
      if (at >= 0 && at < past.length - 1) world.fail('I4', `an older value came back: ${key} = ${String(value)}`);
      if (at < 0) shown.set(`${id} ${key}`, [...past, value]);
    }
    if (!row) for (const key of [...shown.keys()]) if (key.startsWith(`${id} `)) shown.delete(key);
  }
}

/** Everything that is asked at the end, when all lines are good and everybody has synced. */
export async function judge(world: World): Promise<void> {
  const { content } = world.server.store;
  const traces = new Map<string, { refused: boolean }>();
  const drafts = new Set<string>();
  for (const disk of world.disks) {
    const { queue, kept, repairs, short, cursors } = await disk.store.read(async (tx) => ({
      short: await tx.meta('short'),
      cursors: await tx.cursors(),
      queue: await tx.queue(),
      kept: await tx.drafts(),
      repairs: (await tx.meta('repairs')) ?? 0,
    }));
    for (const { mutation, refused, sent } of queue) {
      traces.set(mutation.mid, { refused: refused !== null });
      if (!refused)
        world.fail('I6', `disk ${disk.index} still waits ${sent ? 'for the page of' : 'to send'} ${mutation.mid}`);
      if (refused && refused.code === 'server-bug' && refused.reason !== 'ReceiptMismatch')
        world.fail('I11', 'server-bug');
    }
    for (const { key, value } of kept) drafts.add(`${disk.index} ${key} ${value}`);
    if (repairs > 0 && !world.since.anySilent && world.since.damage.size === 0) {
      world.fail('C10', `disk ${disk.index} had to read again ${repairs} times`);
    }
    judgeReach(world, disk, cursors, short?.scopes ?? []);
    await judgeDisk(world, disk);
  }
  for (const [key, { value }] of world.model.typed) {
    if (!drafts.has(`${key} ${value}`)) world.fail('I1', `a text that was typed is gone: ${key} = ${value}`);
  }
  const records = new Map<string, Rec>();
  const refusedHere = new Map<string, { decided: string | null }>();
  for (const [scope, { rows, refused }] of content.scopes) {
    for (const { id, body } of rows.values()) records.set(id, { ...(JSON.parse(body) as Rec), scope });
    for (const [mid, entry] of refused) refusedHere.set(mid, entry);
  }
  const byRecord = new Map<string, Noted[]>();
  for (const edit of world.model.edits.values()) byRecord.set(edit.id, [...(byRecord.get(edit.id) ?? []), edit]);
  for (const edit of world.model.edits.values()) {
    const excused = edit.excused !== null || edit.settled;
    const refused = refusedHere.get(edit.mid);
    if (refused && !traces.has(edit.mid) && !excused && !world.model.applied.has(edit.mid) && !world.since.rollback) {
      world.fail('C6', `refused and no longer on its device: ${edit.mid}`);
    }
    if (traces.has(edit.mid) || refused || excused) continue;
    if (edit.poison) world.fail('S4', `taken though it breaks a rule: ${edit.mid}`);
    const others = (byRecord.get(edit.id) ?? []).filter(({ mid }) => mid !== edit.mid && world.model.applied.has(mid));
    judgeEdit(world, edit, records.get(edit.id), others);
  }
  judgeVersions(world, records, byRecord);
}

/** P6: a device says so when its journal did not reach back to the backup. After two restores only the last is known. */
function judgeReach(world: World, disk: Disk, cursors: readonly ScopeCursor[], short: readonly string[]): void {
  const restores = world.played.kinds.restore ?? 0;
  if (restores === 0 && short.length > 0) world.fail('P6', `disk ${disk.index} misses what no restore took`);
  if (restores !== 1 || world.since.rollback || world.since.anySilent) return;
  for (const { disk: owner, scope, mid } of world.unreachable) {
    if (owner !== disk.index || short.includes(scope) || !cursors.some((one) => one.scope === scope)) continue;
    world.fail('P6', `disk ${disk.index} could not give back ${mid} and does not say so`);
  }
}

/** I1, I9, I10: the edit is current, in another version, or was replaced by someone who had it on the screen. */
function judgeEdit(world: World, edit: Noted, rec: Rec | undefined, others: readonly Noted[]): void {
  const knows = (field: string, v: unknown): boolean =>
    others.some(({ seen }) => (seen[field] ?? []).some((one) => same(one, v)));
  if (edit.kind === 'del') {
    if (!rec || rec.del) return;
    const told = rec.alt.some((alt) => (alt.v === DELETE_REQUESTED && alt.mid === edit.mid) || alt.v === RESTORED);
    if (!told && others.length === 0) world.fail('I10', `a removal left no trace: ${edit.mid}`);
    return;
  }
  for (const [field, v] of Object.entries(edit.set)) {
    const there =
      rec && !rec.del && (same(rec.f[field], v) || rec.alt.some((alt) => alt.field === field && same(alt.v, v)));
    if (there || knows(field, v)) continue;
    // A removal by someone who had not seen a field that has no value of its own is no loss.
    if (!unique(v) && (!rec || rec.del) && others.some(({ kind }) => kind === 'del')) continue;
    const state = !rec ? 'no record' : rec.del ? 'a removed record' : `${JSON.stringify(rec.f[field])}`;
    world.fail('I1', `lost: ${field} = ${JSON.stringify(v)} of disk ${edit.disk}; there is ${state}`);
  }
}

/**
 * No conflict where the second author had the first one's value on the screen (M2); and a create that comes late, after a
 * restore, does not stand over what was written in sight of it (M7).
 */
function judgeVersions(world: World, records: Map<string, Rec>, byRecord: Map<string, Noted[]>): void {
  for (const rec of records.values()) {
    for (const { field, v } of rec.alt) {
      if (!unique(v)) continue;
      const writers = (byRecord.get(rec.id) ?? []).filter(
        ({ set, mid }) => field in set && world.model.applied.has(mid),
      );
      const current = writers.find(({ set }) => same(set[field], rec.f[field]));
      const other = writers.find(({ set }) => same(set[field], v));
      const saw = (one: Noted | undefined, value: unknown) =>
        one?.seen[field]?.some((seen) => same(seen, value)) ?? false;
      const alone = new Set(writers.flatMap(({ disk }) => (disk < 0 ? [] : disk))).size === 1;
      const shown = alone && same(current?.seen[field]?.[0], v);
      const back = world.since.restore || world.since.rollback || world.since.altered;
      if (!back && ((writers.length === 2 && saw(current, v)) || shown)) {
        world.fail('M2', `two versions where the author had seen the first: ${field} = ${JSON.stringify(v)}`);
      }
      // An old form of parked work that is accepted after the newer one stands beside it as another version.
      if (current?.creates && !current.settled && unique(rec.f[field]) && saw(other, rec.f[field])) {
        world.fail('M7', `a create undid a later edit: ${field} = ${JSON.stringify(v)}`);
      }
    }
  }
}

/** I2, I5, I7: exactly the rows that the account may read, byte for byte, and the digest of the server. */
async function judgeDisk(world: World, disk: Disk): Promise<void> {
  const { content } = world.server.store;
  const role = content.accounts.get(disk.account)?.role ?? 'expert';
  const granted = EVERYWHERE.includes(role) ? content.scopes.keys() : (content.grants.get(disk.account)?.keys() ?? []);
  const scopes = new Set([PROGRAM, ...granted]);
  const types = Object.values(tables)
    .filter(({ rights }) => may(role, { act: 'read' }, rights))
    .map(({ code }) => code);
  const base = await disk.store.read((tx) => tx.records({}));
  for (const scope of new Set([...scopes, ...base.map((rec) => rec.scope)])) {
    // What the server has forgotten is forgotten on the phone with the next page of the scope (S14).
    const gc = content.scopes.get(scope)?.gc ?? 0;
    const mine = base.filter((rec) => rec.scope === scope && !(rec.del && rec.seq <= gc));
    if (!scopes.has(scope)) {
      world.fail('I5', `disk ${disk.index} keeps rows of a scope it lost`);
      continue;
    }
    const server = readableRows(content, scope, types);
    for (const { epoch: _e, scope: _s, ...rec } of mine) {
      const there = server.get(rec.id);
      if (there === undefined) world.fail('I2', `disk ${disk.index} has a row too many: ${rec.id}`);
      else if (canonical(JSON.parse(there)) !== canonical(rec))
        world.fail('I2', `disk ${disk.index}, another row: ${rec.id}`);
      server.delete(rec.id);
    }
    if (server.size > 0) world.fail('I2', `disk ${disk.index} lacks ${server.size} rows of ${scope}`);
    const pairs = mine.map(({ id, seq }) => [id, seq] as const);
    const page = await world.server.store.page(scope, 0, types, 1);
    const digest = fold(EMPTY_DIGEST, pairs, pairs.length);
    if (page && (page.digest.xor !== digest.xor || page.digest.count !== digest.count)) {
      world.fail('I7', `disk ${disk.index}: the digest differs`);
    }
  }
}

/** JSON whose objects have their keys in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
