import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SyncResponse, type SyncRequest } from '#sync/protocol.ts';
import { request } from './wire.ts';

const MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));
const KILLER = fileURLToPath(new URL('./killer.mjs', import.meta.url));
const READY = 20_000;

/** True when there is a built server to start; the runner builds one before the unit tests. */
export const built = existsSync(MAIN);

/** The built server as a process of its own that can be killed at a step, started again on the same data, and asked. */
export interface ServerProcess {
  readonly data: string;
  readonly file: string;
  readonly pid: number;
  /** Where it listens. */
  readonly origin: string;
  /** What it printed since it was last started. */
  output(): string;
  /** `more`: environment of this start only. */
  start(more?: NodeJS.ProcessEnv): Promise<void>;
  /** Tells the killer inside; gives how many steps it had counted since the last order to kill. */
  tell(order: { killAt?: number; queryOnly?: boolean }): Promise<number>;
  /** Resolves when the process has ended; with the step at which the killer struck. */
  ended(): Promise<string | null>;
  kill(): Promise<void>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, cookie: string, body: unknown): Promise<Response>;
  sync(cookie: string, over?: Partial<SyncRequest>): Promise<SyncResponse>;
  /** Redeems a code and gives the cookie. */
  join(code: string): Promise<string>;
  /** The cookie of the first coordinator. */
  first(): Promise<string>;
  /** An account of its own and the cookie of its device. */
  account(boss: string, account: { id: string; code: string; role: string; sites: string[] }): Promise<string>;
  remove(): Promise<void>;
}

export function serverProcess({ env = {}, data }: { env?: NodeJS.ProcessEnv; data?: string } = {}): ServerProcess {
  const folder = data ?? mkdtempSync(join(tmpdir(), 'trzy-sfery-'));
  let child: ChildProcess | null = null;
  let printed = '';
  let origin = '';
  let died: string | null = null;
  let over: Promise<void> = Promise.resolve();

  const server: ServerProcess = {
    data: folder,
    file: join(folder, 'trzy-sfery.sqlite'),
    get pid() {
      return child?.pid ?? 0;
    },
    get origin() {
      return origin;
    },
    output: () => printed,
    async start(more = {}) {
      [printed, died] = ['', null];
      const started = spawn(process.execPath, ['--import', KILLER, MAIN], {
        env: { ...process.env, PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder, LOG_LEVEL: 'error', ...env, ...more },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      child = started;
      started.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
      started.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
      started.on('message', (message: { died?: string }) => (died = message.died ?? died));
      over = new Promise((resolve) => started.once('exit', () => resolve()));
      const deadline = Date.now() + READY;
      for (let port: string | undefined; !port; await new Promise((resolve) => setTimeout(resolve, 10))) {
        port = /Trzy Sfery: http:\/\/localhost:(\d+)/.exec(printed)?.[1];
        if (port) origin = `http://127.0.0.1:${port}`;
        else if (started.exitCode !== null) throw new Error(`server ended: ${printed}`);
        else if (Date.now() > deadline) throw new Error(`server not ready: ${printed}`);
      }
    },
    tell(order) {
      return new Promise((resolve) => {
        child?.once('message', (message: { steps?: number }) => resolve(message.steps ?? 0));
        child?.send(order);
      });
    },
    async ended() {
      await over;
      return died;
    },
    async kill() {
      child?.kill('SIGKILL');
      await over;
    },
    get: (path, headers = {}) => fetch(`${origin}${path}`, { headers, signal: AbortSignal.timeout(30_000) }),
    post: (path, cookie, body) =>
      fetch(`${origin}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-app': '1', cookie },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(30_000),
      }),
    async sync(cookie, over = {}) {
      const response = await server.post('/api/sync', cookie, request(over));
      if (response.status !== 200) throw new Error(`sync: ${response.status} ${await response.text()}`);
      return SyncResponse.parse(await response.json());
    },
    async join(code) {
      const response = await server.post('/api/join', '', { code, device: 'test' });
      if (response.status !== 200) throw new Error(`join: ${response.status}`);
      return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    },
    async first() {
      for (let i = 0; i < 100 && !printed.includes('/join#'); i++)
        await new Promise((resolve) => setTimeout(resolve, 20));
      return server.join(/\/join#([0-9A-Z-]+)/.exec(printed)?.[1] ?? '');
    },
    async account(boss, account) {
      const made = await server.post('/api/accounts', boss, { active: true, ...account });
      if (made.status !== 200) throw new Error(`account: ${made.status} ${await made.text()}`);
      const invitation = await server.post(`/api/accounts/${account.id}/invitation`, boss, {});
      return server.join(((await invitation.json()) as { code: string }).code);
    },
    async remove() {
      await server.kill();
      if (data === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
  return server;
}
