/** What a page asks of a service worker. `CHECK` is answered over the port that comes with it. */
export interface Asked {
  type: 'SKIP_WAITING' | 'SYNC' | 'CHECK';
}

/** Whether a new version gets on with the data of this device. `reason`: type of what went wrong. */
export type Checked = { type: 'CHECKED'; version: string } & ({ ok: true } | { ok: false; reason: string });
