import { can, may, type Power } from '#domain/access.ts';
import { checkCode } from '#domain/participantCode.ts';
import { tables } from '#domain/tables.ts';
import { APP } from '#sync/protocol.ts';
import type { Context } from 'hono';
import * as z from 'zod/mini';
import { noted } from '../audit/notes.ts';
import { readJson } from '../body.ts';
import { disclose } from '../disclosure.ts';
import { callerOf, fail, type Caller, type Deps } from '../context.ts';
import type { Erasures, Found } from '../erase/erasures.ts';
import { grantsOf } from './sync.ts';

/** How many people one account may take out in a day. Source: faults.md 101. */
const DISCLOSURES = 50;
const DAY = 86_400_000;

const Code = z.string().check(z.minLength(1), z.maxLength(60));
const Sought = z.strictObject({ code: Code });
const Order = z.strictObject({ code: Code, again: Code });
const Recording = z.strictObject({ scope: z.uuid(), id: z.uuid() });

/** What every route here needs: a caller with the power, a body of the shape, and erasing. A response when one is missing. */
async function asked<T>(
  deps: Deps,
  c: Context,
  power: Power,
  shape: z.ZodMiniType<T>,
): Promise<Response | { caller: Caller; erasures: Erasures; data: T }> {
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  if (!can(caller.account.role, power)) return fail(c, 403, 'Forbidden');
  if (!deps.erasures) return fail(c, 404, 'NotFound');
  const body = await readJson(c.req.raw);
  if (!body.ok) return fail(c, body.error.status, body.error.type);
  const parsed = shape.safeParse(body.value);
  if (!parsed.success) return fail(c, 400, 'Invalid', parsed.error.issues[0]?.path.join('.'));
  return { caller, erasures: deps.erasures, data: parsed.data };
}

/** Participants with a code as people type it; a response when it is none, or nobody has it. */
export async function personOf(c: Context, erasures: Erasures, typed: string): Promise<Response | Found[]> {
  const code = checkCode(typed);
  if (!code.ok) return fail(c, 400, code.error.type, 'code');
  const found = await erasures.byCode(code.value);
  return found.length > 0 ? found : fail(c, 404, 'PersonUnknown', 'code');
}

/** `POST /api/persons`: whether a code is known and where, for those who may erase; nothing about the person. Codes stand in no URL. */
export async function seekPerson(deps: Deps, c: Context): Promise<Response> {
  const question = await asked(deps, c, 'erase', Sought);
  if (question instanceof Response) return question;
  const { caller, erasures, data } = question;
  const found = await personOf(c, erasures, data.code);
  const roots = found instanceof Response ? [] : found.flatMap((one) => one.roots);
  const records = roots.map((id) => ({ table: 'participant', id, ok: 0 }));
  await deps.store.note(noted(deps.now(), caller, 'person-sought', { records }));
  return found instanceof Response ? found : c.json({ app: APP, scopes: found.map(({ scope }) => scope) });
}

/**
 * `POST /api/persons/export`: everything about one code, for whoever answers a person's request; in the audit before it is given.
 * One account takes out at most DISCLOSURES in a day: there is no way to take out all people. Fault 101.
 */
export async function disclosePerson(deps: Deps, c: Context): Promise<Response> {
  const question = await asked(deps, c, 'disclose', Sought);
  if (question instanceof Response) return question;
  const { caller, erasures, data } = question;
  const found = await personOf(c, erasures, data.code);
  if (found instanceof Response) return found;
  const { account } = caller;
  const now = deps.now();
  const before = { account: account.id, act: 'person-disclosed' as const, from: now - DAY };
  if ((await deps.store.audit(before, DISCLOSURES)).length >= DISCLOSURES) return fail(c, 429, 'TooManyDisclosures');
  const records = found.flatMap(({ roots }) => roots.map((id) => ({ table: 'participant', id, ok: 0 })));
  await deps.store.note(noted(now, caller, 'person-disclosed', { records }));
  const code = checkCode(data.code);
  return c.json({ app: APP, disclosure: await disclose(deps, code.ok ? code.value : '', found, account.code) });
}

/**
 * `POST /api/erasures`: takes away everything about the participant with this code, here and on every phone. The code is typed twice;
 * there is no way back.
 */
export async function erasePerson(deps: Deps, c: Context): Promise<Response> {
  const question = await asked(deps, c, 'erase', Order);
  if (question instanceof Response) return question;
  const { caller, erasures, data } = question;
  const [first, second] = [checkCode(data.code), checkCode(data.again)];
  if (!second.ok || !first.ok || first.value !== second.value) return fail(c, 400, 'CodesDiffer', 'again');
  const found = await personOf(c, erasures, data.code);
  if (found instanceof Response) return found;
  let records = 0;
  for (const one of found) {
    const done = await erasures.erase({ ...one, reason: 'request', by: caller, at: deps.now() });
    records += done?.ids.length ?? 0;
  }
  return c.json({ app: APP, records });
}

/**
 * `POST /api/erasures/recording`: consent to a recording or a picture was withdrawn: the file and what was written about it go for good.
 * Whoever may remove it may do this. Source: domain.md E3, consent «only for voluntary extras and always separable».
 */
export async function eraseRecording(deps: Deps, c: Context): Promise<Response> {
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  const { role } = caller.account;
  const removes = may(role, { act: 'remove' }, tables.photo.rights) || can(role, 'erase');
  if (!removes) return fail(c, 403, 'Forbidden');
  if (!deps.erasures) return fail(c, 404, 'NotFound');
  const body = await readJson(c.req.raw);
  if (!body.ok) return fail(c, body.error.status, body.error.type);
  const parsed = Recording.safeParse(body.value);
  if (!parsed.success) return fail(c, 400, 'Invalid', parsed.error.issues[0]?.path.join('.'));
  const { scope, id } = parsed.data;
  if (!(await grantsOf(deps, caller.account)).has(scope)) return fail(c, 404, 'NotFound');
  const [record] = await deps.store.inScope(scope, (tx) => tx.records([id]));
  if (record?.type !== tables.photo.code) return fail(c, 404, 'NotFound');
  const order = { scope, type: record.type, roots: [id], reason: 'consent' as const, by: caller, at: deps.now() };
  const done = await deps.erasures.erase(order);
  return c.json({ app: APP, records: done?.ids.length ?? 0 });
}

/** `GET /api/erasures`: the proofs: what was erased when and why, which devices held it and which have confirmed that it is gone. */
export async function listErasures(deps: Deps, c: Context): Promise<Response> {
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  if (!can(caller.account.role, 'erase')) return fail(c, 403, 'Forbidden');
  return c.json({ app: APP, erasures: (await deps.erasures?.all()) ?? [] });
}
