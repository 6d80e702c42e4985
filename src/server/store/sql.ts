import type { Role } from '#domain/access.ts';
import type { Beat, Mutation, Refusal, WireRecord } from '#sync/protocol.ts';
import { EMPTY_DIGEST, fold, type Digest, type Rec } from '#sync/record.ts';
import type { Kysely, Transaction } from 'kysely';
import type { Applied } from '../accept.ts';
import type { Note } from '../audit/chain.ts';
import { knownIds } from '../erase/erase.ts';
import { append, auditHead, auditRead, auditTrim } from '../audit/rows.ts';
import type { Schema } from './migrations.ts';
import type { Account, DeviceRow, DeviceState, Store, TokenRow } from './store.ts';

/** How one database opens transactions; everything else is the same SQL. */
export interface Dialect {
  /** Runs `work` with the scope's row held until commit. */
  write<T>(db: Kysely<Schema>, scope: string, work: (tx: Kysely<Schema>) => Promise<T>): Promise<T>;
  /** Runs `work` in one snapshot. */
  read<T>(db: Kysely<Schema>, work: (tx: Kysely<Schema>) => Promise<T>): Promise<T>;
}

const CHUNK = 400;

/** The name under which the end of the audit is held while an entry is added. */
const AUDIT = 'audit';

/** How far `seq` jumps at a restore, past anything the lost days may have given out. */
const RESTORE_GAP = 1_000_000;

/** Hashes of files in a text. */
const HASHES = /[0-9a-f]{64}/g;

function* chunks<T>(items: readonly T[]): Generator<T[]> {
  for (let i = 0; i < items.length; i += CHUNK) yield items.slice(i, i + CHUNK);
}

const accountOf = (row: Schema['account']): Account => ({ ...row, role: row.role as Role, active: row.active === 1 });

const deviceOf = (row: Schema['device']): DeviceRow => ({
  id: row.id,
  account: row.account,
  tokenHash: row.token_hash,
  name: row.name,
  createdAt: row.created_at,
  lastContact: row.last_contact,
  state: row.state as DeviceState,
  access: row.access,
  turn: row.turn,
  tokenAt: row.token_at,
  settled: row.settled === 1,
  beat: row.beat === null ? null : (JSON.parse(row.beat) as Beat),
  holds: row.holds === null ? null : (JSON.parse(row.holds) as Record<string, number>),
  erased: Number(row.erased),
});

const deviceRow = (device: DeviceRow): Schema['device'] => ({
  id: device.id,
  account: device.account,
  token_hash: device.tokenHash,
  name: device.name,
  created_at: device.createdAt,
  last_contact: device.lastContact,
  state: device.state,
  access: device.access,
  turn: device.turn,
  token_at: device.tokenAt,
  settled: device.settled ? 1 : 0,
  beat: device.beat && JSON.stringify(device.beat),
  holds: device.holds && JSON.stringify(device.holds),
  erased: device.erased,
});

/** The store over any SQL database that Kysely speaks. */
export function sqlStore(db: Kysely<Schema>, dialect: Dialect): Store {
  async function digestOf(tx: Kysely<Schema>, scope: string, types: readonly number[]): Promise<Digest> {
    const rows = await tx
      .selectFrom('digest')
      .selectAll()
      .where('scope', '=', scope)
      .where('type', 'in', types)
      .execute();
    return rows.reduce((sum, row) => combine(sum, row), EMPTY_DIGEST);
  }

  async function nextGen(tx: Kysely<Schema> | Transaction<Schema>): Promise<number> {
    const { value } = await tx.selectFrom('meta').select('value').where('key', '=', 'gen').executeTakeFirstOrThrow();
    const gen = Number(value) + 1;
    await tx
      .updateTable('meta')
      .set({ value: String(gen) })
      .where('key', '=', 'gen')
      .execute();
    return gen;
  }

  /** One transaction of control data and what the audit says of it. */
  function withNote<T>(note: Note | undefined, work: (tx: Kysely<Schema>) => Promise<T>): Promise<T> {
    return db.transaction().execute(async (tx) => {
      const value = await work(tx);
      if (note) await append(tx, note);
      return value;
    });
  }

  return {
    inScope: (scope, work) =>
      dialect.write(db, scope, (tx) =>
        work({
          async holds(account) {
            const grant = tx
              .selectFrom('site_grant')
              .select('gen')
              .where('account', '=', account)
              .where('scope', '=', scope);
            return (await grant.executeTakeFirst()) !== undefined;
          },
          async seq() {
            const row = await tx.selectFrom('scope').select('seq').where('id', '=', scope).executeTakeFirst();
            return row?.seq ?? null;
          },
          async records(ids) {
            const found: Rec[] = [];
            for (const part of chunks(ids)) {
              const rows = await tx
                .selectFrom('record')
                .select('body')
                .where('scope', '=', scope)
                .where('id', 'in', part)
                .execute();
              found.push(...rows.map((row) => ({ ...(JSON.parse(row.body) as Rec), scope })));
            }
            return found;
          },
          async gone(ids) {
            const found: string[] = [];
            for (const part of chunks(ids)) {
              const rows = await tx
                .selectFrom('gone')
                .select('id')
                .where('scope', '=', scope)
                .where('id', 'in', part)
                .execute();
              found.push(...rows.map((row) => row.id));
            }
            return found;
          },
          erased: async (ids) => [...(await knownIds(tx, ids))],
          async applied(mids) {
            const found: Applied[] = [];
            for (const part of chunks(mids)) {
              const rows = await tx
                .selectFrom('applied')
                .selectAll()
                .where('scope', '=', scope)
                .where('mid', 'in', part)
                .execute();
              for (const { mid, account, seq, receipt, refusal, record } of rows) {
                found.push({
                  mid,
                  record,
                  account,
                  seq,
                  receipt,
                  refusal: refusal === null ? null : (JSON.parse(refusal) as Refusal),
                });
              }
            }
            return found;
          },
          async save(writes, { account, device, at, note }) {
            if (writes.opened) await tx.insertInto('scope').values({ id: scope, seq: writes.seq, gc: 0 }).execute();
            else await tx.updateTable('scope').set({ seq: writes.seq }).where('id', '=', scope).execute();
            const changed = new Map<number, { pairs: [string, number][]; change: number }>();
            for (const { rec, was } of writes.records) {
              const sum = changed.get(rec.type) ?? { pairs: [], change: 0 };
              sum.pairs.push([rec.id, rec.seq]);
              if (was === null) sum.change += 1;
              else sum.pairs.push([rec.id, was]);
              changed.set(rec.type, sum);
            }
            for (const [type, { pairs, change }] of changed) {
              const next = fold(await digestOf(tx, scope, [type]), pairs, change);
              await tx
                .insertInto('digest')
                .values({ scope, type, ...next })
                .onConflict((c) => c.columns(['scope', 'type']).doUpdateSet(next))
                .execute();
            }
            for (const part of chunks(writes.records)) {
              const values = part.map(({ rec: { scope: _, ...rec } }) => ({
                scope,
                id: rec.id,
                type: rec.type,
                seq: rec.seq,
                del: rec.del ? 1 : 0,
                touched: at,
                body: JSON.stringify(rec),
              }));
              await tx
                .insertInto('record')
                .values(values)
                .onConflict((c) =>
                  c.columns(['scope', 'id']).doUpdateSet((eb) => ({
                    seq: eb.ref('excluded.seq'),
                    del: eb.ref('excluded.del'),
                    touched: eb.ref('excluded.touched'),
                    body: eb.ref('excluded.body'),
                  })),
                )
                .execute();
            }
            for (const part of chunks(writes.applied)) {
              const values = part.map(({ mid, account: who, seq, receipt, refusal, record }) => ({
                scope,
                mid,
                record,
                account: who,
                device,
                seq,
                receipt,
                refusal: refusal && JSON.stringify(refusal),
                at,
              }));
              await tx
                .insertInto('applied')
                .values(values)
                .onConflict((c) =>
                  c.columns(['scope', 'mid']).doUpdateSet((eb) => ({
                    seq: eb.ref('excluded.seq'),
                    receipt: eb.ref('excluded.receipt'),
                    refusal: eb.ref('excluded.refusal'),
                    at: eb.ref('excluded.at'),
                  })),
                )
                .execute();
            }
            for (const part of chunks(writes.history)) {
              const values = part.map(({ by, v, ...row }) => ({ scope, ...row, author: by, v: JSON.stringify(v) }));
              await tx.insertInto('history').values(values).execute();
            }
            for (const part of chunks(writes.refused)) {
              const values = part.map(({ mutation, refusal }) => ({
                scope,
                mid: mutation.mid,
                account,
                device,
                body: JSON.stringify(mutation),
                refusal: JSON.stringify(refusal),
                at,
                decided: null,
              }));
              // Parked work that breaks a rule when it is taken over is refused a second time; it is stored already.
              const first = tx.insertInto('refused').values(values);
              await first.onConflict((c) => c.columns(['scope', 'mid']).doNothing()).execute();
            }
            if (note) await append(tx, note);
          },
        }),
      ),

    page: (scope, after, types, budget) =>
      dialect.read(db, async (tx) => {
        const head = await tx.selectFrom('scope').selectAll().where('id', '=', scope).executeTakeFirst();
        if (!head) return null;
        const rows: WireRecord[] = [];
        let at = after;
        let left = budget;
        let more = false;
        for (let full = false; !full && at < head.seq && types.length > 0;) {
          const part = await tx
            .selectFrom('record')
            .select(['seq', 'body'])
            .where('scope', '=', scope)
            .where('seq', '>', at)
            .where('type', 'in', types)
            .orderBy('seq')
            .limit(CHUNK)
            .execute();
          for (const { seq, body } of part) {
            if (rows.length > 0 && left < body.length) {
              full = more = true;
              break;
            }
            rows.push(JSON.parse(body) as WireRecord);
            left -= body.length;
            at = seq;
          }
          if (part.length < CHUNK) break;
        }
        const to = more ? at : head.seq;
        return { rows, to, more, head: head.seq, gc: head.gc, digest: await digestOf(tx, scope, types) };
      }),

    async refused(where) {
      let query = db.selectFrom('refused').selectAll().orderBy('at');
      if (where.account !== undefined) query = query.where('account', '=', where.account);
      if (where.mid !== undefined) query = query.where('mid', '=', where.mid);
      if (where.scope !== undefined) query = query.where('scope', '=', where.scope);
      return (await query.execute()).map((row) => ({
        account: row.account,
        at: row.at,
        decided: row.decided as 'accepted' | 'declined' | null,
        mutation: JSON.parse(row.body) as Mutation,
        refusal: JSON.parse(row.refusal) as Refusal,
      }));
    },
    async history(scope, id) {
      const rows = await db
        .selectFrom('history')
        .selectAll()
        .where('scope', '=', scope)
        .where('id', '=', id)
        .orderBy('seq', 'desc')
        .execute();
      return rows.map(({ scope: _, author, v, ...row }) => ({ ...row, by: author, v: JSON.parse(v) as unknown }));
    },
    decide: (scope, mid, decided, note) =>
      withNote(note, async (tx) => {
        await tx.updateTable('refused').set({ decided }).where('scope', '=', scope).where('mid', '=', mid).execute();
      }),
    collect: (scope, before) =>
      dialect.write(db, scope, async (tx) => {
        const { gc } = await tx
          .selectFrom('record')
          .select((eb) => eb.fn.max<number | null>('seq').as('gc'))
          .where('scope', '=', scope)
          .where('del', '=', 1)
          .where('touched', '<', before)
          .executeTakeFirstOrThrow();
        if (gc === null) return 0;
        // All up to that place, whatever the clock said then: phones forget the same (SPEC S14).
        const old = await tx
          .selectFrom('record')
          .select(['id', 'type', 'seq'])
          .where('scope', '=', scope)
          .where('del', '=', 1)
          .where('seq', '<=', gc)
          .execute();
        for (const part of chunks(old)) {
          const ids = part.map((row) => row.id);
          await tx
            .insertInto('gone')
            .values(ids.map((id) => ({ scope, id })))
            .execute();
          await tx.deleteFrom('record').where('scope', '=', scope).where('id', 'in', ids).execute();
        }
        for (const type of new Set(old.map((row) => row.type))) {
          const pairs = old.filter((row) => row.type === type).map((row) => [row.id, row.seq] as const);
          const next = fold(await digestOf(tx, scope, [type]), pairs, -pairs.length);
          await tx.updateTable('digest').set(next).where('scope', '=', scope).where('type', '=', type).execute();
        }
        await tx.updateTable('scope').set({ gc }).where('id', '=', scope).where('gc', '<', gc).execute();
        return old.length;
      }),
    async restored(epoch) {
      await db.transaction().execute(async (tx) => {
        await tx
          .updateTable('meta')
          .set({ value: String(epoch) })
          .where('key', '=', 'epoch')
          .execute();
        const applied = await tx
          .selectFrom('applied')
          .select((eb) => eb.fn.max('at').as('at'))
          .executeTakeFirst();
        const heard = await tx
          .selectFrom('device')
          .select((eb) => eb.fn.max('last_contact').as('at'))
          .executeTakeFirst();
        const value = String(Math.max(applied?.at ?? 0, heard?.at ?? 0));
        await tx
          .insertInto('meta')
          .values({ key: 'backup', value })
          .onConflict((c) => c.column('key').doUpdateSet({ value }))
          .execute();
        await tx
          .updateTable('scope')
          .set((eb) => ({ backup: eb.ref('seq'), seq: eb('seq', '+', RESTORE_GAP) }))
          .execute();
      });
    },
    async backup() {
      const row = await db.selectFrom('meta').select('value').where('key', '=', 'backup').executeTakeFirst();
      if (!row) return null;
      const held = await db.selectFrom('scope').select(['id', 'backup']).where('backup', 'is not', null).execute();
      return { at: Number(row.value), heads: new Map(held.map(({ id, backup }) => [id, backup ?? 0])) };
    },
    async scopes() {
      const rows = await db.selectFrom('scope').select('id').orderBy('id').execute();
      return rows.map((row) => row.id);
    },
    async blob(scope, sha256) {
      const row = await db
        .selectFrom('blob')
        .selectAll()
        .where('scope', '=', scope)
        .where('sha256', '=', sha256)
        .executeTakeFirst();
      return row ? { ...row, bytes: Number(row.bytes), at: Number(row.at) } : null;
    },
    async putBlob(row) {
      await db
        .insertInto('blob')
        .values(row)
        .onConflict((c) => c.columns(['scope', 'sha256']).doNothing())
        .execute();
    },
    async blobBytes(scope) {
      const { sum } = await db
        .selectFrom('blob')
        .select((eb) => eb.fn.sum<number | string | null>('bytes').as('sum'))
        .where('scope', '=', scope)
        .executeTakeFirstOrThrow();
      return Number(sum ?? 0);
    },
    async strayBlobs(scope, before) {
      const old = await db
        .selectFrom('blob')
        .select('sha256')
        .where('scope', '=', scope)
        .where('at', '<', before)
        .execute();
      if (old.length === 0) return [];
      const texts = await Promise.all([
        db.selectFrom('record').select('body as text').where('scope', '=', scope).execute(),
        db.selectFrom('history').select('v as text').where('scope', '=', scope).execute(),
        db.selectFrom('refused').select('body as text').where('scope', '=', scope).execute(),
      ]);
      const named = new Set(texts.flat().flatMap(({ text }) => text.match(HASHES) ?? []));
      return old.map(({ sha256 }) => sha256).filter((sha256) => !named.has(sha256));
    },
    dropBlob: (scope, sha256) =>
      dialect.write(db, scope, async (tx) => {
        const said = `%${sha256}%`;
        const named =
          (await tx
            .selectFrom('record')
            .select('id')
            .where('scope', '=', scope)
            .where('body', 'like', said)
            .executeTakeFirst()) ??
          (await tx
            .selectFrom('history')
            .select('id')
            .where('scope', '=', scope)
            .where('v', 'like', said)
            .executeTakeFirst()) ??
          (await tx
            .selectFrom('refused')
            .select('mid')
            .where('scope', '=', scope)
            .where('body', 'like', said)
            .executeTakeFirst());
        if (named) return false;
        await tx.deleteFrom('blob').where('scope', '=', scope).where('sha256', '=', sha256).execute();
        return true;
      }),
    async keepsBlob(stored) {
      return (
        (await db.selectFrom('blob').select('scope').where('stored', '=', stored).executeTakeFirst()) !== undefined
      );
    },
    async epoch() {
      const { value } = await db
        .selectFrom('meta')
        .select('value')
        .where('key', '=', 'epoch')
        .executeTakeFirstOrThrow();
      return Number(value);
    },
    async accounts() {
      return (await db.selectFrom('account').selectAll().orderBy('code').execute()).map(accountOf);
    },
    async account(id) {
      const row = await db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? accountOf(row) : null;
    },
    putAccount: ({ id, code, role, active }, sites, note) =>
      withNote(note, async (tx) => {
        const gen = await nextGen(tx);
        const row = { code, role, gen, active: active ? 1 : 0 };
        await tx
          .insertInto('account')
          .values({ id, ...row })
          .onConflict((c) => c.column('id').doUpdateSet(row))
          .execute();
        const held = await tx.selectFrom('site_grant').select('scope').where('account', '=', id).execute();
        const lost = held.map((grant) => grant.scope).filter((scope) => !sites.includes(scope));
        if (lost.length > 0)
          await tx.deleteFrom('site_grant').where('account', '=', id).where('scope', 'in', lost).execute();
        for (const scope of sites) {
          await tx
            .insertInto('site_grant')
            .values({ account: id, scope, gen })
            .onConflict((c) => c.columns(['account', 'scope']).doNothing())
            .execute();
        }
        return { id, code, role, gen, active };
      }),
    async grants(account) {
      const rows = await db.selectFrom('site_grant').selectAll().where('account', '=', account).execute();
      return new Map(rows.map((row) => [row.scope, row.gen]));
    },
    async devices(account) {
      let query = db.selectFrom('device').selectAll().orderBy('created_at');
      if (account !== undefined) query = query.where('account', '=', account);
      return (await query.execute()).map(deviceOf);
    },
    async deviceByToken(tokenHash) {
      const row = await db.selectFrom('device').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst();
      return row ? deviceOf(row) : null;
    },
    putDevice: (device, note) =>
      withNote(note, async (tx) => {
        const row = deviceRow(device);
        const { account, name, created_at, last_contact, state, access } = row;
        await tx
          .insertInto('device')
          .values(row)
          .onConflict((c) => c.column('id').doUpdateSet({ account, name, created_at, last_contact, state, access }))
          .execute();
      }),
    async contact(device, at, { beat, holds, erased }) {
      const kept = { beat: beat && JSON.stringify(beat), holds: holds && JSON.stringify(holds), erased };
      const set = { last_contact: at, ...kept };
      await db.updateTable('device').set(set).where('id', '=', device).execute();
    },
    async token(hash) {
      const row = await db.selectFrom('token').selectAll().where('hash', '=', hash).executeTakeFirst();
      return row ? { ...row, kind: row.kind as TokenRow['kind'] } : null;
    },
    putSpare: (spare, since) =>
      db.transaction().execute(async (tx) => {
        if (await spareSince(tx, spare.device, since)) return false;
        await tx
          .insertInto('token')
          .values({ ...spare, kind: 'spare', next: '' })
          .execute();
        return true;
      }),
    turnToken: (device, from, to, turn, at) =>
      db.transaction().execute(async (tx) => {
        const known = await tx.selectFrom('device').select('turn').where('id', '=', device).executeTakeFirst();
        const turned = await tx
          .updateTable('device')
          .set({ token_hash: to, turn, token_at: at, settled: 0 })
          .where('id', '=', device)
          .where('token_hash', '=', from)
          .executeTakeFirst();
        if (turned.numUpdatedRows !== 1n) return;
        await tx.deleteFrom('token').where('hash', '=', to).execute();
        const old = { device, kind: 'old', turn: known?.turn ?? 1, at, next: to };
        await tx
          .insertInto('token')
          .values({ hash: from, ...old })
          .onConflict((c) => c.column('hash').doUpdateSet(old))
          .execute();
      }),
    async settleToken(device) {
      await db.updateTable('device').set({ settled: 1 }).where('id', '=', device).execute();
    },
    putInvitation: (invitation, note) =>
      withNote(note, async (tx) => {
        const row = { account: invitation.account, expires_at: invitation.expiresAt, used_at: invitation.usedAt };
        await tx
          .insertInto('invitation')
          .values({ code_hash: invitation.codeHash, ...row })
          .onConflict((c) => c.column('code_hash').doUpdateSet(row))
          .execute();
      }),
    async invitation(codeHash) {
      const row = await db.selectFrom('invitation').selectAll().where('code_hash', '=', codeHash).executeTakeFirst();
      return row ? { codeHash, account: row.account, expiresAt: row.expires_at, usedAt: row.used_at } : null;
    },
    spend: (codeHash, at, note) =>
      db.transaction().execute(async (tx) => {
        const first = await spent(tx, codeHash, at);
        if (first && note) await append(tx, note);
        return first;
      }),
    redeem: (codeHash, at, device, note) =>
      db.transaction().execute(async (tx) => {
        if (!(await spent(tx, codeHash, at))) return false;
        await tx.insertInto('device').values(deviceRow(device)).execute();
        if (note) await append(tx, note);
        return true;
      }),
    note: (note) => dialect.write(db, AUDIT, (tx) => append(tx, note)),
    audit: (filter, limit) => auditRead(db, filter, limit),
    auditHead: () => auditHead(db),
    trimAudit: (before, note) => dialect.write(db, AUDIT, (tx) => auditTrim(tx, before, note)),
    close: () => db.destroy(),
  };
}

async function spareSince(db: Kysely<Schema>, device: string, since: number): Promise<boolean> {
  const spare = db.selectFrom('token').select('at').where('device', '=', device).where('kind', '=', 'spare');
  return (await spare.where('at', '>', since).executeTakeFirst()) !== undefined;
}

async function spent(db: Kysely<Schema>, codeHash: string, at: number): Promise<boolean> {
  const used = await db
    .updateTable('invitation')
    .set({ used_at: at })
    .where('code_hash', '=', codeHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirst();
  return used.numUpdatedRows === 1n;
}

function combine(a: Digest, b: Digest): Digest {
  const half = (from: number): string =>
    ((parseInt(a.xor.slice(from, from + 8), 16) ^ parseInt(b.xor.slice(from, from + 8), 16)) >>> 0)
      .toString(16)
      .padStart(8, '0');
  return { count: a.count + b.count, xor: half(0) + half(8) };
}
