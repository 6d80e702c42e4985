import { may } from '#domain/access.ts';
import type { Result } from '#domain/result.ts';
import type { EditError } from '#client/db/commit.ts';
import { read, type Device } from '#client/db/device.ts';
import { baseOf, ownSight, type Replaced } from '#client/db/past.ts';
import { contestedRows, contestsOf, mergeField, reopen, type Contest } from '#client/db/settle.ts';
import type { Merged } from '#client/db/store.ts';
import { mergeTexts } from './merge.ts';

/** Asks the server for the replaced values of a record. */
type Ask = (scope: string, id: string) => Promise<Result<Replaced[], { type: string }>>;

/**
 * Puts contested texts together where the two changes do not overlap, as one visible edit each, on the phone of the author
 * whose change came later (so that two phones do not both do it). Gives what was put together. `tried` remembers what
 * could not be, so that the server is asked about it once; without network nothing is remembered.
 */
export async function mergeContested(device: Device, ask: Ask, tried: Set<string>): Promise<Contest[]> {
  const me = device.me.account;
  const waiting = await read(device, async (rows) => {
    const drafts = new Set((await rows.tx.drafts()).map(({ key }) => key));
    return (await contestedRows(rows)).flatMap(({ table, row }) => {
      const known = rows.registry[table];
      return (known ? contestsOf(known, table, row) : [])
        .filter(({ text, versions: [shown, other, third], field, id }) => {
          if (!known || !text || !shown || !other || third) return false;
          const open = !drafts.has(`${table}/${id}/${field}`) && !tried.has(keyOf(shown.mid, other.mid));
          return (
            open && shown.by === me && other.by !== me && may(device.me.role, { act: 'write', field }, known.rights)
          );
        })
        .map((contest) => ({ contest, scope: row.scope }));
    });
  });
  const merged: Contest[] = [];
  for (const { contest, scope } of waiting) {
    const { id, field, versions } = contest;
    const [shown, other] = versions;
    if (typeof shown?.value !== 'string' || typeof other?.value !== 'string') continue;
    const told = await ask(scope, id);
    if (!told.ok) return merged;
    const sight = await read(device, (rows) => ownSight(rows, id, field));
    const past = told.value.filter((one) => one.field === field);
    const base = baseOf(past, sight, shown.mid, other.mid);
    const text = base === null ? null : mergeTexts(base, shown.value, other.value);
    tried.add(keyOf(shown.mid, other.mid));
    if (text === null) continue;
    const done = await mergeField(device, contest, text);
    if (done.ok) merged.push(done.value);
  }
  return merged;
}

/** Takes a merge back: the two versions wait for a choice again. */
export function undoMerge(device: Device, merged: Merged | Contest): Promise<Result<null, EditError>> {
  const { table, id, field, versions } = merged;
  return reopen(device, { table: table as Contest['table'], id, field, versions, text: true });
}

const keyOf = (mine: string, theirs: string): string => `${mine} ${theirs}`;
