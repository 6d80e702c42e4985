import { session } from '#client/live/session.svelte.ts';
import { err, ok, type Result } from '#domain/result.ts';

/** How an import went: edits by outcome. */
export interface Imported {
  author: string;
  counts: { ok: number; dup: number; refused: number; parked: number };
}

const TIMEOUT = 120_000;

/** Sends an emergency file to the server. Each error type has words. */
export async function importFile(
  bytes: ArrayBuffer,
  send: (path: string, init: RequestInit) => Promise<Response> = (path, init) => session.send(path, init),
): Promise<Result<Imported, { type: string }>> {
  let response: Response;
  let json: unknown;
  try {
    response = await send('/api/import', {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream', 'X-App': '1' },
      body: bytes,
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    json = await response.json();
  } catch (error) {
    return err({ type: error instanceof SyntaxError ? 'CaptivePortal' : 'Offline' });
  }
  const { app, error, author, counts } = (json ?? {}) as Partial<Imported> & {
    app?: string;
    error?: { type?: string };
  };
  if (typeof app !== 'string') return err({ type: response.status >= 500 ? 'ServerDown' : 'CaptivePortal' });
  if (!response.ok || !author || !counts) return err({ type: error?.type ?? 'ServerDown' });
  return ok({ author, counts });
}
