/**
 * What a page asks of a service worker. `CHECK` and `TAKE` are answered over the port that comes with them; `HOLD` leaves the
 * data key for the page that follows, `DROP` takes that back.
 */
export type Asked =
  | { type: 'SKIP_WAITING' | 'SYNC' | 'DROP' }
  | { type: 'CHECK'; key: Uint8Array | null }
  | { type: 'HOLD'; account: string; key: Uint8Array }
  | { type: 'TAKE'; account: string };

/** Whether a new version gets on with the data of this device. `reason`: type of what went wrong. */
export type Checked = { type: 'CHECKED'; version: string } & ({ ok: true } | { ok: false; reason: string });
