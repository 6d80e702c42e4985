import { diffComm } from 'node-diff3';

/** A part of a text; `differs` when the other text does not have it there. */
export interface Part {
  text: string;
  differs: boolean;
}

/** Longer texts are shown as they are: comparing them word by word would hold up the screen. Unit: characters. */
const LONGEST = 6000;

/** The parts of `text`, those that differ from `other` marked. Whole words only. */
export function partsOf(text: string, other: string): Part[] {
  if (text.length + other.length > LONGEST) return [{ text, differs: false }];
  const parts: Part[] = [];
  for (const { common, buffer1 } of diffComm(wordsOf(text), wordsOf(other))) {
    const words = common ?? buffer1;
    if (words.length > 0) parts.push({ text: words.join(''), differs: common === undefined });
  }
  return parts;
}

function wordsOf(text: string): string[] {
  return text.match(/\s+|\S+/g) ?? [];
}
