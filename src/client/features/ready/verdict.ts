/** So many days ahead the device is made ready for. */
export const DAYS_AHEAD = 3;

/** What is looked at, in the order in which it is mended. */
export const CHECKS = ['app', 'records', 'unlock', 'session', 'persisted', 'space', 'clock', 'queue'] as const;
export type CheckId = (typeof CHECKS)[number];

/** What is known; `undefined`: it could not be found out, `null`: it is known not to be there. Units: bytes, milliseconds. */
export interface Facts {
  /** Now. Unit: milliseconds since 1970 UTC. */
  now: number;
  /** The worker that controls the page: how many files of the app it holds; null when no worker does. */
  app: { version: string; files: number; missing: number } | null | undefined;
  /** Version of the app on the screen. */
  version: string;
  /** Planned visits of the next days; how many of them lie in entities that are not wholly here; records that cannot be read. */
  visits: number;
  incomplete: number;
  unreadable: number;
  /** The browser's promise to keep our data. */
  persisted: boolean | undefined;
  free: number | undefined;
  /** What photos of the planned visits may take. */
  expected: number;
  /** The last good answer of the server, and how far its clock was ahead. */
  contact: { at: number; skew: number } | null;
  /** The server asked to sign in again. */
  halted: boolean;
  /** How long a device stays signed in without contact. */
  sessionLife: number;
  /** Edits and files that only this device has, and those that were refused. */
  waiting: number;
  refused: number;
  /** A way in that needs no network is there, and stretching a secret works here. */
  wayIn: boolean;
  stretches: boolean | undefined;
}

/** How one check came out. */
export interface Checked {
  id: CheckId;
  state: 'ok' | 'fail' | 'unknown';
}

/** Ready; not ready; or nothing failed, but something could not be found out. */
export type Verdict = 'ready' | 'unsure' | 'not-ready';

/** Farthest a clock may be off. Unit: milliseconds. */
const CLOCK = 5 * 60_000;
/** Room that must be left beside the photos. Unit: bytes. */
const RESERVE = 50_000_000;
const DAY = 86_400_000;

/** Every check with its result. Source: experience.md «Gotowe bez zasięgu?». */
export function checksOf(facts: Facts): Checked[] {
  const { app, contact } = facts;
  const result: Record<CheckId, Checked['state']> = {
    app: app === undefined ? 'unknown' : stateOf(app !== null && app.missing === 0 && app.version === facts.version),
    records: stateOf(facts.incomplete === 0 && facts.unreadable === 0),
    unlock: !facts.wayIn ? 'fail' : facts.stretches === undefined ? 'unknown' : stateOf(facts.stretches),
    session: facts.halted
      ? 'fail'
      : contact === null
        ? 'unknown'
        : stateOf(contact.at + facts.sessionLife > facts.now + DAYS_AHEAD * DAY),
    persisted: facts.persisted === undefined ? 'unknown' : stateOf(facts.persisted),
    space: facts.free === undefined ? 'unknown' : stateOf(facts.free >= facts.expected + RESERVE),
    clock: contact === null ? 'unknown' : stateOf(Math.abs(contact.skew) <= CLOCK),
    queue: stateOf(facts.waiting === 0 && facts.refused === 0),
  };
  return CHECKS.map((id) => ({ id, state: result[id] }));
}

/** One verdict over all checks. */
export function verdictOf(checks: readonly Checked[]): Verdict {
  if (checks.some(({ state }) => state === 'fail')) return 'not-ready';
  return checks.some(({ state }) => state === 'unknown') ? 'unsure' : 'ready';
}

function stateOf(holds: boolean): 'ok' | 'fail' {
  return holds ? 'ok' : 'fail';
}
