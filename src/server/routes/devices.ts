import { can } from '#domain/access.ts';
import { APP } from '#sync/protocol.ts';
import type { Context } from 'hono';
import { deleteCookie } from 'hono/cookie';
import * as z from 'zod/mini';
import { noted } from '../audit/notes.ts';
import { readJson } from '../body.ts';
import { callerOf, cookieName, deviceOf, fail, type Caller, type Deps } from '../context.ts';
import { speaks, type Account, type DeviceRow } from '../store/store.ts';

/** How many devices of one account may have access at a time: a phone, a tablet, a desk, and two that are being replaced. */
export const MAX_DEVICES = 5;

/** How long a device that confirmed its erasing, or was shut out, is still shown. Unit: milliseconds. */
const SHOWN = 30 * 86_400_000;

/** Who the server takes a device for, as it is told. */
export const meOf = ({ id, code, role }: Account) => ({ account: id, code, role });

/** True for a device that belongs on a list: one that the server speaks with, or that confirmed its erasing, or was shut out, not long ago. */
export function listed({ state, lastContact }: DeviceRow, now: number): boolean {
  const ended = state === 'erased' || state === 'suspect';
  return speaks(state) || (ended && now - lastContact < SHOWN);
}

/** A device as lists show it; `here`: the one that asks. */
export const shownTo =
  ({ device }: Caller) =>
  ({ id, name, createdAt, lastContact, state, beat }: DeviceRow) => ({
    id,
    name,
    createdAt,
    lastContact,
    state,
    beat,
    here: id === device.id,
  });

/**
 * `GET /api/device`: whom the server takes this device for, what it may still do (store.ts DeviceState: `ok`, `revoked` or
 * `wipe`), and how it stood at its last contact.
 */
export async function device(deps: Deps, c: Context): Promise<Response> {
  const caller = await deviceOf(deps, c);
  if (!caller || (caller.device.state === 'ok' && !caller.account.active)) return fail(c, 401, 'Unauthorized');
  const { state, beat } = caller.device;
  return c.json({ app: APP, state, me: meOf(caller.account), beat });
}

/** `GET /api/devices`: the devices of one's own account. */
export async function ownDevices(deps: Deps, c: Context): Promise<Response> {
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  const rows = await deps.store.devices(caller.account.id);
  return c.json({ app: APP, devices: rows.filter((row) => listed(row, deps.now())).map(shownTo(caller)) });
}

/**
 * `POST /api/leave`: this device's token ends, by its own wish or because it has erased itself as it was told. `kept`: the data of its
 * person stay on it, sealed.
 */
export async function leave(deps: Deps, c: Context): Promise<Response> {
  const caller = await deviceOf(deps, c);
  if (caller) {
    const [state, now] = [caller.device.state === 'ok' ? 'left' : 'erased', deps.now()] as const;
    const note = noted(now, caller, state === 'left' ? 'left' : 'device-erased');
    const body = await readJson(c.req.raw);
    const kept = state === 'left' && body.ok && (body.value as { kept?: unknown } | null)?.kept === true;
    await deps.store.putDevice({ ...caller.device, state, lastContact: now }, note);
    if (!kept) {
      // Nothing is left there, of what was erased neither.
      const { id, beat, erased } = caller.device;
      await deps.store.contact(id, now, { beat, erased, holds: {} });
      await deps.erasures?.heard(id, Number.MAX_SAFE_INTEGER, now);
    }
  }
  deleteCookie(c, cookieName(deps), { path: '/', secure: deps.secure });
  return c.json({ app: APP });
}

const DeviceInput = z.strictObject({ state: z.enum(['revoked', 'wipe']) });

/**
 * `POST /api/devices/:id`: takes a device's access away, by who manages accounts or by its own person from another device.
 * `revoked`: it hands over what was not sent, then erases itself; `wipe`: it erases itself at once. There is no way back; the
 * same phone may be invited again.
 */
export async function endDevice(deps: Deps, c: Context): Promise<Response> {
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  const found = (await deps.store.devices()).find((row) => row.id === c.req.param('id'));
  const own = found?.account === caller.account.id;
  if (!own && !can(caller.account.role, 'accounts')) return fail(c, 403, 'Forbidden');
  const body = await readJson(c.req.raw);
  if (!body.ok) return fail(c, body.error.status, body.error.type);
  const parsed = DeviceInput.safeParse(body.value);
  if (!parsed.success) return fail(c, 400, 'Invalid', parsed.error.issues[0]?.path.join('.'));
  if (!found || !speaks(found.state)) return fail(c, 404, 'NotFound');
  if (found.id === caller.device.id) return fail(c, 409, 'OwnDevice');
  const { state } = parsed.data;
  const act = state === 'wipe' ? 'device-wiped' : 'device-revoked';
  const note = noted(deps.now(), caller, act, { subject: found.id });
  if (found.state !== 'wipe') await deps.store.putDevice({ ...found, state }, note);
  return c.json({ app: APP });
}
