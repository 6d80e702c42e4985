import type { SyncRequest } from '#sync/protocol.ts';
import type { Answer } from './exchange.ts';

const TIMEOUT = 60_000;

/** Sends sync requests to our own origin by `send`; the cookie goes along by itself. Rejects when no answer came. */
export const postBy =
  (send: (path: string, init: RequestInit) => Promise<Response>) =>
  (request: SyncRequest): Promise<Answer> =>
    post(send, request);

/** As a device without a lock sends. */
export const postSync = postBy((path, init) => fetch(path, init));

async function post(
  send: (path: string, init: RequestInit) => Promise<Response>,
  request: SyncRequest,
): Promise<Answer> {
  const response = await send('/api/sync', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-App': '1' },
    body: JSON.stringify(request),
    cache: 'no-store',
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT),
  });
  const text = await response.text();
  const typed = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return {
    status: response.status,
    json: typed ? parsed(text) : undefined,
    retryAfter: seconds(response.headers.get('retry-after')),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function seconds(header: string | null): number | null {
  const value = Number(header);
  return header !== null && Number.isFinite(value) && value >= 0 ? value : null;
}
