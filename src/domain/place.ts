import * as z from 'zod/mini';
import { fold } from './text.ts';

/** Codes of the 16 voivodeships: even numbers 02–32. Source: domain.md C1, GUS TERYT. */
const VOIVODESHIPS = /^(0[2468]|1[02468]|2[02468]|3[02])/;
/** Voivodeship, powiat 01–99, gmina 01–99, kind; 0, 6 and 7 are no kinds. Source: domain.md C1. */
const TERC = /^\d\d(?!00)\d\d(?!00)\d\d[1234589]$/;

/**
 * Whether the text has the form of a TERC code of a gmina or its part: seven digits, an existing voivodeship, powiat
 * and gmina 01–99, kind 1–5, 8 or 9. It need not exist in the list of places. Source: domain.md C1.
 */
export function isTeryt(code: string): boolean {
  return TERC.test(code) && VOIVODESHIPS.test(code);
}

/** Kind of gmina: 1 urban, 2 rural, 3 urban-rural. Source: domain.md C1. */
export type GminaKind = 1 | 2 | 3;

/**
 * The file of places as GUS publishes it: names by code for voivodeships (2 digits) and powiats (4), and pairs [code,
 * name] for gminas (7). Errors of parsing: a wrong code, a code twice, a gmina without its powiat or voivodeship.
 */
export const PlacesFile = z
  .strictObject({
    source: z.string().check(z.minLength(1)),
    /** Day the list was in force. Form: YYYY-MM-DD. */
    asOf: z.iso.date(),
    note: z.string(),
    voivodeships: z.record(z.string().check(z.regex(/^\d{2}$/)), z.string().check(z.minLength(1))),
    powiats: z.record(z.string().check(z.regex(/^\d{4}$/)), z.string().check(z.minLength(1))),
    gminas: z
      .array(
        z.tuple([
          z
            .string()
            .check(z.refine((code) => isTeryt(code) && /[123]$/.test(code), { error: 'not the code of a gmina' })),
          z.string().check(z.minLength(1)),
        ]),
      )
      .check(z.minLength(1)),
  })
  .check((ctx) => {
    const { voivodeships, powiats, gminas } = ctx.value;
    const seen = new Set<string>();
    gminas.forEach(([code], g) => {
      const fault = (message: string) =>
        ctx.issues.push({ code: 'custom', path: ['gminas', g, 0], message, input: ctx.value });
      if (!voivodeships[code.slice(0, 2)]) fault(`no voivodeship ${code.slice(0, 2)}`);
      if (!powiats[code.slice(0, 4)]) fault(`no powiat ${code.slice(0, 4)}`);
      if (seen.has(code)) fault(`duplicate code "${code}"`);
      seen.add(code);
    });
  });
export type PlacesFile = z.infer<typeof PlacesFile>;

/** One gmina with the names above it. */
export type Place = {
  /** TERC, 7 digits. */
  code: string;
  name: string;
  kind: GminaKind;
  powiat: string;
  voivodeship: string;
};

type Entry = { place: Place; name: string; words: string[]; above: string[] };

/** The list of places, ready to be searched. `entries` is the search index, for this file only. */
export type Places = {
  /** Day the list was in force. Form: YYYY-MM-DD. */
  asOf: string;
  file: PlacesFile;
  /** By the first six digits: the seventh changes when a gmina gains or loses town rights. */
  bySix: ReadonlyMap<string, Place>;
  entries: readonly Entry[];
};

/** Reads the shipped list of places. Throws when the file is not one: the build has validated it, so that is a bug. */
export function parsePlaces(raw: unknown): Places {
  const file = PlacesFile.parse(raw);
  const places = file.gminas.map(([code, name]): Place => ({
    code,
    name,
    kind: Number(code[6]) as GminaKind,
    powiat: file.powiats[code.slice(0, 4)] ?? '',
    voivodeship: file.voivodeships[code.slice(0, 2)] ?? '',
  }));
  return {
    asOf: file.asOf,
    file,
    bySix: new Map(places.map((place) => [place.code.slice(0, 6), place])),
    entries: places.map((place) => ({
      place,
      name: fold(place.name),
      words: wordsOf(place.name),
      above: [...wordsOf(place.powiat), ...wordsOf(place.voivodeship)],
    })),
  };
}

/**
 * Gminas whose name has words beginning with the words of the query, at most `limit`, most exact first: the whole name,
 * then names that begin with the query, then later words, then names told apart by powiat or voivodeship ("osiek
 * brodnicki"); of equal names the town first. Case and Polish marks do not matter. Digits find codes by their
 * beginning. An empty query finds nothing. Never fails.
 */
export function searchPlaces(places: Places, query: string, limit: number): Place[] {
  const wanted = wordsOf(query);
  if (wanted.length === 0) return [];
  const whole = wanted.join(' ');
  return places.entries
    .flatMap((entry) => {
      const rank = /^\d+$/.test(whole) ? codeRank(entry, whole) : nameRank(entry, wanted, whole);
      return rank === null ? [] : [{ entry, rank }];
    })
    .sort((a, b) => a.rank - b.rank || byNameThenTown(a.entry, b.entry))
    .slice(0, Math.max(0, limit))
    .map(({ entry }) => entry.place);
}

/** Pieces of the name of a place, as much as the list knows; words for the kind belong to i18n. */
export type PlaceLabel = {
  gmina: string | null;
  kind: GminaKind | null;
  powiat: string | null;
  voivodeship: string;
};

/**
 * Pieces of the label of a code of 7 digits (gmina), 4 (powiat) or 2 (voivodeship); `null` when not even the
 * voivodeship is known. A gmina is found by six digits, because kinds changed after the test; parts of gminas (4, 5)
 * get the gmina's label. Source: domain.md C1.
 */
export function placeLabel(places: Places, code: string): PlaceLabel | null {
  const voivodeship = places.file.voivodeships[code.slice(0, 2)];
  if (voivodeship === undefined) return null;
  const gmina = code.length === 7 ? places.bySix.get(code.slice(0, 6)) : undefined;
  return {
    gmina: gmina?.name ?? null,
    kind: gmina?.kind ?? null,
    powiat: places.file.powiats[code.slice(0, 4)] ?? null,
    voivodeship,
  };
}

function wordsOf(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

function codeRank({ place }: Entry, digits: string): number | null {
  if (!place.code.startsWith(digits)) return null;
  return place.code === digits ? 0 : 1;
}

function nameRank({ words, above }: Entry, wanted: readonly string[], whole: string): number | null {
  const name = words.join(' ');
  if (name === whole) return 0;
  if (name.startsWith(whole)) return 1;
  const begins = (list: readonly string[], word: string) => list.some((one) => one.startsWith(word));
  if (wanted.every((word) => begins(words, word))) return 2;
  const named = wanted.some((word) => begins(words, word));
  return named && wanted.every((word) => begins(words, word) || begins(above, word)) ? 3 : null;
}

/** Of gminas of one name the town goes first: it is the one people usually mean. */
function byNameThenTown(a: Entry, b: Entry): number {
  const town = (entry: Entry) => (entry.place.kind === 1 ? 0 : 1);
  return order(a.name, b.name) || town(a) - town(b) || order(a.place.code, b.place.code);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
