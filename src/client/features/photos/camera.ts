const KEY = 'camera';

/** Notes that the camera is being opened for a visit: some phones end the page for it (R9). */
export function cameraOpens(visitId: string): void {
  write(visitId);
}

/** The camera gave the page back. */
export function cameraCloses(): void {
  write(null);
}

/** True when the page was ended while the camera was open for this visit: the photo has to be taken again. */
export function cameraBroke(visitId: string): boolean {
  try {
    return sessionStorage.getItem(KEY) === visitId;
  } catch {
    return false;
  }
}

function write(visitId: string | null): void {
  try {
    if (visitId === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, visitId);
  } catch {
    // Without it only the reminder is lost.
  }
}
