import { addDays } from '#domain/day.ts';
import type { Row } from '#domain/tables.ts';
import type { NewSite } from '#client/features/sites/commands.ts';
import type { Chance } from './chance.ts';
import { surroundings } from './phrases.ts';

type Kind = Row<'site'>['kind'];

/** Gminas of the demo: TERC code, name, kind of the invented entity. The first two share the start page of the demo. */
export const gminas: readonly (readonly [teryt: string, name: string, kind: Kind])[] = [
  ['0605063', 'Modliborzyce', 'CIS'],
  ['2807021', 'Lubawa', 'KIS'],
  ['3026043', 'Śrem', 'KIS'],
  ['0208103', 'Międzylesie', 'CIS'],
  ['0414032', 'Drzycim', 'KIS'],
  ['0620133', 'Szczebrzeszyn', 'CIS'],
  ['0807023', 'Lubniewice', 'KIS'],
  ['1012113', 'Przedbórz', 'CIS'],
  ['1207122', 'Tymbark', 'KIS'],
  ['1433053', 'Łochów', 'CIS'],
  ['1604013', 'Byczyna', 'CIS'],
  ['1802042', 'Haczów', 'KIS'],
  ['2004043', 'Rajgród', 'KIS'],
  ['2201063', 'Miastko', 'CIS'],
  ['2409042', 'Poraj', 'KIS'],
  ['2604023', 'Bodzentyn', 'CIS'],
  ['2808053', 'Reszel', 'CIS'],
  ['3028033', 'Gołańcz', 'KIS'],
  ['3213052', 'Postomino', 'KIS'],
  ['0202033', 'Pieszyce', 'CIS'],
  ['0401062', 'Koneck', 'KIS'],
  ['0620082', 'Radecznica', 'KIS'],
  ['0808032', 'Skąpe', 'CIS'],
  ['1016082', 'Rzeczyca', 'KIS'],
  ['1406073', 'Mogielnica', 'CIS'],
  ['1609132', 'Turawa', 'KIS'],
  ['2206032', 'Karsin', 'KIS'],
  ['2403092', 'Istebna', 'KIS'],
  ['2601063', 'Stopnica', 'CIS'],
  ['3010132', 'Wierzbinek', 'KIS'],
];

const organisers = {
  CIS: ['ngo', 'jst-establishment', 'ngo', 'coop', 'church'],
  KIS: ['gmina-ops', 'ngo', 'gmina-ops', 'jst-budget-unit', 'ngo'],
} as const satisfies Record<Kind, readonly Row<'site'>['organiser'][]>;

/** Days from today after which the entry of these entities ends: a duty on the screen of today. By index. */
const endsSoon: Readonly<Record<number, number>> = { 0: 38, 9: 75 };

/** What the coordinator writes about the entity with this index. Form of `today`: YYYY-MM-DD. */
export function entityOf(chance: Chance, index: number, today: string): NewSite & { code: string; kind: Kind } {
  const found = gminas[index];
  if (!found) throw new RangeError(`the demo has ${gminas.length} entities`);
  const [teryt, name, kind] = found;
  const soon = endsSoon[index];
  const lasts = soon ?? chance.between(300, 1500);
  return {
    code: `PZS-${String(index + 1).padStart(2, '0')}`,
    name: `${kind} ${name}`,
    kind,
    organiser: chance.pick(organisers[kind]),
    status: 'selected',
    teryt,
    registerNumber: `PS-${teryt.slice(0, 4)}.${kind}.${chance.between(2, 60)}.${Number(today.slice(0, 4)) - chance.between(2, 4)}`,
    registerValidTo: kind === 'CIS' || soon !== undefined ? addDays(today, lasts) : null,
    capacity: kind === 'CIS' ? chance.between(4, 8) * 5 : chance.between(3, 6) * 4,
    contact: `Sekretariat ${kind}, od poniedziałku do piątku w godz. ${chance.pick(['7.30–15.30', '8.00–15.00', '7.00–15.00'])}`,
    surroundings: `${chance.pick(surroundings.gmina)} ${chance.pick(surroundings.partners)}`,
  };
}
