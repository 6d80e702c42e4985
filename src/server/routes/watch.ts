import { can } from '#domain/access.ts';
import { APP } from '#sync/protocol.ts';
import type { Context } from 'hono';
import { callerOf, fail, remoteAddress, type Deps } from '../context.ts';
import { sameSecret } from '../secret.ts';

/** `GET /healthz`: for a supervisor or a monitor; 503 when nothing can be stored. Names alarms, nothing else. */
export async function healthz(deps: Deps, c: Context): Promise<Response> {
  const alarms = deps.watch?.health().alarms ?? [];
  const down = alarms.includes('DatabaseDown');
  const status = down ? 'down' : alarms.length > 0 ? 'alarm' : 'ok';
  c.header('Cache-Control', 'no-store');
  return c.json({ app: APP, epoch: await deps.store.epoch(), status, alarms }, down ? 503 : 200);
}

/**
 * `GET /metrics`: counts for Prometheus, never content; with the operator's token, or without one from this machine alone.
 * Anybody else is told that there is nothing here.
 */
export function metrics(deps: Deps, c: Context): Response | Promise<Response> {
  if (!deps.metrics || !watching(deps, c)) return c.notFound();
  c.header('Cache-Control', 'no-store');
  return c.body(deps.metrics.text(deps.watch, deps.now()), 200, {
    'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
  });
}

function watching(deps: Deps, c: Context): boolean {
  if (deps.metricsToken !== undefined) {
    const given = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    return given !== undefined && sameSecret(given, deps.metricsToken);
  }
  // A proxy on the same machine also asks from here; it names itself or the public host.
  const proxied = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'].some((name) =>
    c.req.header(name),
  );
  const host = (c.req.header('host') ?? '').replace(/:\d+$/, '');
  return !proxied && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(host) && /^(::ffff:)?127\.|^::1$/.test(remoteAddress(c));
}

/** `GET /api/alarms`: what whoever manages accounts has to know about the server. Times: milliseconds since 1970 UTC. */
export async function alarms(deps: Deps, c: Context): Promise<Response> {
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  if (!can(caller.account.role, 'accounts')) return fail(c, 403, 'Forbidden');
  const found = deps.watch?.health();
  const since = found?.backup.last?.at ?? found?.backup.since ?? null;
  return c.json({ app: APP, alarms: found?.alarms ?? [], backup: { since, ever: found?.backup.last != null } });
}
