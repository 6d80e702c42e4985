import { isGivenName, isSurname } from './polishNames.ts';

/** What a piece of a text looks like. */
export const PERSONAL_KINDS = ['name', 'pesel', 'phone', 'email', 'tax-number', 'id-card', 'address'] as const;
export type PersonalKind = (typeof PERSONAL_KINDS)[number];

/** A piece that looks like data of a person: `text.slice(start, end)`. */
export interface PersonalPiece {
  kind: PersonalKind;
  start: number;
  end: number;
  piece: string;
}

interface Word {
  text: string;
  at: number;
  end: number;
  /** True when only spaces lie between the word before and this one. */
  follows: boolean;
}

/** Longer texts are looked at in their newest part: where the hand writes. Unit: characters. */
const LOOKED_AT = 20_000;

const EMAIL = /(?<![\w.+-])[\w.+-]{1,64}@[\p{L}\d](?:[\p{L}\d.-]{0,80})\.\p{L}{2,}/gu;
const DIGITS = /(?<![\p{L}\d,.\-/])\d(?:[ -]?\d){10}(?![\d-])/gu;
const PHONE =
  /(?<![\p{L}\d,./-])(?:(?:\+|00)\s?48[\s-]?)?(?:\d{3}[ -]\d{3}[ -]\d{3}|\d{9}|\(?\d{2}\)?[ -]\d{3}[ -]\d{2}[ -]\d{2})(?![\d/-]|,\d|\s?(?:zł|PLN|EUR|euro|%|osób|mieszk))/gu;
const TAX = /(?<![\p{L}\d-])(?:\d{3}-\d{3}-\d{2}-\d{2}|\d{3}-\d{2}-\d{2}-\d{3}|\d{10})(?![\d-])/gu;
const CARD = /(?<![\p{L}\d])[A-Z]{3}\s?\d{6}(?!\d)/gu;
const ADDRESS =
  /(?<!\p{L})(?:ul\.|ulicy|ulica|al\.|os\.|osiedlu|pl\.)\s*[\p{L}\d. ]{2,40}?\s\d{1,4}[a-zA-Z]?(?:\s?\/\s?\d{1,4}|\s?m\.?\s?\d{1,4})(?!\d)/gu;
const HOME =
  /(?<!\p{L})(?:zam\.|zamieszkał\p{Ll}{1,3}|mieszka|mieszkając\p{Ll}{1,3}|zameldowan\p{Ll}{1,3}|adres domowy:?)\s[^.\n\d]{0,40}?\d{1,4}[a-zA-Z]?(?:\/\d{1,4})?(?!\d|[.:]\d)/giu;
const WORD = /\p{L}[\p{L}’'-]*\.?/gu;

const TITLE = /^(?:pan|pani|pana|panu|panem|panią|panie|panów|panowie|paniom)$/i;
const COUPLE = /^państw(?:o|a|u|em)$/i;
/** Who somebody is to others or by work; a surname or a given name after it names the person. */
const PERSON =
  /^(?:uczestni[kc]|syn|córk|cór|mąż|męż|żon|sąsiad|koleg|koleżan|brat|siostr|matk|ojc|ojciec|rodzin|klient|kursant|podopieczn|wychowan|kierowni[kc]|dyrektor|wójt|burmistrz|prezes|instruktor|psycholog|doradc|doradz|asystent|pracowni[kc]|trener|terapeut|sołtys|radn|lekarz|pielęgniar|opiekun|skarbni[kc]|sekretarz|starost|proboszcz|ksi[ąę]dz|ks\.|dr|mgr|nazwisk|nazywa|imieni|imię|niejak|lider)/i;
/** Said of somebody without a name. */
const FUNCTION =
  /^(?:kierowni|dyrektor|wójt|burmistrz|prezes|starost|instruktor|psycholog|doradc|pracowni|sekretarz|skarbni|koordynator|specjalist|profesor|doktor|minist|marszał|wojewod|przewodnicz|radn|sołtys|mecenas|lider|ekspert|uczestni|opiekun|trener|terapeut|prezydent|wicewójt|wiceprezes|wicedyrektor|zastępc|inspektor|pełnomocni|rzeczni|księgow|bóg|bog)/i;
/** After these a name is the name of a place, a school, a foundation. */
const PATRON =
  /^(?:im\.|imienia|św\.|św|świętego|świętej|świętych|ul\.|ulica|ulicy|al\.|alei|aleja|pl\.|placu|plac|os\.|osiedle|osiedlu|rondo|ronda|fundacja|fundacji|fundację|fundacją|stowarzyszenie|stowarzyszenia|szkoła|szkoły|szkole|liceum|parafia|parafii|kościół|kościoła|papież|papieża|błogosławionego|bł\.|patron|patrona|dzień|dnia|gmina|gminy|gminie|gminę|gminą|powiat|powiatu|miejscowości|wieś|wsi|miasto|miasta|rynek|bazylika|hotel|dom|domu|zakład|zakładu|firma|firmy|ustawa|metoda|metody|program|projekt)$/i;
/** Words with a capital letter that are no surname. */
const NO_SURNAME =
  /^(?:ośrod|gmin|program|projekt|urząd|urzęd|centrum|klub|fundacj|stowarzysz|spółdziel|szkoł|polsk|powiat|zakład|sfer|visit|styczn|lut|marz|kwietni|czerw|lip(?:ca|cu|cem|iec)(?!\p{L})|sierpni|wrześni|październik|listopad|grudni|poniedział|wtor|środ|czwart|piąt|sobot|niedziel|doln|biskup|wielk|boż|wisł|unii|ustaw)/iu;

/**
 * Pieces of a text that look like data of a person, in their order. A reminder while writing, never a lock: what a rule cannot
 * know (a name of a patron, an office) it should leave alone. Time grows with the length of the text. Source: domain.md E2, D3.
 */
export function personalPieces(whole: string): PersonalPiece[] {
  const from = Math.max(0, whole.length - LOOKED_AT);
  const text = whole.slice(from);
  const found: PersonalPiece[] = [];
  const add = (kind: PersonalKind, start: number, end: number): void => {
    if (found.some((one) => start < one.end - from && end > one.start - from)) return;
    found.push({ kind, start: start + from, end: end + from, piece: text.slice(start, end) });
  };
  const search = (kind: PersonalKind, pattern: RegExp, fits: (match: string, before: string) => boolean): void => {
    for (const { 0: match, index } of text.matchAll(pattern)) {
      if (fits(match, text.slice(Math.max(0, index - 24), index))) add(kind, index, index + match.length);
    }
  };
  search('email', EMAIL, () => true);
  search('pesel', DIGITS, (match) => isPesel(match.replace(/[ -]/g, '')));
  search('tax-number', TAX, (match) => isTaxNumber(match.replaceAll('-', '')));
  search(
    'phone',
    PHONE,
    (_match, before) => !/(?:regon|krs|poz\.|nr|numer|konto|rachunek|faktur\p{L}*)[ :.]*$/iu.test(before),
  );
  search('id-card', CARD, isCard);
  search('address', ADDRESS, () => true);
  search('address', HOME, () => true);
  for (const [start, end] of names(text)) add('name', start, end);
  return found.sort((a, b) => a.start - b.start);
}

function names(text: string): [start: number, end: number][] {
  const words: Word[] = [];
  let last = 0;
  for (const { 0: match, index } of text.matchAll(WORD)) {
    const follows = words.length > 0 && /^[ \t\u00a0]+$/.test(text.slice(last, index));
    // A full stop belongs to an abbreviation, not to the last word of a sentence.
    const short = match.endsWith('.') && match.length > 4 ? match.slice(0, -1) : match;
    words.push({ text: short, at: index, end: index + short.length, follows });
    last = index + short.length;
  }
  const found: [number, number][] = [];
  for (let i = 0; i < words.length; i++) {
    const length = nameAt(words, i);
    if (length === 0) continue;
    const [first, end] = [words[i], words[i + length - 1]];
    if (first && end) found.push([first.at, end.end]);
    i += length - 1;
  }
  return found;
}

/** How many words from this one on name a person; 0 when none does. */
function nameAt(words: readonly Word[], i: number): number {
  const at = (n: number): string => {
    const word = words[i + n];
    return word && (n <= 0 || word.follows) ? word.text.replace(/\.$/, word.text.length === 2 ? '.' : '') : '';
  };
  const [one, two] = [at(0), at(1)];
  const three = two === '' ? '' : at(2);
  const before = words[i]?.follows ? (words[i - 1]?.text ?? '') : '';
  if (PATRON.test(before) || PATRON.test(one)) return 0;
  if (COUPLE.test(one)) return isCapital(two) && isSurname(two) ? 2 : 0;
  if (TITLE.test(one) || one === 'p.') {
    if (isCapital(two) && two.length > 2 && !isShout(two) && !FUNCTION.test(two) && !NO_SURNAME.test(two)) {
      return isCapital(three) && (isSurname(three) || isGivenName(two)) && !isShout(three) ? 3 : 2;
    }
    if (isInitial(two)) return 2;
    return 0;
  }
  if (PERSON.test(one) && isCapital(two) && (isSurname(two) || (isGivenName(two) && !isRoman(three)))) {
    return isGivenName(two) && isCapital(three) && !NO_SURNAME.test(three) ? 3 : 2;
  }
  if (isInitial(one) && isCapital(two) && isSurname(two)) return 2;
  if (!isCapital(one)) return 0;
  if (isGivenName(one)) return afterGivenName(one, two, three);
  if (isSurname(one) && (isInitial(two) || (isCapital(two) && isGivenName(two)))) return 2;
  return 0;
}

function afterGivenName(one: string, two: string, three: string): number {
  if (isInitial(two)) return 2;
  if (!isCapital(two) || two.length < 3 || NO_SURNAME.test(two) || isRoman(two)) return 0;
  if (isShout(two) && !isShout(one)) return 0;
  if (!isGivenName(two) || isSurname(two)) return 2;
  if (isRoman(three)) return 0;
  return isCapital(three) ? 3 : 2;
}

const isCapital = (word: string): boolean => /^\p{Lu}\p{L}/u.test(word);
const isInitial = (word: string): boolean => /^\p{Lu}\.$/u.test(word);
const isShout = (word: string): boolean => /^\p{Lu}{2,}$/u.test(word);
const isRoman = (word: string): boolean => /^[IVX]+\.?$/.test(word);

const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0);

/** Check digit and a date of birth that exists. Source: the act on population records, art. 15. */
function isPesel(digits: string): boolean {
  const sum = weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]);
  const month = Number(digits.slice(2, 4)) % 20;
  const day = Number(digits.slice(4, 6));
  const long = month === 2 ? 29 : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (10 - (sum % 10)) % 10 === Number(digits[10]) && month >= 1 && month <= 12 && day >= 1 && day <= long;
}

function isTaxNumber(digits: string): boolean {
  return weighted(digits, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === Number(digits[9]) && !digits.startsWith('00');
}

/** Letters count from A = 10; the first digit is the check digit. */
function isCard(card: string): boolean {
  const signs = card.replace(/\s/g, '');
  const values = [...signs].map((sign) => (/\d/.test(sign) ? Number(sign) : sign.charCodeAt(0) - 55));
  const sum = [7, 3, 1, 0, 7, 3, 1, 7, 3].reduce((total, weight, i) => total + weight * (values[i] ?? 0), 0);
  return sum % 10 === values[3];
}
