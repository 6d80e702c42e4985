import type { Mutation } from '#sync/protocol.ts';
import { markOf, type Rec } from '#sync/record.ts';
import type { Rows } from './device.ts';
import type { Version } from './settle.ts';
import type { Journalled, Queued } from './store.ts';
import { overlay } from './view.ts';

/** A value that the server says was replaced; `seq`: the order of the edit that replaced it. */
export interface Replaced {
  field: string;
  v: unknown;
  mid: string;
  by: string;
  at: string;
  seq: number;
}

/** What this device knows by itself about a field. */
export interface Known {
  /** What stands there; null when nothing was ever written. */
  now: Version | null;
  /** Other versions, and own earlier values of the last weeks; newest first. */
  earlier: Version[];
}

/** What this device holds of one record: confirmed, on its way, and its own confirmed edits of the last weeks. */
interface Sources {
  me: string;
  base: Rec | undefined;
  queue: readonly Queued[];
  rec: Rec | undefined;
  journal: readonly Journalled[];
}

async function sourcesOf({ tx }: Rows, me: string, id: string): Promise<Sources> {
  const [base, queue] = [await tx.record(id), await tx.queue({ id })];
  const journal = (await tx.journal()).filter(({ mutation }) => mutation.id === id);
  return { me, base, queue, rec: overlay(base, queue, me), journal };
}

/** The past of a field as far as this device remembers it: other versions, own edits on their way and own confirmed ones. */
export async function knownPast(rows: Rows, me: string, id: string, field: string): Promise<Known> {
  return knownOf(await sourcesOf(rows, me, id), field);
}

/** The same of every field of a record that this device knows of, by full names. */
export async function knownPasts(rows: Rows, me: string, id: string): Promise<ReadonlyMap<string, Known>> {
  const sources = await sourcesOf(rows, me, id);
  const edited = [...sources.queue, ...sources.journal].flatMap(({ mutation }) => Object.keys(mutation.set));
  const fields = new Set([...Object.keys(sources.rec?.f ?? {}), ...edited]);
  return new Map([...fields].map((field) => [field, knownOf(sources, field)]));
}

function knownOf({ me, base, queue, rec, journal }: Sources, field: string): Known {
  const [mark, under] = [rec && markOf(rec, field), base && markOf(base, field)];
  const ownOf = (edits: readonly { mutation: Mutation }[]): Version[] =>
    edits
      .filter(({ mutation }) => Object.hasOwn(mutation.set, field))
      .map(({ mutation: { mid, at, set } }) => ({ mid, by: me, at, value: set[field]?.v }))
      .reverse();
  const alt = (rec?.alt ?? [])
    .filter((one) => one.field === field)
    .map(({ mid, by, at, v }) => ({ mid, by, at, value: v }));
  return {
    now: rec && mark ? { ...mark, value: rec.f[field] } : null,
    earlier: [
      ...alt,
      ...ownOf(queue),
      ...(base && under ? [{ ...under, value: base.f[field] }] : []),
      ...ownOf(journal),
    ].filter(({ mid }, i, all) => mid !== mark?.mid && all.findIndex((one) => one.mid === mid) === i),
  };
}

/**
 * One list of earlier values, newest first: what the server tells (its order holds), before it what only this device
 * knows. An own text that merely grew into the next one is left out.
 */
export function pastOf({ now, earlier }: Known, replaced: readonly Replaced[]): Version[] {
  const told = replaced.map(({ mid, by, at, v }) => ({ mid, by, at, value: v }));
  const extra = earlier.filter(({ mid }) => !told.some((one) => one.mid === mid));
  const all = [...extra, ...told];
  return all.filter(({ by, value }, i) => {
    const next = i === 0 ? now : all[i - 1];
    const grew =
      next?.by === by && typeof value === 'string' && typeof next.value === 'string' && next.value.startsWith(value);
    return !grew && JSON.stringify(value) !== JSON.stringify(next?.value);
  });
}

/** The edits of a field that this device made: what each had seen. `undefined` for an edit of someone else. */
export async function ownSight({ tx }: Rows, id: string, field: string): Promise<Map<string, string | null>> {
  const own = [...(await tx.journal()), ...(await tx.queue({ id }))].filter(({ mutation }) => mutation.id === id);
  return new Map(
    own.flatMap(({ mutation: { mid, set } }) => {
      const change = set[field];
      return change ? [[mid, change.saw] as const] : [];
    }),
  );
}

/**
 * The text both sides started from: the value under the own edit that the other one replaced too. Null when the past
 * does not tell. `replaced` are the server's values of this field.
 */
export function baseOf(
  replaced: readonly Replaced[],
  sight: ReadonlyMap<string, string | null>,
  mine: string,
  theirs: string,
): string | null {
  const lost = replaced.find(({ mid }) => mid === theirs);
  if (!lost) return null;
  let mid = sight.get(mine);
  for (let steps = 0; typeof mid === 'string' && steps <= sight.size; steps++) {
    const under = replaced.find((one) => one.mid === mid && one.seq < lost.seq);
    if (under) return typeof under.v === 'string' ? under.v : null;
    mid = sight.get(mid);
  }
  return null;
}
