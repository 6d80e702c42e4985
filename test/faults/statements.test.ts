import Database from 'better-sqlite3';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { request as body, creation, mid, mutation, setOf, sync, uid } from '../support/wire.ts';
import { noteRow, siteRow, visitRow } from '../support/rows.ts';
import { makeWorld } from '../support/world.ts';

const folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-'));
const file = (name: string): string => join(folder, `${name}.sqlite`);
const [site, visit, kept, fresh] = [uid(0x51), uid(0xf1), uid(0xa1), uid(0xa2)];

interface Statement {
  source: string;
}
type Call = (this: Statement, ...args: unknown[]) => unknown;

const probe = new Database(':memory:');
const prototype = Object.getPrototypeOf(probe.prepare('select 1')) as Record<'run' | 'all' | 'get', Call>;
probe.close();
const real = { run: prototype.run, all: prototype.all, get: prototype.get };
/** Called before every statement, and after every commit. */
let watch: ((place: string) => void) | null = null;

beforeAll(() => {
  for (const name of ['run', 'all', 'get'] as const) {
    prototype[name] = function (...args) {
      watch?.(this.source);
      const result = real[name].apply(this, args);
      if (/^\s*commit/i.test(this.source)) watch?.('after commit');
      return result;
    };
  }
});
afterAll(() => {
  Object.assign(prototype, real);
  rmSync(folder, { recursive: true, force: true });
});

it(
  '[F38] whatever statement of a push was the last: what the files hold then takes the same push again, each edit once',
  {
    timeout: 30_000,
  },
  async () => {
    const world = await makeWorld(undefined, file('now'));
    const boss = await world.signIn(await world.account('coordinator', 'K-01'));
    await sync(world, boss, { muts: [creation('site', site, site, siteRow())] });
    const lead = await world.account('expert', 'E-01', [site]);
    const expert = await world.signIn(lead);
    await sync(world, expert, {
      muts: [
        creation('visit', site, visit, visitRow(lead)),
        creation('note', site, kept, noteRow(visit, 'stara'), 'kept'),
      ],
    });
    const patch = (name: string, id: string, text: string, saw: string) =>
      mutation({ mid: mid(name), scope: site, id, type: 6, set: setOf({ text }, mid(saw)), saw: mid(saw) });
    const muts = [
      creation('note', site, fresh, noteRow(visit, 'nowa'), 'fresh'),
      patch('p1', fresh, 'nowa 2', 'fresh'),
      patch('p2', kept, 'inna', 'kept'),
      mutation({ mid: mid('d1'), scope: site, id: kept, type: 6, kind: 'del', saw: mid('p2') }),
      mutation({ mid: mid('bad'), scope: site, id: uid(0xa3), type: 6, set: setOf({ text: 'bez wizyty' }) }),
      { ...mutation({ mid: mid('odd') }), type: 'x' },
    ];

    const places: string[] = [];
    // What the operating system has of the files at this moment is what a process finds that starts after a kill -9.
    watch = (place) => {
      places.push(place);
      for (const end of ['', '-wal']) {
        if (existsSync(`${file('now')}${end}`))
          copyFileSync(`${file('now')}${end}`, `${file(`${places.length}`)}${end}`);
      }
    };
    await sync(world, expert, { muts });
    watch = null;
    const pictureOf = async (of: typeof world) => {
      const { rows, head, count, digest } = (await sync(of, expert)).scopes[site]!;
      const refused = (await of.deps.store.refused({})).map(({ mutation: one, refusal }) => [one.mid, refusal]);
      return { rows, head, count, digest, refused: refused.sort(), history: await of.deps.store.history(site, kept) };
    };
    const whole = await pictureOf(world);
    await world.close();

    let halves = 0;
    for (const [i, place] of places.entries()) {
      const again = await makeWorld(undefined, file(`${i + 1}`));
      const before = (await sync(again, expert)).scopes[site]!.head;
      expect([2 + 1, whole.head], `only all of a scope or nothing, at ${place}`).toContain(before);
      if (before === whole.head) halves += 1;
      const response = await again.request('/api/sync', { cookie: expert, body: body({ muts }) });
      const { results } = (await response.json()) as { results: { mid: string; st: string }[] };
      const states = Object.fromEntries(results.map((one) => [one.mid, one.st === 'dup' ? 'ok' : one.st]));
      expect(states).toEqual(
        Object.fromEntries(muts.map((one) => [one.mid, /bad|odd/.test(one.mid) ? 'refused' : 'ok'])),
      );
      expect(await pictureOf(again), `step ${i + 1}: ${place}`).toEqual(whole);
      await again.close();
    }
    console.log(`a push was cut at ${places.length} places, ${halves} of them after its edits were durable`);
    expect(places.length).toBeGreaterThan(25);
    expect(halves).toBeGreaterThan(0);
    for (const place of ['begin immediate', 'commit', 'after commit']) expect(places).toContain(place);
  },
);
