import { clockAt, dayAt } from '#domain/day.ts';
import type { Role } from '#domain/access.ts';
import type { Result } from '#domain/result.ts';
import { tables } from '#domain/tables.ts';
import type { Device } from '#client/db/device.ts';
import { memoryBlobs } from '#client/db/memoryBlobs.ts';
import { memoryStore } from '#client/db/memory.ts';
import { round } from '#client/engine/exchange.ts';
import { createApp } from '#server/app.ts';
import type { Deps } from '#server/context.ts';
import { createAccount, invite } from '#server/routes/account.ts';
import type { Store } from '#server/store/store.ts';
import type { SyncRequest } from '#sync/protocol.ts';
import type { Chance } from './chance.ts';

/** A signed-in phone that speaks with the endpoint as every phone does. */
export interface Phone {
  device: Device;
  readonly cookie: string;
  /** Rounds until nothing is left; throws when a round fails, an edit is refused or it does not come to rest. */
  sync(): Promise<void>;
}

/** The endpoint with its clock, and what signs phones in. */
export interface Stage {
  deps: Deps;
  chance: Chance;
  /** The clock of the server and of every phone. Unit: milliseconds since 1970 UTC. */
  time: number;
  /** Commands that became durable on some phone. */
  commands: number;
  syncs: number;
  /** The first account, which the server makes by itself on first start. */
  found(code: string, role: Role): Promise<Phone>;
  /** An account made and invited by a coordinator, and its phone. */
  enlist(by: Phone, account: { code: string; role: Role; sites: readonly string[] }): Promise<Phone>;
  /** One more phone of an account that exists. */
  phone(account: { id: string; code: string; role: Role }, code?: string): Promise<Phone>;
}

/** Edits in one request. */
const BATCH = 1000;
/** Sign-ins are counted in a window of a quarter of an hour; so far apart they always pass. Unit: milliseconds. */
const BETWEEN_JOINS = 2 * 60_000;

/** A sign-in ends after a year: a little before, a phone is signed in anew with a fresh code. Unit: milliseconds. */
const SIGN_IN = 350 * 86_400_000;

/** The cookie that an answer hands over; empty when it hands over none. */
const cookieOf = (response: Response): string => (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';

/** The value of a command that has to succeed; throws with the error's type and path otherwise. */
export async function must<T>(done: Promise<Result<T, { type: string }>>): Promise<T> {
  const result = await done;
  if (result.ok) return result.value;
  throw new Error(`the demo broke a rule: ${JSON.stringify(result.error)}`);
}

/** The instant of a wall clock in Poland. Forms: YYYY-MM-DD and HH:MM. Unit: milliseconds since 1970 UTC. */
export function instant(day: string, clock: string): number {
  const winter = Date.parse(`${day}T${clock}:00+01:00`);
  return clockAt(winter) === clock && dayAt(winter) === day ? winter : winter - 3_600_000;
}

/** Opens the endpoint over a store, at the given time. */
export function openStage(store: Store, chance: Chance, time: number): Stage {
  const deps: Deps = {
    store,
    registry: tables,
    now: () => stage.time,
    log: { info: () => undefined, error: (fields, text) => console.error(text, fields) },
    secure: false,
  };
  const app = createApp(deps);

  function post(path: string, body: unknown, cookie = ''): Promise<Response> {
    const headers = { 'content-type': 'application/json', 'x-app': '1', ...(cookie && { cookie }) };
    return Promise.resolve(app.request(path, { method: 'POST', headers, body: JSON.stringify(body) }));
  }

  async function ask(path: string, body: unknown, cookie?: string): Promise<Response> {
    const response = await post(path, body, cookie);
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  async function join(code: string): Promise<string> {
    stage.time += BETWEEN_JOINS;
    const response = await ask('/api/join', {
      code,
      device: chance.pick(['Android', 'Android', 'iPhone', 'Windows']),
    });
    return cookieOf(response);
  }

  const stage: Stage = {
    deps,
    chance,
    time,
    commands: 0,
    syncs: 0,
    async found(code, role) {
      const id = chance.uuid(stage.time);
      await createAccount(deps, { id, code, role, active: true }, [], null);
      return stage.phone({ id, code, role });
    },
    async enlist(by, { code, role, sites }) {
      const id = chance.uuid(stage.time);
      await ask('/api/accounts', { id, code, role, active: true, sites }, by.cookie);
      const answer = (await (await ask(`/api/accounts/${id}/invitation`, {}, by.cookie)).json()) as { code: string };
      return stage.phone({ id, code, role }, answer.code);
    },
    async phone({ id, code, role }, invitation) {
      let cookie = await join(invitation ?? (await invite(deps, id)).code);
      let joined = stage.time;
      const device: Device = {
        store: memoryStore(),
        blobs: memoryBlobs(),
        registry: tables,
        me: { account: id, role, code },
        now: () => stage.time++,
        newId: () => chance.uuid(stage.time),
        newMid: () => chance.mid(),
        random: (n) => chance.int(n),
        committed: () => void stage.commands++,
      };
      const deliver = async (request: SyncRequest) => {
        const response = await post('/api/sync', request, cookie);
        cookie = cookieOf(response) || cookie;
        return { status: response.status, json: (await response.json()) as unknown, retryAfter: null };
      };
      const line = { store: device.store, now: device.now, newMid: device.newMid, post: deliver };
      return {
        device,
        get cookie() {
          return cookie;
        },
        async sync() {
          stage.syncs++;
          if (stage.time - joined > SIGN_IN) {
            cookie = await join((await invite(deps, id)).code);
            joined = stage.time;
          }
          for (let i = 0; i < 100; i++) {
            const { refused, more } = await must(round(line, BATCH));
            if (refused > 0) throw new Error(`${code}: ${refused} edits refused`);
            if (!more) return;
          }
          throw new Error(`${code}: sync does not come to rest`);
        },
      };
    },
  };
  return stage;
}
