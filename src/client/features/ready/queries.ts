import { addDays } from '#domain/day.ts';
import { PROGRAM } from '#domain/tables.ts';
import type { Rows } from '#client/db/device.ts';
import type { Seen } from '#client/db/view.ts';
import { DAYS_AHEAD } from './verdict.ts';

/** A planned visit of the next days. */
export type Ahead = Seen<'visit'> & {
  site: string;
  /** Everything of its entity has been downloaded. */
  whole: boolean;
};

/** What the records of this device say about being ready. */
export interface Stock {
  visits: Ahead[];
  unreadable: number;
  waiting: number;
  refused: number;
  contact: { at: number; skew: number } | null;
  /** What the photos of one visit took so far on this device, on average. Unit: bytes. */
  perVisit: number;
}

/** A visit without experience: a dozen photos. Unit: bytes. */
const USUAL = 12 * 500_000;

/**
 * What is planned from today for the next days, and whether all of it is here: an entity is whole when the server said that nothing of it is
 * left to download, and so is what all may read (people, settings). Form of `today`: YYYY-MM-DD.
 */
export async function stockOf(rows: Rows, today: string): Promise<Stock> {
  const { tx } = rows;
  const cursors = await tx.cursors();
  const held = new Set(cursors.filter(({ more, lost }) => !more && !lost).map(({ scope }) => scope));
  const sites = new Map((await rows.all('site')).map(({ id, name }) => [id, name]));
  const last = addDays(today, DAYS_AHEAD - 1);
  const visits = (await rows.all('visit'))
    .filter(({ status, day }) => (status === 'planned' && day >= today && day <= last) || status === 'in-progress')
    .map((visit): Ahead => {
      const whole = held.has(visit.scope) && held.has(PROGRAM) && sites.has(visit.scope);
      return { ...visit, site: sites.get(visit.scope) ?? '', whole };
    })
    .sort((a, b) => `${a.day} ${a.start ?? '24:00'}`.localeCompare(`${b.day} ${b.start ?? '24:00'}`));
  const queue = await tx.queue();
  return {
    visits,
    unreadable: ((await tx.meta('unreadable')) ?? []).length,
    waiting: queue.filter(({ refused }) => !refused).length + (await tx.drafts()).length,
    refused: new Set(queue.filter(({ refused }) => refused).map(({ mutation }) => mutation.id)).size,
    contact: (await tx.meta('contact')) ?? null,
    perVisit: perVisitOf(await rows.all('photo')),
  };
}

function perVisitOf(photos: readonly Seen<'photo'>[]): number {
  const visits = new Set(photos.map(({ visitId }) => visitId)).size;
  return visits === 0 ? USUAL : Math.max(USUAL, photos.reduce((sum, { bytes }) => sum + bytes, 0) / visits);
}
