import type { Erasure } from '#domain/erasure.ts';
import { tableOf, tables, type Registry } from '#domain/tables.ts';
import type { Mutation, WireRecord } from '#sync/protocol.ts';
import { sql, type Kysely } from 'kysely';
import type { BlobFiles } from '../blobFiles.ts';
import type { Schema } from '../store/migrations.ts';
import type { Dialect } from '../store/sql.ts';
import { chunks, eraseIn, knownIds, lastNumber, type ErasureLine, type ErasureOrder } from './erase.ts';
import { heardFrom } from './holders.ts';
import type { ErasureList } from './list.ts';

/** What erasing needs beside the database. */
export interface ErasingDeps {
  registry: Registry;
  /** The list outside the database; without it nothing survives a restore. */
  list?: ErasureList;
  blobs?: BlobFiles;
}

/** Where `meta` keeps when retention last ran. */
const RETENTION = 'retention.last';

/** Records about one person: where, of which table, and which. */
export type Found = Pick<ErasureOrder, 'scope' | 'type'> & { roots: string[] };

/** Erasing with proof. */
export interface Erasures {
  /** Carries out an order and cleans; null when everything in it is erased already. */
  erase(order: ErasureOrder): Promise<ErasureLine | null>;
  /** Carries out what the list knows and the database does not: a restore ends with it, and every start. Gives how many. */
  replay(at: number): Promise<number>;
  /** Removes last traces: bytes of files, free pages, the write-ahead log. False while something is left: later once more. */
  clean(at: number): Promise<boolean>;
  /** Ids in these scopes that were erased after a number, and the newest number. */
  since(upto: number, scopes: readonly string[]): Promise<{ upto: number; ids: string[] }>;
  /** A device says that it has carried out everything up to a number. */
  heard(device: string, upto: number, at: number): Promise<void>;
  /** Which of the ids were erased. */
  known(ids: readonly string[]): Promise<Set<string>>;
  /** The proofs, newest first. */
  all(): Promise<Erasure[]>;
  /** Every record of a table that is not erased, by scope. */
  everyone(type: number): Promise<Found[]>;
  /** How many people were erased when their time had passed, by entity and state. */
  tallies(): Promise<{ scope: string; status: string; count: number }[]>;
  /** When retention last ran to its end (milliseconds since 1970 UTC), or null. */
  lastRetention(): Promise<number | null>;
  keepRetention(at: number): Promise<void>;
  /** How many entries of the audit are older. */
  auditBefore(at: number): Promise<number>;
  /** Participants with this code (in normal form), kept or refused. */
  byCode(code: string): Promise<Found[]>;
}

/** Erasing over a database that Kysely speaks to. */
export function erasuresOver(db: Kysely<Schema>, dialect: Dialect, { registry, list, blobs }: ErasingDeps): Erasures {
  const erasures: Erasures = {
    async erase(order) {
      const line = await dialect.write(db, order.scope, (tx) => eraseIn(tx, registry, order));
      if (!line) return null;
      list?.add(line);
      await erasures.clean(order.at);
      return line;
    },
    async replay(at) {
      const listed = list?.read() ?? [];
      let done = 0;
      for (const line of listed) {
        const { scope, type, roots, reason } = line;
        const order = { scope, type, roots, reason, by: null, at };
        if (await dialect.write(db, scope, (tx) => eraseIn(tx, registry, order, line))) done += 1;
      }
      const known = new Set(listed.map(({ n }) => n));
      for (const line of list ? await lines(db) : []) if (!known.has(line.n)) list?.add(line);
      if (done > 0 || (await unclean(db))) await erasures.clean(at);
      return done;
    },
    async clean(at) {
      for (const { stored } of await db.selectFrom('erased_file').selectAll().execute()) {
        await blobs?.alone(async () => {
          const kept = await db.selectFrom('blob').select('stored').where('stored', '=', stored).executeTakeFirst();
          if (!kept) await blobs.remove(stored);
        });
        await db.deleteFrom('erased_file').where('stored', '=', stored).execute();
      }
      try {
        await sql`vacuum`.execute(db);
        const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
        if (rows[0]?.busy === 1) return false;
      } catch (error) {
        if (String((error as { code?: string }).code).startsWith('SQLITE_')) return false;
        throw error;
      }
      await db.updateTable('erasure').set({ cleaned_at: at }).where('cleaned_at', 'is', null).execute();
      return true;
    },
    async since(upto, scopes) {
      const last = await lastNumber(db);
      // A server that does not know the newest any more is asked for everything it does know.
      const from = upto > last ? 0 : upto;
      const ids: string[] = [];
      if (from === last) return { upto: last, ids };
      for (const part of chunks(scopes)) {
        const rows = await db
          .selectFrom('erased')
          .select('id')
          .where('n', '>', from)
          .where('scope', 'in', part)
          .execute();
        ids.push(...rows.map(({ id }) => id));
      }
      return { upto: last, ids };
    },
    heard: (device, upto, at) => db.transaction().execute((tx) => heardFrom(tx, device, upto, at)),
    known: (ids) => knownIds(db, ids),
    async all() {
      const rows = await db.selectFrom('erasure').selectAll().orderBy('n', 'desc').execute();
      const holders = await db
        .selectFrom('erasure_holder')
        .innerJoin('device', 'device.id', 'erasure_holder.device')
        .select(['erasure_holder.n', 'device.id', 'account', 'name', 'state', 'last_contact', 'confirmed_at'])
        .execute();
      return rows.map(({ n, at, scope, type, roots, reason, account, records, cleaned_at: cleanedAt }) => ({
        n,
        at,
        scope,
        table: tableOf(registry, type)?.name ?? String(type),
        roots,
        reason,
        account,
        records,
        cleanedAt,
        holders: holders
          .filter((one) => one.n === n)
          .map(({ id, account: who, name, state, last_contact, confirmed_at }) => {
            return { device: id, account: who, name, state, lastContact: last_contact, confirmedAt: confirmed_at };
          }),
      }));
    },
    async everyone(type) {
      const rows = await db
        .selectFrom('record')
        .select(['scope', 'id'])
        .where('type', '=', type)
        .where('id', 'not in', (eb) => eb.selectFrom('erased').select('erased.id'))
        .orderBy('scope')
        .execute();
      const found = new Map<string, string[]>();
      for (const { scope, id } of rows) found.set(scope, [...(found.get(scope) ?? []), id]);
      return [...found].map(([scope, roots]) => ({ scope, type, roots }));
    },
    async tallies() {
      const rows = await db
        .selectFrom('tally')
        .select(['scope', 'status', (eb) => eb.fn.sum<number>('count').as('count')])
        .groupBy(['scope', 'status'])
        .execute();
      return rows.map(({ count, ...row }) => ({ ...row, count: Number(count) }));
    },
    async lastRetention() {
      const row = await db.selectFrom('meta').select('value').where('key', '=', RETENTION).executeTakeFirst();
      return row ? Number(row.value) : null;
    },
    async keepRetention(at) {
      const value = String(at);
      await db
        .insertInto('meta')
        .values({ key: RETENTION, value })
        .onConflict((c) => c.column('key').doUpdateSet({ value }))
        .execute();
    },
    async auditBefore(at) {
      const { count } = await db
        .selectFrom('audit')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('at', '<', at)
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    async byCode(code) {
      const type = tables.participant.code;
      const found = new Map<string, Set<string>>();
      const add = (scope: string, id: string): void => void found.set(scope, (found.get(scope) ?? new Set()).add(id));
      const rows = await db
        .selectFrom('record')
        .select(['scope', 'body'])
        .where('type', '=', type)
        .where(sql<boolean>`instr(body, ${code}) > 0`)
        .execute();
      for (const { scope, body } of rows) {
        const { id, f, alt } = JSON.parse(body) as WireRecord;
        if (f['code'] === code || alt.some(({ field, v }) => field === 'code' && v === code)) add(scope, id);
      }
      const refused = await db
        .selectFrom('refused')
        .select(['scope', 'body'])
        .where(sql<boolean>`instr(body, ${code}) > 0`)
        .execute();
      for (const { scope, body } of refused) {
        const { id, type: of, set } = JSON.parse(body) as Partial<Mutation>;
        if (id !== undefined && of === type && set?.['code']?.v === code) add(scope, id);
      }
      return [...found].map(([scope, roots]) => ({ scope, type, roots: [...roots] }));
    },
  };
  return erasures;
}

async function unclean(db: Kysely<Schema>): Promise<boolean> {
  const left = await db.selectFrom('erasure').select('n').where('cleaned_at', 'is', null).limit(1).executeTakeFirst();
  return left !== undefined;
}

/** Erasures as the database knows them. */
async function lines(db: Kysely<Schema>): Promise<ErasureLine[]> {
  const ids = await db.selectFrom('erased').select(['id', 'n']).execute();
  const rows = await db.selectFrom('erasure').selectAll().execute();
  return rows.map(({ n, at, scope, type, root, reason }) => ({
    n,
    at,
    scope,
    type,
    roots: [root],
    ids: ids.filter((one) => one.n === n).map(({ id }) => id),
    reason: reason as ErasureLine['reason'],
  }));
}
