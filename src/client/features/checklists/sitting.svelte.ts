import { SvelteMap } from 'svelte/reactivity';
import type { Rating, Ratings } from '#domain/checklist.ts';
import { problemWords } from '#client/i18n/words.svelte.ts';
import { session } from '#client/live/session.svelte.ts';
import { toasts } from '#client/ui/toasts.svelte.ts';
import { rate } from './commands.ts';

/** A rating on its way to the disk. `was` is what the database said when the hand last knew. */
interface InHand {
  value: Rating | null;
  was: Rating | null;
  busy: number;
}

/** How long a tap is shown for the database, which follows within a few of them. Unit: milliseconds. */
const FOLLOWS = 1000;

/**
 * One person's work on one run from opening to leaving the screen: shows a tap at once while it is being made durable, and
 * remembers the taps so that they can be taken back one by one. As soon as the database moves on, the database rules.
 */
export class Sitting {
  #runId: () => string;
  #stored: () => Ratings;
  #hand = new SvelteMap<string, InHand>();
  #steps = $state.raw<readonly { itemId: string; before: Rating | null }[]>([]);
  /** The item under the hand. */
  at = $state.raw<string | null>(null);

  /** Answers by item id as the screen shows them. */
  readonly ratings: Ratings = $derived.by(() => {
    const stored = this.#stored();
    if (this.#hand.size === 0) return stored;
    const shown: Record<string, Rating | null | undefined> = { ...stored };
    for (const [itemId, { value, was, busy }] of this.#hand) {
      if (busy > 0 || (stored[itemId] ?? null) === was) shown[itemId] = value;
    }
    return shown;
  });

  constructor(runId: () => string, stored: () => Ratings) {
    this.#runId = runId;
    this.#stored = stored;
  }

  /** True when there is a tap to take back. */
  get undoable(): boolean {
    return this.#steps.length > 0;
  }

  /** Rates, or with `null` takes the rating back. A failure is said and the old rating comes back. */
  async rate(itemId: string, value: Rating | null): Promise<void> {
    const step = { itemId, before: this.ratings[itemId] ?? null };
    this.#steps = [...this.#steps, step];
    if (!(await this.#write(itemId, value))) this.#steps = this.#steps.filter((one) => one !== step);
  }

  /** Takes the last tap back and gives the item it was on, or null when there is none. */
  undo(): string | null {
    const step = this.#steps.at(-1);
    if (!step) return null;
    this.#steps = this.#steps.slice(0, -1);
    void this.#write(step.itemId, step.before);
    return step.itemId;
  }

  async #write(itemId: string, value: Rating | null): Promise<boolean> {
    const stored = () => this.#stored()[itemId] ?? null;
    const busy = (this.#hand.get(itemId)?.busy ?? 0) + 1;
    this.#hand.set(itemId, { value, was: stored(), busy });
    const done = await rate(session.device, this.#runId(), itemId, value);
    const hand = this.#hand.get(itemId);
    if (!done.ok) {
      this.#hand.delete(itemId);
      toasts.show(problemWords(done.error.type).title);
    } else if (hand) {
      const kept = { ...hand, was: stored(), busy: hand.busy - 1 };
      this.#hand.set(itemId, kept);
      setTimeout(() => this.#hand.get(itemId) === kept && this.#hand.delete(itemId), FOLLOWS);
    }
    return done.ok;
  }
}
