import type { Mutation } from '#sync/protocol.ts';

/** One edit of a simulated user that became durable on a disk, and what its author had on the screen. */
export interface Noted {
  mid: string;
  /** Disk it was made on; -1 for what was there at the start. */
  disk: number;
  scope: string;
  id: string;
  type: number;
  kind: Mutation['kind'];
  /** It made the record. */
  creates: boolean;
  set: Record<string, unknown>;
  /** Values its author saw in the fields that it changes; in every field, for a removal. */
  seen: Record<string, unknown[]>;
  /** The author made another edit of it, or let it go. */
  settled: boolean;
  /** Why nothing is owed any more: it was lost with a device or with a backup, as announced. */
  excused: string | null;
  /** Made to be refused. */
  poison: boolean;
}

/** What the user of a page intends while a command runs. */
export interface Intent {
  seen: Record<string, unknown[]>;
  poison?: boolean;
}

/** What everybody did: the judge compares it with what is there at the end. */
export interface Model {
  edits: Map<string, Noted>;
  /** Ids of edits that the server applied, ever. */
  applied: Set<string>;
  /** Records in the order in which they came to be. */
  order: Map<string, { scope: string; type: number }>;
  /** Texts still being typed, by disk and key, with the value their author saw when beginning. */
  typed: Map<string, { value: string; seen: unknown[] }>;
  /** The same by disk, key and value, for ever. */
  began: Map<string, unknown[]>;
}

export const newModel = (): Model => ({
  edits: new Map(),
  applied: new Set(),
  order: new Map(),
  typed: new Map(),
  began: new Map(),
});

/** Takes note of an edit. `carried`: refused edits that it contains. */
export function note(
  model: Model,
  disk: number,
  mutation: Mutation,
  { seen, poison = false }: Intent,
  carried: readonly string[],
): void {
  const all: Record<string, unknown[]> = { ...seen };
  for (const mid of carried) {
    const old = model.edits.get(mid);
    if (!old) continue;
    old.settled = true;
    for (const [field, values] of Object.entries(old.seen)) all[field] = [...(all[field] ?? []), ...values];
  }
  const { mid, scope, id, type, kind } = mutation;
  const set = Object.fromEntries(Object.entries(mutation.set).map(([field, { v }]) => [field, v]));
  const creates = kind === 'set' && mutation.saw === null;
  model.edits.set(mid, {
    ...{ mid, disk, scope, id, type, kind, creates, set, seen: all },
    settled: false,
    excused: null,
    poison,
  });
  if (!model.order.has(id)) model.order.set(id, { scope, type });
}

export const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
