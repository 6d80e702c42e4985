import type { Registry } from '#domain/tables.ts';
import { APP, SESSION_LIFE } from '#sync/protocol.ts';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { BlobFiles } from './blobFiles.ts';
import type { Erasures } from './erase/erasures.ts';
import type { Watch } from './health.ts';
import type { Metrics } from './metrics.ts';
import type { Pace } from './pace.ts';
import type { ServerSeal } from './seal.ts';
import { hashOf, sameSecret } from './secret.ts';
import { speaks, type Account, type DeviceRow, type Store } from './store/store.ts';
import { presented, suspected, type Presented } from './tokens.ts';

/** What every route works with; time and chance come from here. */
export interface Deps {
  store: Store;
  registry: Registry;
  /** Milliseconds since 1970 UTC. */
  now(): number;
  log: { info(fields: object, text: string): void; error(fields: object, text: string): void };
  /** True when the last address in X-Forwarded-For is the client's. */
  trustProxy?: boolean;
  /** True when cookies must be Secure (the public address is https). */
  secure: boolean;
  /** Where the bytes of photos are kept; an endpoint without it takes none. */
  blobs?: BlobFiles;
  /** Opens emergency files; an endpoint without it hands out no key. */
  seal?: ServerSeal;
  /** Erases for good; an endpoint without it erases nothing. */
  erasures?: Erasures;
  /** Looks after the data folder; without it nothing raises an alarm. */
  watch?: Watch;
  metrics?: Metrics;
  /** How often one device may ask; without it as often as it likes. */
  pace?: Pace;
  /** Who may read metrics from elsewhere; without it only this machine may. */
  metricsToken?: string;
}

/** Who sends the request. */
export interface Caller extends Presented {
  account: Account;
}

/** Name of the cookie with the device token; with TLS it is bound to host and path by its prefix. */
export function cookieName(deps: Deps): string {
  return deps.secure ? '__Host-sid' : 'sid';
}

/** True while a device that was last heard then is still signed in. Times: milliseconds since 1970 UTC. */
export const alive = (lastContact: number, now: number): boolean => now - lastContact < SESSION_LIFE * 1000;

/** The signed-in device behind the cookie and its account, whatever it may still do, or null: unknown or expired token, left. */
export async function deviceOf(deps: Deps, c: Context): Promise<Caller | null> {
  const found = await presented(deps, tokenOf(deps, c));
  const known = found && speaks(found.device.state) && alive(found.device.lastContact, deps.now());
  const account = known ? await deps.store.account(found.device.account) : null;
  return found && account ? { account, ...found } : null;
}

/** The token that came with the request; empty when none did. */
export const tokenOf = (deps: Deps, c: Context): string => getCookie(c, cookieName(deps)) ?? '';

/** The refusal of somebody the server does not hear: it says so to a device whose sign-in was used from two places (SPEC T3). */
export async function unheard(deps: Deps, c: Context): Promise<Response> {
  return fail(c, 401, (await suspected(deps, tokenOf(deps, c))) ? 'DeviceSuspect' : 'Unauthorized');
}

/** Who may ask for anything, or null: nobody known, a revoked or locked device, an inactive account. */
export async function callerOf(deps: Deps, c: Context): Promise<Caller | null> {
  const found = await deviceOf(deps, c);
  return found?.device.state === 'ok' && found.account.active && unlocked(c, found.device) ? found : null;
}

/** Who may hand over files: as callerOf, and a revoked device that is unlocked, whatever became of its account (SPEC S15). */
export async function handerOf(deps: Deps, c: Context): Promise<Caller | null> {
  const found = await deviceOf(deps, c);
  return found?.device.state === 'revoked' && unlocked(c, found.device) ? found : callerOf(deps, c);
}

/**
 * True when the request carries the proof that its device is unlocked, or the device has no lock (SPEC V7): the cookie of a
 * locked device opens nothing that could be read.
 */
export function unlocked(c: Context, { access }: DeviceRow): boolean {
  if (access === null) return true;
  return sameSecret(hashOf(c.req.header('x-unlocked') ?? ''), access);
}

/** Hands the device its token; called again at contact, so that the life of the cookie slides. */
export function handToken(deps: Deps, c: Context, token: string): void {
  const cookie = { path: '/', httpOnly: true, secure: deps.secure, sameSite: 'Strict', maxAge: SESSION_LIFE } as const;
  setCookie(c, cookieName(deps), token, cookie);
}

/** The address the request came from, as the operating system says; empty when there is no connection. */
export function remoteAddress(c: Context): string {
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  return env?.incoming?.socket?.remoteAddress ?? '';
}

/** The address of the client: the connection's, or what the trusted proxy in front names last. */
export function clientAddress(deps: Pick<Deps, 'trustProxy'>, c: Context): string {
  const named = deps.trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  return named || remoteAddress(c) || 'unknown';
}

/** A typed refusal of the whole request. */
export function fail(c: Context, status: ContentfulStatusCode, type: string, path?: string): Response {
  return c.json({ app: APP, error: { type, ...(path === undefined ? {} : { path }) } }, status);
}
