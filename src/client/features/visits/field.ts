/** Puts the cursor at the end of the first text field inside, and brings it into sight. */
export function intoField(inside: HTMLElement): void {
  const field = inside.querySelector<HTMLTextAreaElement | HTMLInputElement>('textarea, input[type=text]');
  if (!field) return;
  field.focus({ preventScroll: true });
  inside.scrollIntoView({ block: 'nearest' });
  queueMicrotask(() => field.setSelectionRange(field.value.length, field.value.length));
}

/** A text with a ready phrase behind it: a line of its own after what is there, a space after it unless it opens a quote. */
export function withPhrase(text: string, phrase: string): string {
  const before = text.trimEnd();
  const gap = before === '' ? '' : /[.!?”"…]$/.test(before) ? ' ' : '. ';
  return `${before}${gap}${phrase}${/[„“]$/.test(phrase) ? '' : ' '}`;
}
