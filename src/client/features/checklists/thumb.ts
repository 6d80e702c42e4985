/** True while the hand is in a text field: nothing may move then. */
export function typingNow(): boolean {
  return document.activeElement?.matches('textarea, input:not([type=radio]), select') ?? false;
}

/** True while the keyboard leads: the focus must stay in sight, so the page does not run on by itself. */
export function walkingByKeys(): boolean {
  return document.activeElement?.matches(':focus-visible') ?? false;
}

/**
 * Brings an item to where the thumb is: its buttons stand right above the foot, in the same place every time. One that is taller than
 * the window begins at the top. Moves at once when the reader asked for less motion. `focus` takes the focus along.
 */
export function bringUnderThumb(itemId: string, focus: boolean): void {
  const node = document.getElementById(`item-${itemId}`);
  if (!node) return;
  const style = getComputedStyle(document.documentElement);
  const room =
    window.innerHeight - parseFloat(style.scrollPaddingTop || '0') - parseFloat(style.scrollPaddingBottom || '0');
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (focus) node.focus({ preventScroll: true });
  node.scrollIntoView({ block: node.offsetHeight > room ? 'start' : 'end', behavior: still ? 'instant' : 'smooth' });
}
