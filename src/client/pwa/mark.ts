import { Role, type Actor } from '#domain/access.ts';

/**
 * Who is signed in on this device and what it held: kept outside IndexedDB, so that its removal by the system is noticed
 * (fault 10). Ids and counts only. It stands in localStorage for the page and in a cache for the service worker.
 */
export interface Mark extends Actor {
  code: string;
  /** True once data of the server were here. */
  held: boolean;
  /** Edits and drafts that only this device had. */
  waiting: number;
}

const KEY = 'account';
const CACHE = 'trzy-sfery-mark';
const PLACE = '/mark';

/** The mark as the page finds it at its start, or null. */
export function readMark(): Mark | null {
  try {
    return parsed(JSON.parse(localStorage.getItem(KEY) ?? ''));
  } catch {
    return null;
  }
}

/** The mark as the service worker finds it, or null. */
export async function readKeptMark(): Promise<Mark | null> {
  try {
    const answer = await (await caches.open(CACHE)).match(PLACE);
    return answer ? parsed(await answer.json()) : null;
  } catch {
    return null;
  }
}

/** Sets the mark in both places; where one is forbidden the other serves. */
export async function keepMark(mark: Mark): Promise<void> {
  const text = JSON.stringify(mark);
  try {
    localStorage.setItem(KEY, text);
  } catch {
    // Full or forbidden: the cache below serves.
  }
  try {
    await (
      await caches.open(CACHE)
    ).put(PLACE, new Response(text, { headers: { 'Content-Type': 'application/json' } }));
  } catch {
    // As above, the other way round.
  }
}

/** Removes the mark: nobody is signed in. */
export async function dropMark(): Promise<void> {
  localStorage.removeItem(KEY);
  await globalThis.caches?.delete(CACHE);
}

function parsed(value: unknown): Mark | null {
  const { account, code, role, held, waiting } = (value ?? {}) as Record<string, unknown>;
  const known = Role.safeParse(role);
  if (typeof account !== 'string' || typeof code !== 'string' || !known.success) return null;
  return { account, code, role: known.data, held: held === true, waiting: typeof waiting === 'number' ? waiting : 0 };
}
