import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = 'dist/server/main.js';
const READY = 20_000;

/** The built server as a real process with a database of its own; it can be stopped, killed and started again. */
export interface TestServer {
  url: string;
  /** What it printed since it was last started. */
  output(): string;
  /** The one-time code of the first coordinator, as printed. */
  invitation(): string;
  /** `more`: further environment of the process, e.g. CLIENT_DIR for another version of the app. */
  start(more?: Record<string, string>): Promise<void>;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

export async function makeServer(): Promise<TestServer> {
  const data = mkdtempSync(join(tmpdir(), 'trzy-sfery-'));
  const port = await freePort();
  let child: ChildProcess | null = null;
  let printed = '';

  const server: TestServer = {
    url: `http://localhost:${port}`,
    output: () => printed,
    invitation() {
      const code = /\/join#([0-9A-Z-]+)/.exec(printed)?.[1];
      if (!code) throw new Error(`no invitation in: ${printed}`);
      return code;
    },
    async start(more = {}) {
      printed = '';
      const env = {
        ...process.env,
        PORT: String(port),
        DATA_DIR: data,
        HOST: '127.0.0.1',
        LOG_LEVEL: 'error',
        ...more,
      };
      const started = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      child = started;
      started.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
      started.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
      await answering(server.url, started, () => printed);
    },
    async stop(signal = 'SIGTERM') {
      const running = child;
      child = null;
      if (!running || running.exitCode !== null) return;
      const ended = new Promise((resolve) => running.once('exit', resolve));
      running.kill(signal);
      await ended;
    },
    async remove() {
      await server.stop('SIGKILL');
      rmSync(data, { recursive: true, force: true });
    },
  };
  return server;
}

async function answering(url: string, child: ChildProcess, printed: () => string): Promise<void> {
  const deadline = Date.now() + READY;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`server ended: ${printed()}`);
    const up = await fetch(`${url}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
    if (up && printed().includes('Trzy Sfery')) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`server not ready: ${printed()}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = address && typeof address === 'object' ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
