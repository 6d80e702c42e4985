import { ok } from '#domain/result.ts';
import { commit } from '#client/db/commit.ts';
import type { Device } from '#client/db/device.ts';

/** Sends the record's refused edits once more, as one new edit. */
export function resend(device: Device, id: string) {
  return commit(device, (edit) => edit.resend(id));
}

/** Lets the record's refused edits go for good; the server keeps a copy with its reason. */
export function giveUp(device: Device, id: string) {
  return commit(device, async (edit) => {
    await edit.giveUp(id);
    return ok(null);
  });
}
