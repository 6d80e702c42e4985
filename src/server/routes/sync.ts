import { EVERYWHERE, may } from '#domain/access.ts';
import { keyOf } from '#domain/erasure.ts';
import { MIN_SCHEMA, PROGRAM } from '#domain/tables.ts';
import {
  APP,
  Mutation,
  PROTOCOL,
  SyncRequest,
  type Fate,
  type Outcome,
  type Page,
  type SyncResponse,
} from '#sync/protocol.ts';
import type { Context } from 'hono';
import { accept, parentIds, type Applied } from '../accept.ts';
import { editsOf, noted } from '../audit/notes.ts';
import { readJson } from '../body.ts';
import { bare } from '../erase/closure.ts';
import { deviceOf, fail, tokenOf, unheard, unlocked, type Caller, type Deps } from '../context.ts';
import { slide } from '../tokens.ts';
import type { Account } from '../store/store.ts';

const CONTACT_EVERY = 60_000;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** `POST /api/sync`: authorise, validate, one transaction per scope, then one snapshot per scope, one answer. */
export async function sync(deps: Deps, c: Context): Promise<Response> {
  const caller = await deviceOf(deps, c);
  if (caller?.device.state === 'wipe') return fail(c, 401, 'DeviceWiped');
  const revoked = caller?.device.state === 'revoked';
  if (!caller || !(revoked || caller.account.active)) return unheard(deps, c);
  if (!unlocked(c, caller.device)) return fail(c, 401, 'Unauthorized');
  const body = await readJson(c.req.raw);
  if (!body.ok) return fail(c, body.error.status, body.error.type);
  const version = (body.value as { v?: unknown } | null)?.v;
  if (typeof version === 'number' && version !== PROTOCOL) return fail(c, 426, 'UpgradeNeeded');
  const parsed = SyncRequest.safeParse(body.value);
  if (!parsed.success) return fail(c, 400, 'Invalid', parsed.error.issues[0]?.path.join('.'));
  const request = parsed.data;

  const epoch = await deps.store.epoch();
  const same = request.epoch === null || request.epoch === epoch;
  const sorted = same ? sortOut(request.muts) : { byScope: new Map<string, Mutation[]>(), malformed: [] };
  if (!sorted) return fail(c, 400, 'Invalid', 'muts');
  const { account, device } = caller;
  const results: Outcome[] = await refuseMalformed(deps, caller, sorted.malformed);
  for (const [scope, mutations] of sorted.byScope) {
    results.push(...(await push(deps, caller, scope, mutations, revoked ? 'revoked' : undefined)));
  }
  const now = deps.now();
  // Who cannot know how many files wait takes nothing away from what was said before.
  const beat = request.beat
    ? { ...(device.beat?.files && { files: device.beat.files }), ...request.beat }
    : device.beat;
  const grants = revoked ? new Map<string, number>() : await grantsOf(deps, account);
  const holds = revoked ? device.holds : heldBy(request, grants);
  const erased = request.erased?.upto ?? 0;
  if (erased !== device.erased) await deps.erasures?.heard(device.id, erased, now);
  const news = [beat, holds, erased];
  if (
    now - device.lastContact > CONTACT_EVERY ||
    JSON.stringify(news) !== JSON.stringify([device.beat, device.holds, device.erased])
  ) {
    if (beat?.lost !== undefined && device.beat?.lost === undefined) {
      deps.log.error({ account: account.id, device: device.id, lost: beat.lost }, 'a device lost its data');
    }
    if ((beat?.damaged ?? 0) > (device.beat?.damaged ?? 0)) {
      deps.log.error({ account: account.id, device: device.id, damaged: beat?.damaged }, 'a journal is damaged');
    }
    if ((beat?.short ?? 0) > (device.beat?.short ?? 0)) {
      deps.log.error({ account: account.id, device: device.id, scopes: beat?.short }, 'a journal does not reach back');
    }
    if (beat?.update !== undefined && device.beat?.update !== beat.update) {
      deps.log.error({ account: account.id, device: device.id, version: beat.update }, 'a device refused an update');
    }
    await deps.store.contact(device.id, now, { beat, holds, erased });
    await slide(deps, c, caller, tokenOf(deps, c));
  }
  for (const { at, scope, ...made } of request.told ?? []) {
    await deps.store.note(noted(now, caller, 'exported', { ...made, made: at }, scope ?? ''));
  }
  const { scopes, more } = same ? await pull(deps, account, grants, request) : { scopes: {}, more: true };
  const answer: SyncResponse = {
    app: APP,
    v: PROTOCOL,
    rid: request.rid,
    reqEpoch: request.epoch,
    epoch,
    now,
    minSchema: MIN_SCHEMA,
    me: { account: account.id, code: account.code, role: account.role },
    ...(revoked && { device: 'revoked' as const }),
    results,
    ...(request.parked && same && { fates: await fatesOf(deps, account.id, request.parked) }),
    ...(!same && (await backupOf(deps, grants))),
    ...(request.told && { told: request.told.length }),
    ...(request.erased && same && !revoked && (await erasedSince(deps, request, grants))),
    grants: Object.fromEntries(grants),
    scopes,
    more,
  };
  return c.json(answer);
}

/**
 * What the device may hold when this answer has arrived: what it says it has, under the rights it had then, and what it is granted
 * now. Noted before a row is read for it, so that no erasure overlooks it.
 */
function heldBy({ cur, erased }: SyncRequest, grants: Map<string, number>): Record<string, number> {
  const held = new Map([...(erased?.scopes ?? []).map((scope) => [scope, -1] as const), ...grants]);
  for (const [scope, { gen }] of Object.entries(cur)) held.set(scope, gen);
  held.delete(PROGRAM);
  return Object.fromEntries([...held].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Ids an edit names: its record, and those its keyed fields are keyed by. */
function namedBy({ id, set }: Mutation): string[] {
  return [id, ...Object.keys(set).flatMap((field) => keyOf(field) ?? [])];
}

/** What was erased since the phone last heard of it, in every scope of which it has something (SPEC G3). */
async function erasedSince(
  { erasures }: Deps,
  { cur, erased }: SyncRequest,
  grants: Map<string, number>,
): Promise<Pick<SyncResponse, 'erased'>> {
  const scopes = new Set([...Object.keys(cur), ...(erased?.scopes ?? []), ...grants.keys()]);
  const news = await erasures?.since(erased?.upto ?? 0, [...scopes]);
  return news ? { erased: news } : {};
}

/** Scopes the account holds now, with the generation of each grant; `program` first. */
export async function grantsOf(deps: Deps, account: Account): Promise<Map<string, number>> {
  const grants = new Map([[PROGRAM, account.gen]]);
  if (EVERYWHERE.includes(account.role)) {
    for (const scope of await deps.store.scopes()) grants.set(scope, account.gen);
  } else {
    for (const [scope, gen] of await deps.store.grants(account.id)) grants.set(scope, gen);
  }
  return grants;
}

/** What the database was restored from, as far as the asker may know: of scopes that are granted (SPEC P6). */
async function backupOf({ store }: Deps, grants: ReadonlyMap<string, number>): Promise<Pick<SyncResponse, 'backup'>> {
  const backup = await store.backup();
  if (!backup) return {};
  const heads = [...backup.heads].filter(([scope]) => grants.has(scope));
  return { backup: { at: backup.at, heads: Object.fromEntries(heads) } };
}

/** What became of parked work of the account (SPEC C15). */
async function fatesOf(deps: Deps, account: string, mids: readonly string[]): Promise<Fate[]> {
  const known = new Map((await deps.store.refused({ account })).map((row) => [row.mutation.mid, row]));
  const fates: Fate[] = [];
  for (const mid of new Set(mids)) {
    const row = known.get(mid);
    if (!row) fates.push({ mid, fate: 'unknown' });
    else if (row.decided === 'declined') fates.push({ mid, fate: 'declined' });
    else if (row.decided === 'accepted') {
      const [applied] = await deps.store.inScope(row.mutation.scope, (tx) => tx.applied([mid]));
      fates.push({ mid, fate: 'accepted', seq: applied?.seq ?? 0 });
    }
  }
  return fates;
}

interface Malformed {
  mid: string;
  body: unknown;
  path: string;
}

/** Mutations by scope in the order they came; those without the right shape apart. Null when one has no usable id. */
export function sortOut(raw: readonly unknown[]): { byScope: Map<string, Mutation[]>; malformed: Malformed[] } | null {
  const byScope = new Map<string, Mutation[]>();
  const malformed: Malformed[] = [];
  for (const body of raw) {
    const parsed = Mutation.safeParse(body);
    if (parsed.success) {
      const list = byScope.get(parsed.data.scope);
      if (list) list.push(parsed.data);
      else byScope.set(parsed.data.scope, [parsed.data]);
      continue;
    }
    const mid = Mutation.shape.mid.safeParse((body as { mid?: unknown } | null)?.mid);
    if (!mid.success) return null;
    malformed.push({ mid: mid.data, body, path: parsed.error.issues[0]?.path.join('.') ?? '' });
  }
  return { byScope, malformed };
}

/** Refuses what has no right shape, keeping it whole under its id; asked again, the answer is the same. */
export async function refuseMalformed(
  deps: Deps,
  { account, device }: Pick<Caller, 'account'> & { device: { id: string } },
  malformed: Malformed[],
): Promise<Outcome[]> {
  if (malformed.length === 0) return [];
  const answers = malformed.map(
    ({ mid, path }) => ({ mid, st: 'refused', refusal: { code: 'invalid', path } }) as const,
  );
  await deps.store.inScope(PROGRAM, async (tx) => {
    const known = new Set((await tx.applied(malformed.map(({ mid }) => mid))).map(({ mid }) => mid));
    const fresh = [...new Map(malformed.map((one) => [one.mid, one])).values()].filter(({ mid }) => !known.has(mid));
    const refusal = (path: string) => ({ code: 'invalid', path }) as const;
    const erased = await tx.erased([...new Set(fresh.flatMap(({ body }) => JSON.stringify(body).match(UUID) ?? []))]);
    const kept = (body: unknown): Mutation => {
      const text = JSON.stringify(body);
      return erased.some((id) => text.includes(id)) ? bare(body as Mutation) : (body as Mutation);
    };
    await tx.save(
      {
        opened: false,
        seq: (await tx.seq()) ?? 0,
        records: [],
        history: [],
        applied: fresh.map(({ mid, path }) => ({
          mid,
          account: account.id,
          seq: 0,
          receipt: '',
          refusal: refusal(path),
          record: null,
        })),
        refused: fresh.map(({ body, path }) => ({ mutation: kept(body), refusal: refusal(path) })),
      },
      {
        account: account.id,
        device: device.id,
        at: deps.now(),
        note: fresh.length > 0 ? noted(deps.now(), { account, device }, 'edited', { malformed: fresh.length }) : null,
      },
    );
  });
  return answers;
}

/**
 * Judges and stores the mutations of one scope. `as`: the server's own edit (accounts), or parked work that a coordinator
 * takes over, or the last words of a
 * revoked device.
 */
export function push(
  deps: Deps,
  { account, device }: Pick<Caller, 'account'> & { device: { id: string } },
  scope: string,
  mutations: readonly Mutation[],
  as?: 'system' | 'parked' | 'revoked',
): Promise<Outcome[]> {
  return deps.store.inScope(scope, async (tx) => {
    const seq = await tx.seq();
    const own = mutations.flatMap((m) => [m.mid, ...(m.saw === null ? [] : [m.saw])]);
    const records = await tx.records([...new Set(mutations.map((m) => m.id))]);
    const hung = parentIds(deps.registry, mutations, records);
    const parents = await tx.records(hung);
    const applied = await tx.applied([...new Set(own)]);
    const { outcomes, writes } = accept(
      deps.registry,
      scope,
      {
        account: account.id,
        role: account.role,
        granted:
          as === 'parked' || scope === PROGRAM || EVERYWHERE.includes(account.role) || (await tx.holds(account.id)),
        ...(as === 'system' && { system: true as const }),
        ...(as === 'revoked' && { revoked: true as const }),
      },
      {
        seq,
        records: new Map([...parents, ...records].map((rec) => [rec.id, rec])),
        applied: new Map(applied.filter((entry) => !again(entry)).map((entry) => [entry.mid, entry])),
        gone: new Set(await tx.gone([...new Set(mutations.map((m) => m.id))])),
        erased: new Set(await tx.erased([...new Set([...mutations.flatMap(namedBy), ...hung])])),
      },
      mutations,
    );
    const fresh = new Set(writes.applied.map(({ mid }) => mid));
    const detail = editsOf(deps.registry, mutations, outcomes, fresh);
    const at = deps.now();
    const told = detail && { ...detail, ...(as && { as }) };
    const note = told && noted(at, { account, device }, 'edited', told, scope);
    await tx.save(writes, { account: account.id, device: device.id, at, note });
    for (const { mid, st, refusal } of outcomes) {
      deps.metrics?.count('mutations_total', { outcome: refusal?.code ?? st });
      // Ids are random: whoever sends one that is somebody else's has seen it on the way (fault 87).
      if (refusal?.path === 'mid')
        deps.log.error({ account: account.id, device: device.id, mid }, 'an id of somebody else was sent');
    }
    return outcomes;
  });

  function again({ refusal }: Applied): boolean {
    return as === 'parked' && refusal?.code === 'parked';
  }
}

async function pull(
  deps: Deps,
  account: Account,
  grants: Map<string, number>,
  request: SyncRequest,
): Promise<Pick<SyncResponse, 'scopes' | 'more'>> {
  const readable = Object.values(deps.registry).filter((table) => may(account.role, { act: 'read' }, table.rights));
  const types = readable.map((table) => table.code);
  const scopes: Record<string, Page> = {};
  let left = request.limit;
  for (const [scope, gen] of grants) {
    if (left <= 0) return { scopes, more: true };
    const cursor = request.cur[scope];
    let from = cursor?.gen === gen ? cursor.at : 0;
    let read = await deps.store.page(scope, from, types, left);
    const behind = read && from > 0 && from < read.gc && (cursor?.head ?? 0) < read.gc;
    if (read && (from > read.head || behind)) {
      from = 0;
      read = await deps.store.page(scope, 0, types, left);
    }
    if (!read || (cursor?.gen === gen && cursor.at === read.head)) continue;
    const { digest, ...page } = read;
    scopes[scope] = { gen, from, reset: from === 0, ...page, count: digest.count, digest: digest.xor };
    left -= JSON.stringify(page.rows).length;
  }
  return { scopes, more: false };
}
