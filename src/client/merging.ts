import type { Device } from '#client/db/device.ts';
import { session } from '#client/live/session.svelte.ts';
import { mergeContested, undoMerge } from '#client/features/versions/commands.ts';
import { i18n, problemWords } from '#client/i18n/words.svelte.ts';
import { toasts } from '#client/ui/toasts.svelte.ts';

const tried = new Set<string>();
let busy = false;

/** After a round with the server: puts together what can be, and says so with a way back. */
export async function mergeTold(device: Device): Promise<void> {
  if (busy) return;
  busy = true;
  try {
    for (const contest of await mergeContested(device, (scope, id) => session.history(scope, id), tried)) {
      toasts.show(i18n.m.versions.merged, () => {
        void undoMerge(device, contest).then((done) =>
          toasts.show(done.ok ? i18n.m.versions.mergeUndone : problemWords(done.error.type).title),
        );
      });
    }
  } catch {
    // The store was closed meanwhile; the versions wait where they are.
  } finally {
    busy = false;
  }
}
