import { err, ok, type Result } from '#domain/result.ts';
import { SCHEMA } from '#domain/tables.ts';
import { APP, ErrorAnswer, PROTOCOL, SyncResponse, type Page, type SyncRequest } from '#sync/protocol.ts';
import { EMPTY_DIGEST, fold, receiptOf } from '#sync/record.ts';
import type { Journalled, LocalStore, LocalTx, ScopeCursor } from '#client/db/store.ts';

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
  | { type: 'Offline' | 'CaptivePortal' | 'Unauthorized' | 'UpgradeNeeded' | 'TooLarge' | 'Revoked' | 'StorageBroken' }
  | { type: 'ServerDown' | 'RateLimited'; retryAfter: number | null };

/** What one round did. */
export interface RoundDone {
  pushed: number;
  refused: number;
  pulled: number;
  /** Something is left to send or to fetch: go on at once. */
  more: boolean;
  /** How long the line took. Unit: milliseconds. */
  took: number;
}

/** What a round needs. */
export interface RoundDeps {
  store: LocalStore;
  post: Post;
  now(): number;
  newMid(): string;
}

const PAGE_BYTES = 1_000_000;
const PUSH_BYTES = 600_000;

/** A page that removes more rows than MANY and a larger share than MUCH waits for a person. */
const MANY = 20;
const MUCH = 0.3;

/** How long confirmed edits stay in the journal. Unit: milliseconds. */
const JOURNAL_LIFE = 60 * 86_400_000;

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
  if (status === 401) return { type: 'Unauthorized' };
  if (status === 410) return { type: 'Revoked' };
  if (status === 413) return { type: 'TooLarge' };
  if (status === 426) return { type: 'UpgradeNeeded' };
  return status === 429 ? { type: 'RateLimited', retryAfter } : { type: 'ServerDown', retryAfter };
}

function gather({ store, newMid }: RoundDeps, batch: number): Promise<SyncRequest> {
  return store.write(async (tx) => {
    const rid = newMid();
    await tx.putMeta('rid', rid);
    const queue = await tx.queue();
    const unsent = queue.filter((entry) => entry.sent === 0 && !entry.refused);
    const refused = queue.filter((entry) => entry.refused).length;
    const beat = { waiting: unsent.length, refused, drafts: (await tx.drafts()).length, app: __VERSION__ };
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
    return { v: PROTOCOL, schema: SCHEMA, rid, epoch, cur, limit: PAGE_BYTES, beat, muts };
  });
}

async function applyAnswer(
  tx: LocalTx,
  answer: SyncResponse,
  now: number,
): Promise<Omit<RoundDone, 'pushed' | 'took'>> {
  const mine = (await tx.meta('epoch')) ?? null;
  if (mine !== null && answer.epoch < mine) return { refused: 0, pulled: 0, more: false };
  const refused = await settleOutcomes(tx, answer);
  await tx.putMeta('contact', { at: now, skew: answer.now - now });
  await tx.putMeta('me', answer.me);
  if ((await tx.meta('rid')) !== answer.rid) return { refused, pulled: 0, more: true };
  if (mine !== null && answer.epoch > mine) {
    await restart(tx, mine, answer.epoch);
    return { refused, pulled: 0, more: true };
  }
  await tx.putMeta('epoch', answer.epoch);
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
  const left = (await tx.queue()).some((entry) => entry.sent === 0 && !entry.refused);
  return { refused, pulled, more: more || left };
}

async function settleOutcomes(tx: LocalTx, answer: SyncResponse): Promise<number> {
  if (answer.results.length === 0) return 0;
  const outcomes = new Map(answer.results.map((outcome) => [outcome.mid, outcome]));
  let refused = 0;
  for (const entry of await tx.queue()) {
    const outcome = outcomes.get(entry.mutation.mid);
    if (!outcome || entry.sent > 0 || entry.refused) continue;
    if (outcome.st === 'refused') {
      refused += 1;
      await tx.putQueued({ ...entry, refused: outcome.refusal ?? { code: 'server-bug' } });
    } else if (outcome.receipt !== receiptOf(entry.mutation)) {
      refused += 1;
      await tx.putQueued({ ...entry, refused: { code: 'server-bug', reason: 'ReceiptMismatch' } });
    } else await tx.putQueued({ ...entry, sent: outcome.seq ?? 0 });
  }
  return refused;
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

/** The server lost what came after its head (SPEC C13): confirmed edits and acknowledged ones are sent to it again. */
async function refill(tx: LocalTx, page: Page, { scope }: ScopeCursor, epoch: number): Promise<void> {
  const acknowledged = (await tx.queue({ scope })).filter((entry) => entry.sent > page.head);
  await unjournal(tx, await tx.journal(), scope);
  for (const entry of acknowledged) await tx.putQueued({ ...entry, sent: 0, was: { epoch, seq: entry.sent } });
}

/** True when the page would take away more than 20 rows and more than 30 % of what the scope holds (SPEC C12). */
async function removesTooMuch(tx: LocalTx, page: Page, scope: string): Promise<boolean> {
  const deleted = new Set(page.rows.filter((row) => row.del).map((row) => row.id));
  if (deleted.size <= MANY) return false;
  const live = (await tx.records({ scope })).filter((rec) => !rec.del);
  const removed = live.filter((rec) => deleted.has(rec.id)).length;
  return removed > MANY && removed > live.length * MUCH;
}

/**
 * Applies one page; true when the scope is to be asked for again at once: another page follows, or the digest differs and
 * it has to be read from 0 (once: a fresh snapshot stands). A page that is held waits for a person, not for a round.
 */
async function applyPage(tx: LocalTx, page: Page, cursor: ScopeCursor, epoch: number, now: number): Promise<boolean> {
  const { scope } = cursor;
  if (page.reset && cursor.at > page.head) await refill(tx, page, cursor, epoch);
  const seen = page.reset ? [] : cursor.seen;
  if (!seen && cursor.removal !== 'agreed' && (await removesTooMuch(tx, page, scope))) {
    await tx.putCursor({ ...cursor, removal: 'held' });
    return false;
  }
  await tx.putRecords(page.rows.map((row) => ({ ...row, scope, epoch })));
  const next: ScopeCursor = { scope, gen: cursor.gen, at: page.to, more: page.more, seen: null, lost: false };
  if (seen) {
    next.seen = [...seen, ...page.rows.map((row) => row.id)];
    if (page.more) next.head = page.reset ? page.head : cursor.head;
  }
  if (page.more) {
    await tx.putCursor(next);
    return true;
  }
  if (next.seen) {
    const kept = new Set(next.seen);
    const stale = (await tx.positions(scope)).filter(({ id }) => !kept.has(id));
    await tx.dropRecords(stale.map(({ id }) => id));
  }
  const positions = await tx.positions(scope);
  const digest = fold(
    EMPTY_DIGEST,
    positions.map(({ id, seq }) => [id, seq] as const),
    positions.length,
  );
  if (digest.count !== page.count || digest.xor !== page.digest) {
    await tx.putMeta('repairs', ((await tx.meta('repairs')) ?? 0) + 1);
    if (!next.seen) {
      await tx.putCursor({ ...next, at: 0, more: true, seen: [] });
      return true;
    }
  }
  await tx.putCursor({ ...next, seen: null });
  const settled = (await tx.queue({ scope })).filter((entry) => entry.sent > 0 && entry.sent <= page.to);
  await tx.keep(settled.map(({ n, mutation, sent: seq }) => ({ n, mutation, seq, epoch, at: now })));
  await tx.dropQueued(settled.map((entry) => entry.n));
  return false;
}

/** The grant is gone: hide, and remove once nothing unsent is left (SPEC C8). */
async function leave(tx: LocalTx, cursor: ScopeCursor): Promise<void> {
  const queue = await tx.queue({ scope: cursor.scope });
  if (queue.some((entry) => entry.sent === 0 && !entry.refused)) {
    await tx.putCursor({ ...cursor, lost: true });
    return;
  }
  const positions = await tx.positions(cursor.scope);
  await tx.dropRecords(positions.map(({ id }) => id));
  await tx.dropQueued(queue.filter((entry) => entry.sent > 0).map((entry) => entry.n));
  const journal = (await tx.journal()).filter((entry) => entry.mutation.scope === cursor.scope);
  await tx.dropJournal(journal.map((entry) => entry.n));
  await tx.dropCursor(cursor.scope);
}

/** Forgets journalled edits older than the journal's life. Called once at every start. */
export function pruneJournal(store: LocalStore, now: number): Promise<void> {
  return store.write(async (tx) => {
    const old = (await tx.journal()).filter((entry) => entry.at < now - JOURNAL_LIFE);
    await tx.dropJournal(old.map((entry) => entry.n));
  });
}
