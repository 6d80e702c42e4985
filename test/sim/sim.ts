/**
 * The simulation: the real client engine and the real server core, driven by one seed.
 *
 * What is real: commands (client/db/commit, drafts), the engine (client/engine), the storage contract in memory or over
 * IndexedDB, the routes (server/routes/sync, parked), `accept` and `merge`. What stands in: the line (world.ts), the
 * clocks, the server's database (serverStore.ts, under the same contract suite as SQLite), and people (acts.ts).
 *
 * Reading a run. `npm run sim -- --seeds 1 --from 42` runs seed 42. A failure prints one JSON object, and the same stands
 * in test/sim/runs/*.json: `seed` decides ids and chances, `disks` how many devices take part (0 the coordinator's desk,
 * 1 and 4 the first expert's, 2 the second expert's, 3 the learning-outcomes expert's), `steps` what happens, in order
 * (steps.ts). `page` is disk × 2 + tab; `pick` chooses among what is there, modulo its count; the `lines` of a sync are
 * its requests in turn, those not named are good. `failure` names the rule of src/sync/SPEC.md, or the invariant of the
 * judge (judge.ts): I1 nothing typed is lost · I2 equal rows · I3 nothing twice · I4 own work stays on screen · I5 no row
 * without a right · I6 comes to rest · I7 equal digests · I8 nothing applied without a grant · I10 removals leave a trace ·
 * I11 true reasons · I12 nothing forgotten comes back. Steps have been taken away as long as the run still failed.
 */
import { PROJECT_ID } from '#domain/project.ts';
import { PROGRAM, tables } from '#domain/tables.ts';
import { PROTOCOL } from '#sync/protocol.ts';
import type { LocalStore } from '#client/db/store.ts';
import { mid, mutation, setOf } from '../support/wire.ts';
import { act, signInAgain } from './acts.ts';
import { judge, watchScreen, type Screens } from './judge.ts';
import { nothingPlayed, type Played } from './played.ts';
import { generate, type Line, type Run, type Step } from './steps.ts';
import { makeStart, SITES, type Start } from './start.ts';
import { makeWorld, type Failure, type World } from './world.ts';

/** Passes over all devices after the last fault, within which everything has to be sent and fetched. */
const PASSES = 5;

export interface Options {
  /** Called once a run: what opens a connection to the storage of a device, of the same one each time. In memory without it. */
  storage?: () => (disk: number) => LocalStore;
}

export interface Outcome {
  failure: Failure | null;
  /** Edits made; requests answered or not. */
  edits: number;
  played: Played;
}

let beginning: Promise<Start> | null = null;

/** Does what a run says and gives the first promise that was broken, if any. */
export async function play(run: Run, { storage }: Options = {}): Promise<Outcome> {
  const start = await (beginning ??= makeStart()).catch((error: unknown) => String(error));
  if (typeof start === 'string') return { failure: { rule: 'start', text: start }, edits: 0, played: nothingPlayed() };
  const world = makeWorld(run, start, storage?.() ?? null);
  world.act = (step) => act(world, step);
  const screens: Screens = new Map();
  try {
    for (let disk = 0; disk < run.disks; disk++) await world.act({ do: 'sync', page: disk * 2, lines: [] });
    for (const step of run.steps) {
      await world.act(step);
      await look(world, screens, step);
      if (world.failure) break;
    }
    if (!world.failure) await settle(world);
    if (!world.failure) await judge(world);
  } catch (error) {
    world.fail('crash', error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    for (const { pages, store } of world.disks) {
      for (const page of pages) page?.die();
      store.close();
    }
  }
  return { failure: world.failure, edits: world.model.edits.size, played: world.played };
}

async function look(world: World, screens: Screens, step: Step): Promise<void> {
  const { since, disks } = world;
  // Where the server or the device went back in time, so does the screen; where a person let work go, too.
  if (since.restore || since.altered || ['power', 'damage', 'refused'].includes(step.do) || since.rollback) {
    screens.clear();
    for (const disk of disks) disk.scopes = null;
    return;
  }
  // An answer that comes late may change any device that waits for one.
  for (const disk of step.do === 'arrive' ? disks : []) await watchScreen(world, screens, disk);
  const disk = 'page' in step ? disks[Math.floor(step.page / 2) % disks.length] : undefined;
  if (disk) await watchScreen(world, screens, disk);
}

/** All faults end: requests that hang fail, pages that died are opened, people sign in, everybody syncs. */
async function settle(world: World): Promise<void> {
  for (const held of world.held.splice(0)) {
    held.fail();
    await held.page.rest();
  }
  await signInAgain(world);
  for (const disk of world.disks) {
    disk.pages[1]?.die();
    disk.locks = true;
  }
  await passes(world);
  // Damage and an unannounced restore show at the next change of a scope (C10).
  const shaken = new Set([...world.since.damage, ...(world.since.anySilent ? [PROGRAM, ...SITES] : [])]);
  if (shaken.size === 0 || world.failure) return;
  for (const scope of shaken) await touch(world, scope);
  await passes(world);
}

async function passes(world: World): Promise<void> {
  const heads = (): string => JSON.stringify([...world.server.store.content.scopes].map(([id, { seq }]) => [id, seq]));
  for (let pass = 1; ; pass++) {
    let quiet = true;
    const head = heads();
    for (const disk of world.disks) {
      const before = await stand(world, disk.index);
      await agree(world, disk.index);
      await world.act({ do: 'sync', page: disk.index * 2, lines: [] });
      if (world.failure) return;
      quiet &&= before === (await stand(world, disk.index));
    }
    if (quiet && head === heads()) return;
    if (pass > PASSES) return world.fail('I6', `not at rest after ${PASSES} passes`);
  }
}

/** Where a disk stands: what it waits for, and its place in every scope. */
async function stand(world: World, index: number): Promise<string> {
  const disk = world.disks[index];
  return JSON.stringify(
    await disk?.store.read(async (tx) => [
      (await tx.queue()).map(({ mutation, sent, refused }) => [mutation.mid, sent, refused !== null]),
      (await tx.cursors()).map(({ scope, gen, at, lost, removal }) => [scope, gen, at, lost, removal]),
    ]),
  );
}

/** The person agrees to a removal that waits for them (C12). */
async function agree(world: World, index: number): Promise<void> {
  await world.disks[index]?.store.write(async (tx) => {
    for (const cursor of await tx.cursors()) {
      if (cursor.removal === 'held') await tx.putCursor({ ...cursor, removal: 'agreed' });
    }
  });
}

/** One more edit in a scope, from the desk of the coordinator. */
async function touch(world: World, scope: string): Promise<void> {
  const at = scope === PROGRAM ? { id: PROJECT_ID, type: tables.project.code } : { id: scope, type: tables.site.code };
  const n = world.fresh();
  const set = scope === PROGRAM ? setOf({ entityTarget: n % 5000 }) : setOf({ contact: `touched ${n}` });
  const muts = [mutation({ mid: world.around.newMid(), scope, ...at, set, saw: mid('before') })];
  const request = { v: PROTOCOL, schema: 1, rid: mid('touch'), epoch: null, cur: {}, limit: 1000, muts };
  await world.server.post('sync', world.disks[0]?.token ?? '', JSON.stringify(request));
}

/** The shortest run found that breaks the same promise: steps, then the parts of its lines, are taken away. */
export async function shrink(run: Run, failure: Failure, options: Options = {}): Promise<Run> {
  let best = run;
  const fails = async (steps: Step[]): Promise<boolean> => {
    const { failure: found } = await play({ ...run, steps }, options);
    if (found?.rule !== failure.rule) return false;
    best = { ...run, steps };
    return true;
  };
  for (let size = Math.max(1, best.steps.length >> 1); size >= 1; size >>= 1) {
    for (let at = 0; at < best.steps.length;) {
      if (!(await fails(best.steps.toSpliced(at, size)))) at += size;
    }
  }
  for (let at = 0; at < best.steps.length; at++) {
    for (const simpler of simplified(best.steps[at] as Step)) await fails(best.steps.with(at, simpler));
  }
  return best;
}

function simplified(step: Step): Step[] {
  const plain: Step[] = [];
  for (const part of ['crash', 'quota', 'batch', 'narrow'] as const) {
    if (part in step) plain.push(Object.fromEntries(Object.entries(step).filter(([key]) => key !== part)) as Step);
  }
  if (step.do !== 'sync') return plain;
  plain.push({ ...step, lines: [] });
  step.lines.forEach((line, at) => {
    for (const key of Object.keys(line)) {
      const less = Object.fromEntries(Object.entries(line).filter(([name]) => name !== key)) as Line;
      plain.push({ ...step, lines: step.lines.with(at, less) });
    }
  });
  return plain;
}

export { generate };
export type { Failure, Run };
