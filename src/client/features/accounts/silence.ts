import type { Account } from './api.ts';

/** After how many days without contact an account is shown, when nothing else was chosen here. */
export const USUAL_DAYS = 7;
const MOST_DAYS = 365;
const KEY = 'silent-days';
const DAY = 86_400_000;

/** An account that was not heard for long. */
export interface Silent {
  account: Account;
  /** Full days since the last contact of any of its devices. */
  days: number;
  /** Edits its devices still held then. */
  unsent: number;
}

/** The choice kept on this device. Unit: days. */
export function silentDays(): number {
  try {
    const kept = Number(localStorage.getItem(KEY) ?? USUAL_DAYS);
    return Number.isInteger(kept) && kept >= 1 && kept <= MOST_DAYS ? kept : USUAL_DAYS;
  } catch {
    return USUAL_DAYS;
  }
}

/** Remembers the choice on this device. Unit: days. */
export function keepSilentDays(days: number): void {
  try {
    localStorage.setItem(KEY, String(days));
  } catch {
    // Only the memory of the choice is lost.
  }
}

/** Active accounts with a device none of whose devices was heard for `days`, longest first. `now`: milliseconds since 1970 UTC. */
export function silentAccounts(accounts: readonly Account[], now: number, days: number): Silent[] {
  return accounts
    .filter(({ active, devices }) => active && devices.length > 0)
    .map((account) => ({
      account,
      days: Math.floor((now - Math.max(...account.devices.map((device) => device.lastContact))) / DAY),
      unsent: account.devices.reduce(
        (sum, { beat }) => sum + (beat ? beat.waiting + beat.refused + beat.parked + beat.drafts : 0),
        0,
      ),
    }))
    .filter((one) => one.days >= days)
    .sort((a, b) => b.days - a.days);
}
