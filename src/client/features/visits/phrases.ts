import { err, ok, type Result } from '#domain/result.ts';
import type { NOTE_KINDS } from '#domain/visit.ts';
import type { Device, Rows } from '#client/db/device.ts';

/** A ready phrase of one's own, for one kind of note. */
export interface OwnPhrase {
  kind: (typeof NOTE_KINDS)[number];
  text: string;
}

/** Longest phrase, and how many of a kind. Units: characters; phrases. */
export const PHRASE_LENGTH = 120;
const PHRASES = 20;

/** The own phrases of this person on this device, the newest first. They lie under the lock and are not sent anywhere. */
export async function ownPhrases({ tx }: Pick<Rows, 'tx'>): Promise<readonly OwnPhrase[]> {
  return (await tx.meta('phrases')) ?? [];
}

/** Adds a phrase; one that is there already comes to the front. PhraseEmpty without words, PhraseMany when there are twenty of the kind. */
export async function addPhrase(device: Device, { kind, text }: OwnPhrase): Promise<Result<null, { type: string }>> {
  const words = text.trim().slice(0, PHRASE_LENGTH);
  if (words === '') return err({ type: 'PhraseEmpty' });
  return device.store.write(async (tx) => {
    const others = ((await tx.meta('phrases')) ?? []).filter((one) => one.kind !== kind || one.text !== words);
    if (others.filter((one) => one.kind === kind).length >= PHRASES) return err({ type: 'PhraseMany' });
    await tx.putMeta('phrases', [{ kind, text: words }, ...others]);
    return ok(null);
  });
}

/** Takes a phrase away. */
export async function removePhrase(device: Device, { kind, text }: OwnPhrase): Promise<void> {
  await device.store.write(async (tx) => {
    const kept = ((await tx.meta('phrases')) ?? []).filter((one) => one.kind !== kind || one.text !== text);
    await tx.putMeta('phrases', kept);
  });
}
