import type { Delivery } from '#client/db/store.ts';
import type { Rows } from '#client/db/device.ts';

/** The last deliveries of this device, newest first. */
export async function deliveriesOf({ tx }: Rows): Promise<readonly Delivery[]> {
  return (await tx.meta('deliveries')) ?? [];
}

/** A hash in groups of four, to be read aloud. */
export function spelled(hash: string): string {
  return hash.match(/.{1,4}/g)?.join(' ') ?? hash;
}
