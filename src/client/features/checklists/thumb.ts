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
 * the window begins at the top. Moves at once when `still` or when the reader asked for less motion. `focus` takes the focus along.
 */
export function bringUnderThumb(itemId: string, { focus, still }: { focus: boolean; still: boolean }): void {
  const node = document.getElementById(`item-${itemId}`);
  if (!node) return;
  const style = getComputedStyle(document.documentElement);
  const room =
    window.innerHeight -
    parseFloat(style.scrollPaddingTop || '0') -
    parseFloat(style.scrollPaddingBottom || '0') -
    parseFloat(getComputedStyle(node).scrollMarginTop || '0');
  const calm = still || matchMedia('(prefers-reduced-motion: reduce)').matches;
  const block = node.offsetHeight > room ? 'start' : 'end';
  if (focus) node.focus({ preventScroll: true });
  node.scrollIntoView({ block, behavior: calm ? 'instant' : 'smooth' });
  hold(() => node.scrollIntoView({ block, behavior: 'instant' }));
}

/** How long what a tap sets in motion may push the page (a card that grows, the line of state). Unit: milliseconds. */
const PUSHED = 1000;
const HANDS = ['pointerdown', 'wheel', 'keydown'] as const;
let letGo: () => void = () => undefined;

/** Puts the page back whenever its height changes in the next moment, until a hand moves. */
function hold(back: () => void): void {
  letGo();
  let first = true;
  const watcher = new ResizeObserver(() => {
    if (!first) back();
    first = false;
  });
  const end = new AbortController();
  letGo = () => {
    watcher.disconnect();
    end.abort();
    clearTimeout(timer);
  };
  const timer = setTimeout(letGo, PUSHED);
  watcher.observe(document.body);
  for (const kind of HANDS) window.addEventListener(kind, letGo, { passive: true, signal: end.signal });
}
