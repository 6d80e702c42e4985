import { SESSION_LIFE } from '#sync/protocol.ts';
import type { Stock } from '#client/features/ready/queries.ts';
import type { Facts } from '#client/features/ready/verdict.ts';
import { storageState } from '#client/features/settings/storage.ts';
import { session } from '#client/live/session.svelte.ts';
import type { Whole } from '#client/pwa/messages.ts';
import { askWhole } from '#client/pwa/whole.ts';
import { FLOOR } from '#client/vault/stretch.ts';
import { inWorker } from '#client/vault/stretcher.ts';
import { waysIn } from '../lock.ts';

/** What is not a record: the app, the browser, the lock. What cannot be found out stays `undefined` and is never guessed. */
export interface Around {
  app: Whole | null | undefined;
  persisted: boolean | undefined;
  free: number | undefined;
  wayIn: boolean;
  stretches: boolean;
}

/** The last look at the app and the lock of each account: both cost a phone some work, and change only with a new start. */
let last: { account: string; app: Promise<Around['app']>; stretches: Promise<boolean> } | null = null;

/** Looks around; `anew` also at what was looked at since the app was opened. */
export async function lookAround({ anew = false } = {}): Promise<Around> {
  const { account } = session.device.me;
  if (anew || last?.account !== account) last = { account, app: askWhole(), stretches: canStretch() };
  const [app, stretches, storage] = await Promise.all([last.app, last.stretches, storageState()]);
  const ways = waysIn(session.device.now());
  return {
    app,
    stretches,
    persisted: storage.persisted ?? undefined,
    free: storage.free ?? undefined,
    wayIn: ways.secret !== null || ways.passkey,
  };
}

/** Everything the checks need, of one moment. Reactive where it is read. */
export function factsOf(around: Around, stock: Stock, files: { waiting: number; refused: number }): Facts {
  return {
    ...around,
    now: session.now,
    version: __VERSION__,
    visits: stock.visits.length,
    incomplete: stock.visits.filter(({ whole }) => !whole).length,
    unreadable: stock.unreadable,
    expected: Math.max(1, stock.visits.length) * stock.perVisit,
    contact: stock.contact,
    halted: session.sync.halted,
    sessionLife: SESSION_LIFE * 1000,
    waiting: stock.waiting + files.waiting,
    refused: stock.refused + files.refused,
  };
}

/** Whether a secret can be stretched here and now: the worker and its WebAssembly come from this device, and give the right answer. */
async function canStretch(): Promise<boolean> {
  try {
    await inWorker('x', new Uint8Array(16), FLOOR);
    return true;
  } catch {
    return false;
  }
}
