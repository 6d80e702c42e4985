import type { PhotoPlace } from './commands.ts';

const KEY = 'camera';

/** One word for what a file is taken for. */
export function cameraKey({ visitId, runId, itemId }: PhotoPlace): string {
  return [visitId, runId, itemId].filter(Boolean).join('/');
}

/** Notes that the camera is being opened for a place (`cameraKey`): some phones end the page for it (R9). */
export function cameraOpens(key: string): void {
  write(key);
}

/** The camera gave the page back. */
export function cameraCloses(): void {
  write(null);
}

/** True when the page was ended while the camera was open for this place (`cameraKey`): the photo has to be taken again. */
export function cameraBroke(key: string): boolean {
  try {
    return sessionStorage.getItem(KEY) === key;
  } catch {
    return false;
  }
}

function write(key: string | null): void {
  try {
    if (key === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, key);
  } catch {
    // Without it only the reminder is lost.
  }
}
