import { read } from '#client/db/device.ts';
import { pruneJournal } from '#client/engine/journal.ts';
import { syncSummary } from '#client/features/sync/queries.ts';
import { tables } from '#domain/tables.ts';
import SQLite from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { must } from '../../support/pair.ts';
import { noteRow, siteRow, visitRow } from '../../support/rows.ts';
import { creation, sync, uid } from '../../support/wire.ts';
import { makeWorld, type Phone, type World } from '../../support/world.ts';

const DAY = 86_400_000;
const [site, visit] = [uid(0x51), uid(0xf1)];

let folder: string;
let world: World;
let restored: World | null;
let phone: Phone;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-reach-'));
  restored = null;
  world = await makeWorld(tables, join(folder, 'now.sqlite'));
  const boss = await world.signIn(await world.account('coordinator', 'K-01'));
  await sync(world, boss, { muts: [creation('site', site, site, siteRow())] });
  const lead = await world.account('expert', 'E-01', [site]);
  phone = await world.phone(lead);
  await must(phone, (edit) => edit.create('visit', site, visitRow(lead), visit));
  await phone.sync();
});
afterEach(async () => {
  await world.close();
  await restored?.close();
  rmSync(folder, { recursive: true, force: true });
});

const newNote = async (text: string): Promise<void> => {
  await must(phone, (edit) => edit.create('note', site, noteRow(visit, text)));
  await phone.sync();
};
const prune = (): Promise<void> => pruneJournal(phone.device.store, phone.device.now());
const short = (): Promise<number | null> => read(phone.device, async (rows) => (await syncSummary(rows)).short);

/** What a nightly backup keeps. */
function backUp(): void {
  const db = new SQLite(join(folder, 'now.sqlite'), { readonly: true });
  db.prepare('vacuum into ?').run(join(folder, 'kept.sqlite'));
  db.close();
}

/** The backup stands in place of the server; the phone syncs with it and tells how it stands. Gives what it sent and told. */
async function restore(): Promise<{ sent: string[]; told: unknown[] }> {
  const server = (restored = await makeWorld(tables, join(folder, 'kept.sqlite')));
  server.time = world.time;
  server.deps.log.error = () => undefined;
  await server.deps.store.restored(1_800_000_000);
  const [sent, told]: [string[], unknown[]] = [[], []];
  for (let i = 0; i < 4; i++) {
    const done = await phone.round(async (request) => {
      sent.push(...request.muts.map((one) => (one as { mid: string }).mid));
      told.push(request.beat?.short);
      const response = await server.request('/api/sync', { cookie: phone.cookie, body: request });
      return { status: response.status, json: await response.json(), retryAfter: null };
    });
    expect(done.ok).toBe(true);
  }
  return { sent, told };
}

const texts = async (): Promise<unknown[]> =>
  ((await restored?.deps.store.page(site, 0, [tables.note.code], 1e6))?.rows ?? []).map(({ f }) => f['text']).sort();

describe('a journal and the backup of the server', () => {
  it('[P6] says nothing when all that it dropped is in the backup, and gives the rest back', async () => {
    await newNote('dawna');
    world.time += 61 * DAY;
    await prune();
    backUp();
    await newNote('nowa');
    expect((await restore()).told).toEqual([undefined, undefined, undefined, undefined]);
    expect(await short()).toBeNull();
    expect(await texts()).toEqual(['dawna', 'nowa']);
  });

  it('[P6][F46] tells its user and the server when it dropped an edit that the backup does not have', async () => {
    await newNote('w kopii');
    backUp();
    const newest = world.time;
    await newNote('zapomniana');
    world.time += 61 * DAY;
    await prune();
    await newNote('w dzienniku');
    expect(await short()).toBeNull();
    expect((await restore()).told).toEqual([undefined, 1, 1, 1]);
    expect(await texts()).toEqual(['w dzienniku', 'w kopii']);
    const at = await short();
    expect(at).toBeGreaterThan(newest - 60_000);
    expect(at).toBeLessThanOrEqual(newest);
    const [device] = (await restored?.deps.store.devices(phone.device.me.account)) ?? [];
    expect(device?.beat).toMatchObject({ short: 1 });
  });

  it('[P6] counts what went with a scope that was left, and names no scope that is not granted', async () => {
    backUp();
    await newNote('przed odebraniem');
    const account = await world.deps.store.account(phone.device.me.account);
    await world.deps.store.putAccount(account!, []);
    await phone.sync();
    expect((await restore()).told).toEqual([undefined, 1, 1, 1]);
    await restored?.deps.store.putAccount(account!, []);
    const { backup } = await sync(restored!, phone.cookie, { epoch: 1 });
    expect(Object.keys(backup?.heads ?? {})).toEqual(['program']);
  });
});
