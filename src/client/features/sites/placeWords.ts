import { placeLabel, type Places } from '#domain/place.ts';
import { i18n } from '#client/i18n/words.svelte.ts';

/** Name of the gmina and its voivodeship in one line; the bare code while the list of places is not there. */
export function placeLine(places: Places | null, teryt: string): string {
  const m = i18n.m.sites;
  const label = places && placeLabel(places, teryt);
  if (!label) return places ? m.teryt(teryt) : '';
  return [label.gmina ?? m.teryt(teryt), m.voivodeshipShort(label.voivodeship)].join(', ');
}

/** What tells a gmina from its namesakes: kind, powiat, voivodeship. */
export function placeAbove(places: Places | null, teryt: string): string {
  const label = places && placeLabel(places, teryt);
  if (!label) return '';
  const m = i18n.m;
  return [
    label.kind === null ? '' : m.labels.gminaKind[label.kind],
    label.powiat === null ? '' : m.sites.powiatShort(label.powiat),
    m.sites.voivodeshipShort(label.voivodeship),
  ]
    .filter(Boolean)
    .join(', ');
}
