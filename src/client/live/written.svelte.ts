import { keepDraft, settleDraft, type DraftPlace } from '#client/db/drafts.ts';
import { session } from './session.svelte.ts';

/** How long typing may run ahead of the disk, and how long a pause makes an edit of it. Unit: milliseconds. */
const KEEP = 300;
const PAUSE = 2500;

/** A text field bound to a record: durable while typed, an edit after a pause or when left. */
export interface Written {
  /** What the field shows: what is being typed, else what the database says. */
  readonly text: string;
  /** Why the text was not taken as an edit; it stays as a draft. */
  readonly error: { type: string } | null;
  /** True while something typed is not on the disk yet. */
  readonly pending: boolean;
  type(text: string): void;
  settle(): Promise<void>;
}

/** Texts that are being typed now, on any screen: an update of the app waits for them. */
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- asked, never rendered
const open = new Set<() => Promise<void>>();

/** True while any field holds text that is not an edit yet. */
export function typing(): boolean {
  return open.size > 0;
}

/** Makes everything typed so far durable: before the camera, when the page is hidden, before an update. */
export async function flush(): Promise<void> {
  await Promise.all([...open].map((keep) => keep()));
}

/** Binds a text to `place`; `value` is the row's value. Both are reactive. Call inside a component. */
export function written(place: () => DraftPlace, value: () => string): Written {
  let text = $state.raw<string | null>(null);
  let error = $state.raw<{ type: string } | null>(null);
  let pending = $state(false);
  let keepTimer: ReturnType<typeof setTimeout> | undefined;
  let pauseTimer: ReturnType<typeof setTimeout> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let at: DraftPlace | null = null;
  /** What became an edit while the query still gives the value before it: own words never run backwards on screen. */
  let settling: { id: string; before: string; text: string } | null = null;

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const run = last.then(work, work);
    last = run.catch(() => undefined);
    return run;
  };

  function keep(): Promise<void> {
    clearTimeout(keepTimer);
    keepTimer = undefined;
    const [kept, where] = [text, at];
    if (kept === null || !where || !pending) return Promise.resolve();
    return inTurn(async () => {
      try {
        await keepDraft(session.device, where, kept);
        if (text === kept) pending = false;
      } catch {
        error = { type: 'Quota' };
      }
    });
  }

  async function settle(): Promise<void> {
    clearTimeout(pauseTimer);
    if (text === null || !at) return;
    const [settled, where] = [text, at];
    await keep();
    const done = await inTurn(() => settleDraft(session.device, where));
    error = done.ok ? null : done.error;
    if (done.ok && text === settled) {
      settling = { id: where.id, before: value(), text: settled };
      text = null;
      at = null;
      open.delete(keep);
    }
  }

  /** The field leaves the screen. What is durable is not held in memory any more: a lock may have closed everything meanwhile. */
  async function leave(): Promise<void> {
    await settle().catch(() => undefined);
    if (!pending) open.delete(keep);
  }

  $effect(() => () => void leave());

  return {
    get text() {
      if (text !== null) return text;
      const row = value();
      if (settling && (settling.before !== row || settling.id !== place().id)) settling = null;
      return settling?.text ?? row;
    },
    get error() {
      return error;
    },
    get pending() {
      return pending;
    },
    type(next) {
      at ??= place();
      text = next;
      pending = true;
      open.add(keep);
      keepTimer ??= setTimeout(() => void keep(), KEEP);
      clearTimeout(pauseTimer);
      pauseTimer = setTimeout(() => void settle(), PAUSE);
    },
    settle,
  };
}
