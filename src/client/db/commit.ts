import { may, type Act } from '#domain/access.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { moves, SCHEMA, tableOf, type Row, type Table, type TableName } from '#domain/tables.ts';
import { wellFormed } from '#domain/text.ts';
import { apply } from '#sync/merge.ts';
import type { Mutation } from '#sync/protocol.ts';
import { fieldsOf, flatten, markOf, type Alt, type Rec } from '#sync/record.ts';
import { rowsOf, type Device, type Rows } from './device.ts';
import type { LocalTx, Queued } from './store.ts';
import { overlay } from './view.ts';

/** Why an edit was not taken; guard errors of the domain (VisitLocked, …) come with their own type. */
export type EditError =
  { type: 'NotFound' } | { type: 'Forbidden'; path?: string } | { type: 'Invalid'; path: string } | { type: string };

/** New values by field; keyed fields by their full name (`ratings.s1.n.1`). */
export type Patch<T extends TableName> = Partial<Omit<Row<T>, 'id' | 'scope'>> | Record<`${string}.${string}`, unknown>;

/** What a command may do inside its one transaction. */
export interface Edit extends Rows {
  /** Adds a record and gives its id. */
  create<T extends TableName>(
    table: T,
    scope: string,
    row: Omit<Row<T>, 'id' | 'scope'>,
    id?: string,
  ): Promise<Result<string, EditError>>;
  /** Changes fields. `saw` overrides what the author is taken to have seen (a draft knows better). */
  set<T extends TableName>(
    table: T,
    id: string,
    patch: Patch<T>,
    saw?: Record<string, string | null>,
  ): Promise<Result<null, EditError>>;
  remove(table: TableName, id: string): Promise<Result<null, EditError>>;
  /** Settles a contested field: the named alternatives go, `value` (if given) is what stays. */
  settle(
    table: TableName,
    id: string,
    drop: readonly Pick<Alt, 'field' | 'mid'>[],
    patch: Record<string, unknown>,
  ): Promise<Result<null, EditError>>;
  /** Makes one new mutation of the record's refused edits (SPEC C6). */
  resend(id: string): Promise<Result<null, EditError>>;
  /** Lets the record's refused edits go; what the server holds is shown again. */
  giveUp(id: string): Promise<void>;
}

class Undo extends Error {
  constructor(readonly result: { ok: false; error: unknown }) {
    super('command refused');
  }
}

/** Runs a command as one durable transaction (SPEC C1); a failed result undoes everything it wrote. */
export async function commit<T, E>(
  device: Device,
  command: (edit: Edit) => Promise<Result<T, E>>,
): Promise<Result<T, E | EditError | { type: 'Quota' } | { type: 'StorageBroken' }>> {
  try {
    const result = await device.store.write(async (tx) => {
      const done = await command(editOf(device, tx));
      if (!done.ok) throw new Undo(done);
      return done;
    });
    device.committed();
    return result;
  } catch (error) {
    if (error instanceof Undo) return error.result as { ok: false; error: E };
    const name = error instanceof Error ? error.name : '';
    if (/Quota/.test(name)) return err({ type: 'Quota' });
    if (/InvalidState|DatabaseClosed|UnknownError|MissingAPI|OpenFailed/.test(name))
      return err({ type: 'StorageBroken' });
    throw error;
  }
}

function editOf(device: Device, tx: LocalTx): Edit {
  const { registry, me } = device;

  interface Look {
    queue: Queued[];
    refused: Queued[];
    /** What the server will find: the base with edits that are not refused. */
    clean: Rec | undefined;
    /** What the screen shows. */
    shown: Rec | undefined;
  }

  async function look(id: string): Promise<Look> {
    const [base, queue] = [await tx.record(id), await tx.queue({ id })];
    const refused = queue.filter((entry) => entry.refused);
    return {
      queue,
      refused,
      clean: overlay(base, queue, me.account, true),
      shown: overlay(base, queue, me.account),
    };
  }

  function allowed(table: Table, act: Act): Result<null, EditError> {
    if (may(me.role, act, table.rights)) return ok(null);
    return err({ type: 'Forbidden', ...(act.act === 'write' && { path: act.field }) });
  }

  async function checked(
    table: Table,
    before: Rec | undefined,
    after: Rec,
    fields: string[],
  ): Promise<Result<null, EditError>> {
    if (after.partial) return ok(null);
    const row = fieldsOf(after, table);
    const parsed = table.row.safeParse(row);
    if (!parsed.success) return err({ type: 'Invalid', path: parsed.error.issues[0]?.path.join('.') ?? '' });
    if (table.within && before && !before.partial && moves(table, before.f, after.f)) {
      return err({ type: 'Invalid', path: table.within.field });
    }
    if (!table.guard) return ok(null);
    const parentId = table.within && after.f[table.within.field];
    const parent = typeof parentId === 'string' ? (await look(parentId)).shown : undefined;
    const parentTable = table.within && registry[table.within.table];
    return table.guard({
      actor: me,
      before: before && !before.del ? fieldsOf(before, table) : null,
      after: row,
      fields,
      within: parent && parentTable && !parent.partial ? fieldsOf(parent, parentTable) : null,
      author: (field) => (before && markOf(before, field)?.by) ?? null,
      offered: before?.alt ?? [],
    });
  }

  async function write(
    table: Table,
    { clean, shown, refused }: Look,
    place: { scope: string; id: string },
    values: Record<string, unknown>,
    more: { saw?: Record<string, string | null>; drop?: Mutation['drop'] } = {},
  ): Promise<Result<null, EditError>> {
    const reworked = Object.assign({}, ...refused.map(({ mutation }) => valuesOf(mutation))) as Record<string, unknown>;
    const all = wellFormed({ ...reworked, ...values });
    const sight = sightOf(refused);
    const drop = [...refused.flatMap(({ mutation: { drop: named = [] } }) => named), ...(more.drop ?? [])];
    const set = Object.fromEntries(
      Object.entries(all).map(([field, v]) => {
        const seenNow = clean ? (markOf(clean, field)?.mid ?? null) : null;
        const saw = more.saw && Object.hasOwn(more.saw, field) ? (more.saw[field] ?? null) : seenNow;
        return [field, { v, saw: sight.has(field) ? (sight.get(field) ?? null) : saw }];
      }),
    );
    const mutation: Mutation = {
      mid: device.newMid(),
      ...place,
      type: table.code,
      kind: drop.length > 0 ? 'resolve' : 'set',
      set,
      ...(drop.length > 0 && { drop }),
      saw: clean?.last ?? null,
      at: new Date(device.now()).toISOString(),
      schema: SCHEMA,
    };
    const rule = await checked(table, shown ?? clean, apply(clean, mutation, me.account), [
      ...new Set([...Object.keys(values), ...drop.map(({ field }) => field)]),
    ]);
    if (!rule.ok) return rule;
    await tx.dropQueued(refused.map((entry) => entry.n));
    await tx.enqueue(mutation);
    return ok(null);
  }

  function tableNamed(name: string): Table {
    const table = registry[name];
    if (!table) throw new Error(`no table ${name}`);
    return table;
  }

  const edit: Edit = {
    ...rowsOf(device, tx),
    async create(name, scope, row, id = device.newId()) {
      const table = tableNamed(name);
      const right = allowed(table, { act: 'create' });
      if (!right.ok) return right;
      const place = { scope: table.founds ? id : scope, id };
      const none: Look = { queue: [], refused: [], clean: undefined, shown: undefined };
      const done = await write(table, none, place, flatten(row, table));
      return done.ok ? ok(id) : done;
    },
    async set(name, id, patch, saw = {}) {
      const table = tableNamed(name);
      const found = await look(id);
      if (!found.shown || found.shown.del) return err({ type: 'NotFound' });
      const { shown } = found;
      const flat = flatten(patch, table);
      const changed = Object.entries(flat).filter(([field, v]) => !equal(shown.f[field], v));
      if (changed.length === 0) return ok(null);
      for (const [field] of changed) {
        const right = allowed(table, { act: 'write', field });
        if (!right.ok) return right;
      }
      return write(table, found, { scope: shown.scope, id }, Object.fromEntries(changed), { saw });
    },
    async remove(name, id) {
      const table = tableNamed(name);
      const right = allowed(table, { act: 'remove' });
      if (!right.ok) return right;
      const { clean, shown, refused, queue } = await look(id);
      if (!shown || shown.del) return err({ type: 'NotFound' });
      const rule = await checked(table, shown, shown, Object.keys(shown.f));
      if (!rule.ok) return rule;
      // Own edits of a confirmed record that nobody has yet go with it: sent, they could land on what was never on this
      // screen, and the removal, which saw them, would take that away unseen (SPEC M5).
      const base = await tx.record(id);
      const unsent = base ? queue.filter((entry) => entry.sent === 0 && !entry.refused) : [];
      await tx.dropQueued([...refused, ...unsent].map((entry) => entry.n));
      if (!clean) return ok(null);
      const at = new Date(device.now()).toISOString();
      const place = { scope: shown.scope, id, type: table.code };
      const saw = base ? base.last : clean.last;
      await tx.enqueue({ mid: device.newMid(), ...place, kind: 'del', set: {}, saw, at, schema: SCHEMA });
      return ok(null);
    },
    async settle(name, id, drop, patch) {
      const table = tableNamed(name);
      const found = await look(id);
      if (!found.shown || found.shown.del) return err({ type: 'NotFound' });
      for (const field of new Set([...drop.map((one) => one.field), ...Object.keys(patch)])) {
        const right = allowed(table, { act: 'write', field });
        if (!right.ok) return right;
      }
      const named = drop.map(({ field, mid }) => ({ field, mid }));
      return write(table, found, { scope: found.shown.scope, id }, patch, { drop: named });
    },
    async resend(id) {
      const found = await look(id);
      const newest = found.refused.at(-1)?.mutation;
      const known = newest && tableOf(registry, newest.type);
      if (!newest || !known) return err({ type: 'NotFound' });
      if (newest.kind === 'del') return edit.remove(known.name as TableName, id);
      return write(known.table, found, { scope: newest.scope, id }, {});
    },
    async giveUp(id) {
      await tx.dropQueued((await look(id)).refused.map((entry) => entry.n));
    },
  };
  return edit;
}

/** What the author of refused edits had seen of each field: a value that came meanwhile was under them, never on screen. */
function sightOf(refused: readonly Queued[]): Map<string, string | null> {
  const first = refused.toReversed().flatMap(({ mutation }) => Object.entries(mutation.set));
  return new Map(first.map(([field, { saw }]) => [field, saw]));
}

function valuesOf(mutation: Mutation): Record<string, unknown> {
  return Object.fromEntries(Object.entries(mutation.set).map(([field, { v }]) => [field, v]));
}

function equal(a: unknown, b: unknown): boolean {
  return a === b || (a !== undefined && JSON.stringify(a) === JSON.stringify(b));
}
