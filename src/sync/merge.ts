import type { Mutation } from './protocol.ts';
import { DELETE_REQUESTED, markOf, RESTORED, together, type Alt, type Mark, type Rec } from './record.ts';

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

function keep(alt: Alt[], lost: Alt): void {
  if (!alt.some((other) => other.field === lost.field && other.mid === lost.mid)) alt.push(lost);
}

/**
 * The record after one mutation: the only place where values meet, used by the server to merge and by the phone to
 * lay its waiting edits over the confirmed base. Rules M1–M7 of SPEC.md. `seq` is left as it was.
 */
export function apply(before: Rec | undefined, mutation: Mutation, by: string): Rec {
  const mark: Mark = { mid: mutation.mid, by, at: mutation.at };
  if (!before) {
    const seen = Object.entries(mutation.set);
    return {
      scope: mutation.scope,
      id: mutation.id,
      type: mutation.type,
      seq: 0,
      last: mutation.mid,
      del: mutation.kind === 'del',
      ...(mutation.saw === null ? {} : { partial: Object.fromEntries(seen.map(([field, { saw }]) => [field, saw])) }),
      mark,
      f: Object.fromEntries(seen.map(([field, { v }]) => [field, v])),
      m: {},
      alt: [],
    };
  }
  const { partial, ...known } = before;
  const last = mutation.saw === before.last ? mutation.mid : together(before.last, mutation.mid);
  const after: Rec = { ...known, last, f: { ...before.f }, m: { ...before.m }, alt: [...before.alt] };
  const completes = partial !== undefined && mutation.saw === null;
  if (partial && !completes) after.partial = { ...partial };
  if (mutation.kind === 'del') {
    if (before.last === mutation.saw) after.del = true;
    else keep(after.alt, { field: '', v: DELETE_REQUESTED, ...mark });
    return after;
  }
  const settled = mutation.drop ?? [];
  after.alt = after.alt.filter((alt) => !settled.some((drop) => drop.field === alt.field && drop.mid === alt.mid));
  if (before.del) {
    after.del = false;
    keep(after.alt, { field: '', v: RESTORED, ...mark });
  }
  for (const [field, { v, saw }] of Object.entries(mutation.set)) {
    const current = markOf(before, field);
    if (completes && partial[field] === mutation.mid) continue;
    if (current && current.mid !== saw && !same(before.f[field], v))
      keep(after.alt, { field, v: before.f[field], ...current });
    after.f[field] = v;
    after.m[field] = mark;
    if (after.partial && current === null) after.partial[field] = saw;
  }
  return after;
}
