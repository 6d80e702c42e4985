import type { Result } from '#domain/result.ts';
import { problemWords } from '#client/i18n/words.svelte.ts';
import { toasts } from '#client/ui/toasts.svelte.ts';

/** Waits for a command and says in a message when it was not taken; gives its value, or `undefined` then. */
export async function tell<T>(work: Promise<Result<T, { type: string }>>): Promise<T | undefined> {
  const done = await work;
  if (done.ok) return done.value;
  toasts.show(problemWords(done.error.type).title);
  return undefined;
}
