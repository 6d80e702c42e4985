import { err, ok } from '#domain/result.ts';
import type { TableName } from '#domain/tables.ts';
import { commit, type EditError } from '#client/db/commit.ts';
import { read } from '#client/db/device.ts';
import { knownPast, knownPasts, pastOf, type Replaced } from '#client/db/past.ts';
import type { Version } from '#client/db/settle.ts';
import { versionView, type Chosen, type VersionView } from './contest.svelte.ts';
import { session } from './session.svelte.ts';

/** The past of one field as a person sees it. */
export interface PastView {
  /** What stands there now; null when nothing was ever written. */
  now: VersionView | null;
  /** Earlier values and other versions, newest first. */
  earlier: readonly VersionView[];
  /** Why the server was not asked with success: then this is only what the device itself knows. */
  problem: string | null;
}

/** Which field. */
export interface PastPlace {
  table: TableName;
  scope: string;
  id: string;
  field: string;
}

/** The past of a field, read when it is asked for. Call inside a component. */
export class FieldPast {
  readonly #place: () => PastPlace;
  #read = $state.raw<{ now: Version | null; earlier: readonly Version[]; problem: string | null } | null>(null);

  constructor(place: () => PastPlace) {
    this.#place = place;
  }

  get table(): string {
    return this.#place().table;
  }
  get field(): string {
    return this.#place().field;
  }
  /** Null until it was read. */
  get view(): PastView | null {
    const known = this.#read;
    return (
      known && {
        now: known.now && versionView(known.now),
        earlier: known.earlier.map(versionView),
        problem: known.problem,
      }
    );
  }

  /** Reads what this device knows, then asks the server. */
  async load(): Promise<void> {
    const { id, scope, field } = this.#place();
    const { device } = session;
    const known = await read(device, (rows) => knownPast(rows, device.me.account, id, field));
    const show = (replaced: readonly Replaced[], problem: string | null): void => {
      this.#read = { now: known.now, earlier: pastOf(known, replaced), problem };
    };
    show([], null);
    const told = await session.history(scope, id);
    show(told.ok ? told.value.filter((one) => one.field === field) : [], told.ok ? null : told.error.type);
  }

  /** Sets an earlier value back. */
  restore({ value }: Pick<VersionView, 'value'>): Chosen {
    return setBack(this.#place(), this.#read?.now ?? null, value, () => this.load());
  }
}

/** The past of one field of a record. */
export interface FieldView {
  field: string;
  now: VersionView | null;
  earlier: readonly VersionView[];
}

/** The past of a whole record, field by field: those that had another value once. Call inside a component. */
export class RecordPast {
  readonly #place: () => Omit<PastPlace, 'field'>;
  readonly #only: (field: string) => boolean;
  #read = $state.raw<{
    fields: readonly { field: string; now: Version | null; earlier: readonly Version[] }[];
    problem: string | null;
  } | null>(null);

  /** `only`: which fields, by full names. */
  constructor(place: () => Omit<PastPlace, 'field'>, only: (field: string) => boolean = () => true) {
    this.#place = place;
    this.#only = only;
  }

  get table(): string {
    return this.#place().table;
  }
  /** Null until it was read. */
  get view(): { fields: readonly FieldView[]; problem: string | null } | null {
    const known = this.#read;
    return (
      known && {
        fields: known.fields.map(({ field, now, earlier }) => ({
          field,
          now: now && versionView(now),
          earlier: earlier.map(versionView),
        })),
        problem: known.problem,
      }
    );
  }

  /** Reads what this device knows, then asks the server. */
  async load(): Promise<void> {
    const { id, scope } = this.#place();
    const { device } = session;
    const known = await read(device, (rows) => knownPasts(rows, device.me.account, id));
    const show = (replaced: readonly Replaced[], problem: string | null): void => {
      const all = [...known.keys(), ...replaced.map(({ field }) => field)];
      const names = all.filter((field, i) => all.indexOf(field) === i && this.#only(field));
      const fields = names.flatMap((field) => {
        const own = known.get(field) ?? { now: null, earlier: [] };
        const earlier = pastOf(
          own,
          replaced.filter((one) => one.field === field),
        );
        return earlier.length > 0 ? [{ field, now: own.now, earlier }] : [];
      });
      this.#read = { fields, problem };
    };
    show([], null);
    const told = await session.history(scope, id);
    show(told.ok ? told.value : [], told.ok ? null : told.error.type);
  }

  /** Sets an earlier value of a field back. */
  restore(field: string, { value }: Pick<VersionView, 'value'>): Chosen {
    const before = this.#read?.fields.find((one) => one.field === field)?.now ?? null;
    return setBack({ ...this.#place(), field }, before, value, () => this.load());
  }
}

/** Sets a field to an earlier value and reads anew; answers with the way back. */
async function setBack(
  { table, id, field }: PastPlace,
  before: Version | null,
  value: unknown,
  load: () => Promise<void>,
): Chosen {
  const { device } = session;
  const set = (to: unknown) => commit<null, EditError>(device, (edit) => edit.set(table, id, { [field]: to }));
  const done = await set(value);
  if (!done.ok) return err(done.error);
  await load();
  return ok(before ? () => set(before.value).then((undone) => load().then(() => undone)) : null);
}
