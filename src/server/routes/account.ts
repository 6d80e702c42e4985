import { can, Role } from '#domain/access.ts';
import { Person } from '#domain/person.ts';
import { PROGRAM, SCHEMA, tables } from '#domain/tables.ts';
import { APP } from '#sync/protocol.ts';
import type { Context } from 'hono';
import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { noted, type Actor } from '../audit/notes.ts';
import { readJson } from '../body.ts';
import { alive, callerOf, fail, handToken, type Deps } from '../context.ts';
import { hashOf, newCode, newMid, readCode } from '../secret.ts';
import type { Account, DeviceRow } from '../store/store.ts';
import { newTokenFor } from '../tokens.ts';
import { listed, MAX_DEVICES, meOf, shownTo } from './devices.ts';
import { push } from './sync.ts';

/** How long an invitation lives. Unit: milliseconds. */
export const INVITATION_LIFE = 24 * 3_600_000;

const Join = z.strictObject({
  code: z.string().check(z.minLength(1), z.maxLength(100)),
  device: z.string().check(z.maxLength(100)),
});

const AccountInput = z.strictObject({
  id: z.uuid(),
  code: Person.shape.code,
  role: Role,
  active: z.boolean(),
  sites: z.array(z.uuid()).check(z.maxLength(100)),
});

/** A fresh one-time code for the account, valid for INVITATION_LIFE; only its hash is kept. `by` null: the server itself. */
export async function invite(
  deps: Deps,
  account: string,
  by: Actor | null = null,
): Promise<{ code: string; expiresAt: number }> {
  const code = newCode();
  const now = deps.now();
  const expiresAt = now + INVITATION_LIFE;
  const note = noted(now, by, 'invited', { subject: account });
  await deps.store.putInvitation({ codeHash: hashOf(readCode(code)), account, expiresAt, usedAt: null }, note);
  return { code, expiresAt };
}

/** `POST /api/join`: a one-time code becomes a device with its own token, in a cookie no script can read. */
export async function join(deps: Deps, c: Context): Promise<Response> {
  const body = await readJson(c.req.raw);
  if (!body.ok) return fail(c, body.error.status, body.error.type);
  const parsed = Join.safeParse(body.value);
  if (!parsed.success) return fail(c, 400, 'Invalid', parsed.error.issues[0]?.path.join('.'));
  const codeHash = hashOf(readCode(parsed.data.code));
  const now = deps.now();
  const invitation = await deps.store.invitation(codeHash);
  const refused = async (status: 404 | 409 | 410, reason: string): Promise<Response> => {
    const subject = invitation && { subject: invitation.account };
    await deps.store.note(noted(now, null, 'join-refused', { reason, ...subject }));
    return fail(c, status, reason);
  };
  if (!invitation) return refused(404, 'InvitationUnknown');
  if (invitation.usedAt !== null) return refused(409, 'InvitationUsed');
  if (invitation.expiresAt <= now) return refused(410, 'InvitationExpired');
  const account = await deps.store.account(invitation.account);
  if (!account?.active) return refused(404, 'InvitationUnknown');
  const own = await deps.store.devices(account.id);
  if (own.filter(({ state, lastContact }) => state === 'ok' && alive(lastContact, now)).length >= MAX_DEVICES) {
    return refused(409, 'DevicesFull');
  }
  const id = randomUUID();
  const token = newTokenFor(deps, id, 1);
  const device: DeviceRow = {
    id,
    account: account.id,
    tokenHash: hashOf(token),
    turn: 1,
    tokenAt: now,
    settled: true,
    name: parsed.data.device,
    createdAt: now,
    lastContact: now,
    state: 'ok',
    access: null,
    beat: null,
    holds: null,
    erased: 0,
  };
  const note = noted(now, { account, device }, 'joined');
  if (!(await deps.store.redeem(codeHash, now, device, note))) return refused(409, 'InvitationUsed');
  handToken(deps, c, token);
  return c.json({ app: APP, me: meOf(account) });
}

/** `GET /api/accounts`: accounts with their sites and devices, for those who manage them. */
export async function listAccounts(deps: Deps, c: Context): Promise<Response> {
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  if (!can(caller.account.role, 'accounts')) return fail(c, 403, 'Forbidden');
  const devices = await deps.store.devices();
  const accounts = await Promise.all(
    (await deps.store.accounts()).map(async ({ gen: _, ...account }) => ({
      ...account,
      sites: [...(await deps.store.grants(account.id)).keys()],
      devices: devices.filter((row) => row.account === account.id && listed(row, deps.now())).map(shownTo(caller)),
    })),
  );
  return c.json({ app: APP, accounts });
}

/** `POST /api/accounts`: creates or changes an account and tells all phones by its row in the programme. */
export async function saveAccount(deps: Deps, c: Context): Promise<Response> {
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  if (!can(caller.account.role, 'accounts')) return fail(c, 403, 'Forbidden');
  const body = await readJson(c.req.raw);
  if (!body.ok) return fail(c, body.error.status, body.error.type);
  const parsed = AccountInput.safeParse(body.value);
  if (!parsed.success) return fail(c, 400, 'Invalid', parsed.error.issues[0]?.path.join('.'));
  const { sites, ...account } = parsed.data;
  const all = await deps.store.accounts();
  if (all.some((other) => other.code === account.code && other.id !== account.id)) {
    return fail(c, 409, 'Invalid', 'code');
  }
  const coordinators = all.filter(({ id, active, role }) => active && role === 'coordinator' && id !== account.id);
  if (coordinators.length === 0 && !(account.active && account.role === 'coordinator')) {
    return fail(c, 409, 'LastCoordinator', 'role');
  }
  await createAccount(deps, account, sites, caller);
  return c.json({ app: APP });
}

/** Stores an account and writes its row of the programme scope in the server's own name. */
export async function createAccount(
  deps: Deps,
  account: Omit<Account, 'gen'>,
  sites: readonly string[],
  by: { account: Account; device: { id: string } } | null,
): Promise<Account> {
  const { code, role, active } = account;
  const detail = { subject: account.id, role, active, sites };
  const saved = await deps.store.putAccount(account, sites, noted(deps.now(), by, 'account-saved', detail));
  const set = Object.fromEntries(Object.entries({ code, role, active }).map(([field, v]) => [field, { v, saw: null }]));
  const known = await deps.store.inScope(PROGRAM, (tx) => tx.records([account.id]));
  const before = known[0];
  for (const [field, change] of Object.entries(set)) {
    change.saw = before ? ((before.m[field] ?? before.mark).mid as never) : null;
  }
  const mutation = {
    mid: newMid(),
    scope: PROGRAM,
    id: account.id,
    type: tables.person.code,
    kind: 'set' as const,
    set,
    saw: before ? before.last : null,
    at: new Date(deps.now()).toISOString(),
    schema: SCHEMA,
  };
  await push(deps, by ?? { account: saved, device: { id: 'server' } }, PROGRAM, [mutation], 'system');
  return saved;
}

/** `POST /api/accounts/:id/invitation`: a one-time code for a new device of the account. */
export async function inviteDevice(deps: Deps, c: Context): Promise<Response> {
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  if (!can(caller.account.role, 'accounts')) return fail(c, 403, 'Forbidden');
  const account = await deps.store.account(c.req.param('id') ?? '');
  if (!account?.active) return fail(c, 404, 'NotFound');
  return c.json({ app: APP, ...(await invite(deps, account.id, caller)) });
}
