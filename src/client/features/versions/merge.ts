import { diff3Merge } from 'node-diff3';

/** A shorter text is a name or a phrase: two versions of it are a choice, not an addition. Unit: characters. */
const SHORTEST = 40;

/**
 * Three-way merge of a text by sentences: both changes when they touch different sentences; null when they overlap or
 * meet, or when the text is short. Sentences, not words: two changes inside one sentence may say something nobody meant.
 */
export function mergeTexts(base: string, mine: string, theirs: string): string | null {
  if (Math.max(mine.length, theirs.length) <= SHORTEST) return null;
  const merged = diff3Merge(sentencesOf(mine), sentencesOf(base), sentencesOf(theirs), { excludeFalseConflicts: true });
  const parts: string[] = [];
  for (const { ok } of merged) {
    if (!ok) return null;
    parts.push(...ok);
  }
  return parts.join('');
}

/** Sentences and what stands between them, so that all of them put together are the text. */
function sentencesOf(text: string): string[] {
  return text.match(/\s+|[^\s](?:[^.!?…\n]|[.!?…](?!\s))*[.!?…]*/g) ?? [];
}
