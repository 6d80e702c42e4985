import { tables, type Registry } from '#domain/tables.ts';
import type { Role } from '#domain/access.ts';
import type { Device } from '#client/db/device.ts';
import { memoryBlobs } from '#client/db/memoryBlobs.ts';
import { memoryStore } from '#client/db/memory.ts';
import type { LocalStore } from '#client/db/store.ts';
import { round, type Answer, type RoundDone, type RoundError } from '#client/engine/exchange.ts';
import { createApp } from '#server/app.ts';
import { openBlobs } from '#server/blobFiles.ts';
import type { Deps } from '#server/context.ts';
import { createAccount, invite } from '#server/routes/account.ts';
import type { ErasureList } from '#server/erase/list.ts';
import { openSqlite } from '#server/store/sqlite.ts';
import type { Result } from '#domain/result.ts';
import type { SyncRequest } from '#sync/protocol.ts';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real server (its app and SQLite, in memory) and real devices, all in one process with one clock. */
export interface World {
  deps: Deps;
  /** The clock. Unit: milliseconds. */
  time: number;
  request(
    path: string,
    init?: { cookie?: string; body?: unknown; headers?: Record<string, string>; raw?: BodyInit },
  ): Promise<Response>;
  account(role: Role, code: string, sites?: string[]): Promise<string>;
  /** Redeems a fresh invitation and gives the cookie. */
  signIn(account: string): Promise<string>;
  phone(account: string, options?: { store?: LocalStore; registry?: Registry }): Promise<Phone>;
  close(): Promise<void>;
}

export interface Phone {
  device: Device;
  cookie: string;
  /** One request and its answer applied. `tamper` stands for the line. */
  round(
    tamper?: (request: SyncRequest, send: () => Promise<Answer>) => Promise<Answer>,
  ): Promise<Result<RoundDone, RoundError>>;
  /** Rounds until nothing is left; throws when a round fails or it takes more than 50. */
  sync(): Promise<void>;
}

const uuid = (n: number, tag: string): string =>
  `${tag.padStart(8, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** `file`: a database to open instead of a fresh one in memory; `list`: where erasures are noted beside it. */
export async function makeWorld(registry: Registry = tables, file = ':memory:', list?: ErasureList): Promise<World> {
  const store = await openSqlite(file);
  // Made when the first file comes.
  const folder = join(tmpdir(), `trzy-sfery-blobs-${randomUUID()}`);
  const blobs = openBlobs(join(folder, 'blobs'));
  let ids = 0;
  const world: World = {
    time: Date.parse('2026-01-16T09:00:00Z'),
    deps: {
      store,
      registry,
      now: () => world.time,
      log: { info: () => undefined, error: (fields, text) => console.error(text, fields) },
      secure: false,
      blobs,
      erasures: store.erasing({ registry, blobs, ...(list && { list }) }),
    },
    async request(path, { cookie, body, headers, raw } = {}) {
      return app.request(path, {
        method: body === undefined && raw === undefined ? 'GET' : 'POST',
        headers: { 'content-type': 'application/json', 'x-app': '1', ...(cookie && { cookie }), ...headers },
        ...(raw !== undefined ? { body: raw } : body !== undefined ? { body: JSON.stringify(body) } : {}),
      });
    },
    async account(role, code, sites = []) {
      const id = uuid(++ids, 'acc');
      await createAccount(world.deps, { id, code, role, active: true }, sites, null);
      return id;
    },
    async signIn(account) {
      const { code } = await invite(world.deps, account);
      const response = await world.request('/api/join', { body: { code, device: 'test' } });
      if (response.status !== 200) throw new Error(`join: ${response.status}`);
      return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    },
    async phone(account, { store: local = memoryStore(), registry: known = registry } = {}) {
      const cookie = await world.signIn(account);
      const row = await store.account(account);
      if (!row) throw new Error('no account');
      const device: Device = {
        store: local,
        blobs: memoryBlobs(),
        registry: known,
        me: { account, role: row.role, code: row.code },
        now: () => world.time++,
        newId: () => uuid(++ids, 'bee'),
        newMid: () => (++ids).toString(36).padStart(22, '_'),
        random: (n) => ++ids % n,
        committed: () => undefined,
      };
      const send = async (request: SyncRequest): Promise<Answer> => {
        const response = await world.request('/api/sync', { cookie, body: request });
        return { status: response.status, json: await response.json(), retryAfter: null };
      };
      const phone: Phone = {
        device,
        cookie,
        round: (tamper) =>
          round(
            {
              store: local,
              now: device.now,
              newMid: device.newMid,
              post: (request) => (tamper ? tamper(request, () => send(request)) : send(request)),
            },
            500,
          ),
        async sync() {
          for (let i = 0; i < 50; i++) {
            const result = await phone.round();
            if (!result.ok) throw new Error(`round: ${result.error.type}`);
            if (!result.value.more) return;
          }
          throw new Error('sync does not come to rest');
        },
      };
      return phone;
    },
    async close() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const app = createApp(world.deps);
  return world;
}
