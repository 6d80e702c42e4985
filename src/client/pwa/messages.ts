/**
 * What a page asks of a service worker. `CHECK`, `TAKE` and `WHOLE` are answered over the port that comes with them; `HOLD` leaves the
 * data key for the page that follows, `DROP` takes that back.
 */
export type Asked =
  | { type: 'SKIP_WAITING' | 'SYNC' | 'DROP' | 'WHOLE' }
  | { type: 'CHECK'; key: Uint8Array | null }
  | { type: 'HOLD'; account: string; key: Uint8Array }
  | { type: 'TAKE'; account: string };

/** Whether a new version gets on with the data of this device. `reason`: type of what went wrong. */
export type Checked = { type: 'CHECKED'; version: string } & ({ ok: true } | { ok: false; reason: string });

/** How much of the app the worker holds: every file of its version, and those that its cache does not have. */
export interface Whole {
  version: string;
  files: number;
  missing: number;
}
