import type { SyncRequest } from '#sync/protocol.ts';
import type { Answer } from './exchange.ts';

const TIMEOUT = 60_000;

/** Sends a sync request to our own origin; the cookie goes along by itself. Rejects when no answer came. */
export async function postSync(request: SyncRequest): Promise<Answer> {
  const response = await fetch('/api/sync', {
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
