import { tables } from '#domain/tables.ts';
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono } from 'hono';
import { randomInt, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { renderUnicodeCompact } from 'uqr';
import { createApp } from './app.ts';
import { holdFolder } from './backup/alive.ts';
import { BLOBS, DATABASE, SEAL_KEY } from './backup/manifest.ts';
import { keepMark, readMark } from './backup/mark.ts';
import { restorePending } from './backup/restore.ts';
import { openBlobs } from './blobFiles.ts';
import { readConfig } from './config.ts';
import type { Deps } from './context.ts';
import { ERASURES, erasureList } from './erase/list.ts';
import { openWatch } from './health.ts';
import { openMetrics } from './metrics.ts';
import { USUAL_PACE } from './pace.ts';
import { retainDaily } from './retention.ts';
import { createAccount, invite } from './routes/account.ts';
import { openSeal } from './seal.ts';
import { boundSilence, SERVER_OPTIONS } from './sockets.ts';
import { startSweeping } from './sweep.ts';
import { openSqlite } from './store/sqlite.ts';

const DRAIN = 10_000;

/** The first epoch of a database is chance below this, so that two servers are not taken for each other; a restore's is the time. */
const FIRST_EPOCHS = 1_000_000_000;

/** Config → store → app → listen → drain on SIGTERM. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  holdFolder(config.DATA_DIR, 'shared');
  if (restorePending(config.DATA_DIR))
    throw new Error('a restore was cut off: run `npm run restore -- --finish` first');
  const store = await openSqlite(join(config.DATA_DIR, DATABASE), { epoch: randomInt(1, FIRST_EPOCHS) });
  if (!readMark(config.DATA_DIR)) keepMark(config.DATA_DIR, Date.now(), {});
  const watch = openWatch(config.DATA_DIR, config.BACKUP_HOURS, Date.now);
  const blobs = openBlobs(join(config.DATA_DIR, BLOBS));
  const list = erasureList(join(config.DATA_DIR, ERASURES));
  const erasures = store.erasing({ registry: tables, list, blobs });
  const deps: Deps = {
    store,
    erasures,
    registry: tables,
    now: Date.now,
    log: pino({ level: config.LOG_LEVEL }),
    trustProxy: config.TRUST_PROXY === '1',
    secure: config.PUBLIC_URL?.startsWith('https:') ?? false,
    blobs,
    seal: await openSeal(join(config.DATA_DIR, SEAL_KEY)),
    watch,
    metrics: openMetrics(Date.now()),
    pace: USUAL_PACE,
    ...(config.METRICS_TOKEN !== undefined && { metricsToken: config.METRICS_TOKEN }),
  };
  // A database that comes from a backup is erased anew before anybody is served.
  await erasures.replay(Date.now());
  const app = createApp(deps);
  mountClient(app, config.CLIENT_DIR);
  const asked = { fetch: app.fetch, port: config.PORT, hostname: config.HOST, serverOptions: SERVER_OPTIONS };
  const stopRetention = retainDaily(deps);
  const server = serve(asked, (info: AddressInfo) => {
    const address = config.PUBLIC_URL?.replace(/\/$/, '') ?? `http://${shown(config.HOST)}:${info.port}`;
    console.log(`Trzy Sfery: ${address}`);
    welcome(deps, address).catch((error: unknown) => fatal(error));
  });
  server.on('error', fatal);
  boundSilence(server as Server);
  const stopSweeping = startSweeping(deps);

  let closing = false;
  const close = (): void => {
    if (closing) return;
    closing = true;
    setTimeout(() => process.exit(1), DRAIN).unref();
    server.close(() => {
      stopRetention();
      watch.close();
      stopSweeping();
      void store.close().then(() => process.exit(0));
    });
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
}

function mountClient(app: Hono, folder: string): void {
  if (!existsSync(join(folder, 'index.html'))) return;
  app.use('/assets/*', async (c, next) => {
    await next();
    if (c.res.ok) c.header('Cache-Control', 'public, max-age=31536000, immutable');
  });
  app.use('*', async (c, next) => {
    await next();
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-cache');
  });
  app.use('*', serveStatic({ root: folder }));
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  app.get('*', (c) => (c.req.header('accept')?.includes('text/html') ? c.html(page) : c.notFound()));
}

const shown = (host: string): string => (host === '0.0.0.0' || host === '127.0.0.1' ? 'localhost' : host);

/** While nobody can sign in, prints a fresh one-time invitation for the first coordinator, as link and QR code. */
async function welcome(deps: Deps, address: string): Promise<void> {
  const accounts = await deps.store.accounts();
  const devices = await deps.store.devices();
  if (devices.length > 0) return;
  const first =
    accounts.find((account) => account.role === 'coordinator') ??
    (await createAccount(deps, { id: randomUUID(), code: 'K-01', role: 'coordinator', active: true }, [], null));
  const { code } = await invite(deps, first.id);
  const link = `${address}/join#${code}`;
  console.log(`\nFirst coordinator, once, within 24 hours:\n${link}\n\n${renderUnicodeCompact(link)}`);
}

function fatal(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

main().catch(fatal);
