import { askAlarms } from '#client/features/accounts/alarms.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeWorld, type World } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

it('[F110] the alarms of the server are understood as it says them; those of a newer server are left out', async () => {
  const cookie = await world.signIn(await world.account('coordinator', 'K-01'));
  const send = (path: string) => world.request(path, { cookie });
  expect(await askAlarms(send)).toEqual({ ok: true, value: { alarms: [], since: null, ever: false } });
  const backup = { since: 5, last: null, failedAt: null };
  const alarms = ['BackupLate', 'Tomorrow'] as never[];
  const health = () => ({ alarms, free: null, backup, hours: 25 });
  world.deps.watch = { health, counts: () => ({}) as never, close: () => undefined };
  expect(await askAlarms(send)).toEqual({ ok: true, value: { alarms: ['BackupLate'], since: 5, ever: false } });
  const expert = await world.signIn(await world.account('expert', 'E-01'));
  const refused = await askAlarms((path) => world.request(path, { cookie: expert }));
  expect(refused).toEqual({ ok: false, error: { type: 'Forbidden' } });
});
