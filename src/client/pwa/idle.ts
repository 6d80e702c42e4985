/** What the watch tells. */
export interface IdleDeps {
  lock(): void;
  /** The page is visible again and was not locked. */
  resumed(): void;
}

/** How long a device stays open without a touch, and how long out of sight. Unit: minutes. Source: security.md «Auto-lock». */
export interface LockTimes {
  idle: number;
  hidden: number;
}

export const IDLE_CHOICES = [1, 5, 10, 15] as const;
export const HIDDEN_CHOICES = [1, 5, 15] as const;
const USUAL: LockTimes = { idle: 5, hidden: 1 };
const KEY = 'lock-times';
const MINUTE = 60_000;
/** How far a clock may step back by itself. Unit: milliseconds. */
const STEP_BACK = 60_000;

/** The times chosen on this device. */
export function lockTimes(): LockTimes {
  try {
    const { idle, hidden } = JSON.parse(localStorage.getItem(KEY) ?? '') as Partial<LockTimes>;
    return {
      idle: IDLE_CHOICES.find((one) => one === idle) ?? USUAL.idle,
      hidden: HIDDEN_CHOICES.find((one) => one === hidden) ?? USUAL.hidden,
    };
  } catch {
    return USUAL;
  }
}

/** Keeps other times. */
export function chooseLockTimes(change: Partial<LockTimes>): LockTimes {
  const times = { ...lockTimes(), ...change };
  localStorage.setItem(KEY, JSON.stringify(times));
  return times;
}

/**
 * Locks after so long without a touch or out of sight, and when the clock goes back. By timestamps, looked at again at every
 * return: timers of a page in the background stand still (fault 20). Out of sight the screen is covered at once, so that the
 * picture of the app among others shows nothing (fault 100).
 */
export function watchIdle({ lock, resumed }: IdleDeps): void {
  let touched = Date.now();
  let left: number | null = null;
  const cover = (on: boolean): void => void document.documentElement.classList.toggle('covered', on);
  const due = (): boolean => {
    const now = Date.now();
    const { idle, hidden } = lockTimes();
    return (
      now < touched - STEP_BACK || now - touched >= idle * MINUTE || (left !== null && now - left >= hidden * MINUTE)
    );
  };
  const look = (): void => {
    if (!due()) return;
    touched = Date.now();
    lock();
  };
  for (const kind of ['pointerdown', 'keydown', 'input', 'scroll'] as const) {
    addEventListener(kind, () => void (touched = Date.now()), { capture: true, passive: true });
  }
  setInterval(look, 5_000);
  document.addEventListener('freeze', lock);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') {
      left = Date.now();
      cover(true);
      return;
    }
    if (due()) look();
    else resumed();
    left = null;
    cover(false);
  });
}
