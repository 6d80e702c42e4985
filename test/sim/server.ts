import { EVERYWHERE, may } from '#domain/access.ts';
import { PROGRAM, tables } from '#domain/tables.ts';
import type { Writes } from '#server/accept.ts';
import type { Deps } from '#server/context.ts';
import { decideParked } from '#server/routes/parked.ts';
import { sync } from '#server/routes/sync.ts';
import type { ScopeTx, Store } from '#server/store/store.ts';
import { APP, type SyncRequest, type SyncResponse } from '#sync/protocol.ts';
import type { Answer } from '#client/engine/exchange.ts';
import type { Context } from 'hono';
import type { ServerImage, ServerStore } from './serverStore.ts';

/** The server died while it worked on a request: the line is cut, no answer comes. */
export class Killed extends Error {}

/** What is done to a request inside the server. */
export interface Inside {
  kill?: number;
  /** Called before the n-th look into the store. */
  reach?: (n: number) => Promise<void>;
}

/** What the judge is told by the server. */
export interface Watch {
  fail(rule: string, text: string): void;
  applied(mid: string): void;
  /** The server died at a request. `committed`: a transaction of it had become durable. */
  killed?(committed: boolean): void;
}

/** The real routes over the store in memory. `life` counts up at each death. */
export interface Server {
  store: ServerStore;
  now: number;
  life: number;
  post(route: 'sync' | 'parked', token: string, body: string, inside?: Inside): Promise<Answer>;
}

const encoder = new TextEncoder();

export function serverOf(store: ServerStore, watch: Watch): Server {
  const server: Server = { store, now: Date.parse('2026-01-16T09:00:00Z'), life: 0, post };
  return server;

  async function post(route: 'sync' | 'parked', token: string, body: string, inside: Inside = {}): Promise<Answer> {
    const life = server.life;
    const request = JSON.parse(body) as SyncRequest;
    const before = rightsNow();
    const stale = route === 'sync' && request.epoch !== null && request.epoch !== store.content.epoch;
    const tapped = tap(life, inside, (scope, writes) => saved(scope, writes, route === 'parked', stale));
    const deps: Deps = {
      store: tapped,
      registry: tables,
      now: () => server.now,
      log: { info: () => undefined, error: () => undefined },
      secure: false,
    };
    try {
      const { status, text } = await (route === 'sync' ? sync : decideParked)(deps, context(token, body)).then(
        (given) => given as unknown as { status: number; text: string },
      );
      if (server.life !== life) throw new Killed();
      const json: unknown = JSON.parse(text);
      if (route === 'sync' && status === 200) answered(json as SyncResponse, before, rightsNow());
      return { status, json, retryAfter: null };
    } catch (error) {
      if (error instanceof Killed) throw error;
      watch.fail('S7', `the server failed: ${String(error)}`);
      return { status: 503, json: { app: APP, error: { type: 'ServerDown' } }, retryAfter: null };
    }
  }

  /** The store as one request sees it: every step is counted, the n-th may be the last. */
  function tap(life: number, inside: Inside, onSave: (scope: string, writes: Writes) => void): Store {
    let [steps, looks, commits] = [0, 0, 0];
    const step = (): void => {
      if (server.life !== life) throw new Killed();
      if (++steps !== inside.kill) return;
      server.life += 1;
      watch.killed?.(commits > 0);
      throw new Killed();
    };
    const look = async (): Promise<void> => {
      step();
      await inside.reach?.(++looks);
      if (server.life !== life) throw new Killed();
    };
    const counted = <T extends object>(target: T, before: () => void | Promise<void>): T =>
      new Proxy(target, {
        get(from, name, receiver) {
          const member: unknown = Reflect.get(from, name, receiver);
          if (typeof member !== 'function') return member;
          return async (...args: unknown[]) => {
            await before();
            return (member as (...given: unknown[]) => unknown)(...args);
          };
        },
      });
    return {
      ...counted(store, look),
      async inScope(scope, work) {
        await look();
        const result = await store.inScope(scope, async (tx) => {
          const seen: ScopeTx = { ...counted(tx, step) };
          const given = await work({
            ...seen,
            save(writes, meta) {
              onSave(scope, writes);
              return seen.save(writes, meta);
            },
          });
          step();
          return given;
        });
        commits += 1;
        step();
        return result;
      },
    };
  }

  function rightsNow() {
    const { accounts, grants, scopes } = store.content;
    return new Map(
      [...accounts.values()].map(({ id, role }) => {
        const held = EVERYWHERE.includes(role) ? [...scopes.keys()] : [...(grants.get(id)?.keys() ?? [])];
        return [id, { role, scopes: new Set([PROGRAM, ...held]) }];
      }),
    );
  }

  /** Watches what a transaction is about to save: nothing twice, nothing without a grant, nothing of another epoch. */
  function saved(scope: string, writes: Writes, parked: boolean, stale: boolean): void {
    const known = store.content.scopes.get(scope);
    const rights = rightsNow();
    if (stale && writes.applied.length > 0) watch.fail('S8', 'applied in another epoch');
    const places = new Set<number>();
    for (const { mid, account, seq, refusal } of writes.applied) {
      if (refusal) continue;
      const earlier = known?.applied.get(mid);
      if (earlier && (!earlier.refusal || !parked)) watch.fail('I3', `applied twice: ${mid}`);
      const right = rights.get(account);
      const founds = writes.opened && right?.role !== 'expert';
      if (!parked && !founds && !right?.scopes.has(scope)) watch.fail('I8', `applied without a grant: ${mid}`);
      if (seq <= (known?.seq ?? 0) || places.has(seq)) watch.fail('S1', `no place of its own: ${seq}`);
      places.add(seq);
      watch.applied(mid);
    }
    for (const { rec } of writes.records) {
      if (known?.gone.has(rec.id)) watch.fail('I12', `a forgotten record came back: ${rec.id}`);
    }
  }

  /** Watches an answer: only what its reader may see; what was refused is kept. */
  function answered(answer: SyncResponse, ...moments: ReturnType<typeof rightsNow>[]): void {
    for (const [scope, page] of Object.entries(answer.scopes)) {
      const held = moments.filter((rights) => rights.get(answer.me.account)?.scopes.has(scope));
      if (held.length === 0) watch.fail('I5', `a page of a scope without a grant: ${scope}`);
      for (const { type, id } of page.rows) {
        const table = Object.values(tables).find(({ code }) => code === type);
        const readable = moments.some((rights) => {
          const role = rights.get(answer.me.account)?.role;
          return role !== undefined && table !== undefined && may(role, { act: 'read' }, table.rights);
        });
        if (!readable) watch.fail('I5', `a row nobody gave the right to read: ${id}`);
      }
    }
    const kept = new Set([...store.content.scopes.values()].flatMap(({ refused }) => [...refused.keys()]));
    for (const { mid, st, refusal } of answer.results) {
      if (st !== 'refused') continue;
      if (!kept.has(mid)) watch.fail('S5', `refused and not kept: ${mid}`);
      if (!refusal || refusal.code === 'server-bug') watch.fail('I11', `refused without a true reason: ${mid}`);
    }
  }
}

/** As much of Hono's context as the routes use. */
function context(token: string, body: string): Context {
  const headers = new Headers({ 'content-type': 'application/json', cookie: `sid=${token}` });
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(body));
      controller.close();
    },
  });
  return {
    req: { raw: { headers, body: stream } },
    header: () => undefined,
    json: (value: unknown, status = 200) => ({ status, text: JSON.stringify(value) }),
  } as unknown as Context;
}

/** Where the records of an image stand, as the phones with these rights should hold them. */
export function readableRows(content: ServerImage, scope: string, types: readonly number[]): Map<string, string> {
  const rows = [...(content.scopes.get(scope)?.rows.values() ?? [])].filter(({ type }) => types.includes(type));
  return new Map(rows.map(({ id, body }) => [id, body]));
}
