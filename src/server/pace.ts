import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { clientAddress, cookieName, fail, type Deps } from './context.ts';
import { bucket } from './limit.ts';
import { hashOf } from './secret.ts';

/** What one device may ask, and what one address may ask without being known. Source: security.md «Limits». */
export interface Pace {
  /** Requests at once, and a second in the long run. */
  sync: readonly [burst: number, rate: number];
  /** Pieces of files; a slow line makes many small ones. */
  files: readonly [burst: number, rate: number];
  others: readonly [burst: number, rate: number];
  /** Answers 401 to one address: phones of many people may share it. */
  strangers: readonly [burst: number, rate: number];
}

export const USUAL_PACE: Pace = { sync: [120, 1], files: [600, 10], others: [120, 1], strangers: [300, 5] };

/**
 * Tells a device that asks too often to wait (429 with Retry-After), each by its own token, so that nobody waits for somebody
 * else behind the same address; what is unknown is counted by address.
 */
export function paced(deps: Deps, pace: Pace): MiddlewareHandler {
  const open = ([burst, rate]: readonly [number, number]) => bucket(burst, rate, deps.now);
  const buckets = { sync: open(pace.sync), files: open(pace.files), others: open(pace.others) };
  const strangers = open(pace.strangers);
  const barred = new Map<string, number>();

  return async (c, next) => {
    const token = getCookie(c, cookieName(deps));
    const address = clientAddress(deps, c);
    const kind = kindOf(c);
    const until = barred.get(address) ?? 0;
    const wait =
      (token ? buckets[kind].allow(hashOf(token)) : 0) ||
      (until > deps.now() ? Math.ceil((until - deps.now()) / 1000) : 0);
    if (wait > 0) {
      deps.metrics?.count('limited_total', { kind: until > deps.now() ? 'strangers' : kind });
      c.header('Retry-After', String(wait));
      c.res = fail(c, 429, 'RateLimited');
      return;
    }
    barred.delete(address);
    await next();
    if (c.res.status !== 401) return;
    const over = strangers.allow(address);
    if (over > 0) barred.set(address, deps.now() + over * 1000);
  };
}

function kindOf(c: Context): 'sync' | 'files' | 'others' {
  if (c.req.path === '/api/sync' || c.req.path === '/api/push') return 'sync';
  return c.req.path.startsWith('/api/blobs') ? 'files' : 'others';
}
