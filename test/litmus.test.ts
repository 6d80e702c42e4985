import { tables, type Registry, type TableName } from '#domain/tables.ts';
import { ok } from '#domain/result.ts';
import { commit } from '#client/db/commit.ts';
import { read } from '#client/db/device.ts';
import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { siteRow } from './support/rows.ts';
import { makeWorld } from './support/world.ts';

const loan = 'loan' as TableName;
const registry: Registry = {
  ...tables,
  loan: {
    code: 200,
    home: 'site',
    row: z.looseObject({
      thing: z.string().check(z.minLength(1)),
      days: z.int().check(z.lte(30)),
      seen: z.record(z.string(), z.boolean()),
    }),
    maps: ['seen'],
    rights: { expert: { create: true, write: true, remove: true } },
  },
};

it('a table that only this test registers is stored, synced, refused when invalid and pulled elsewhere', async () => {
  const world = await makeWorld(registry);
  const boss = await world.phone(await world.account('coordinator', 'K-01'));
  const made = await commit(boss.device, (edit) => edit.create('site', '', siteRow()));
  if (!made.ok) throw new Error(made.error.type);
  const site = made.value;
  await boss.sync();
  const [a, b] = [
    await world.phone(await world.account('expert', 'E-01', [site])),
    await world.phone(await world.account('expert', 'E-02', [site])),
  ];
  await a.sync();

  const id = await commit(a.device, (edit) =>
    edit.create(loan, site, { thing: 'rzutnik', days: 3, seen: { x: true } } as never),
  );
  expect(id.ok).toBe(true);
  expect(await commit(a.device, (edit) => edit.create(loan, site, { thing: '', days: 3, seen: {} } as never))).toEqual({
    ok: false,
    error: { type: 'Invalid', path: 'thing' },
  });
  const unchecked = {
    ...a.device,
    registry: { ...registry, loan: { ...registry['loan']!, row: z.looseObject({}) } },
  } as typeof a.device;
  await commit(unchecked, (edit) => edit.create(loan, site, { thing: 'namiot', days: 99, seen: {} } as never));
  await a.sync();
  await b.sync();

  const shown = await read(b.device, (rows) => rows.all(loan, site));
  expect(shown).toMatchObject([{ thing: 'rzutnik', days: 3, seen: { x: true } }]);
  const own = await read(a.device, (rows) => rows.all(loan, site));
  expect(own).toHaveLength(2);
  expect(own.find((row) => row.sync.state === 'refused')).toMatchObject({
    thing: 'namiot',
    sync: { refusal: { code: 'invalid', path: 'days' } },
  });
  expect(await commit(a.device, async () => ok(null))).toEqual({ ok: true, value: null });
  await world.close();
});
