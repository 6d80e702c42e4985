import { Hono, type Context } from 'hono';
import { compress } from 'hono/compress';
import { matchedRoutes } from 'hono/route';
import { clientAddress, fail, type Deps } from './context.ts';
import { limiter } from './limit.ts';
import { paced } from './pace.ts';
import { headers, policyReports, REPORTS } from './policy.ts';
import { inviteDevice, join, listAccounts, saveAccount } from './routes/account.ts';
import { audit } from './routes/audit.ts';
import { blobRoutes } from './routes/blobs.ts';
import { device, endDevice, leave, ownDevices } from './routes/devices.ts';
import { disclosePerson, erasePerson, eraseRecording, listErasures, seekPerson } from './routes/erasures.ts';
import { importEmergency, importFile, sealKey } from './routes/emergency.ts';
import { history } from './routes/history.ts';
import { pushPosted, recover, recoveryShare, setLock } from './routes/lock.ts';
import { decideParked, listParked } from './routes/parked.ts';
import { sync } from './routes/sync.ts';
import { totals } from './routes/totals.ts';
import { alarms, healthz, metrics } from './routes/watch.ts';

const QUARTER_HOUR = 15 * 60_000;

/** The endpoint: the few routes of the protocol. Static files are mounted by main.ts, so that tests need none. */
export function createApp(deps: Deps): Hono {
  const app = new Hono();
  const joining = limiter(10, QUARTER_HOUR, deps.now);
  const joiningAll = limiter(300, QUARTER_HOUR, deps.now);

  app.use(async (c, next) => {
    await next();
    const route = matchedRoutes(c).find(({ path }) => !path.endsWith('*'))?.path ?? '*';
    deps.metrics?.count('requests_total', { route, method: c.req.method, status: String(c.res.status) });
  });
  app.onError((error, c) => {
    deps.metrics?.count('errors_total');
    deps.log.error({ path: c.req.routePath, name: error.name }, 'request failed');
    return fail(c, 503, 'ServerDown');
  });
  app.use(headers(deps));
  app.post(REPORTS, policyReports(deps));
  app.get('/healthz', (c) => healthz(deps, c));
  app.get('/metrics', (c) => metrics(deps, c));

  app.use('/api/*', async (c: Context, next) => {
    c.header('Cache-Control', 'no-store');
    if (c.req.method !== 'GET' && !sameOrigin(c)) return fail(c, 403, 'Forbidden');
    await next();
  });
  if (deps.pace) app.use('/api/*', paced(deps, deps.pace));
  app.use('/api/*', compress());
  app.post('/api/sync', (c) => sync(deps, c));
  app.get('/api/device', (c) => device(deps, c));
  // Routes that take a one-time code. A refused try does not count for everybody: one address cannot keep all others out.
  const guessable = (route: (deps: Deps, c: Context) => Promise<Response>) => (c: Context) => {
    const wait = joining.allow(clientAddress(deps, c)) || joiningAll.allow('all');
    if (wait === 0) return route(deps, c);
    c.header('Retry-After', String(wait));
    return fail(c, 429, 'TooManyTries');
  };
  app.post('/api/join', guessable(join));
  app.post('/api/recover', guessable(recover));
  app.post('/api/lock', (c) => setLock(deps, c));
  app.post('/api/recovery', (c) => recoveryShare(deps, c));
  app.post('/api/push', (c) => pushPosted(deps, c));
  app.post('/api/leave', (c) => leave(deps, c));
  app.get('/api/accounts', (c) => listAccounts(deps, c));
  app.post('/api/accounts', (c) => saveAccount(deps, c));
  app.post('/api/accounts/:id/invitation', (c) => inviteDevice(deps, c));
  app.get('/api/devices', (c) => ownDevices(deps, c));
  app.post('/api/devices/:id', (c) => endDevice(deps, c));
  app.get('/api/history/:scope/:id', (c) => history(deps, c));
  app.get('/api/alarms', (c) => alarms(deps, c));
  app.get('/api/totals', (c) => totals(deps, c));
  app.get('/api/parked', (c) => listParked(deps, c));
  app.post('/api/parked', (c) => decideParked(deps, c));
  app.get('/api/audit', (c) => audit(deps, c));
  app.get('/api/erasures', (c) => listErasures(deps, c));
  app.post('/api/erasures', (c) => erasePerson(deps, c));
  app.post('/api/erasures/recording', (c) => eraseRecording(deps, c));
  app.post('/api/persons', (c) => seekPerson(deps, c));
  app.post('/api/persons/export', (c) => disclosePerson(deps, c));
  app.get('/api/key', (c) => sealKey(deps, c));
  // One at a time: what is handed in is large, and memory stays bounded.
  const importing = oneAtATime();
  app.post('/api/import', (c) => importing(() => importEmergency(deps, c)));
  app.post('/api/import/file', (c) => importing(() => importFile(deps, c)));
  const blobs = blobRoutes(deps);
  app.post('/api/blobs/status', (c) => blobs.status(c));
  app.get('/api/blobs/:scope/:sha256', (c) => blobs.download(c));
  app.all('/api/blobs', (c) => blobs.upload(c));
  app.all('/api/blobs/:id', (c) => blobs.upload(c));
  app.all('/api/*', (c) => fail(c, 404, 'NotFound'));
  return app;
}

/** Runs works one after another. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const run = last.then(work);
    last = run.catch(() => undefined);
    return run;
  };
}

/** Only our own page may change state: its header, its origin, its site. Source: security.md «Session», fault 89. */
function sameOrigin(c: Context): boolean {
  const origin = c.req.header('origin');
  const site = c.req.header('sec-fetch-site');
  return (
    c.req.header('x-app') === '1' &&
    (origin === undefined || origin === new URL(c.req.url).origin || sameHost(origin, c.req.header('host'))) &&
    (site === undefined || site === 'same-origin')
  );
}

function sameHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}
