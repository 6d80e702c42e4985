import { keepMark } from '#server/backup/mark.ts';
import { openWatch, type Watch } from '#server/health.ts';
import { openMetrics } from '#server/metrics.ts';
import { openSqlite } from '#server/store/sqlite.ts';
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeWorld, type World } from '../support/world.ts';

const HOUR = 3_600_000;
let folder = '';
let time = 1_800_000_000_000;
let watch: Watch;
let world: World;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-watch-'));
  time = 1_800_000_000_000;
  await (await openSqlite(join(folder, 'trzy-sfery.sqlite'))).close();
  watch = openWatch(folder, 25, () => time);
  world = await makeWorld();
  Object.assign(world.deps, { watch, metrics: openMetrics(time) });
});
afterEach(async () => {
  watch.close();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const alarmsNow = (): string[] => {
  time += 6_000;
  return watch.health().alarms;
};

it('[F110] no backup for 25 hours is an alarm, at a first start too, until one succeeds', async () => {
  keepMark(folder, time, {});
  expect(alarmsNow()).toEqual([]);
  time += 25 * HOUR;
  expect(alarmsNow()).toEqual(['BackupLate']);
  const health = await world.request('/healthz');
  expect([health.status, await health.json()]).toEqual([
    200,
    { app: 'trzy-sfery', epoch: 1, status: 'alarm', alarms: ['BackupLate'] },
  ]);
  keepMark(folder, time, { failedAt: time });
  expect(alarmsNow()).toEqual(['BackupLate']);
  keepMark(folder, time, { last: { at: time, bytes: 9, files: 2, missing: 0 }, failedAt: null });
  expect(alarmsNow()).toEqual([]);
  time += 25 * HOUR;
  expect(alarmsNow()).toEqual(['BackupLate']);
});

it('[F110] a backup that lacks files, and a mark that cannot be read, are seen', () => {
  keepMark(folder, time, { last: { at: time, bytes: 9, files: 2, missing: 1 }, failedAt: null });
  expect(alarmsNow()).toEqual(['BackupIncomplete']);
  writeFileSync(join(folder, 'backup.json'), 'x');
  expect(alarmsNow()).toEqual([]);
  time += 25 * HOUR;
  expect(alarmsNow()).toEqual(['BackupLate']);
});

it('[F110] zero hours: backups are somebody else’s care', () => {
  const careless = openWatch(folder, 0, () => time);
  time += 1000 * HOUR;
  expect(careless.health().alarms).toEqual([]);
  careless.close();
});

it('[F40] a database that cannot be written is down', async () => {
  const other = new Database(join(folder, 'trzy-sfery.sqlite'));
  other.exec('begin immediate');
  expect(alarmsNow()).toEqual(['DatabaseDown']);
  const health = await world.request('/healthz');
  expect([health.status, (await health.json()) as object]).toMatchObject([503, { status: 'down' }]);
  other.exec('rollback');
  other.close();
  expect(alarmsNow()).toEqual([]);
});

it('alarms are for those who manage accounts', async () => {
  keepMark(folder, time, {});
  time += 26 * HOUR;
  for (const [role, code, status] of [
    ['coordinator', 'K-01', 200],
    ['admin', 'A-01', 200],
    ['expert', 'E-01', 403],
    ['quality-specialist', 'J-01', 403],
  ] as const) {
    const cookie = await world.signIn(await world.account(role, code));
    const answer = await world.request('/api/alarms', { cookie });
    expect(answer.status, role).toBe(status);
    if (status === 200) {
      expect(await answer.json()).toMatchObject({
        alarms: ['BackupLate'],
        backup: { since: 1_800_000_000_000, ever: false },
      });
    }
  }
  expect((await world.request('/api/alarms')).status).toBe(401);
});
