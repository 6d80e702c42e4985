/** Themes of the app; `system` follows the phone. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** Sizes of text, on top of the system's own. Unit: percent. */
export const TEXT_SIZES = [100, 125, 150, 200] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

/** What was chosen on this device. */
export interface Appearance {
  theme: Theme;
  textSize: TextSize;
}

const THEME = 'theme';
const TEXT = 'text-size';

/** Names under which the style sheet knows the sizes. */
const HOOKS: Record<TextSize, string> = { 100: '', 125: 'large', 150: 'larger', 200: 'largest' };

/** The choice kept on this device; what it does not know is the default. */
export function appearance(): Appearance {
  const [theme, size] = [stored(THEME), Number(stored(TEXT))];
  return {
    theme: THEMES.find((one) => one === theme) ?? 'system',
    textSize: TEXT_SIZES.find((one) => one === size) ?? 100,
  };
}

/** Remembers a choice on this device and shows it at once; gives the appearance as it is now. */
export function chooseAppearance(change: Partial<Appearance>): Appearance {
  const next = { ...appearance(), ...change };
  store(THEME, next.theme);
  store(TEXT, String(next.textSize));
  show(next);
  return next;
}

/** Shows the choice kept on this device; called before the first screen is drawn. */
export function applyAppearance(): void {
  show(appearance());
}

function show({ theme, textSize }: Appearance): void {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  if (HOOKS[textSize]) root.dataset.text = HOOKS[textSize];
  else delete root.dataset.text;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    // The bar of the phone takes the colour of the theme that is shown, not of the one the system asks for.
    const own = (meta.dataset.own ??= meta.media.includes('dark') ? 'dark' : 'light');
    meta.media = theme === 'system' ? `(prefers-color-scheme: ${own})` : own === theme ? 'all' : 'not all';
  }
}

/** Storage may be forbidden (private windows): the choice then lasts as long as the page. */
function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Only the memory of the choice is lost.
  }
}
