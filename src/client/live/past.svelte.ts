import { err, ok } from '#domain/result.ts';
import type { TableName } from '#domain/tables.ts';
import { commit, type EditError } from '#client/db/commit.ts';
import { read } from '#client/db/device.ts';
import { knownPast, pastOf, type Replaced } from '#client/db/past.ts';
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
  async restore({ value }: Pick<VersionView, 'value'>): Chosen {
    const { table, id, field } = this.#place();
    const { device } = session;
    const before = this.#read?.now;
    const set = (to: unknown) => commit<null, EditError>(device, (edit) => edit.set(table, id, { [field]: to }));
    const done = await set(value);
    if (!done.ok) return err(done.error);
    await this.load();
    return ok(before ? () => set(before.value).then((undone) => this.load().then(() => undone)) : null);
  }
}
