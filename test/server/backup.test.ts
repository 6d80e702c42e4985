import { packed, unpacked, type Entry } from '#server/backup/archive.ts';
import { holdFolder } from '#server/backup/alive.ts';
import { makeBackup, type BackupDone } from '#server/backup/make.ts';
import { readManifest } from '#server/backup/manifest.ts';
import { readMark } from '#server/backup/mark.ts';
import { checkBackup, finishRestore, restoreBackup, restorePending } from '#server/backup/restore.ts';
import { openBlobs } from '#server/blobFiles.ts';
import { openSeal } from '#server/seal.ts';
import { openSqlite } from '#server/store/sqlite.ts';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uid } from '../support/wire.ts';

const DAY = 86_400_000;
let root = '';
let data = '';
let time = Date.parse('2026-01-16T09:00:00Z');
const now = (): number => time;

beforeEach(async () => {
  time = Date.parse('2026-01-16T09:00:00Z');
  root = mkdtempSync(join(tmpdir(), 'trzy-sfery-backup-'));
  data = join(root, 'data');
  await filled(['first photo', 'second photo']);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Adds files to the data folder as the server would; makes it when there is none. */
async function filled(photos: readonly string[]): Promise<void> {
  mkdirSync(data, { recursive: true });
  const store = await openSqlite(join(data, 'trzy-sfery.sqlite'), { epoch: 7 });
  await openSeal(join(data, 'seal.key'));
  const blobs = openBlobs(join(data, 'blobs'));
  for (const photo of photos) {
    const bytes = Buffer.from(photo);
    const stored = await blobs.keep(bytes);
    const row = { scope: uid(1), sha256: stored, stored, bytes: bytes.length, mime: 'image/jpeg', account: 'a', at: 1 };
    await store.putBlob(row);
  }
  await store.close();
}

const backup = (target: string, keepDays?: number): Promise<BackupDone> =>
  makeBackup({ data, target: join(root, target), program: '0.1.0', now, ...(keepDays && { keepDays }) });

/** What a folder holds, by name. */
function holds(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length), readFileSync(path, 'latin1')]),
  );
}

describe.each(['all', 'one.tar'])('a backup as %s', (target) => {
  it('[F110] comes back whole, with a larger epoch, and what it replaced is kept aside', async () => {
    const { manifest, path } = await backup(target);
    expect(manifest).toMatchObject({ format: 1, epoch: 7, newest: null, missing: [], madeAt: time });
    expect(manifest.files.map(({ name }) => name.slice(0, 6))).toEqual(['trzy-s', 'seal.k', 'blobs/', 'blobs/']);
    const key = readFileSync(join(data, 'seal.key'), 'utf8');
    await filled(['later photo']);
    const later = holds(data);
    writeFileSync(join(data, 'demo.done'), '');
    time += DAY;
    const done = await restoreBackup({ data, from: path, now });
    expect(done.epoch).toBe(time / 1000);
    const store = await openSqlite(join(data, 'trzy-sfery.sqlite'));
    expect(await store.epoch()).toBe(time / 1000);
    await store.close();
    expect(readFileSync(join(data, 'seal.key'), 'utf8')).toBe(key);
    expect(Object.values(holds(join(data, 'blobs'))).sort()).toEqual(['first photo', 'second photo']);
    const kept = holds(done.replaced!);
    for (const [name, content] of Object.entries(kept)) if (name in later) expect(content, name).toBe(later[name]);
    expect(Object.keys(kept)).toEqual(expect.arrayContaining(['/seal.key', '/trzy-sfery.sqlite']));
    expect(Object.values(kept)).toContain('later photo');
    expect(existsSync(join(data, 'demo.done'))).toBe(true);
    expect(readdirSync(data).filter((name) => name.startsWith('restor'))).toEqual([]);
  });

  it('[F110] is proven without touching anything, and restored where nothing was', async () => {
    await backup(target);
    const before = holds(data);
    expect((await checkBackup(join(root, target))).files).toHaveLength(4);
    expect(holds(data)).toEqual(before);
    const fresh = join(root, 'new');
    expect((await restoreBackup({ data: fresh, from: join(root, target), now })).replaced).toBeNull();
    expect(Object.values(holds(join(fresh, 'blobs'))).sort()).toEqual(['first photo', 'second photo']);
  });

  it('[F110] a damaged, cut off, incomplete or newer one is refused with its reason, and nothing is touched', async () => {
    const { path, manifest } = await backup(target);
    const whole = join(root, 'whole');
    renameSync(join(root, target), whole);
    const before = holds(data);
    const at = target === 'all' ? join(root, target, 'sets', path.split('/').at(-1)!) : path;
    const blob = manifest.files[2]!.sha256;
    const folder = (change: () => void): (() => void) | null => (target === 'all' ? change : null);
    const manifestPath = join(at, 'manifest.json');
    const rewritten = (change: object): void =>
      writeFileSync(manifestPath, JSON.stringify({ ...JSON.parse(readFileSync(manifestPath, 'utf8')), ...change }));
    const faults: [RegExp, (() => void) | null][] = [
      [
        /no (complete )?backup|no manifest|cut off/,
        () => (target === 'all' ? rmSync(manifestPath) : truncateSync(at, 20_000)),
      ],
      [/there is no backup/, () => rmSync(join(root, target), { recursive: true })],
      [/no complete backup/, folder(() => rmSync(join(root, target, 'sets'), { recursive: true }))],
      [/is missing/, folder(() => rmSync(join(root, target, 'blobs', blob.slice(0, 2)), { recursive: true }))],
      [/seal\.key is not what was written/, folder(() => appendFileSync(join(at, 'seal.key'), ' '))],
      [/trzy-sfery\.sqlite is not what was written/, folder(() => appendFileSync(join(at, 'trzy-sfery.sqlite'), ' '))],
      [/manifest cannot be read/, folder(() => writeFileSync(manifestPath, '{'))],
      [/manifest .*epoch/, folder(() => rewritten({ epoch: 'x' }))],
      [/not the one of its manifest/, folder(() => rewritten({ epoch: 6 }))],
      [/format 2.*newer program/, folder(() => rewritten({ format: 2 }))],
      [/newer program \(database 999/, folder(() => rewritten({ database: 999 }))],
      [
        /seal\.key is missing/,
        folder(() => rewritten({ files: manifest.files.filter(({ name }) => name !== 'seal.key') })),
      ],
      [/is missing/, folder(() => rewritten({ files: manifest.files.slice(0, 2) }))],
      [
        /foreign file/,
        folder(() => rewritten({ files: [...manifest.files, { ...manifest.files[1]!, name: '../seal.key' }] })),
      ],
      [/is not what was written|damaged/, folder(() => undefined) ? null : () => flipped(at, 600)],
    ];
    for (const [reason, change] of faults) {
      if (!change) continue;
      execFileSync('cp', ['-r', whole, join(root, target)]);
      change();
      await expect(checkBackup(join(root, target)), String(reason)).rejects.toThrow(reason);
      await expect(restoreBackup({ data, from: join(root, target), now }), String(reason)).rejects.toThrow(reason);
      rmSync(join(root, target), { recursive: true, force: true });
      const { '/server.lock': _, ...left } = holds(data);
      const { '/server.lock': __, ...was } = before;
      expect(left, String(reason)).toEqual(was);
    }
  });
});

/** Turns one bit around. */
function flipped(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at]! ^= 1;
  writeFileSync(path, bytes);
}

it('[F110] an archive with any single byte changed is refused', async () => {
  const { path } = await backup('one.tar');
  const { length } = readFileSync(path);
  for (let at = 5; at < length - 1024; at += 4099) {
    flipped(path, at);
    // What tar leaves unused (padding, modes, owners) carries nothing and is not read.
    const result = await checkBackup(path).then(
      () => 'taken',
      (error: Error) => error.name,
    );
    if (result === 'taken') expect(readManifest(JSON.stringify(await checkBackup(path))).epoch).toBe(7);
    else expect(result).toBe('BackupError');
    flipped(path, at);
  }
  await checkBackup(path);
});

it('any tar reads the archive', async () => {
  const { path } = await backup('one.tar');
  const names = execFileSync('tar', ['-tf', path], { encoding: 'utf8' }).trim().split('\n');
  expect(names).toContain('trzy-sfery.sqlite');
  expect(names.at(-1)).toBe('manifest.json');
});

it('an archive keeps files of every length, and says when one changes under it', async () => {
  const bodies = [0, 1, 511, 512, 513, 2_000_000].map((n) => Buffer.alloc(n, n % 251));
  const entries = async function* (lie = 0): AsyncGenerator<Entry> {
    for (const [i, body] of bodies.entries()) {
      const parts = async function* (): AsyncGenerator<Uint8Array> {
        yield body;
      };
      yield { name: `n${i}`, bytes: body.length + lie, body: parts() };
    }
  };
  const path = join(root, 'x.tar');
  for await (const part of packed(entries(), time)) appendFileSync(path, part);
  const read: Buffer[] = [];
  for await (const { body } of unpacked(path)) {
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    read.push(Buffer.concat(parts));
  }
  expect(read.map((body, i) => body.equals(bodies[i]!))).toEqual(bodies.map(() => true));
  const through = async (): Promise<void> => {
    for await (const part of packed(entries(1), time)) expect(part).toBeDefined();
  };
  await expect(through()).rejects.toThrow(/changed while/);
});

it('a folder keeps each photo once, finds a copy that went bad, and forgets what is older than it is told', async () => {
  const first = await backup('all');
  time += 1000;
  expect((await backup('all')).fresh).toBeLessThan(first.fresh);
  time += 40 * DAY;
  const blobs = join(root, 'all', 'blobs');
  const [bad] = Object.keys(holds(blobs));
  writeFileSync(join(blobs, bad!), 'rotten');
  await filled(['third photo']);
  expect((await backup('all', 30)).removed).toBe(2);
  expect(Object.values(holds(blobs)).sort()).toEqual(['first photo', 'second photo', 'third photo']);
  expect(readdirSync(join(root, 'all', 'sets'))).toHaveLength(1);
  await checkBackup(join(root, 'all'));
});

it('[F110] a photo that the data folder lacks or holds damaged is named and stops nothing', async () => {
  const photos = Object.keys(holds(join(data, 'blobs')));
  rmSync(join(data, 'blobs', photos[0]!));
  writeFileSync(join(data, 'blobs', photos[1]!), 'rotten');
  for (const target of ['all', 'one.tar']) {
    const { manifest } = await backup(target);
    expect(manifest.missing).toHaveLength(2);
    expect(readMark(data)?.last).toMatchObject({ missing: 2 });
    await checkBackup(join(root, target));
  }
});

it('[F110] the data folder remembers the last success and that a later try failed', async () => {
  await backup('all');
  const mark = readMark(data);
  expect(mark).toMatchObject({ last: { at: time, files: 4, missing: 0 }, failedAt: null });
  time += DAY;
  rmSync(join(data, 'seal.key'));
  await expect(backup('all')).rejects.toThrow(/seal\.key is not in the data folder/);
  expect(readMark(data)).toEqual({ ...mark, failedAt: time });
  expect(readdirSync(join(root, 'all', 'sets'))).toHaveLength(1);
});

it('a backup is not put inside the data folder, and needs a database', async () => {
  await expect(makeBackup({ data, target: join(data, 'b'), program: '0', now })).rejects.toThrow(
    /inside the data folder/,
  );
  await expect(makeBackup({ data: join(root, 'no'), target: root, program: '0', now })).rejects.toThrow(/no database/);
});

it('[F110] a restore wants the folder alone, and nobody starts while it runs', async () => {
  await backup('all');
  const server = holdFolder(data, 'shared');
  const other = holdFolder(data, 'shared');
  await expect(restoreBackup({ data, from: join(root, 'all'), now })).rejects.toThrow(/stop it first/);
  server();
  await expect(restoreBackup({ data, from: join(root, 'all'), now })).rejects.toThrow(/stop it first/);
  other();
  const restore = holdFolder(data, 'alone');
  expect(() => holdFolder(data, 'shared')).toThrow(/a restore is using/);
  restore();
  await restoreBackup({ data, from: join(root, 'all'), now });
});

it.each(['aside', 'in'] as const)('[F110] a restore cut off while it moves (%s) is finished later', async (phase) => {
  await backup('all');
  const whole = holds(join(data, 'blobs'));
  const [staging, replaced] = ['restoring-x', 'replaced-x'];
  await restoreBackup({ data: join(root, 'other'), from: join(root, 'all'), now });
  execFileSync('cp', ['-r', join(root, 'other'), join(data, staging)]);
  rmSync(join(data, staging, 'server.lock'));
  writeFileSync(join(data, 'restore.json'), JSON.stringify({ staging, replaced, phase }));
  mkdirSync(join(data, replaced));
  // Half of the moves were done.
  renameSync(join(data, 'seal.key'), join(data, replaced, 'seal.key'));
  if (phase === 'in') {
    for (const name of ['trzy-sfery.sqlite', 'blobs']) renameSync(join(data, name), join(data, replaced, name));
    renameSync(join(data, staging, 'blobs'), join(data, 'blobs'));
  }
  expect(restorePending(data)).toBe(true);
  await expect(restoreBackup({ data, from: join(root, 'all'), now })).rejects.toThrow(/--finish/);
  finishRestore(data);
  expect(restorePending(data)).toBe(false);
  expect(holds(join(data, 'blobs'))).toEqual(whole);
  const old = ['blobs', 'seal.key', 'trzy-sfery.sqlite'];
  expect(readdirSync(join(data, replaced))).toEqual(expect.arrayContaining(old));
  const store = await openSqlite(join(data, 'trzy-sfery.sqlite'));
  expect(await store.epoch()).toBe(time / 1000);
  await store.close();
  expect(() => finishRestore(data)).toThrow(/no restore to finish/);
});
