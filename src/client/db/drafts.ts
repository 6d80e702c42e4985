import { err, ok, type Result } from '#domain/result.ts';
import type { TableName } from '#domain/tables.ts';
import { markOf } from '#sync/record.ts';
import { commit, type EditError } from './commit.ts';
import type { Device } from './device.ts';
import { overlay } from './view.ts';

/** A text field that is being typed in. */
export interface DraftPlace {
  table: TableName;
  id: string;
  field: string;
}

const keyOf = ({ table, id, field }: DraftPlace): string => `${table}/${id}/${field}`;

function placeOf(key: string): DraftPlace {
  const [table = '', id = '', field = ''] = key.split('/');
  return { table: table as TableName, id, field };
}

/** Makes what is typed so far durable, without making it an edit yet. Keeps what the author had seen at the start. */
export function keepDraft(device: Device, place: DraftPlace, value: string): Promise<void> {
  const key = keyOf(place);
  return device.store.write(async (tx) => {
    const draft = await tx.draft(key);
    if (draft) return tx.putDraft({ ...draft, value });
    const rec = overlay(await tx.record(place.id), await tx.queue({ id: place.id }), device.me.account, true);
    return tx.putDraft({ key, value, saw: (rec && markOf(rec, place.field)?.mid) ?? null });
  });
}

/** Turns a draft into an edit; the draft goes in the same transaction. On failure it stays. */
export async function settleDraft(device: Device, place: DraftPlace): Promise<Result<null, EditError>> {
  const key = keyOf(place);
  return commit(device, async (edit) => {
    const draft = await edit.tx.draft(key);
    if (!draft) return ok(null);
    const patch: Record<string, unknown> = { [place.field]: draft.value };
    const done = await edit.set(place.table, place.id, patch, { [place.field]: draft.saw });
    if (!done.ok) return err(done.error);
    await edit.tx.dropDraft(key);
    return ok(null);
  });
}

/** Drafts left by a page that died: each becomes an edit, or stays a draft if it cannot. Gives how many remain. */
export async function settleAll(device: Device): Promise<number> {
  const drafts = await device.store.read((tx) => tx.drafts());
  let left = 0;
  for (const { key } of drafts) if (!(await settleDraft(device, placeOf(key))).ok) left += 1;
  return left;
}
