/** Longest edges a photo may keep. Unit: pixels. */
export const EDGES = [1200, 1600, 2048] as const;

/** Qualities of the JPEG. Unit: percent. */
export const QUALITIES = [70, 80, 90] as const;

/** What was chosen on this device for photos. */
export interface PhotoChoice {
  edge: (typeof EDGES)[number];
  quality: (typeof QUALITIES)[number];
  /** Photos wait for Wi-Fi. */
  wifiOnly: boolean;
}

const KEY = 'photos';
const USUAL: PhotoChoice = { edge: 1600, quality: 80, wifiOnly: false };

/** The choice kept on this device; what it does not know is the usual. */
export function photoChoice(): PhotoChoice {
  const kept = stored();
  return {
    edge: EDGES.find((one) => one === kept.edge) ?? USUAL.edge,
    quality: QUALITIES.find((one) => one === kept.quality) ?? USUAL.quality,
    wifiOnly: kept.wifiOnly === true,
  };
}

/** Remembers a choice on this device; gives all choices as they are now. */
export function choosePhotos(change: Partial<PhotoChoice>): PhotoChoice {
  const next = { ...photoChoice(), ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Only the memory of the choice is lost.
  }
  for (const call of watching) call();
  return next;
}

/** What the browser says about the line, where it says anything (Chromium on Android). */
interface Line extends EventTarget {
  type?: string;
}

const watching = new Set<() => void>();

function line(): Line | undefined {
  return (globalThis.navigator as { connection?: Line } | undefined)?.connection;
}

/** True when photos may travel now. Where the browser does not tell the kind of line, they may. */
export function mayUpload(choice: PhotoChoice = photoChoice(), type: string | undefined = line()?.type): boolean {
  const metered =
    type !== undefined && type !== 'wifi' && type !== 'ethernet' && type !== 'unknown' && type !== 'other';
  return !choice.wifiOnly || !metered;
}

/** Calls back when the line or the choice changes, until the given function is called. */
export function watchLine(call: () => void): () => void {
  watching.add(call);
  line()?.addEventListener('change', call);
  return () => {
    watching.delete(call);
    line()?.removeEventListener('change', call);
  };
}

function stored(): Partial<Record<keyof PhotoChoice, unknown>> {
  try {
    return (JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {}) as Partial<Record<keyof PhotoChoice, unknown>>;
  } catch {
    return {};
  }
}
