import { err, ok, type Result } from '#domain/result.ts';
import { SCHEMA } from '#domain/tables.ts';
import {
  APP,
  ErrorAnswer,
  MAX_MUTATIONS,
  PROTOCOL,
  SyncResponse,
  type Beat,
  type Page,
  type SyncRequest,
} from '#sync/protocol.ts';
import { EMPTY_DIGEST, fold, receiptOf } from '#sync/record.ts';
import { eraseHere, heldOutside } from './erase.ts';
import { inJournal } from '#client/db/unreadable.ts';
import { noteDropped, noteReach } from './journal.ts';
import type { Delivery, Journalled, LocalStore, LocalTx, Queued, ScopeCursor } from '#client/db/store.ts';

/** What came back over the line, whatever it is. `json` is undefined when the body was not JSON. */
export interface Answer {
  status: number;
  json: unknown;
  /** Seconds the server asked to wait, or null. */
  retryAfter: number | null;
}

/** Sends one request; rejects when the line is dead. */
export type Post = (request: SyncRequest) => Promise<Answer>;

/** Why a round failed; each type has words in i18n. */
export type RoundError =
  | {
      type:
        | 'Offline'
        | 'CaptivePortal'
        | 'Unauthorized'
        | 'UpgradeNeeded'
        | 'TooLarge'
        | 'Revoked'
        | 'DeviceWiped'
        | 'DeviceSuspect'
        | 'StorageBroken'
        | 'Stalled';
    }
  | { type: 'ServerDown' | 'RateLimited'; retryAfter: number | null };

/** What one round did. */
export interface RoundDone {
  pushed: number;
  refused: number;
  pulled: number;
  /** Something is left to send or to fetch: go on at once. */
  more: boolean;
  /** Another tab has asked since: the pages of this answer changed nothing, those of the other tab's will (SPEC C4, E1). */
  overtaken?: true;
  /** The server's rows need a newer app: edits go out, nothing comes in. */
  upgrade?: true;
  /** This device was revoked: it hands over and gets nothing (SPEC S15). */
  revoked?: true;
  /** How long the line took. Unit: milliseconds. */
  took: number;
}

/** What a round needs. */
export interface RoundDeps {
  store: LocalStore;
  post: Post;
  now(): number;
  newMid(): string;
  /** How many files the server has not confirmed; absent where files cannot be looked into. */
  files?(): Promise<number>;
}

const PAGE_BYTES = 4_000_000;
const PUSH_BYTES = 600_000;

/** A page that removes more rows than MANY and a larger share than MUCH waits for a person. */
const MANY = 20;
const MUCH = 0.3;

/** How many exports one request tells of. */
const MOST_TOLD = 100;

/** How many deliveries are remembered, and how long one may pause and still be one. Unit: milliseconds. */
const DELIVERIES = 10;
const PAUSE = 10 * 60_000;

/** One request and its answer applied: SPEC C2–C10. `batch`: how many edits at most. */
export async function round(deps: RoundDeps, batch: number): Promise<Result<RoundDone, RoundError>> {
  const request = await gather(deps, batch);
  const started = deps.now();
  let answer: Answer;
  try {
    answer = await deps.post(request);
  } catch {
    return err({ type: 'Offline' });
  }
  const failed = failureOf(answer);
  if (failed) return err(failed);
  if (fromNewer(answer.json)) return err({ type: 'UpgradeNeeded' });
  const parsed = SyncResponse.safeParse(answer.json);
  if (!parsed.success || parsed.data.v !== PROTOCOL || parsed.data.rid !== request.rid) {
    return err({ type: 'CaptivePortal' });
  }
  const took = deps.now() - started;
  const applied = await deps.store.write((tx) => applyAnswer(tx, parsed.data, deps.now()));
  return ok({ ...applied, pushed: request.muts.length, took });
}

/** An answer of ours in a newer protocol: the app has to be updated, nothing of it is applied. */
function fromNewer(json: unknown): boolean {
  const { app, v } = (json ?? {}) as { app?: unknown; v?: unknown };
  return app === APP && typeof v === 'number' && v > PROTOCOL;
}

function failureOf({ status, json, retryAfter }: Answer): RoundError | null {
  if (status === 200) return json === undefined ? { type: 'CaptivePortal' } : null;
  if (!ErrorAnswer.safeParse(json).success) {
    return status >= 500 && status !== 511 ? { type: 'ServerDown', retryAfter } : { type: 'CaptivePortal' };
  }
  if (status === 401) {
    const { type } = (json as ErrorAnswer).error;
    return { type: type === 'DeviceWiped' || type === 'DeviceSuspect' ? type : 'Unauthorized' };
  }
  if (status === 413) return { type: 'TooLarge' };
  if (status === 426) return { type: 'UpgradeNeeded' };
  return status === 429 ? { type: 'RateLimited', retryAfter } : { type: 'ServerDown', retryAfter };
}

async function gather({ store, newMid, files: counted }: RoundDeps, batch: number): Promise<SyncRequest> {
  // A storage of files that does not answer keeps no text back.
  const files = await counted?.().catch(() => undefined);
  return store.write(async (tx) => {
    const rid = newMid();
    await tx.putMeta('rid', rid);
    const queue = await tx.queue();
    const unsent = queue.filter((entry) => entry.sent === 0 && !entry.refused);
    const parked = queue.filter(undecided).slice(0, MAX_MUTATIONS);
    const refused = queue.filter((entry) => entry.refused).length - parked.length;
    const lost = await tx.meta('lost');
    const places = (await tx.meta('unreadable')) ?? [];
    const damaged = places.filter(inJournal).length;
    const unreadable = places.length - damaged;
    const short = (await tx.meta('short'))?.scopes.length;
    const failed = await tx.meta('failedUpdate');
    const basic = (await tx.meta('basic')) === true;
    const beat: Beat = {
      waiting: unsent.length,
      refused,
      ...(parked.length > 0 && { parked: parked.length }),
      drafts: (await tx.drafts()).length,
      ...(files !== undefined && { files }),
      app: __VERSION__,
      ...((lost ?? unreadable > 0) && { lost: (lost?.edits ?? 0) + unreadable }),
      ...(damaged > 0 && { damaged }),
      ...(short && { short }),
      ...(basic && { basic }),
      ...(failed && failed.version !== __VERSION__ && { update: failed.version }),
    };
    const muts: unknown[] = [];
    let bytes = 0;
    for (const { mutation } of unsent.slice(0, batch)) {
      bytes += JSON.stringify(mutation).length;
      if (muts.length > 0 && bytes > PUSH_BYTES) break;
      muts.push(mutation);
    }
    const cursors = await tx.cursors();
    const cur = Object.fromEntries(
      cursors
        .filter((c) => !c.lost)
        .map(({ scope, gen, at, head }) => [scope, { gen, at, ...(head !== undefined && { head }) }]),
    );
    const epoch = (await tx.meta('epoch')) ?? null;
    const erased = {
      upto: (await tx.meta('erased'))?.upto ?? 0,
      scopes: heldOutside(queue, cursors, cur),
    };
    const told = ((await tx.meta('told')) ?? []).slice(0, MOST_TOLD);
    const asked = parked.length > 0 && { parked: parked.map(({ mutation }) => mutation.mid) };
    return {
      v: PROTOCOL,
      schema: SCHEMA,
      rid,
      epoch,
      cur,
      limit: PAGE_BYTES,
      beat,
      muts,
      erased,
      ...(told.length > 0 && { told }),
      ...asked,
    };
  });
}

/** True for parked work whose fate is not known yet. */
function undecided({ refused }: Queued): boolean {
  return refused?.code === 'parked' && refused.reason === undefined;
}

/**
 * What became of parked work (SPEC C15): accepted leaves the refused, declined stays with that word, and what a restored
 * server does not know is unsent again.
 */
async function settleFates(tx: LocalTx, { fates, grants }: SyncResponse): Promise<void> {
  if (!fates?.length) return;
  const byMid = new Map(fates.map((one) => [one.mid, one]));
  for (const entry of (await tx.queue()).filter(undecided)) {
    const found = byMid.get(entry.mutation.mid);
    if (!found) continue;
    if (found.fate === 'declined') {
      await tx.putQueued({ ...entry, refused: { code: 'parked', reason: 'ParkedDeclined' } });
    } else if (found.fate === 'unknown') await tx.putQueued({ ...entry, sent: 0, refused: null });
    // Who holds the entity sees the edit until the confirmed rows include it (SPEC C5); others hold no rows of it.
    else if (entry.mutation.scope in grants && found.seq) {
      await tx.putQueued({ ...entry, sent: found.seq, refused: null });
    } else {
      await tx.dropQueued([entry.n]);
      await noteDropped(tx, [[entry.mutation.scope, found.seq ?? 0]]);
    }
  }
}

async function applyAnswer(
  tx: LocalTx,
  answer: SyncResponse,
  now: number,
): Promise<Omit<RoundDone, 'pushed' | 'took'>> {
  const mine = (await tx.meta('epoch')) ?? null;
  if (mine !== null && answer.epoch < mine) return { refused: 0, pulled: 0, more: false };
  const standing = await tx.cursors();
  const { refused, back } = await settleOutcomes(tx, answer, now, standing);
  await settleFates(tx, answer);
  await tx.putMeta('contact', { at: now, skew: answer.now - now });
  await tx.putMeta('me', answer.me);
  if ((await tx.meta('rid')) !== answer.rid) return { refused, pulled: 0, more: await unsent(tx), overtaken: true };
  if (mine !== null && answer.epoch > mine) {
    if (answer.backup) await noteReach(tx, answer.backup);
    await restart(tx, mine, answer.epoch);
    return { refused, pulled: 0, more: true };
  }
  await tx.putMeta('epoch', answer.epoch);
  if (answer.told) await tx.putMeta('told', ((await tx.meta('told')) ?? []).slice(answer.told));
  // What is here stays until the phone has handed over everything and erases itself (SPEC D1).
  if (answer.device === 'revoked') return { refused, pulled: 0, more: await unsent(tx), revoked: true };
  if (answer.erased) await eraseHere(tx, answer.erased, now);
  if (answer.minSchema > SCHEMA) {
    return { refused, pulled: 0, more: answer.results.length > 0 && (await unsent(tx)), upgrade: true };
  }
  for (const cursor of standing) {
    if (!back.has(cursor.scope)) continue;
    await refill(tx, cursor.scope, answer.epoch, 0);
    await tx.putCursor({ ...cursor, at: 0, more: true, seen: [] });
  }
  const cursors = new Map((await tx.cursors()).map((cursor) => [cursor.scope, cursor]));
  let pulled = 0;
  let more = answer.more;
  for (const [scope, gen] of Object.entries(answer.grants)) {
    const known = cursors.get(scope);
    const page = answer.scopes[scope];
    const cursor: ScopeCursor =
      known?.gen === gen && !known.lost ? known : { scope, gen, at: 0, more: true, seen: [], lost: false };
    if (!page) {
      if (cursor !== known) await tx.putCursor(cursor);
      else if (!cursor.more && !answer.more) await confirm(tx, scope, cursor.at, answer.epoch, now);
      more ||= back.has(scope);
      continue;
    }
    if (page.gen !== gen || page.from !== (page.reset ? 0 : cursor.at)) {
      more = true;
      continue;
    }
    pulled += page.rows.length;
    const again = await applyPage(tx, page, cursor, answer.epoch, now);
    more ||= again;
  }
  for (const [scope, cursor] of cursors) {
    if (!(scope in answer.grants)) await leave(tx, cursor);
  }
  return { refused, pulled, more: more || (await unsent(tx)) };
}

async function unsent(tx: LocalTx): Promise<boolean> {
  return (await tx.queue()).some((entry) => entry.sent === 0 && !entry.refused);
}

/**
 * Outcomes by mutation. `back`: scopes in which a new edit got a place that this phone's rows have already passed, so that
 * the server has lost days without saying so (SPEC C13).
 */
async function settleOutcomes(
  tx: LocalTx,
  answer: SyncResponse,
  now: number,
  cursors: readonly ScopeCursor[],
): Promise<{ refused: number; back: ReadonlySet<string> }> {
  const back = new Set<string>();
  if (answer.results.length === 0) return { refused: 0, back };
  const passed = new Map(cursors.filter((one) => !one.more).map((one) => [one.scope, one]));
  const outcomes = new Map(answer.results.map((outcome) => [outcome.mid, outcome]));
  const receipts: [id: string, seq: number][] = [];
  let [sent, refused, open] = [0, 0, false];
  for (const entry of await tx.queue()) {
    if (entry.sent > 0 || entry.refused) continue;
    const outcome = outcomes.get(entry.mutation.mid);
    open ||= !outcome;
    if (!outcome) continue;
    sent += 1;
    const parked = outcome.refusal?.code === 'parked' && outcome.receipt !== undefined;
    if (outcome.st === 'refused' && !parked) {
      refused += 1;
      await tx.putQueued({ ...entry, refused: outcome.refusal ?? { code: 'server-bug' } });
    } else if (outcome.receipt !== receiptOf(entry.mutation)) {
      refused += 1;
      await tx.putQueued({ ...entry, refused: { code: 'server-bug', reason: 'ReceiptMismatch' } });
    } else if (outcome.st === 'refused' && outcome.refusal) {
      refused += 1;
      await tx.putQueued({ ...entry, refused: outcome.refusal });
    } else {
      receipts.push([`${outcome.mid} ${outcome.receipt}`, outcome.seq ?? 0]);
      await tx.putQueued({ ...entry, sent: outcome.seq ?? 0 });
      const { scope } = entry.mutation;
      const cursor = passed.get(scope);
      if (outcome.st === 'ok' && cursor?.gen === answer.grants[scope] && cursor && (outcome.seq ?? 0) <= cursor.at) {
        back.add(scope);
      }
    }
  }
  if (sent > 0) await noteDelivery(tx, { at: now, sent, open }, receipts);
  return { refused, back };
}

/** Remembers what was handed over (SPEC P4); requests that follow one another while edits are left are one delivery. */
async function noteDelivery(
  tx: LocalTx,
  { at, sent, open }: Pick<Delivery, 'at' | 'sent' | 'open'>,
  receipts: readonly [id: string, seq: number][],
): Promise<void> {
  const known = (await tx.meta('deliveries')) ?? [];
  const [last, ...older] = known;
  const begun = last?.open && at - last.at < PAUSE ? last : null;
  const before = begun ? { count: begun.confirmed, xor: begun.hash } : EMPTY_DIGEST;
  const { count, xor } = fold(before, receipts, receipts.length);
  const delivery: Delivery = { at, sent: sent + (begun?.sent ?? 0), confirmed: count, hash: xor, open };
  await tx.putMeta('deliveries', [delivery, ...(begun ? older : known)].slice(0, DELIVERIES));
}

/** Keeps the list of records with two versions of something, so that no screen has to look through all. */
async function noteContested(tx: LocalTx, rows: Page['rows']): Promise<void> {
  const known = new Set(await tx.meta('contested'));
  const size = known.size;
  let changed = false;
  for (const { id, del, alt } of rows) {
    if (alt.length === 0 || del) changed = known.delete(id) || changed;
    else known.add(id);
  }
  if (changed || known.size !== size) await tx.putMeta('contested', [...known]);
}

/**
 * A newer epoch: the server lost its newest days. The journal goes back before the outbox, every unconfirmed edit is
 * unsent, every cursor starts again; the base stays on screen meanwhile.
 */
async function restart(tx: LocalTx, mine: number, epoch: number): Promise<void> {
  await tx.putMeta('epoch', epoch);
  for (const cursor of await tx.cursors()) await tx.putCursor({ ...cursor, at: 0, more: true, seen: [] });
  const queue = await tx.queue();
  await unjournal(tx, await tx.journal());
  for (const entry of queue) {
    if (entry.sent > 0) await tx.putQueued({ ...entry, sent: 0, was: { epoch: mine, seq: entry.sent } });
  }
}

/** Puts confirmed edits back before the outbox, to be sent again under their old ids. */
async function unjournal(tx: LocalTx, journal: readonly Journalled[], scope?: string): Promise<void> {
  for (const { n, mutation, seq, epoch } of journal) {
    if (scope !== undefined && mutation.scope !== scope) continue;
    await tx.putQueued({ n, mutation, sent: 0, was: { epoch, seq }, refused: null });
    await tx.dropJournal([n]);
  }
}

/** The server lost what came after a place (SPEC C13): confirmed edits and acknowledged ones are sent to it again. */
async function refill(tx: LocalTx, scope: string, epoch: number, after: number): Promise<void> {
  const acknowledged = (await tx.queue({ scope })).filter((entry) => entry.sent > after);
  await unjournal(tx, await tx.journal(), scope);
  for (const entry of acknowledged) await tx.putQueued({ ...entry, sent: 0, was: { epoch, seq: entry.sent } });
}

/** True when the page would take away more than 20 rows and more than 30 % of what the scope holds (SPEC C12); erased ones are no loss. */
async function removesTooMuch(tx: LocalTx, page: Page, scope: string): Promise<boolean> {
  const deleted = new Set(page.rows.filter((row) => row.del && !row.erased).map((row) => row.id));
  if (deleted.size <= MANY) return false;
  const live = (await tx.records({ scope })).filter((rec) => !rec.del);
  const removed = live.filter((rec) => deleted.has(rec.id)).length;
  return removed > MANY && removed > live.length * MUCH;
}

/** What the server has forgotten is forgotten here too (SPEC S14): else count and digest would never agree again. */
async function forget(tx: LocalTx, gc: number, scope: string): Promise<void> {
  const old = (await tx.records({ scope })).filter((rec) => rec.del && rec.seq <= gc);
  await tx.dropRecords(old.map(({ id }) => id));
}

/**
 * Applies one page; true when the scope is to be asked for again at once: another page follows, or the digest differs and
 * it has to be read from 0 (once: a fresh snapshot stands). A page that is held waits for a person, not for a round.
 */
async function applyPage(tx: LocalTx, page: Page, cursor: ScopeCursor, epoch: number, now: number): Promise<boolean> {
  const { scope } = cursor;
  if (page.reset && cursor.at > page.head) await refill(tx, scope, epoch, page.head);
  const seen = page.reset ? [] : cursor.seen;
  if (!seen && cursor.removal !== 'agreed' && (await removesTooMuch(tx, page, scope))) {
    await tx.putCursor({ ...cursor, removal: 'held' });
    return false;
  }
  const erased = page.rows.flatMap(({ id, erased: gone }) => (gone ? id : []));
  if (erased.length > 0) await eraseHere(tx, { ids: erased }, now);
  await tx.putRecords(page.rows.map((row) => ({ ...row, scope, epoch })));
  await noteContested(tx, page.rows);
  const next: ScopeCursor = { scope, gen: cursor.gen, at: page.to, more: page.more, seen: null, lost: false };
  if (seen) {
    next.seen = [...seen, ...page.rows.map((row) => row.id)];
    if (page.more) next.head = page.reset ? page.head : cursor.head;
  }
  if (page.more) {
    await tx.putCursor({ ...next, ...(cursor.gc !== undefined && { gc: cursor.gc }) });
    return true;
  }
  if (page.gc > 0) next.gc = page.gc;
  if (page.gc > (cursor.gc ?? 0)) await forget(tx, page.gc, scope);
  if (next.seen) {
    const kept = new Set(next.seen);
    await tx.dropRecords((await tx.ids(scope)).filter((id) => !kept.has(id)));
  }
  const positions = page.reset ? page.rows : await tx.positions(scope);
  const digest = fold(
    EMPTY_DIGEST,
    positions.map(({ id, seq }) => [id, seq] as const),
    positions.length,
  );
  if (digest.count !== page.count || digest.xor !== page.digest) {
    await tx.putMeta('repairs', ((await tx.meta('repairs')) ?? 0) + 1);
    if (!next.seen) {
      await refill(tx, scope, epoch, 0);
      await tx.putCursor({ ...next, at: 0, more: true, seen: [] });
      return true;
    }
  }
  await tx.putCursor({ ...next, seen: null });
  await confirm(tx, scope, page.to, epoch, now);
  return false;
}

/** Edits that the confirmed base includes leave the outbox and stay in the journal (SPEC C5, P3). */
async function confirm(tx: LocalTx, scope: string, to: number, epoch: number, now: number): Promise<void> {
  const settled = (await tx.queue({ scope })).filter((entry) => entry.sent > 0 && entry.sent <= to);
  if (settled.length === 0) return;
  await tx.keep(settled.map(({ n, mutation, sent: seq }) => ({ n, mutation, seq, epoch, at: now })));
  await tx.dropQueued(settled.map((entry) => entry.n));
}

/** The grant is gone: hide, and remove once nothing unsent is left (SPEC C8). */
async function leave(tx: LocalTx, cursor: ScopeCursor): Promise<void> {
  const queue = await tx.queue({ scope: cursor.scope });
  if (queue.some((entry) => entry.sent === 0 && !entry.refused)) {
    await tx.putCursor({ ...cursor, lost: true });
    return;
  }
  await tx.dropRecords(await tx.ids(cursor.scope));
  const sent = queue.filter((entry) => entry.sent > 0);
  const journal = (await tx.journal()).filter((entry) => entry.mutation.scope === cursor.scope);
  await tx.dropQueued(sent.map((entry) => entry.n));
  await tx.dropJournal(journal.map((entry) => entry.n));
  const places = [...sent.map((entry) => entry.sent), ...journal.map(({ seq }) => seq)];
  await noteDropped(
    tx,
    places.map((seq) => [cursor.scope, seq]),
  );
  await tx.dropCursor(cursor.scope);
}
