import { read } from '#client/db/device.ts';
import { memoryStore } from '#client/db/memory.ts';
import { memoryBlobs } from '#client/db/memoryBlobs.ts';
import { commit } from '#client/db/commit.ts';
import type { Device } from '#client/db/device.ts';
import { round } from '#client/engine/exchange.ts';
import { tables } from '#domain/tables.ts';
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { built, serverProcess, type ServerProcess } from '../support/process.ts';
import { noteRow, siteRow, visitRow } from '../support/rows.ts';
import { creation, uid } from '../support/wire.ts';

const [site, lead, visit] = [uid(0x51), uid(0xe1), uid(0xf1)];
const tool = (name: string): string => fileURLToPath(new URL(`../../dist/server/${name}.js`, import.meta.url));

/** A phone of its own memory that speaks with the process; every request and answer passes the real engine. */
interface Phone {
  note(text: string): Promise<void>;
  sync(): Promise<void>;
  texts(): Promise<string[]>;
}

function phoneOf(server: ServerProcess, cookie: string): Phone {
  const store = memoryStore();
  const device: Device = {
    store,
    blobs: memoryBlobs(),
    registry: tables,
    me: { account: lead, role: 'expert', code: 'E-01' },
    now: Date.now,
    newId: randomUUID,
    newMid: () => randomBytes(16).toString('base64url'),
    random: (n) => Math.floor(Math.random() * n),
    committed: () => undefined,
  };
  const engine = {
    store,
    now: Date.now,
    newMid: device.newMid,
    async post(body: unknown) {
      const response = await server.post('/api/sync', cookie, body);
      return { status: response.status, json: await response.json(), retryAfter: null };
    },
  };
  return {
    async note(text) {
      const done = await commit(device, async (edit) => edit.create('note', site, noteRow(visit, text)));
      if (!done.ok) throw new Error(JSON.stringify(done.error));
    },
    async sync() {
      for (let i = 0; i < 50; i++) {
        const done = await round(engine, 500);
        if (!done.ok) throw new Error(done.error.type);
        if (!done.value.more) return;
      }
      throw new Error('does not come to rest');
    },
    texts: () => read(device, async (rows) => (await rows.all('note')).map(({ text }) => text).sort()),
  };
}

describe('[F44][F110] backup and restore of the real server', () => {
  let server: ServerProcess;
  let away = '';
  beforeEach(({ skip }) => skip(!built, 'there is no built server: `npm test` builds one first'));
  beforeAll(() => {
    away = mkdtempSync(join(tmpdir(), 'trzy-sfery-away-'));
    server = serverProcess();
  });
  afterAll(async () => {
    await server.remove();
    rmSync(away, { recursive: true, force: true });
  });

  /** Runs a program of the operator and gives its code and what it printed. */
  const run = (name: string, ...args: string[]): Promise<{ code: number; output: string }> =>
    new Promise((resolve) => {
      const env = { ...process.env, DATA_DIR: server.data, INIT_CWD: away };
      execFile(process.execPath, [tool(name), ...args], { env }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
      );
    });

  it('edits flow while it is made; restored, the phones give back everything that was confirmed since', async () => {
    await server.start();
    const boss = await server.first();
    await server.sync(boss, { muts: [creation('site', site, site, siteRow())] });
    const first = await server.account(boss, { id: lead, code: 'E-01', role: 'expert', sites: [site] });
    await server.sync(first, { muts: [creation('visit', site, visit, visitRow(lead))] });
    const invitation = await server.post(`/api/accounts/${lead}/invitation`, boss, {});
    const second = await server.join(((await invitation.json()) as { code: string }).code);
    const [a, b] = [phoneOf(server, first), phoneOf(server, second)];
    await a.sync();
    await b.sync();
    const before = (await server.sync(boss)).epoch;
    expect(before).toBeGreaterThan(0);

    let making = true;
    const backup = run('backup', 'all').finally(() => (making = false));
    let written = 0;
    while (making || written < 20) {
      const [phone, other] = written % 2 ? [a, b] : [b, a];
      await phone.note(`w trakcie ${written}`);
      await phone.sync();
      if (written % 5 === 0) await other.sync();
      written += 1;
    }
    const made = await backup;
    expect(made, made.output).toMatchObject({ code: 0 });
    expect(await run('backup', 'one.tar')).toMatchObject({ code: 0 });
    expect(await run('restore', 'all', '--check')).toMatchObject({ code: 0 });

    for (let i = 0; i < 10; i++) await a.note(`po kopii ${i}`);
    await a.sync();
    await a.sync();
    await b.sync();
    const whole = await a.texts();
    expect(whole).toHaveLength(written + 10);
    await a.note('niewysłana');

    const refused = await run('restore', 'all');
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.output).toMatch(/stop it first/);
    expect((await server.post('/api/sync', '', {})).status).toBe(401);

    await server.kill();
    const restored = await run('restore', 'all');
    expect(restored, restored.output).toMatchObject({ code: 0 });
    expect(readdirSync(server.data).filter((name) => name.startsWith('replaced-'))).toHaveLength(1);
    await server.start();
    expect((await server.sync(boss)).epoch).toBeGreaterThan(before);
    await b.sync();
    await a.sync();
    await b.sync();
    await a.sync();
    const all = [...whole, 'niewysłana'].sort();
    expect(await a.texts()).toEqual(all);
    expect(await b.texts()).toEqual(all);
    const held = (await server.sync(boss, { limit: 8_000_000 })).scopes[site]?.rows ?? [];
    expect(
      held
        .filter(({ type }) => type === 6)
        .map(({ f }) => String(f['text']))
        .sort(),
    ).toEqual(all);
  });

  it('tells a monitor how it stands: alarms by name, counts, nothing about anybody; only this machine may ask', async () => {
    const health = await server.get('/healthz');
    expect([health.status, await health.json()]).toEqual([
      200,
      { app: 'trzy-sfery', epoch: expect.any(Number), status: 'ok', alarms: [] },
    ]);
    const answer = await server.get('/metrics');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    const text = await answer.text();
    for (const line of text.trim().split('\n')) {
      expect(line).toMatch(
        /^(# (HELP|TYPE) trzysfery_[a-z_]+ .+|trzysfery_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [\d.]+)$/,
      );
    }
    expect(text).toMatch(/^trzysfery_devices\{state="ok"\} 3$/m);
    expect(text).toMatch(/^trzysfery_mutations_total\{outcome="ok"\} \d+$/m);
    expect(text).toMatch(/^trzysfery_requests_total\{route="\/api\/sync",method="POST",status="200"\} \d+$/m);
    expect(text).toMatch(/^trzysfery_alarm\{alarm="BackupLate"\} 0$/m);
    expect(text).not.toMatch(/E-01|w trakcie|cafe0000/);
    for (const headers of <Record<string, string>[]>[
      { 'x-forwarded-for': '10.0.0.1' },
      { via: '1.1 proxy' },
      { forwarded: 'for=10.0.0.1' },
    ]) {
      expect((await server.get('/metrics', headers)).status, JSON.stringify(headers)).toBe(404);
    }
  });

  it('with a token, the token alone decides', async () => {
    await server.kill();
    const token = 'a-token-for-the-monitor';
    await server.start({ METRICS_TOKEN: token });
    expect((await server.get('/metrics')).status).toBe(404);
    expect((await server.get('/metrics', { authorization: `Bearer ${token}x` })).status).toBe(404);
    const far = { authorization: `Bearer ${token}`, 'x-forwarded-for': '10.0.0.1' };
    expect((await server.get('/metrics', far)).status).toBe(200);
  });
});
