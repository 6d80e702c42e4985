import type { Applied, Replaced, Writes } from '#server/accept.ts';
import { chained, GENESIS, idsOf, type AuditRow, type Note } from '#server/audit/chain.ts';
import type { AuditDetail } from '#domain/audit.ts';
import type {
  Account,
  BlobRow,
  DeviceRow,
  Invitation,
  PageRead,
  Refused,
  ScopeTx,
  Store,
  TokenRow,
} from '#server/store/store.ts';
import type { WireRecord } from '#sync/protocol.ts';
import { EMPTY_DIGEST, fold, type Digest, type Rec } from '#sync/record.ts';

/** Values are never changed in place, so that a copy of the maps is a picture of the whole database. */
interface Row {
  id: string;
  type: number;
  seq: number;
  del: boolean;
  touched: number;
  /** The record as JSON, without its scope. */
  body: string;
}
interface Scope {
  seq: number;
  backup: number | null;
  gc: number;
  rows: Map<string, Row>;
  digests: Map<number, Digest>;
  gone: Set<string>;
  applied: Map<string, Applied>;
  /** When the newest of them came. */
  newest: number;
  history: Replaced[];
  refused: Map<string, Refused & { n: number }>;
}
interface Content {
  epoch: number;
  gen: number;
  /** Order in which refusals came. */
  n: number;
  backup: number | null;
  scopes: Map<string, Scope>;
  accounts: Map<string, Account>;
  grants: Map<string, Map<string, number>>;
  devices: Map<string, DeviceRow>;
  tokens: Map<string, TokenRow>;
  invitations: Map<string, Invitation>;
  blobs: Map<string, BlobRow>;
  /** Entries in order; replaced by a longer list, never changed. */
  audit: readonly AuditRow[];
}

/** What the server held at one moment: what a backup brings back. */
export type ServerImage = Readonly<Content>;

/** The server's store in memory: it can be photographed, set back, and looked into without a transaction. */
export interface ServerStore extends Store {
  image(): ServerImage;
  /** Puts a backup in place of everything. */
  setBack(image: ServerImage): void;
  /** For the judge: what is held now. */
  readonly content: ServerImage;
}

const RESTORE_GAP = 1_000_000;

const newScope = (): Scope => ({
  seq: 0,
  backup: null,
  gc: 0,
  rows: new Map(),
  digests: new Map(),
  gone: new Set(),
  applied: new Map(),
  newest: 0,
  history: [],
  refused: new Map(),
});

const copyScope = (scope: Scope): Scope => ({
  ...scope,
  rows: new Map(scope.rows),
  digests: new Map(scope.digests),
  gone: new Set(scope.gone),
  applied: new Map(scope.applied),
  history: [...scope.history],
  refused: new Map(scope.refused),
});

const mapped = <K, V>(map: ReadonlyMap<K, V>, copy: (value: V) => V): Map<K, V> =>
  new Map([...map].map(([key, value]) => [key, copy(value)]));

const picture = (content: ServerImage): Content => ({
  ...content,
  scopes: mapped(content.scopes, copyScope),
  accounts: new Map(content.accounts),
  grants: mapped(content.grants, (of) => new Map(of)),
  devices: new Map(content.devices),
  tokens: new Map(content.tokens),
  invitations: new Map(content.invitations),
  blobs: new Map(content.blobs),
});

const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** The contract of server/store/store.ts in memory; it passes the same suite as SQLite. `from`: a picture to start with. */
export function serverStore(from?: ServerImage): ServerStore {
  let content: Content = from
    ? picture(from)
    : {
        epoch: 1,
        gen: 1,
        n: 0,
        backup: null,
        scopes: new Map([['program', newScope()]]),
        accounts: new Map(),
        grants: new Map(),
        devices: new Map(),
        tokens: new Map(),
        invitations: new Map(),
        blobs: new Map(),
        audit: [],
      };
  const named = (id: string, sha256: string): boolean => {
    const scope = content.scopes.get(id);
    const said = scope && [...scope.rows.values(), scope.history, ...scope.refused.values()];
    return JSON.stringify(said ?? []).includes(sha256);
  };
  const queues = new Map<string, Promise<unknown>>();
  const headNow = () => content.audit.at(-1) ?? GENESIS;
  const append = (note: Note | null | undefined): void => {
    if (note) content.audit = [...content.audit, chained(headNow(), note)];
  };

  /** Works on one scope run one after another. */
  function alone<T>(scope: string, work: () => Promise<T>): Promise<T> {
    const run = (queues.get(scope) ?? Promise.resolve()).then(work, work);
    queues.set(
      scope,
      run.catch(() => undefined),
    );
    return run;
  }

  /** One transaction: what it saves becomes visible at its end, all together. */
  function transaction(id: string, commit: (() => void)[]): ScopeTx {
    const scope = (): Scope | undefined => content.scopes.get(id);
    return {
      holds: async (account) => content.grants.get(account)?.has(id) ?? false,
      seq: async () => scope()?.seq ?? null,
      records: async (ids) =>
        ids.flatMap((one) => {
          const row = scope()?.rows.get(one);
          return row ? [{ ...(JSON.parse(row.body) as Rec), scope: id }] : [];
        }),
      applied: async (mids) => mids.flatMap((mid) => scope()?.applied.get(mid) ?? []),
      erased: async () => [],
      gone: async (ids) => ids.filter((one) => scope()?.gone.has(one)),
      async save(writes, meta) {
        const fixed = json(writes);
        commit.push(() => {
          put(content, id, fixed, meta);
          append(meta.note);
        });
      },
    };
  }

  return {
    inScope: (id, work) =>
      alone(id, async () => {
        const commit: (() => void)[] = [];
        const result = await work(transaction(id, commit));
        for (const step of commit) step();
        return result;
      }),
    async page(id, after, types, budget): Promise<PageRead | null> {
      const scope = content.scopes.get(id);
      if (!scope) return null;
      const wanted = [...scope.rows.values()].filter((row) => row.seq > after && types.includes(row.type));
      wanted.sort((a, b) => a.seq - b.seq);
      const rows: WireRecord[] = [];
      let left = budget;
      let at = after;
      let more = false;
      for (const { seq, body } of wanted) {
        more = rows.length > 0 && left < body.length;
        if (more) break;
        rows.push(JSON.parse(body) as WireRecord);
        left -= body.length;
        at = seq;
      }
      const readable = [...scope.rows.values()].filter(({ type }) => types.includes(type));
      const sums = types.map((type) => scope.digests.get(type) ?? EMPTY_DIGEST);
      const digest = sums.reduce(together, EMPTY_DIGEST);
      if (digest.count !== readable.length) throw new Error('the digest counts wrong');
      return { rows, to: more ? at : scope.seq, more, head: scope.seq, gc: scope.gc, digest };
    },
    async refused(where) {
      const all = [...content.scopes].flatMap(([scope, { refused }]) =>
        [...refused].map(([mid, entry]) => ({ scope, mid, entry })),
      );
      return all
        .filter(({ scope, mid, entry }) => {
          if (where.account !== undefined && entry.account !== where.account) return false;
          return (where.scope ?? scope) === scope && (where.mid ?? mid) === mid;
        })
        .sort((a, b) => a.entry.at - b.entry.at || a.entry.n - b.entry.n)
        .map(({ entry: { n: _, ...entry } }) => json(entry));
    },
    async history(id, record) {
      const found = (content.scopes.get(id)?.history ?? []).filter((one) => one.id === record);
      return json(found.sort((a, b) => b.seq - a.seq));
    },
    async decide(id, mid, decided, note) {
      append(note);
      const scope = content.scopes.get(id);
      const entry = scope?.refused.get(mid);
      if (entry) scope?.refused.set(mid, { ...entry, decided });
    },
    collect: (id, before) =>
      alone(id, async () => {
        const scope = content.scopes.get(id);
        const deleted = [...(scope?.rows.values() ?? [])].filter((row) => row.del);
        const gc = Math.max(0, ...deleted.filter((row) => row.touched < before).map(({ seq }) => seq));
        const old = deleted.filter(({ seq }) => seq <= gc);
        for (const row of old) {
          scope?.gone.add(row.id);
          scope?.rows.delete(row.id);
          const sum = scope?.digests.get(row.type) ?? EMPTY_DIGEST;
          scope?.digests.set(row.type, fold(sum, [[row.id, row.seq]], -1));
        }
        if (scope) scope.gc = Math.max(scope.gc, gc);
        return old.length;
      }),
    async restored(epoch) {
      content.epoch = epoch;
      const times = [...content.scopes.values()].map(({ newest }) => newest);
      for (const { lastContact } of content.devices.values()) times.push(lastContact);
      content.backup = Math.max(0, ...times);
      for (const scope of content.scopes.values()) {
        scope.backup = scope.seq;
        scope.seq += RESTORE_GAP;
      }
    },
    async backup() {
      if (content.backup === null) return null;
      const held = [...content.scopes].flatMap(([id, { backup }]) => (backup === null ? [] : [[id, backup] as const]));
      return { at: content.backup, heads: new Map(held) };
    },
    scopes: async () => [...content.scopes.keys()].sort(),
    blob: async (scope, sha256) => content.blobs.get(`${scope}/${sha256}`) ?? null,
    async putBlob(row) {
      const key = `${row.scope}/${row.sha256}`;
      if (!content.blobs.has(key)) content.blobs.set(key, row);
    },
    blobBytes: async (scope) =>
      [...content.blobs.values()].reduce((sum, row) => sum + (row.scope === scope ? row.bytes : 0), 0),
    strayBlobs: async (scope, before) =>
      [...content.blobs.values()]
        .filter((row) => row.scope === scope && row.at < before && !named(scope, row.sha256))
        .map(({ sha256 }) => sha256),
    dropBlob: async (scope, sha256) => !named(scope, sha256) && (content.blobs.delete(`${scope}/${sha256}`), true),
    keepsBlob: async (stored) => [...content.blobs.values()].some((row) => row.stored === stored),
    epoch: async () => content.epoch,
    accounts: async () => [...content.accounts.values()].sort((a, b) => (a.code < b.code ? -1 : 1)),
    account: async (id) => content.accounts.get(id) ?? null,
    async putAccount({ id, code, role, active }, sites, note) {
      if ([...content.accounts.values()].some((other) => other.code === code && other.id !== id)) {
        throw new Error('two accounts cannot share a code');
      }
      append(note);
      const gen = ++content.gen;
      const account = { id, code, role, gen, active };
      const held = content.grants.get(id);
      content.accounts.set(id, account);
      content.grants.set(id, new Map(sites.map((scope) => [scope, held?.get(scope) ?? gen])));
      return account;
    },
    grants: async (account) => new Map(content.grants.get(account)),
    devices: async (account) =>
      [...content.devices.values()]
        .filter((row) => account === undefined || row.account === account)
        .sort((a, b) => a.createdAt - b.createdAt),
    deviceByToken: async (hash) => [...content.devices.values()].find((row) => row.tokenHash === hash) ?? null,
    async putDevice(device, note) {
      append(note);
      const known = content.devices.get(device.id);
      const { tokenHash, turn, tokenAt, settled, beat, holds, erased } = known ?? device;
      content.devices.set(device.id, json({ ...device, tokenHash, turn, tokenAt, settled, beat, holds, erased }));
    },
    async contact(id, at, stood) {
      const known = content.devices.get(id);
      if (known) content.devices.set(id, json({ ...known, lastContact: at, ...stood }));
    },
    token: async (hash) => content.tokens.get(hash) ?? null,
    async putSpare(spare, since) {
      for (const row of content.tokens.values()) {
        if (row.device === spare.device && row.kind === 'spare' && row.at > since) return false;
      }
      content.tokens.set(spare.hash, { ...spare, kind: 'spare', next: '' });
      return true;
    },
    async turnToken(device, from, to, turn, at) {
      const known = content.devices.get(device);
      if (known?.tokenHash !== from) return;
      content.devices.set(device, { ...known, tokenHash: to, turn, tokenAt: at, settled: false });
      content.tokens.set(from, { hash: from, device, kind: 'old', turn: known.turn, at, next: to });
      content.tokens.delete(to);
    },
    async settleToken(device) {
      const known = content.devices.get(device);
      if (known) content.devices.set(device, { ...known, settled: true });
    },
    async putInvitation(invitation, note) {
      append(note);
      content.invitations.set(invitation.codeHash, { ...invitation });
    },
    invitation: async (codeHash) => content.invitations.get(codeHash) ?? null,
    async spend(codeHash, at, note) {
      const found = content.invitations.get(codeHash);
      if (!found || found.usedAt !== null || found.expiresAt <= at) return false;
      content.invitations.set(codeHash, { ...found, usedAt: at });
      append(note);
      return true;
    },
    async redeem(codeHash, at, device, note) {
      if (!(await this.spend(codeHash, at, note))) return false;
      content.devices.set(device.id, json(device));
      return true;
    },
    note: async (note) => append(note),
    async audit({ account, act, id, from = 0, to = Infinity, before = Infinity }, limit) {
      const rows = content.audit.map(({ prev: _, hash: __, detail, ...row }) => ({
        ...row,
        detail: JSON.parse(detail) as AuditDetail,
      }));
      const wanted = rows.filter(({ n, at, account: who, act: what, detail }) => {
        const named = id === undefined || idsOf(detail).includes(id);
        return n < before && at >= from && at < to && (account ?? who) === who && (act ?? what) === what && named;
      });
      return wanted.reverse().slice(0, limit);
    },
    auditHead: async () => ({ n: headNow().n, hash: headNow().hash }),
    async trimAudit(before, note) {
      const first = content.audit.findIndex(({ at }) => at >= before);
      const gone = first < 0 ? content.audit.length : first;
      const cut = content.audit[gone - 1];
      if (!cut) return 0;
      append({ ...note, detail: { last: cut.n, hash: cut.hash } });
      content.audit = content.audit.slice(gone);
      return gone;
    },
    close: async () => undefined,
    image: () => picture(content),
    setBack(image) {
      content = picture(image);
    },
    get content() {
      return content;
    },
  };
}

/** Carries out what a scope transaction saved, with the constraints the SQL schema has. */
function put(
  content: Content,
  id: string,
  writes: Writes,
  meta: { account: string; device: string; at: number },
): void {
  if (writes.opened && content.scopes.has(id)) throw new Error('the scope exists');
  const scope = content.scopes.get(id) ?? (writes.opened ? newScope() : undefined);
  if (!scope) return;
  const taken = new Map([...scope.rows.values()].map((row) => [row.seq, row.id]));
  for (const { rec } of writes.records) {
    if ((taken.get(rec.seq) ?? rec.id) !== rec.id) throw new Error('two records cannot share a place');
    taken.set(rec.seq, rec.id);
  }
  content.scopes.set(id, scope);
  scope.seq = writes.seq;
  for (const { rec, was } of writes.records) {
    const { scope: _, ...body } = rec;
    const pairs = [[rec.id, rec.seq] as const, ...(was === null ? [] : [[rec.id, was] as const])];
    scope.digests.set(rec.type, fold(scope.digests.get(rec.type) ?? EMPTY_DIGEST, pairs, was === null ? 1 : 0));
    const { type, seq, del } = rec;
    scope.rows.set(rec.id, { id: rec.id, type, seq, del, touched: meta.at, body: JSON.stringify(body) });
  }
  for (const one of writes.applied) {
    const known = scope.applied.get(one.mid);
    scope.applied.set(one.mid, known ? { ...known, seq: one.seq, refusal: one.refusal } : one);
    scope.newest = Math.max(scope.newest, meta.at);
  }
  scope.history.push(...writes.history);
  for (const { mutation, refusal } of writes.refused) {
    if (scope.refused.has(mutation.mid)) continue;
    const { account, at } = meta;
    scope.refused.set(mutation.mid, { mutation, refusal, account, at, decided: null, n: ++content.n });
  }
}

function together(a: Digest, b: Digest): Digest {
  const half = (from: number): string => {
    const [x, y] = [a, b].map(({ xor }) => parseInt(xor.slice(from, from + 8), 16)) as [number, number];
    return ((x ^ y) >>> 0).toString(16).padStart(8, '0');
  };
  return { count: a.count + b.count, xor: half(0) + half(8) };
}
