import type { ChecklistEntry } from '#domain/checklist.ts';
import { adoptChecklists, checklistsOnOffer } from '#domain/content/content.ts';
import { live } from './live.svelte.ts';

/** The checklists on offer: those that the app ships and those that were published in the pilot. */
class Published {
  #offered = $state.raw<readonly ChecklistEntry[]>(checklistsOnOffer());
  /** The newest version of each; another list whenever something was published. */
  get offered(): readonly ChecklistEntry[] {
    return this.#offered;
  }
  /** Keeps what was published at hand for every screen. Call it once, in the frame of the app. */
  follow(): void {
    const found = live(
      () => null,
      (rows) => rows.all('template'),
    );
    $effect(() => {
      if (found.current.state !== 'ready') return;
      adoptChecklists(found.current.value.map(({ body }) => body));
      this.#offered = checklistsOnOffer();
    });
  }
}

export const published = new Published();
