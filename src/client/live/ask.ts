import { err, ok, type Result } from '#domain/result.ts';

/**
 * Why the server did not do it. `type` has words in i18n: Offline, CaptivePortal, Unauthorized, Forbidden, NotFound,
 * Invalid (with the path of the field), LastCoordinator, RateLimited, ServerDown, UpgradeNeeded.
 */
export interface ApiError {
  type: string;
  path?: string;
  /** A rule that one edit breaks (type `Refused`). */
  refusal?: { code: string; reason?: string };
}

/** How a request is sent: the browser's `fetch`, unless a test gives the app itself. */
export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

/** Longer than any answer takes; a line that hangs must not hang the screen. Unit: milliseconds. */
const TIMEOUT = 20_000;

/** One question to our server; what anything else answers in its place is no answer. */
export async function ask(
  send: Fetch,
  path: string,
  body?: object,
): Promise<Result<Record<string, unknown>, ApiError>> {
  let response: Response;
  let json: unknown;
  try {
    response = await send(path, {
      method: body ? 'POST' : 'GET',
      headers: { 'Content-Type': 'application/json', 'X-App': '1' },
      ...(body && { body: JSON.stringify(body) }),
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    json = parsed(await response.text());
  } catch {
    return err({ type: 'Offline' });
  }
  // Only our server names itself; anything else in its place is a hotel's login page or a broken proxy.
  if (!isRecord(json) || typeof json['app'] !== 'string') {
    return err({ type: response.status >= 500 ? 'ServerDown' : 'CaptivePortal' });
  }
  if (response.ok) return ok(json);
  const refusal = refusalOf(json);
  if (refusal) return err({ type: 'Refused', refusal });
  const { error } = json;
  if (!isRecord(error) || typeof error['type'] !== 'string') return err({ type: 'ServerDown' });
  return err({ type: error['type'], ...(typeof error['path'] === 'string' && { path: error['path'] }) });
}

/** The refusal of one edit, when the answer says one. */
function refusalOf({ refusal }: Record<string, unknown>): ApiError['refusal'] | null {
  if (!isRecord(refusal) || !isText(refusal['code'])) return null;
  const { code, reason } = refusal;
  return { code, ...(isText(reason) && { reason }) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What came over the line is looked at before it is believed. */
export const isText = (value: unknown): value is string => typeof value === 'string';
export const isList = (value: unknown): value is unknown[] => Array.isArray(value);
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
