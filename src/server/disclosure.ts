import type { DisclosedRecord, Disclosure } from '#domain/disclosure.ts';
import { keyOf } from '#domain/erasure.ts';
import { checkCode, mentionsOf } from '#domain/participantCode.ts';
import { tableOf, tables } from '#domain/tables.ts';
import type { WireRecord } from '#sync/protocol.ts';
import type { Deps } from './context.ts';
import { closureOf, typesBelow } from './erase/closure.ts';
import type { Found } from './erase/erasures.ts';

/** How much is read at once (bytes), and how many entries of the audit a record may have. */
const BUDGET = 4_000_000;
const ACTS = 10_000;

/** What stands in place of somebody else's code. */
const COVERED = '██';
/** Anything that may be a code. */
const CODE_LIKE = /\d{2}[-–—\s]?[0-9A-Za-z]{6}[-–—\s]?[0-9A-Za-z*~$=]/g;

/** Everything the server keeps about one code, found in these places, and nothing about anybody else. `by`: code of who asks. */
export async function disclose(
  { store, registry, now }: Deps,
  code: string,
  found: readonly Found[],
  by: string,
): Promise<Disclosure> {
  const people = new Map((await store.accounts()).map((account) => [account.id, account.code]));
  const who = (account: string): string => people.get(account) ?? '';
  const nameOf = (type: number): string => tableOf(registry, type)?.name ?? String(type);
  const all: Disclosure = { code, at: now(), by, records: [], held: [], mentions: [], acts: [] };
  const ids = new Set<string>();
  for (const { scope, type, roots } of found) {
    const rows = await rowsOf(
      scope,
      Object.values(registry).map((table) => table.code),
    );
    const near = rows.filter((row) => typesBelow(registry, type).includes(row.type));
    const own = closureOf(registry, roots, near);
    const site = rows.find((row) => row.type === tables.site.code)?.f['code'];
    const place = typeof site === 'string' ? site : '';
    for (const id of own) ids.add(id);
    for (const row of near.filter(({ id }) => own.has(id))) all.records.push(await recordOf(row, scope, place));
    for (const row of rows.filter(({ id, del }) => !own.has(id) && !del)) {
      if (Object.keys(row.f).some((field) => own.has(keyOf(field) ?? ''))) {
        all.records.push(partOf(await recordOf(row, scope, place), own));
      }
      for (const [field, value] of Object.entries(row.f)) {
        for (const text of lines(value))
          all.mentions.push({ table: nameOf(row.type), id: row.id, site: place, field, text });
      }
    }
  }
  for (const { mutation, account, at, refusal } of await store.refused({})) {
    const text = JSON.stringify(mutation);
    if (![...ids].some((id) => text.includes(id))) continue;
    const { id = '', type = -1, set = {}, at: written = '' } = mutation as Partial<typeof mutation>;
    const mine = (field: string): boolean => ids.has(id) || ids.has(keyOf(field) ?? '') || keyOf(field) === undefined;
    const said = Object.entries(set).filter(([field]) => mine(field));
    const fields = said.map(([field, { v }]) => ({ field, value: v, by: who(account), at: written }));
    all.held.push({ table: nameOf(type), id, by: who(account), at, reason: refusal.reason ?? refusal.code, fields });
  }
  for (const id of ids) {
    for (const { at, account, role, act, detail } of await store.audit({ id }, ACTS)) {
      const table = detail.records?.find((record) => record.id === id)?.table ?? '';
      all.acts.push({ at, by: who(account), role, act, table, id });
    }
  }
  all.acts.sort((a, b) => a.at - b.at);
  return all;

  async function rowsOf(scope: string, types: readonly number[]): Promise<WireRecord[]> {
    const rows: WireRecord[] = [];
    for (let after = 0; ;) {
      const page = await store.page(scope, after, types, BUDGET);
      rows.push(...(page?.rows ?? []));
      if (!page?.more) return rows;
      after = page.to;
    }
  }

  async function recordOf(row: WireRecord, scope: string, site: string): Promise<DisclosedRecord> {
    const earlier = await store.history(scope, row.id);
    return {
      table: nameOf(row.type),
      id: row.id,
      site,
      removed: row.del,
      fields: Object.entries(row.f).map(([field, value]) => {
        const mark = row.m[field] ?? row.mark;
        return { field, value, by: who(mark.by), at: mark.at };
      }),
      versions: row.alt.map(({ field, v, by: author, at }) => ({ field, value: v, by: who(author), at })),
      earlier: earlier.map(({ field, v, by: author, at }) => ({ field, value: v, by: who(author), at })),
    };
  }

  /** Of a record about many, a roll-call: what it says about everybody, and what it says about this person. */
  function partOf(
    { fields, versions, earlier, ...record }: DisclosedRecord,
    own: ReadonlySet<string>,
  ): DisclosedRecord {
    const mine = ({ field }: DisclosedRecord['fields'][number]): boolean => own.has(keyOf(field) ?? '');
    return {
      ...record,
      fields: fields.filter((one) => keyOf(one.field) === undefined || mine(one)),
      versions: versions.filter(mine),
      earlier: earlier.filter(mine),
    };
  }

  /** Lines of a text that name the code; every other code in them is covered. */
  function lines(value: unknown): string[] {
    if (typeof value !== 'string') return [];
    return value
      .split('\n')
      .filter((line) => line.search(mentionsOf(code)) >= 0)
      .map((line) => line.replace(CODE_LIKE, (piece) => covered(piece)));
  }

  function covered(piece: string): string {
    const read = checkCode(piece);
    return read.ok && read.value !== code ? COVERED : piece;
  }
}
