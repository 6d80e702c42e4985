import { APP, PROTOCOL, type Mutation, type SyncRequest, type SyncResponse } from '#sync/protocol.ts';
import type { Answer } from '#client/engine/exchange.ts';
import type { LocalStore } from '#client/db/store.ts';
import { nothingPlayed, type Kind, type Played } from './played.ts';
import { newModel, note, same, type Model, type Noted } from './model.ts';
import { newDisk, openPage, PageDied, type Around, type Disk, type Done, type Held, type Page } from './phone.ts';
import { randomOf } from './random.ts';
import { Killed, serverOf, type Server } from './server.ts';
import { serverStore, type ServerImage } from './serverStore.ts';
import { ACCOUNTS, OWNERS, START, tokenOf, type Start } from './start.ts';
import { inner, type Fate, type Line, type Run, type Step } from './steps.ts';

/** A broken promise: which rule or invariant, and what was seen. */
export interface Failure {
  rule: string;
  text: string;
}

/** Ends a run at its first broken promise. */
export class Broken extends Error {
  constructor(readonly failure: Failure) {
    super(`${failure.rule}: ${failure.text}`);
  }
}

export interface World {
  run: Run;
  server: Server;
  disks: Disk[];
  model: Model;
  held: Held[];
  backups: ServerImage[];
  failure: Failure | null;
  played: Played;
  /** Edits that a restored server lacks and that the journal of their device had forgotten. */
  unreachable: Noted[];
  /** Requests that reached the server so far, by disk. */
  served: Map<number, number>;
  /** What makes some promises void for the rest of the run. */
  since: {
    restore: boolean;
    silent: Map<string, Set<string>>;
    anySilent: boolean;
    rollback: boolean;
    damage: Set<string>;
    altered: boolean;
  };
  /** A fresh value nobody wrote before. */
  fresh(): number;
  random(n: number): number;
  around: Around;
  fail(rule: string, text: string): void;
  page(index: number): Promise<Page>;
  /** Set by acts.ts. */
  act(step: Step): Promise<void>;
}

/** Requests that one sync may take before it is restless. */
const RESTLESS = 120;

export function makeWorld(run: Run, start: Start, connect: ((disk: number) => LocalStore) | null): World {
  const random = inner(run);
  const ids = randomOf(run.seed + 0x5eed);
  const model = newModel();
  let value = 0;
  const hex = (digits: number): string => Array.from({ length: digits }, () => ids.below(16).toString(16)).join('');
  const world: World = {
    run,
    model,
    held: [],
    backups: [start.image],
    failure: null,
    played: nothingPlayed(),
    unreachable: [],
    served: new Map(),
    since: { restore: false, silent: new Map(), anySilent: false, rollback: false, damage: new Set(), altered: false },
    server: null as unknown as Server,
    disks: [],
    fresh: () => ++value,
    random: (n) => random.below(n),
    fail(rule, text) {
      world.failure ??= { rule, text };
    },
    async page(index) {
      const disk = world.disks[Math.floor(index / 2) % world.disks.length] as Disk;
      const known = disk.pages[index % 2];
      return known?.alive ? known : openPage(disk, index % 2, world.around);
    },
    act: () => Promise.resolve(),
    around: {
      now: (disk) => world.server.now + disk.skew,
      newId: () => `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`,
      newMid: () => hex(22),
      random: (n) => random.below(n),
      chance: () => random.real(),
      post: (page, request) => heard(world, page, request),
      committed: (page, done) => committed(world, page, done),
      async removing(page, tx, ids, scope) {
        const cursor = (await tx.cursors()).find((one) => one.scope === scope);
        if (!cursor || cursor.seen || cursor.at === 0 || cursor.removal === 'agreed') return;
        // A grant of another generation is read anew, as a snapshot.
        if (page.disk.heard && page.disk.heard.grants[scope] !== cursor.gen) return;
        const live = (await tx.records({ scope })).filter(({ del }) => !del);
        const lost = live.filter(({ id }) => ids.includes(id)).length;
        if (lost > 20 && lost > live.length * 0.3) world.fail('C12', `${lost} rows taken away without asking`);
      },
      count(kind, at) {
        const { kinds, crashes } = world.played;
        kinds[kind] = (kinds[kind] ?? 0) + 1;
        if (at) crashes[at] = (crashes[at] ?? 0) + 1;
      },
      pruned(disk, mids) {
        for (const mid of mids) disk.pruned.add(mid);
        for (const mid of mids) excuseIfGone(world, mid, 'the journal was too old');
      },
    },
  };
  world.server = serverOf(serverStore(start.image), {
    fail: (rule, text) => world.fail(rule, text),
    applied: (mid) => void model.applied.add(mid),
    killed: (committed) => world.around.count(committed ? 'kill-after-commit' : 'kill-before-commit'),
  });
  world.server.now = START;
  for (const mutation of start.edits) {
    note(model, -1, mutation, { seen: {} }, []);
    model.applied.add(mutation.mid);
  }
  world.disks = OWNERS.slice(0, run.disks).map((owner, index) =>
    newDisk(index, ACCOUNTS[owner]?.id ?? '', tokenOf(index), connect && (() => connect(index))),
  );
  return world;
}

/** Takes note of what a page's transaction did, once it is durable. */
function committed(world: World, page: Page, done: Done): void {
  const { model } = world;
  const { index } = page.disk;
  const { count } = world.around;
  journalled(world, page, done);
  for (const { key, value } of done.drafts) {
    count('type');
    const place = `${index} ${key}`;
    const seen = model.typed.get(place)?.seen ?? Object.values(page.intent?.seen ?? {}).flat();
    model.typed.set(place, { value, seen });
    model.began.set(`${place} ${value}`, seen);
  }
  for (const mutation of done.enqueued) {
    const seen: Record<string, unknown[]> = { ...page.intent?.seen };
    for (const key of done.settled) {
      const [, , field = ''] = key.split('/');
      seen[field] = model.typed.get(`${index} ${key}`)?.seen ?? [];
    }
    note(model, index, mutation, { seen, poison: page.intent?.poison ?? false }, done.dropped);
    count(kindOf(mutation, page.intent?.poison));
    if (mutation.schema > 1) count('newer-edit');
  }
  if (done.dropped.length > 0) count('resend');
  reworked(world, done);
  for (const mid of done.dropped) {
    const edit = model.edits.get(mid);
    if (edit) edit.settled = true;
  }
  for (const key of done.settled) {
    count('leave-field');
    const typed = model.typed.get(`${index} ${key}`);
    model.typed.delete(`${index} ${key}`);
    const [, , field = ''] = key.split('/');
    if (typed && !done.enqueued.some(({ set }) => same(set[field]?.v, typed.value))) {
      world.fail('I1', `a text that was typed is gone: ${key}`);
    }
  }
}

/** What takes the place of refused edits holds every field of them (C6). */
function reworked(world: World, { dropped, enqueued }: Done): void {
  for (const mid of dropped) {
    const old = world.model.edits.get(mid);
    const next = enqueued.find(({ id, kind }) => id === old?.id && kind !== 'del');
    const without = Object.keys((next && old?.set) ?? {}).filter((field) => !(field in (next?.set ?? {})));
    if (without.length > 0) world.fail('C6', `sent again without ${without.join(', ')} of ${mid}`);
  }
}

/** A confirmed edit goes into the journal, unless the phone leaves its scope (P3); accepted parked work was not this phone's to send. */
function journalled(world: World, page: Page, { removed, kept, left }: Done): void {
  for (const { mutation, refused } of removed) {
    if (refused || kept.includes(mutation.mid) || left.includes(mutation.scope)) continue;
    world.fail('P3', `disk ${page.disk.index} forgot a confirmed edit: ${mutation.mid}`);
  }
}

function kindOf({ kind, saw }: Mutation, poison = false): Kind {
  if (poison) return 'poison';
  if (kind === 'set') return saw === null ? 'create' : 'edit';
  return kind === 'del' ? 'delete' : 'choose';
}

/** True when the server holds the edit now: applied, or refused and kept. */
export function onServer(content: ServerImage, mid: string): boolean {
  return [...content.scopes.values()].some(({ applied, refused }) => {
    const known = applied.get(mid);
    return (known && !known.refusal) || refused.has(mid);
  });
}

/** Nothing is owed any more for an edit that only this device held. */
export function excuseIfGone(world: World, mid: string, why: string): void {
  const edit = world.model.edits.get(mid);
  if (edit && !onServer(world.server.store.content, mid)) edit.excused ??= why;
}

const html: Answer = { status: 200, json: undefined, retryAfter: null };
const ours = (status: number, type: string): Answer => ({
  status,
  json: { app: APP, error: { type } },
  retryAfter: null,
});

/** How the table of what was played calls a fate; held ones count when they are released. */
const FATE_KINDS: Partial<Record<Fate, Kind>> = {
  ...{ 'request-lost': 'request-lost', 'answer-lost': 'answer-lost', twice: 'duplicate', cut: 'truncate' },
  ...{ html: 'html', foreign: 'foreign', 'bad-gateway': '5xx', down: '5xx' },
  ...{ unauthorized: 'signed-out', 'too-large': 'too-large', upgrade: 'upgrade-needed' },
};

/** Sends a request and remembers what the newest one that was answered was granted. */
async function heard(world: World, page: Page, request: SyncRequest): Promise<Answer> {
  const { disk } = page;
  const mine = ++disk.asked;
  const answer = await post(world, page, request);
  const grants = answer.status === 200 ? (answer.json as Partial<SyncResponse> | undefined)?.grants : undefined;
  if (page.alive && grants && mine > (disk.heard?.request ?? 0)) disk.heard = { request: mine, grants };
  return answer;
}

/** The line between one page and the server. */
async function post(world: World, page: Page, request: SyncRequest): Promise<Answer> {
  const line: Line = page.lines.shift() ?? {};
  if (++page.rounds > RESTLESS) {
    world.fail('I6', 'a sync does not come to rest');
    throw new TypeError('restless');
  }
  const { fate = 'ok' } = line;
  const limit = line.limit ?? page.narrow ?? request.limit;
  const wire = JSON.stringify({ ...request, limit });
  const alive = (): void => {
    if (!page.alive) throw new PageDied();
  };
  const send = (): Promise<Answer> =>
    page.during(async () => {
      const answer = await serve(world, page.disk, fate === 'altered' ? altered(world, wire) : wire, line);
      for (const step of line.after ?? []) await world.act(step);
      return answer;
    });
  await page.during(async () => {
    for (const step of line.before ?? []) await world.act(step);
  });
  alive();
  const fateKind = FATE_KINDS[fate];
  if (fateKind) world.around.count(fateKind);
  if (fate === 'request-lost') throw new TypeError('no network');
  if (fate === 'html') return html;
  if (fate === 'foreign') return { status: 200, json: { app: 'other', v: PROTOCOL }, retryAfter: null };
  if (fate === 'down') return { ...ours(503, 'ServerDown'), retryAfter: 7 };
  if (fate === 'unauthorized') return ours(401, 'Unauthorized');
  if (fate === 'too-large') return ours(413, 'TooLarge');
  if (fate === 'upgrade') return ours(426, 'UpgradeNeeded');
  if (fate === 'request-held') return hold(world, page, send);
  const answer = await send();
  alive();
  if (fate === 'answer-lost') throw new TypeError('reset');
  if (fate === 'bad-gateway') return { status: 502, json: undefined, retryAfter: null };
  if (fate === 'cut') return { ...answer, json: undefined };
  if (fate === 'answer-held') return hold(world, page, async () => answer);
  if (fate === 'twice') return page.during(() => serve(world, page.disk, wire, {}));
  return answer;
}

/** A proxy that changes what is written: the first text of the request. */
function altered(world: World, wire: string): string {
  const request = JSON.parse(wire) as SyncRequest;
  for (const mutation of request.muts as { set?: Record<string, { v: unknown }> }[]) {
    const text = mutation.set?.['text'];
    if (typeof text?.v !== 'string') continue;
    world.since.altered = true;
    world.around.count('altered');
    text.v += ' (altered)';
    break;
  }
  return JSON.stringify(request);
}

function hold(world: World, page: Page, go: () => Promise<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    page.hung += 1;
    const { index } = page.disk;
    const before = world.served.get(index);
    const held: Held = {
      page,
      async release() {
        world.around.count('delay');
        if (world.served.get(index) !== before) world.around.count('reorder');
        await go().then(
          (answer) => {
            page.hung -= 1;
            resolve(answer);
          },
          (error: unknown) => {
            page.hung -= 1;
            reject(error instanceof Error ? error : new Error(String(error)));
          },
        );
      },
      fail() {
        page.hung -= 1;
        reject(new TypeError('timed out'));
      },
    };
    world.held.push(held);
    page.hang();
  });
}

async function serve(world: World, disk: Disk, wire: string, line: Line): Promise<Answer> {
  try {
    const answer = await world.server.post('sync', disk.token, wire, {
      kill: line.kill,
      reach: async (n) => {
        if (line.inside?.at === n) await world.act(line.inside.step);
      },
    });
    world.around.count('request');
    world.served.set(disk.index, (world.served.get(disk.index) ?? 0) + 1);
    met(world, disk, JSON.parse(wire) as SyncRequest, answer.json as SyncResponse);
    return answer;
  } catch (error) {
    if (error instanceof Killed) throw new TypeError('reset', { cause: error });
    throw error;
  }
}

/**
 * A restore that nobody announced is seen for certain only while the server's head lies behind a phone's cursor (C13). What
 * a phone held that comes later, or has lost the scope meanwhile, is not owed.
 */
function met(world: World, disk: Disk, request: SyncRequest, answer: SyncResponse): void {
  for (const [scope, mids] of world.since.silent) {
    const at = request.cur?.[scope]?.at ?? 0;
    const page = answer.scopes?.[scope];
    const places = new Map((answer.results ?? []).map(({ mid, st, seq = 0 }) => [mid, st === 'ok' ? seq : Infinity]));
    const back = request.muts.some((one) => {
      const { mid, scope: of } = one as { mid: string; scope: string };
      return of === scope && (places.get(mid) ?? Infinity) <= at;
    });
    if (back || (page?.reset && at > page.head)) continue;
    for (const mid of mids) {
      if (world.model.edits.get(mid)?.disk === disk.index) excuseIfGone(world, mid, 'an unannounced restore, unseen');
    }
  }
}
