import { err, ok, type Result } from '#domain/result.ts';
import { APP } from '#sync/protocol.ts';
import { SENDER } from '#sync/posted.ts';
import { keepRing, readRing } from '#client/db/keys.ts';
import type { LocalStore } from '#client/db/store.ts';
import type { Send } from '#client/live/session.svelte.ts';
import {
  afterWrong,
  fresh32,
  goodPin,
  newKeyring,
  nextTry,
  openPasskey,
  openRecovery,
  openSecret,
  weakness,
  wrapPasskey,
  wrapRecovery,
  wrapSecret,
  type Keyring,
} from '#client/vault/keyring.ts';
import { addPasskey, askPasskey } from '#client/vault/passkey.ts';
import { base64url, fromBase64url, keyedSeal, openSeal, subkey, type Seal } from '#client/vault/seal.ts';
import { newSender, type Sender } from '#client/vault/sender.ts';
import { inWorker } from '#client/vault/stretcher.ts';
import { openWarm, pinKey, stillWarm, warmed, type PinKey, type Warm } from '#client/vault/warm.ts';

/** The keys of the account on this device; the data key only while it is unlocked. */
let ring: Keyring | null = null;
let key: Uint8Array | null = null;
let pin: PinKey | null = null;
let warm: Warm | null = null;
let sender: Sender | null = null;

/** The ways in that are open now. `after`: when the next secret is heard (milliseconds since 1970 UTC). */
export interface WaysIn {
  secret: 'passphrase' | 'pin' | null;
  pin: boolean;
  passkey: boolean;
  recovery: boolean;
  after: number;
}

/** Takes the keys of an account in hand; false when it has none on this device. */
export async function loadKeys(account: string): Promise<boolean> {
  if (ring?.account !== account) forget();
  ring = await readRing(account);
  return ring !== null;
}

/** Drops everything of the keys from memory. */
export function forget(): void {
  lockKeys(0);
  ring = warm = null;
}

export const isUnlocked = (): boolean => key !== null;

/** The seal of what is at rest. */
export const currentSeal = (): Seal => (key ? keyedSeal(key, { lenient: ring?.lenient ?? false }) : openSeal);
export const currentSender = (): Sender | null => sender;

/** The proof that this device is unlocked, for requests to our server. */
export function authority(): Record<string, string> {
  return key ? { 'X-Unlocked': base64url(subkey(key, 'access')) } : {};
}

/** Sends with that proof. */
export const send: Send = (path, init) =>
  fetch(path, { ...init, headers: { ...(init.headers as Record<string, string>), ...authority() } });

export function waysIn(now: number): WaysIn {
  return {
    secret: ring?.secret?.kind ?? null,
    pin: stillWarm(warm, now),
    passkey: ring?.passkey != null,
    recovery: ring?.recovery != null,
    after: ring ? nextTry(ring, now) : 0,
  };
}

/** Makes the first key of an account on this device. `lenient`: rows in the open are there already. */
export async function setUp(
  account: string,
  passphrase: string,
  lenient: boolean,
): Promise<Result<null, { type: string }>> {
  const weak = weakness(passphrase);
  if (weak) return err({ type: weak });
  try {
    const [made, data] = [await newKeyring(account, lenient), fresh32()];
    ring = { ...made, secret: await wrapSecret(made, data, passphrase, 'passphrase', inWorker) };
    await keepRing(ring);
    key = data;
    return ok(null);
  } catch {
    return err({ type: 'CannotStretch' });
  }
}

/** Opens by the passphrase (or the PIN at rest). */
export async function unlockBy(secret: string, now: number): Promise<Result<null, { type: string }>> {
  if (!ring?.secret) return err({ type: 'SecretClosed' });
  if (now < nextTry(ring, now)) return err({ type: 'TooManyTries' });
  try {
    return await opened(await openSecret(ring, secret, inWorker), now);
  } catch {
    return err({ type: 'CannotStretch' });
  }
}

/** Opens what was locked while this page lives. */
export async function unlockByPin(digits: string, now: number): Promise<Result<null, { type: string }>> {
  if (!stillWarm(warm, now)) return err({ type: 'PinOver' });
  try {
    const found = await openWarm(warm, digits, inWorker);
    if (found) return await opened(found, now);
    return err({ type: stillWarm(warm, now) ? 'SecretWrong' : 'PinOver' });
  } catch {
    return err({ type: 'CannotStretch' });
  }
}

/** Opens by finger or face. */
export async function unlockByPasskey(now: number): Promise<Result<null, { type: string }>> {
  if (!ring?.passkey) return err({ type: 'PasskeyUnsupported' });
  const answer = await askPasskey(ring.passkey.credential, ring.passkey.salt);
  if (typeof answer === 'string') return err({ type: answer });
  const found = openPasskey(ring, answer);
  return found ? opened(found, now) : err({ type: 'PasskeyChanged' });
}

/** Opens with the key of another window of this app. */
export function unlockWith(data: Uint8Array): void {
  key = data;
}

/** A forgotten passphrase: a fresh one-time code releases the server's share, a new passphrase takes the old one's place. */
export async function recoverBy(
  code: string,
  passphrase: string,
  now: number,
): Promise<Result<null, { type: string; path?: string }>> {
  if (!ring?.recovery) return err({ type: 'NoRecovery' });
  const weak = weakness(passphrase);
  if (weak) return err({ type: weak });
  const share = await askShare(fetch, '/api/recover', { code, turn: Math.abs(ring.recovery.turn) });
  if (!share.ok) return share;
  const found = openRecovery(ring, share.value);
  if (!found) return err({ type: 'NoRecovery' });
  const done = await opened(found, now);
  if (!done.ok) return done;
  // The share was seen: the next round wraps the key under a new one.
  return changePassphrase(passphrase, { recovery: { ...ring.recovery, turn: -Math.abs(ring.recovery.turn) } });
}

/** Puts another passphrase in place of the present one. */
export async function changePassphrase(
  passphrase: string,
  more: Partial<Keyring> = {},
): Promise<Result<null, { type: string }>> {
  if (!ring || !key) return err({ type: 'SecretClosed' });
  const weak = weakness(passphrase);
  if (weak) return err({ type: weak });
  try {
    const secret = await wrapSecret(ring, key, passphrase, 'passphrase', inWorker);
    ring = { ...ring, ...more, secret };
    await keepRing(ring);
    return ok(null);
  } catch {
    return err({ type: 'CannotStretch' });
  }
}

/** Puts a PIN in the passphrase's place, where the organisation allows it: basic protection. */
export async function usePinAtRest(digits: string): Promise<Result<null, { type: string }>> {
  if (!ring || !key) return err({ type: 'SecretClosed' });
  if (!goodPin(digits)) return err({ type: 'PinWeak' });
  try {
    ring = { ...ring, secret: await wrapSecret(ring, key, digits, 'pin', inWorker) };
    await keepRing(ring);
    return ok(null);
  } catch {
    return err({ type: 'CannotStretch' });
  }
}

/** True when a PIN alone opens what is at rest. */
export const basicProtection = (): boolean => ring?.secret?.kind === 'pin';

/** Tells the server with the next round how well this device is protected. */
export function noteProtection(store: LocalStore): Promise<void> {
  const basic = basicProtection();
  return store.write(async (tx) => {
    if (((await tx.meta('basic')) ?? false) !== basic) await tx.putMeta('basic', basic);
  });
}

/** Adds finger or face. `code` is what the system shows. */
export async function addFinger(code: string): Promise<Result<null, { type: string }>> {
  if (!ring || !key) return err({ type: 'SecretClosed' });
  const made = await addPasskey(code);
  if (typeof made === 'string') return err({ type: made });
  ring = { ...ring, passkey: wrapPasskey(ring, key, made.answer, made) };
  await keepRing(ring);
  return ok(null);
}

/** Takes finger or face away; refused while nothing else opens the account. */
export async function removeFinger(): Promise<Result<null, { type: string }>> {
  if (!ring?.secret) return err({ type: 'PasskeyLast' });
  ring = { ...ring, passkey: null };
  await keepRing(ring);
  return ok(null);
}

export const hasFinger = (): boolean => ring?.passkey != null;

/** Sets the PIN that opens this page after a lock; null removes it. It stands under the data key only. */
export async function choosePin(store: LocalStore, digits: string | null): Promise<Result<null, { type: string }>> {
  if (digits !== null && !goodPin(digits)) return err({ type: 'PinWeak' });
  try {
    pin = digits === null ? null : await pinKey(digits, inWorker);
    await store.write((tx) => tx.putMeta('pin', pin));
    return ok(null);
  } catch {
    return err({ type: 'CannotStretch' });
  }
}

export const hasPin = (): boolean => pin !== null;

/** Locks: nothing in memory opens anything any more, but for the PIN of this page. */
export function lockKeys(now: number): void {
  warm = key && pin ? warmed(key, pin, now) : warm;
  key?.fill(0);
  key = pin = sender = null;
}

/** A copy of the data key for another window of this app; null while locked. */
export const keyCopy = (): Uint8Array | null => key?.slice() ?? null;

/** After the store was opened: what the keys need from it. */
export async function attachStore(store: LocalStore): Promise<void> {
  if (!key || !ring) return;
  await keepRing(ring);
  pin = (await store.read((tx) => tx.meta('pin'))) ?? null;
  await noteProtection(store);
  await introduce(store);
}

/** Seals what waits to the server too, under a sender of this unlocking (SPEC V8); nothing while its key is not known. */
export async function introduce(store: LocalStore): Promise<void> {
  const known = await store.read((tx) => tx.meta('seal'));
  if (!known || !key || sender) return;
  sender = await newSender(SENDER, known.key);
  await store.write(async (tx) => {
    await tx.putMeta('seal', known);
    for (const entry of await tx.queue()) if (entry.sent === 0 && !entry.refused) await tx.putQueued(entry);
    for (const draft of await tx.drafts()) await tx.putDraft(draft);
  });
}

/** With a line: tells the server of the lock, and wraps the key under its share. Asked again until it is done. */
export async function tendKeys(store: LocalStore): Promise<void> {
  try {
    await introduce(store);
    if (!ring || !key || (ring.recovery?.turn ?? 0) > 0) return;
    const proof = await send('/api/lock', posted({ proof: authority()['X-Unlocked'] }));
    if (!proof.ok) return;
    const turn = Math.abs(ring.recovery?.turn ?? 0) + 1;
    const share = await askShare(send, '/api/recovery', { turn });
    if (!share.ok || !key) return;
    ring = { ...ring, recovery: wrapRecovery(ring, key, share.value, turn) };
    await keepRing(ring);
  } catch {
    // Asked again after the next round.
  }
}

/** The server knows this phone as another device since: its lock and its share are told anew. */
export async function onNewDevice(): Promise<void> {
  if (!ring?.recovery) return;
  ring = { ...ring, recovery: { ...ring.recovery, turn: -Math.abs(ring.recovery.turn) } };
  await keepRing(ring);
}

/** Rows in the open are all sealed: from now on such a row is damage. */
export async function allSealed(): Promise<void> {
  if (!ring?.lenient) return;
  ring = { ...ring, lenient: false };
  await keepRing(ring);
}

async function opened(found: Uint8Array | null, now: number): Promise<Result<null, { type: string }>> {
  if (!ring) return err({ type: 'SecretClosed' });
  if (!found) {
    ring = afterWrong(ring, now);
    await keepRing(ring);
    return err({ type: 'SecretWrong' });
  }
  if (ring.wrong.count > 0) {
    ring = { ...ring, wrong: { count: 0, at: 0 } };
    await keepRing(ring);
  }
  key = found;
  warm = null;
  return ok(null);
}

function posted(body: unknown): RequestInit {
  return {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-App': '1' },
    body: JSON.stringify(body),
    cache: 'no-store',
    redirect: 'error',
    signal: AbortSignal.timeout(30_000),
  };
}

async function askShare(by: Send, path: string, body: unknown): Promise<Result<Uint8Array, { type: string }>> {
  try {
    const response = await by(path, posted(body));
    const { app, share, error } = (await response.json()) as { app?: string; share?: string; error?: { type: string } };
    if (app !== APP) return err({ type: 'CaptivePortal' });
    return response.ok && share ? ok(fromBase64url(share)) : err({ type: error?.type ?? 'ServerDown' });
  } catch (error) {
    return err({ type: error instanceof SyntaxError ? 'CaptivePortal' : 'Offline' });
  }
}
