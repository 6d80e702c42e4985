import { commit } from '#client/db/commit.ts';
import { read } from '#client/db/device.ts';
import { stockOf } from '#client/features/ready/queries.ts';
import { checksOf, CHECKS, verdictOf, type CheckId, type Facts } from '#client/features/ready/verdict.ts';
import { planVisit } from '#client/features/visits/commands.ts';
import type { Result } from '#domain/result.ts';
import { SESSION_LIFE } from '#sync/protocol.ts';
import { describe, expect, it, test } from 'vitest';
import { photoRow, siteRow } from '../../support/rows.ts';
import { makeWorld } from '../../support/world.ts';

const DAY = 86_400_000;
const now = Date.parse('2026-01-16T09:00:00Z');
const good: Facts = {
  now,
  app: { version: '1', files: 80, missing: 0 },
  version: '1',
  visits: 2,
  incomplete: 0,
  unreadable: 0,
  persisted: true,
  free: 1_000_000_000,
  expected: 12_000_000,
  contact: { at: now - 60_000, skew: 1000 },
  halted: false,
  sessionLife: SESSION_LIFE * 1000,
  waiting: 0,
  refused: 0,
  wayIn: true,
  stretches: true,
};
const stateOf = (id: CheckId, over: Partial<Facts>) =>
  checksOf({ ...good, ...over }).find((one) => one.id === id)?.state;

describe('[D1] ready without network', () => {
  it('everything right gives the verdict «ready», over exactly the eight checks', () => {
    expect(checksOf(good).map(({ id }) => id)).toEqual([...CHECKS]);
    expect(verdictOf(checksOf(good))).toBe('ready');
  });

  const failing: [CheckId, Partial<Facts>][] = [
    ['app', { app: null }],
    ['app', { app: { version: '1', files: 80, missing: 1 } }],
    ['app', { app: { version: '0', files: 80, missing: 0 } }],
    ['records', { incomplete: 1 }],
    ['records', { unreadable: 1 }],
    ['unlock', { wayIn: false }],
    ['unlock', { stretches: false }],
    ['session', { halted: true }],
    ['session', { contact: { at: now - 88 * DAY, skew: 0 } }],
    ['persisted', { persisted: false }],
    ['space', { free: 40_000_000 }],
    ['clock', { contact: { at: now, skew: -6 * 60_000 } }],
    ['queue', { waiting: 1 }],
    ['queue', { refused: 1 }],
  ];
  test.each(failing)('%s fails by %j, and so does the verdict', (id, over) => {
    expect(stateOf(id, over)).toBe('fail');
    expect(verdictOf(checksOf({ ...good, ...over }))).toBe('not-ready');
  });

  const unknown: [CheckId, Partial<Facts>][] = [
    ['app', { app: undefined }],
    ['unlock', { stretches: undefined }],
    ['session', { contact: null }],
    ['clock', { contact: null }],
    ['persisted', { persisted: undefined }],
    ['space', { free: undefined }],
  ];
  test.each(unknown)('%s that cannot be found out (%j) is unknown, never good', (id, over) => {
    expect(stateOf(id, over)).toBe('unknown');
    expect(verdictOf(checksOf({ ...good, ...over }))).toBe('unsure');
  });
});

function value<T>(result: Result<T, { type: string }>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

it('[D1] counts the visits of three days, and knows which entity is not wholly here yet', async () => {
  const world = await makeWorld();
  const boss = await world.phone(await world.account('coordinator', 'K-01'));
  const site = value(await commit(boss.device, (edit) => edit.create('site', '', siteRow())));
  await boss.sync();
  const { device, sync } = await world.phone(await world.account('expert', 'E-07', [site]));
  const before = await read(device, (rows) => stockOf(rows, '2026-01-16'));
  expect(before).toMatchObject({ visits: [], contact: null });
  await sync();
  const plan = (day: string) =>
    planVisit(device, { siteId: site, day, start: null, mode: 'onsite', type: 'working', aim: '' }).then(value);
  const visit = await plan('2026-01-16');
  await plan('2026-01-18');
  await plan('2026-01-19');
  const stock = await read(device, (rows) => stockOf(rows, '2026-01-16'));
  expect(stock.visits.map(({ day, whole, site: name }) => [day, whole, name])).toEqual([
    ['2026-01-16', true, 'CIS Modliborzyce'],
    ['2026-01-18', true, 'CIS Modliborzyce'],
  ]);
  expect(stock).toMatchObject({ waiting: 3, refused: 0, perVisit: 6_000_000 });
  for (const hash of ['a', 'b']) {
    value(
      await commit(device, (edit) =>
        edit.create('photo', site, { ...photoRow(visit, hash.repeat(64)), bytes: 5_000_000 }),
      ),
    );
  }
  await device.store.write(async (tx) => {
    const [cursor] = (await tx.cursors()).filter(({ scope }) => scope === site);
    await tx.putCursor({ ...cursor!, more: true });
  });
  const half = await read(device, (rows) => stockOf(rows, '2026-01-16'));
  expect(half.visits.map(({ whole }) => whole)).toEqual([false, false]);
  expect(half.perVisit).toBe(10_000_000);
  await sync();
  expect(await read(device, (rows) => stockOf(rows, '2026-01-16'))).toMatchObject({ waiting: 0, unreadable: 0 });
  await world.close();
});
