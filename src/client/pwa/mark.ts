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
  /** Files that only this device had. */
  files: number;
  /** The server has taken this device's access away: it hands over and erases itself, whether it is heard again or not. */
  revoked?: true;
}

/** What a person chose for their eyes; all else that this app left in the storage of the page goes with an account. */
const LOOKS: readonly string[] = ['lang', 'theme', 'text-size'];

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
    const answer = await caches.match(PLACE, { cacheName: CACHE });
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
  globalThis.localStorage?.removeItem(KEY);
  await globalThis.caches?.delete(CACHE);
}

/** Forgets what pages keep outside databases, but for the choices of the eye. */
export function forgetPage(): void {
  if (typeof localStorage === 'undefined') return;
  for (const key of Object.keys(localStorage)) if (!LOOKS.includes(key)) localStorage.removeItem(key);
  sessionStorage.clear();
}

function parsed(value: unknown): Mark | null {
  const { account, code, role, held, waiting, files, revoked } = (value ?? {}) as Record<string, unknown>;
  const count = (one: unknown): number => (typeof one === 'number' ? one : 0);
  const known = Role.safeParse(role);
  if (typeof account !== 'string' || typeof code !== 'string' || !known.success) return null;
  const mark = { account, code, role: known.data, held: held === true, waiting: count(waiting), files: count(files) };
  return revoked === true ? { ...mark, revoked } : mark;
}
