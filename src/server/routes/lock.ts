import { Mutation, APP, type Outcome } from '#sync/protocol.ts';
import { PostedRequest } from '#sync/posted.ts';
import type { Context } from 'hono';
import * as z from 'zod/mini';
import { noted } from '../audit/notes.ts';
import { readJson } from '../body.ts';
import { callerOf, deviceOf, fail, type Deps } from '../context.ts';
import { hashOf, readCode } from '../secret.ts';
import type { Account, DeviceRow } from '../store/store.ts';
import { push, refuseMalformed, sortOut } from './sync.ts';

const Proof = z.strictObject({ proof: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)) });
const Turn = z.strictObject({ turn: z.int().check(z.gte(1), z.lte(1_000_000)) });
const Recover = z.strictObject({ code: z.string().check(z.minLength(1), z.maxLength(100)), ...Turn.shape });

/**
 * `POST /api/lock`: from now on this device is heard only with the proof that it is unlocked; while it is locked its cookie
 * opens nothing but `device`, `push` and `recover` (SPEC V7). Said once; a second proof is refused.
 */
export async function setLock(deps: Deps, c: Context): Promise<Response> {
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  const body = await readJson(c.req.raw);
  if (!body.ok) return fail(c, body.error.status, body.error.type);
  const parsed = Proof.safeParse(body.value);
  if (!parsed.success) return fail(c, 400, 'Invalid', 'proof');
  const access = hashOf(parsed.data.proof);
  if (caller.device.access !== null && caller.device.access !== access) return fail(c, 409, 'Invalid', 'proof');
  await deps.store.putDevice({ ...caller.device, access }, noted(deps.now(), caller, 'lock-set'));
  return c.json({ app: APP });
}

/** `POST /api/recovery`: the share under which an unlocked device wraps its key for the day its secret is forgotten (SPEC V5). */
export async function recoveryShare(deps: Deps, c: Context): Promise<Response> {
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  if (!deps.seal) return fail(c, 404, 'NotFound');
  const body = await readJson(c.req.raw);
  if (!body.ok) return fail(c, body.error.status, body.error.type);
  const parsed = Turn.safeParse(body.value);
  if (!parsed.success) return fail(c, 400, 'Invalid', 'turn');
  return c.json({ app: APP, share: deps.seal.share(caller.device.id, parsed.data.turn).toString('base64url') });
}

/**
 * `POST /api/recover`: a locked device whose secret was forgotten gets its share for a fresh one-time code of its own account,
 * which a coordinator hands out after knowing the person (SPEC V5).
 */
export async function recover(deps: Deps, c: Context): Promise<Response> {
  const found = await deviceOf(deps, c);
  if (found?.device.state !== 'ok' || !found.account.active) return fail(c, 401, 'Unauthorized');
  if (!deps.seal) return fail(c, 404, 'NotFound');
  const body = await readJson(c.req.raw);
  if (!body.ok) return fail(c, body.error.status, body.error.type);
  const parsed = Recover.safeParse(body.value);
  if (!parsed.success) return fail(c, 400, 'Invalid', parsed.error.issues[0]?.path.join('.'));
  const codeHash = hashOf(readCode(parsed.data.code));
  const invitation = await deps.store.invitation(codeHash);
  const now = deps.now();
  const refused = async (status: 404 | 409 | 410, reason: string): Promise<Response> => {
    await deps.store.note(noted(now, found, 'recover-refused', { reason }));
    return fail(c, status, reason);
  };
  if (!invitation || invitation.account !== found.account.id) return refused(404, 'InvitationUnknown');
  if (invitation.usedAt !== null) return refused(409, 'InvitationUsed');
  if (invitation.expiresAt <= now) return refused(410, 'InvitationExpired');
  if (!(await deps.store.spend(codeHash, now, noted(now, found, 'recovered')))) return refused(409, 'InvitationUsed');
  deps.log.info({ account: found.account.id, device: found.device.id }, 'a forgotten secret was recovered');
  return c.json({ app: APP, share: deps.seal.share(found.device.id, parsed.data.turn).toString('base64url') });
}

/**
 * `POST /api/push`: takes edits that a locked phone sealed to this server, judges them like any others, and answers with
 * outcomes alone (SPEC V8). What cannot be opened has no outcome: it stays on the phone.
 */
export async function pushPosted(deps: Deps, c: Context): Promise<Response> {
  const signedIn = await deviceOf(deps, c);
  const body = await readJson(c.req.raw);
  if (!body.ok) return signedIn ? fail(c, body.error.status, body.error.type) : fail(c, 401, 'Unauthorized');
  const parsed = PostedRequest.safeParse(body.value);
  const ticket = parsed.success ? parsed.data.ticket : undefined;
  const found = ticket && parsed.success ? await ticketed(deps, parsed.data) : signedIn;
  const revoked = found?.device.state === 'revoked';
  if (!found || found.device.state === 'wipe' || !(revoked || found.account.active))
    return fail(c, 401, 'Unauthorized');
  if (!deps.seal) return fail(c, 404, 'NotFound');
  if (!parsed.success) return fail(c, 400, 'Invalid', parsed.error.issues[0]?.path.join('.'));
  const { senders, edits } = parsed.data;
  // A ticket speaks for what its own sender sealed, and for nothing else.
  const own = ticket ? edits.filter(({ by }) => by === ticket.by) : edits;
  const muts = await openedEdits(deps, { senders, edits: own });
  const sorted = sortOut(muts) ?? { byScope: new Map<string, Mutation[]>(), malformed: [] };
  const results: Outcome[] = await refuseMalformed(deps, found, sorted.malformed);
  for (const [scope, mutations] of sorted.byScope) {
    results.push(...(await push(deps, found, scope, mutations, revoked ? 'revoked' : undefined)));
  }
  return c.json({ app: APP, results: results.map(({ mid, st }) => ({ mid, st })) });
}

/**
 * The device whose sender sealed the ticket: only an unlocked session of it could, for the private half of a sender is forgotten at
 * once (SPEC V9). One that signed out by its own wish still hands over what it had.
 */
async function ticketed(
  deps: Deps,
  { senders, ticket }: PostedRequest,
): Promise<{ account: Account; device: DeviceRow } | null> {
  const holder = ticket && deps.seal ? await deps.seal.holder({ senders, ticket }) : null;
  const device = holder && (await deps.store.devices(holder.account)).find(({ id }) => id === holder.device);
  const account = device && (await deps.store.account(device.account));
  const speaks = device && (['ok', 'left', 'revoked'] as const).some((state) => state === device.state);
  return speaks && account ? { account, device } : null;
}

/** The edits that could be opened and are bound to their own id. */
export async function openedEdits(
  { seal }: Deps,
  { senders, edits }: Pick<PostedRequest, 'senders' | 'edits'>,
): Promise<unknown[]> {
  const openers = await Promise.all(senders.map(async (header) => (seal ? seal.sender(header) : null)));
  return edits.flatMap(({ by, name, c }) => {
    const value = openers[by]?.({ name, c });
    return (value as { mid?: unknown } | null | undefined)?.mid === name ? [value] : [];
  });
}
