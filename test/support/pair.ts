import type { LocalStore } from '#client/db/store.ts';
import { commit, type Edit, type EditError } from '#client/db/commit.ts';
import type { Result } from '#domain/result.ts';
import { siteRow, visitRow } from './rows.ts';
import { creation, sync, uid } from './wire.ts';
import { makeWorld, type Phone, type World } from './world.ts';

/** One site with a planned visit, the pair of experts that holds it and a coordinator's cookie. */
export interface Pair {
  world: World;
  boss: string;
  site: string;
  visit: string;
  a: Phone;
  b: Phone;
}

/** A fresh pair, both phones up to date. `store` is the first phone's. */
export async function makePair(store?: LocalStore): Promise<Pair> {
  const world = await makeWorld();
  const [site, visit] = [uid(0x51), uid(0xf1)];
  const boss = await world.signIn(await world.account('coordinator', 'K-01'));
  await sync(world, boss, { muts: [creation('site', site, site, siteRow())] });
  const lead = await world.account('expert', 'E-01', [site]);
  const a = await world.phone(lead, store && { store });
  const b = await world.phone(await world.account('expert', 'E-02', [site]));
  await must(a, (edit) => edit.create('visit', site, visitRow(lead), visit));
  await a.sync();
  await b.sync();
  return { world, boss, site, visit, a, b };
}

/** A command that has to succeed; gives its value. */
export async function must<T>(phone: Phone, command: (edit: Edit) => Promise<Result<T, EditError>>): Promise<T> {
  const done = await commit(phone.device, command);
  if (!done.ok) throw new Error(`refused: ${JSON.stringify(done.error)}`);
  return done.value;
}

/** Everything a phone holds, for comparison. `rid` is left out: every try has a new one. */
export function dump(store: LocalStore): Promise<object> {
  return store.read(async (tx) => ({
    records: (await tx.records({})).sort((x, y) => (x.id < y.id ? -1 : 1)),
    queue: await tx.queue(),
    journal: await tx.journal(),
    cursors: (await tx.cursors()).sort((x, y) => (x.scope < y.scope ? -1 : 1)),
    drafts: await tx.drafts(),
    epoch: await tx.meta('epoch'),
    me: await tx.meta('me'),
    contact: await tx.meta('contact'),
    repairs: await tx.meta('repairs'),
  }));
}
