import { dayAt } from '#domain/day.ts';
import type { ExpertTraining } from '#domain/expertTraining.ts';
import { ok, type Result } from '#domain/result.ts';
import { PROGRAM } from '#domain/tables.ts';
import { commit, type Edit, type EditError } from '#client/db/commit.ts';
import type { Device } from '#client/db/device.ts';

type Done<T> = Promise<Result<T, EditError | { type: 'Quota' } | { type: 'StorageBroken' }>>;

/** Where a mark belongs: the expert, the day's module and the version of the programme. */
export interface DayPlace {
  moduleId: string;
  programmeVersion: string;
}

/** Says whether experts attended one of the nine days; `null` takes it back. All of them in one transaction. */
export function markDay(
  device: Device,
  personIds: readonly string[],
  { moduleId, programmeVersion }: DayPlace,
  mark: { on: string; present: boolean } | null,
): Done<null> {
  return commit(device, async (edit) => {
    for (const personId of personIds) {
      const id = await rowOf(edit, personId, programmeVersion);
      if (!id.ok) return id;
      const done = await edit.set('expertTraining', id.value, { [`days.${moduleId}`]: mark });
      if (!done.ok) return done;
    }
    return ok(null);
  });
}

/** Records the result of the final check, as of today; `null` takes it back. Unit: percent. */
export function setScore(device: Device, personId: string, programmeVersion: string, score: number | null): Done<null> {
  return commit(device, async (edit) => {
    const id = await rowOf(edit, personId, programmeVersion);
    if (!id.ok) return id;
    const patch: Partial<ExpertTraining> = { score, scoredOn: score === null ? null : dayAt(device.now()) };
    return edit.set('expertTraining', id.value, patch);
  });
}

async function rowOf(edit: Edit, personId: string, programmeVersion: string): Promise<Result<string, EditError>> {
  const rows = (await edit.all('expertTraining')).filter((row) => row.personId === personId);
  const [first] = rows.map(({ id }) => id).sort();
  if (first !== undefined) return ok(first);
  return edit.create('expertTraining', PROGRAM, { personId, programmeVersion, days: {}, score: null, scoredOn: null });
}
