import { Role } from '#domain/access.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { ErrorAnswer, Me } from '#sync/protocol.ts';
import { dropEnding, endings, keepAccount, readRing, takeKept } from '#client/db/keys.ts';
import { storageWorks } from '#client/db/trial.ts';
import { session } from '#client/live/session.svelte.ts';
import { flush } from '#client/live/written.svelte.ts';
import { finishEndings } from '#client/pwa/erase.ts';
import { dropMark, forgetPage, keepMark, readMark, type Mark } from '#client/pwa/mark.ts';
import * as z from 'zod/mini';
import { enter, partingOf, stop } from './account.ts';
import { deviceName } from './deviceName.ts';
import { forget, loadKeys, onNewDevice, send } from './lock.ts';
import { noteMark } from './marking.ts';
import { end } from './parting.ts';

async function call(path: string, body: unknown): Promise<Result<unknown, { type: string }>> {
  try {
    const response = await send(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-App': '1' },
      body: JSON.stringify(body),
      cache: 'no-store',
      signal: AbortSignal.timeout(30_000),
    });
    const json: unknown = await response.json();
    if (response.ok) return ok(json);
    const refused = ErrorAnswer.safeParse(json);
    return err(refused.success ? refused.data.error : { type: 'CaptivePortal' });
  } catch (error) {
    return err({ type: error instanceof SyntaxError ? 'CaptivePortal' : 'Offline' });
  }
}

/** Turns a one-time code into a signed-in device. */
export async function signIn(code: string): Promise<Result<null, { type: string }>> {
  const usable = await storageWorks();
  if (!usable.ok) return usable;
  // What was erased here is told under its own cookie, which the next one replaces.
  await finishEndings();
  const answer = await call('/api/join', { code, device: deviceName(navigator.userAgent) });
  if (!answer.ok) return answer;
  const me = z.object({ me: Me }).safeParse(answer.value);
  const role = Role.safeParse(me.data?.me.role);
  if (!me.success || !role.success) return err({ type: 'CaptivePortal' });
  const before = readMark();
  const kept = await takeKept(me.data.me.account);
  const none = { held: kept !== null, waiting: kept?.waiting ?? 0, files: kept?.files ?? 0 };
  const { held, waiting, files } = before?.account === me.data.me.account ? before : none;
  const mark: Mark = { ...me.data.me, role: role.data, held, waiting, files };
  stop();
  if (before && before.account !== mark.account) {
    forget();
    // The other person's data stay, sealed, and what they have not sent is named until they come back.
    if (await readRing(before.account)) await keepAccount(before);
  }
  for (const { account, done } of await endings()) if (done) await dropEnding(account);
  if (await loadKeys(mark.account)) await onNewDevice();
  await keepMark(mark);
  const entered = await enter(mark);
  if (!entered.ok) return entered;
  await navigator.storage?.persist?.();
  return ok(null);
}

/**
 * Ends this device's sign-in. `keep`: what is here stays, sealed, for the same person and a later code; needs the server, because only
 * it can take the cookie away. `destroy`: everything of the account goes from this device, sent or not (SPEC D4).
 */
export async function signOut(how: 'keep' | 'destroy'): Promise<Result<null, { type: string }>> {
  const { device } = session;
  await flush().catch(() => undefined);
  if (how === 'destroy') {
    await end('left', partingOf(device));
    return ok(null);
  }
  await noteMark();
  const answer = await call('/api/leave', { kept: true });
  if (!answer.ok) return answer;
  const mark = readMark();
  stop();
  forget();
  if (mark) await keepAccount(mark);
  forgetPage();
  await dropMark();
  return ok(null);
}
