import { partsOf } from '#client/db/emergencyParts.ts';
import { session } from '#client/live/session.svelte.ts';
import { err, ok, type Result } from '#domain/result.ts';

/** How an import went: edits by outcome, then photos and recordings. */
export interface Imported {
  author: string;
  counts: { ok: number; dup: number; refused: number; parked: number };
  files: {
    ok: number;
    dup: number;
    /** Files that were not taken, by the type of the reason. */
    refused: ReadonlyMap<string, number>;
    /** Files that the text names and that are not in it: it did not arrive whole. */
    missing: number;
  };
}

/** How far the files are. */
export type Progress = (done: number, of: number) => void;

type Send = (path: string, init: RequestInit) => Promise<Response>;

/** The longest part goes through a slow line of an office. Unit: milliseconds. */
const TIMEOUT = 300_000;

/** What the server refuses of one file while the others are taken. */
const OWN = [403, 413, 422, 426];

/**
 * Sends an emergency file to the server: its text, then its photos and recordings one by one, so that only one of them is in
 * memory. A damaged photo is counted with its reason and stops no other. Each error type has words; after a break on the line the same
 * file is handed in again without harm.
 */
export async function importFile(
  file: Blob,
  tell: Progress = () => undefined,
  send: Send = (path, init) => session.send(path, init),
): Promise<Result<Imported, { type: string }>> {
  const parts = await partsOf(file).catch(() => err({ type: 'ImportDamaged' }));
  if (!parts.ok) return parts;
  const { text, files, cut } = parts.value;
  const said = await hand<{ author: string; counts: Imported['counts']; files: number }>('/api/import', text, send);
  if (!said.ok) return said;
  const { author, counts, files: named } = said.value;
  const refused = new Map<string, number>();
  const done = { ok: 0, dup: 0 };
  for (const [n, part] of files.entries()) {
    tell(n, files.length);
    const taken = await hand<{ state: 'ok' | 'dup' }>('/api/import/file', part, send);
    if (taken.ok) done[taken.value.state] += 1;
    else if (OWN.includes(taken.error.status)) refused.set(taken.error.type, (refused.get(taken.error.type) ?? 0) + 1);
    else return taken;
  }
  const missing = Math.max(named - files.length, cut ? 1 : 0);
  return ok({ author, counts, files: { ...done, refused, missing } });
}

async function hand<T extends object>(
  path: string,
  body: Blob,
  send: Send,
): Promise<Result<T, { type: string; status: number }>> {
  let response: Response;
  let json: unknown;
  try {
    response = await send(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream', 'X-App': '1' },
      body,
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    json = await response.json();
  } catch (error) {
    return err({ type: error instanceof SyntaxError ? 'CaptivePortal' : 'Offline', status: 0 });
  }
  const { app, error } = (json ?? {}) as { app?: string; error?: { type?: string } };
  if (typeof app !== 'string') return err({ type: response.status >= 500 ? 'ServerDown' : 'CaptivePortal', status: 0 });
  if (!response.ok) return err({ type: error?.type ?? 'ServerDown', status: response.status });
  return ok(json as T);
}
