import type { Context } from 'hono';
import { randomBytes } from 'node:crypto';
import { noted } from './audit/notes.ts';
import { handToken, type Deps } from './context.ts';
import { hashOf, sameSecret } from './secret.ts';
import type { DeviceRow } from './store/store.ts';

/** How long a token is used before the next one is handed out, and how long a sign-in lasts at most. Unit: milliseconds. */
const ROTATE = 86_400_000;
const LONGEST = 365 * 86_400_000;

/**
 * How long a token is still heard after the next one was used: requests of other tabs were on their way. No second spare is made
 * within it, and a phone that lost its newest cookie within it may come back with the one before. Unit: milliseconds.
 */
const GRACE = 60_000;

/** A device behind a token. `present`: it is the device's newest one that was used. */
export interface Presented {
  device: DeviceRow;
  present: boolean;
}

/**
 * A token: 256 random bits, then device and number, signed: a server restored from a backup knows again what it handed out in the
 * days that it lost. Without a key of its own (tests) it is the random part alone.
 */
export function newTokenFor({ seal }: Pick<Deps, 'seal'>, device: string, turn: number): string {
  const name = `${randomBytes(32).toString('base64url')}.${device}.${turn}`;
  return seal ? `${name}.${seal.sign(name)}` : name;
}

/** Which device and number this server has signed, or null. */
function signedOf({ seal }: Deps, token: string): { device: string; turn: number } | null {
  const [secret = '', device = '', turn = '', proof = ''] = token.split('.');
  const right = seal?.sign(`${secret}.${device}.${turn}`);
  return right !== undefined && sameSecret(proof, right) ? { device, turn: Number(turn) } : null;
}

/**
 * The device that a token belongs to (SPEC T1–T3), or null. A spare that comes back becomes the present one. An old token after the
 * grace is a copied sign-in: the device is shut out, and the office is told.
 */
export async function presented(deps: Deps, token: string): Promise<Presented | null> {
  const { store } = deps;
  const [hash, now] = [hashOf(token), deps.now()];
  const device = await store.deviceByToken(hash);
  if (device) {
    if (!device.settled && now - device.tokenAt >= GRACE) await store.settleToken(device.id);
    return fresh(device, now) ? { device, present: true } : null;
  }
  const known = await store.token(hash);
  const said = known ?? signedOf(deps, token);
  const owner = said && (await store.devices()).find(({ id }) => id === said.device);
  if (!said || !owner || !fresh(owner, now)) return null;
  const lost = known === null && said.turn > owner.turn;
  const taken = known?.kind === 'old' && known.next === owner.tokenHash && !owner.settled;
  if (lost || taken || known?.kind === 'spare') {
    if (known?.kind === 'old' && now - known.at < GRACE) return { device: owner, present: false };
    await store.turnToken(owner.id, owner.tokenHash, hash, said.turn, now);
    const turned = await store.deviceByToken(hash);
    return turned && { device: turned, present: true };
  }
  if (known?.kind !== 'old') return null;
  if (now - known.at < GRACE) return { device: owner, present: false };
  if (owner.state === 'ok') {
    deps.log.error({ account: owner.account, device: owner.id }, 'a sign-in is used from two places');
    await store.putDevice({ ...owner, state: 'suspect' }, noted(now, null, 'device-suspected', { subject: owner.id }));
  }
  return null;
}

/** True when the token belongs to a device that was shut out because its sign-in was used from two places. */
export async function suspected({ store }: Deps, token: string): Promise<boolean> {
  const hash = hashOf(token);
  const device = await store.deviceByToken(hash);
  if (device) return device.state === 'suspect';
  const known = await store.token(hash);
  return known !== null && (await store.devices()).some(({ id, state }) => id === known.device && state === 'suspect');
}

/** At contact: the cookie's life slides, and once a day the next token is handed out beside the present one. */
export async function slide(deps: Deps, c: Context, { device, present }: Presented, token: string): Promise<void> {
  if (!present) return;
  const now = deps.now();
  if (now - device.tokenAt < ROTATE) return handToken(deps, c, token);
  const turn = device.turn + 1;
  const next = newTokenFor(deps, device.id, turn);
  const spare = { hash: hashOf(next), device: device.id, turn, at: now };
  if (await deps.store.putSpare(spare, now - GRACE)) handToken(deps, c, next);
}

const fresh = ({ createdAt }: DeviceRow, now: number): boolean => now - createdAt < LONGEST;
