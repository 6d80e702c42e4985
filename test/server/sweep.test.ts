import { FILE_GRACE, sweep, TOMBSTONES } from '#server/sweep.ts';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openBlobs } from '#server/blobFiles.ts';
import { makePair, must, type Pair } from '../support/pair.ts';
import { photoRow } from '../support/rows.ts';
import { creation, request, uid } from '../support/wire.ts';

const DAY = 86_400_000;
let pair: Pair;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-sweep-'));
  pair = await makePair();
  pair.world.deps.blobs = openBlobs(folder);
});
afterEach(async () => {
  await pair.world.close();
  rmSync(folder, { recursive: true, force: true });
});

const blobs = () => pair.world.deps.blobs!;
const shaOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The disk goes by the clock of the test. */
const dated = (path: string): void => utimesSync(path, pair.world.time / 1000, pair.world.time / 1000);

/** Bytes as an upload leaves them; gives their name. */
async function arrived(text: string, scope = pair.site): Promise<string> {
  const stored = await blobs().keep(Buffer.from(text));
  dated(join(folder, stored.slice(0, 2), stored.slice(2, 4), stored));
  const sha256 = shaOf(`as sent ${text}`);
  const { deps, time } = pair.world;
  await deps.store.putBlob({ scope, sha256, stored, bytes: 9, mime: 'image/jpeg', account: 'a', at: time });
  return sha256;
}
const known = async (sha256: string, scope = pair.site): Promise<boolean> =>
  (await pair.world.deps.store.blob(scope, sha256)) !== null;
const onDisk = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((one) => (one.isFile() ? one.name : []));
const row = (sha256: string) => ({ ...photoRow(pair.visit), sha256 });

it('[S16] a file whose record never came is forgotten after 90 days, its bytes a sweep later, and not a day before', async () => {
  const lonely = await arrived('nobody');
  const named = await arrived('named');
  await must(pair.a, (edit) => edit.create('photo', pair.site, row(named)));
  await pair.a.sync();
  pair.world.time += FILE_GRACE - DAY;
  expect(await sweep(pair.world.deps)).toEqual({ records: 0, files: 0, removed: 0 });
  pair.world.time += 2 * DAY;
  expect(await sweep(pair.world.deps)).toEqual({ records: 0, files: 1, removed: 0 });
  expect([await known(lonely), await known(named)]).toEqual([false, true]);
  expect(onDisk()).toHaveLength(2);
  expect(await sweep(pair.world.deps)).toEqual({ records: 0, files: 0, removed: 1 });
  expect(onDisk()).toEqual([shaOf('named')]);
});

it('[S16] nothing goes whose record may come back: deleted, replaced, refused, parked', async () => {
  const { world, site, a, boss } = pair;
  const [deleted, replaced, refused, parked] = [
    await arrived('deleted'),
    await arrived('replaced'),
    await arrived('refused'),
    await arrived('parked'),
  ];
  const id = await must(a, (edit) => edit.create('photo', site, row(deleted)));
  const changed = await must(a, (edit) => edit.create('photo', site, row(replaced)));
  await a.sync();
  await must(a, (edit) => edit.remove('photo', id));
  await must(a, (edit) => edit.set('photo', changed, { sha256: shaOf('another') }));
  await a.sync();
  const push = (sha256: string, over: object, n: number) =>
    world.request('/api/sync', {
      cookie: a.cookie,
      body: request({ muts: [creation('photo', site, uid(n), { ...row(sha256), ...over })] }),
    });
  await push(refused, { caption: 'x'.repeat(501) }, 0x71);
  const { account, code } = a.device.me;
  const body = { id: account, code, role: 'expert', active: true, sites: [] };
  await world.request('/api/accounts', { cookie: boss, body });
  await push(parked, {}, 0x72);
  expect((await world.deps.store.refused({ scope: site })).map(({ refusal }) => refusal.code)).toEqual([
    'invalid',
    'parked',
  ]);
  world.time += TOMBSTONES - DAY;
  for (let i = 0; i < 2; i++) expect(await sweep(world.deps)).toEqual({ records: 0, files: 0, removed: 0 });
  for (const one of [deleted, replaced, refused, parked]) expect(await known(one)).toBe(true);
  world.time += 2 * DAY;
  expect(await sweep(world.deps)).toMatchObject({ records: 1, files: 1 });
  expect(await known(deleted)).toBe(false);
  for (const one of [replaced, refused, parked]) expect(await known(one)).toBe(true);
});

it('[S16] bytes that another entity names stay, those that come again meanwhile stay, leftovers of a dead process go', async () => {
  const { world } = pair;
  const own = await arrived('twice');
  await arrived('twice', uid(0xb0));
  await must(pair.a, (edit) => edit.create('photo', pair.site, row(own)));
  await pair.a.sync();
  const again = await arrived('again');
  const half = join(folder, `${shaOf('half')}.0000`);
  writeFileSync(half, 'half');
  dated(half);
  world.time += FILE_GRACE + DAY;
  await world.deps.store.dropBlob(pair.site, again);
  // Under way while the sweep runs: it is kept and known in one step.
  const [, swept] = await Promise.all([blobs().alone(() => arrived('again')), sweep(world.deps)]);
  expect(swept.removed).toBe(1);
  expect(onDisk().sort()).toEqual([shaOf('again'), shaOf('twice')].sort());
  expect([await known(own), await known(again)]).toEqual([true, true]);
});

it('[S16] a sweep that breaks off is finished by the next one', async () => {
  const { world } = pair;
  await arrived('one');
  await arrived('two');
  world.time += FILE_GRACE + DAY;
  const { dropBlob } = world.deps.store;
  let calls = 0;
  world.deps.store.dropBlob = (...of) => (++calls > 1 ? Promise.reject(new Error('broke off')) : dropBlob(...of));
  await expect(sweep(world.deps)).rejects.toThrow('broke off');
  world.deps.store.dropBlob = dropBlob;
  expect(await sweep(world.deps)).toEqual({ records: 0, files: 1, removed: 1 });
  expect(await sweep(world.deps)).toEqual({ records: 0, files: 0, removed: 1 });
  expect(onDisk()).toEqual([]);
});
