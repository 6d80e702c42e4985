import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { AuditRow } from '../audit/chain.ts';

/** The columns of every table; JSON columns hold text. */
export interface Schema {
  meta: { key: string; value: string };
  account: { id: string; code: string; role: string; gen: number; active: number };
  device: {
    id: string;
    account: string;
    token_hash: string;
    name: string;
    created_at: number;
    last_contact: number;
    state: string;
    access: string | null;
    beat: string | null;
    turn: number;
    token_at: number;
    settled: number;
    holds: string | null;
    erased: number;
  };
  token: { hash: string; device: string; kind: string; turn: number; at: number; next: string };
  invitation: { code_hash: string; account: string; expires_at: number; used_at: number | null };
  site_grant: { account: string; scope: string; gen: number };
  /** `backup`: the last `seq` of the backup that the database was restored from; null: never, or founded since. */
  scope: { id: string; seq: number; gc: number; backup: number | null };
  digest: { scope: string; type: number; count: number; xor: string };
  record: { scope: string; id: string; type: number; seq: number; del: number; touched: number; body: string };
  gone: { scope: string; id: string };
  applied: {
    scope: string;
    mid: string;
    account: string;
    device: string;
    seq: number;
    receipt: string;
    refusal: string | null;
    at: number;
    record: string | null;
  };
  history: {
    scope: string;
    id: string;
    field: string;
    seq: number;
    mid: string;
    author: string;
    at: string;
    v: string;
  };
  refused: {
    scope: string;
    mid: string;
    account: string;
    device: string;
    body: string;
    refusal: string;
    at: number;
    decided: string | null;
  };
  blob: { scope: string; sha256: string; stored: string; bytes: number; mime: string; account: string; at: number };
  audit: AuditRow;
  audit_record: { id: string; n: number };
  erasure: {
    n: number;
    at: number;
    scope: string;
    root: string;
    roots: number;
    type: number;
    reason: string;
    account: string;
    records: number;
    cleaned_at: number | null;
  };
  erased: { id: string; scope: string; n: number };
  erasure_holder: { n: number; device: string; confirmed_at: number | null };
  erased_file: { stored: string };
  tally: { scope: string; quarter: string; status: string; count: number };
}

/** Up to here the oldest entries of the audit may be removed; `meta` holds «number hash» of the last one that was. */
const BASE = `(select coalesce(max(cast(value as integer)), 0) from meta where key = 'audit.base')`;

/** Statements by version; a published version is never edited, only followed. All but the triggers run unchanged on every database. */
const VERSIONS: readonly (readonly string[])[] = [
  [
    `create table account (id text primary key, code text not null unique, role text not null, gen bigint not null, active integer not null)`,
    `create table device (id text primary key, account text not null, token_hash text not null unique, name text not null, created_at bigint not null, last_contact bigint not null, revoked integer not null, beat text)`,
    `create index device_account on device (account)`,
    `create table invitation (code_hash text primary key, account text not null, expires_at bigint not null, used_at bigint)`,
    `create table site_grant (account text not null, scope text not null, gen bigint not null, primary key (account, scope))`,
    `create table scope (id text primary key, seq bigint not null, gc bigint not null)`,
    `create table digest (scope text not null, type integer not null, count bigint not null, xor text not null, primary key (scope, type))`,
    `create table record (scope text not null, id text not null, type integer not null, seq bigint not null, del integer not null, touched bigint not null, body text not null, primary key (scope, id))`,
    `create table gone (scope text not null, id text not null, primary key (scope, id))`,
    `create unique index record_seq on record (scope, seq)`,
    `create table applied (scope text not null, mid text not null, account text not null, device text not null, seq bigint not null, receipt text not null, refusal text, at bigint not null, primary key (scope, mid))`,
    `create table history (scope text not null, id text not null, field text not null, seq bigint not null, mid text not null, author text not null, at text not null, v text not null, primary key (scope, id, field, seq))`,
    `create table refused (scope text not null, mid text not null, account text not null, device text not null, body text not null, refusal text not null, at bigint not null, decided text, primary key (scope, mid))`,
    `create table blob (scope text not null, sha256 text not null, stored text not null, bytes bigint not null, mime text not null, account text not null, at bigint not null, primary key (scope, sha256))`,
    `insert into scope (id, seq, gc) values ('program', 0, 0)`,
    `insert into meta (key, value) values ('epoch', '1'), ('gen', '1')`,
  ],
  [
    `alter table device add column state text not null default 'ok'`,
    `update device set state = 'left' where revoked = 1`,
    `alter table device drop column revoked`,
  ],
  [`alter table device add column access text`],
  [
    `create table audit (n integer primary key, at bigint not null, account text not null, role text not null, device text not null, act text not null, scope text not null, detail text not null, prev text not null, hash text not null)`,
    `create index audit_account on audit (account, n)`,
    `create index audit_at on audit (at)`,
    `create table audit_record (id text not null, n integer not null, primary key (id, n))`,
    // Only the next entry may be added: a replacement under a taken number would remove without a word.
    `create trigger audit_follows before insert on audit when new.n <> (select coalesce(max(n), ${BASE}) + 1 from audit) begin select raise(abort, 'the audit is append-only'); end`,
    `create trigger audit_unchanged before update on audit begin select raise(abort, 'the audit is append-only'); end`,
    `create trigger audit_kept before delete on audit when old.n > ${BASE} begin select raise(abort, 'the audit is append-only'); end`,
    `create trigger audit_record_unchanged before update on audit_record begin select raise(abort, 'the audit is append-only'); end`,
    `create trigger audit_record_kept before delete on audit_record when old.n > ${BASE} begin select raise(abort, 'the audit is append-only'); end`,
  ],
  [
    `alter table device add column turn bigint not null default 1`,
    `alter table device add column token_at bigint not null default 0`,
    `alter table device add column settled integer not null default 1`,
    `create table token (hash text primary key, device text not null, kind text not null, turn bigint not null, at bigint not null, next text not null)`,
    `create index token_device on token (device, kind)`,
  ],
  [`alter table scope add column backup bigint`],
  [
    `alter table device add column holds text`,
    `alter table device add column erased bigint not null default 0`,
    `alter table applied add column record text`,
    `create table erasure (n bigint primary key, at bigint not null, scope text not null, root text not null, roots integer not null, type integer not null, reason text not null, account text not null, records integer not null, cleaned_at bigint)`,
    `create table erased (id text primary key, scope text not null, n bigint not null)`,
    `create index erased_scope on erased (scope, n)`,
    `create table erasure_holder (n bigint not null, device text not null, confirmed_at bigint, primary key (n, device))`,
    `create table erased_file (stored text primary key)`,
  ],
  [
    `create table tally (scope text not null, quarter text not null, status text not null, count integer not null, primary key (scope, quarter, status))`,
  ],
];

/** Version of a database of this program. */
export const DATABASE_VERSION = VERSIONS.length;

/**
 * Brings the database to the newest version, each step in one transaction; one that is made now gets the first epoch.
 * Throws on a database of a newer version.
 */
export async function migrate(db: Kysely<Schema>, epoch = 1): Promise<void> {
  await sql`create table if not exists meta (key text primary key, value text not null)`.execute(db);
  const row = await db.selectFrom('meta').select('value').where('key', '=', 'version').executeTakeFirst();
  const version = Number(row?.value ?? 0);
  if (version > VERSIONS.length) {
    throw new Error(
      `database version ${version} is newer than this program (${VERSIONS.length}): install the newer program`,
    );
  }
  for (const [index, statements] of VERSIONS.entries()) {
    if (index < version) continue;
    await db.transaction().execute(async (tx) => {
      for (const statement of statements) await sql.raw(statement).execute(tx);
      if (index === 0)
        await tx
          .updateTable('meta')
          .set({ value: String(epoch) })
          .where('key', '=', 'epoch')
          .execute();
      const value = String(index + 1);
      await tx
        .insertInto('meta')
        .values({ key: 'version', value })
        .onConflict((c) => c.column('key').doUpdateSet({ value }))
        .execute();
    });
  }
}
