import { can } from '#domain/access.ts';
import { APP } from '#sync/protocol.ts';
import type { Context } from 'hono';
import * as z from 'zod/mini';
import { callerOf, fail, type Deps } from '../context.ts';

/** How many entries one answer carries. */
const PAGE = 50;

const Text = z.optional(z.string().check(z.minLength(1), z.maxLength(60)));
const Whole = z.optional(z.coerce.number().check(z.int(), z.gte(0), z.lte(Number.MAX_SAFE_INTEGER)));
const Filter = z.strictObject({ account: Text, id: Text, from: Whole, to: Whole, before: Whole });

/**
 * `GET /api/audit?account=&id=&from=&to=&before=`: who did what to which record, newest first, for those who may read it, and
 * the head of the chain. `id`: a record, an account or a device; `before`: goes on after the last entry of the answer before.
 */
export async function audit(deps: Deps, c: Context): Promise<Response> {
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  if (!can(caller.account.role, 'audit')) return fail(c, 403, 'Forbidden');
  const parsed = Filter.safeParse(c.req.query());
  if (!parsed.success) return fail(c, 400, 'Invalid', parsed.error.issues[0]?.path.join('.'));
  const { account, id, from, to, before } = parsed.data;
  const filter = {
    ...(account !== undefined && { account }),
    ...(id !== undefined && { id }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(before !== undefined && { before }),
  };
  const found = await deps.store.audit(filter, PAGE + 1);
  const entries = found.slice(0, PAGE);
  const named = new Set(entries.flatMap(({ device, detail: { subject = '' } }) => [device, subject]));
  const devices = (await deps.store.devices()).filter(({ id }) => named.has(id));
  return c.json({
    app: APP,
    head: await deps.store.auditHead(),
    entries,
    devices: Object.fromEntries(devices.map(({ id, account, name }) => [id, { account, name }])),
    more: found.length > PAGE,
  });
}
