import { placeLabel, type Places } from '#domain/place.ts';
import type { SiteKind } from '#domain/site.ts';
import { fold } from '#domain/text.ts';
import type { SiteEntry } from './queries.ts';

/** What is being looked for; null means any. `voivodeship`: two digits of TERYT. */
export interface SiteWish {
  text: string;
  voivodeship: string | null;
  kind: SiteKind | null;
}

/** Entities whose code, name, gmina, powiat or voivodeship hold every word of the wish, whatever its case and Polish marks. */
export function matching(all: readonly SiteEntry[], wish: SiteWish, places: Places | null): SiteEntry[] {
  const words = fold(wish.text).split(/\s+/).filter(Boolean);
  return all.filter(({ site }) => {
    if (wish.kind !== null && site.kind !== wish.kind) return false;
    if (wish.voivodeship !== null && !site.teryt.startsWith(wish.voivodeship)) return false;
    if (words.length === 0) return true;
    const at = places && placeLabel(places, site.teryt);
    const text = fold([site.code, site.name, at?.gmina, at?.powiat, at?.voivodeship].filter(Boolean).join(' '));
    return words.every((word) => text.includes(word));
  });
}

/** Voivodeships that have entities, with how many: two digits → count. */
export function voivodeshipCounts(all: readonly SiteEntry[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { site } of all) {
    const code = site.teryt.slice(0, 2);
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return counts;
}
