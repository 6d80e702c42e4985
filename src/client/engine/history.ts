import type { Replaced } from '#client/db/past.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { APP, ErrorAnswer } from '#sync/protocol.ts';

/** Longer than any answer takes. Unit: milliseconds. */
const TIMEOUT = 20_000;

/** Asks the server for the replaced values of a record, newest first; each error type has words. */
export async function askHistory(
  scope: string,
  id: string,
  send: (path: string, init: RequestInit) => Promise<Response>,
): Promise<Result<Replaced[], { type: string }>> {
  let response: Response;
  let json: unknown;
  try {
    response = await send(`/api/history/${encodeURIComponent(scope)}/${encodeURIComponent(id)}`, {
      headers: { 'X-App': '1' },
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    json = await response.json();
  } catch (error) {
    return err({ type: error instanceof SyntaxError ? 'CaptivePortal' : 'Offline' });
  }
  if (!response.ok) {
    const refused = ErrorAnswer.safeParse(json);
    return err({ type: refused.success ? refused.data.error.type : 'CaptivePortal' });
  }
  const { app, history } = (json ?? {}) as { app?: unknown; history?: unknown };
  if (app !== APP || !Array.isArray(history)) return err({ type: 'CaptivePortal' });
  return ok(history.filter(isReplaced));
}

function isReplaced(row: unknown): row is Replaced {
  const { field, mid, by, at, seq } = (row ?? {}) as Partial<Record<keyof Replaced, unknown>>;
  return [field, mid, by, at].every((part) => typeof part === 'string') && typeof seq === 'number';
}
