import { i18n, wordsIn, type Lang } from './words.svelte.ts';

/** Shapes of a day: 21.11.2026 · 21 listopada 2026 · sobota, 21 listopada. */
export type DayStyle = 'short' | 'long' | 'weekday';

const LOCALE = { pl: 'pl-PL', en: 'en-GB' } as const;
const DAY: Record<DayStyle, Intl.DateTimeFormatOptions> = {
  short: { day: '2-digit', month: '2-digit', year: 'numeric' },
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  weekday: { weekday: 'long', day: 'numeric', month: 'long' },
};

const dates = new Map<string, Intl.DateTimeFormat>();
function dateFormat(lang: Lang, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${lang} ${key}`;
  let format = dates.get(id);
  if (!format) dates.set(id, (format = new Intl.DateTimeFormat(LOCALE[lang], options)));
  return format;
}

const numbers = new Map<string, Intl.NumberFormat>();
function numberFormat(lang: Lang, digits: number): Intl.NumberFormat {
  const id = `${lang} ${digits}`;
  let format = numbers.get(id);
  // `min2`: Polish groups digits from five figures on (1234, 12 345).
  const options: Intl.NumberFormatOptions = {
    maximumFractionDigits: digits,
    useGrouping: lang === 'pl' ? 'min2' : true,
  };
  if (!format) numbers.set(id, (format = new Intl.NumberFormat(LOCALE[lang], options)));
  return format;
}

const utc = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** A calendar day as the language writes it. Form of `day`: YYYY-MM-DD; anything else comes back unchanged. */
export function formatDay(day: string, lang: Lang = i18n.lang, style: DayStyle = 'short'): string {
  const at = utc(day);
  if (Number.isNaN(at)) return day;
  if (style === 'short') {
    const [year, month, date] = day.split('-');
    return lang === 'pl' ? `${date}.${month}.${year}` : `${date}/${month}/${year}`;
  }
  return dateFormat(lang, style, { ...DAY[style], timeZone: 'UTC' }).format(at);
}

/** A month as the language writes it: „listopad 2026”. Form of `month`: YYYY-MM. */
export function formatMonth(month: string, lang: Lang = i18n.lang): string {
  const at = utc(`${month}-01`);
  if (Number.isNaN(at)) return month;
  return dateFormat(lang, 'month', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(at);
}

/** How many days from `today` a day is still said in words. */
const NEAR = 7;

/** A day like speech where near („dziś”, „jutro”, „za 3 dni”, „2 dni temu”), exact where far. Form: YYYY-MM-DD. */
export function nearDay(day: string, today: string, lang: Lang = i18n.lang): string {
  const words = wordsIn(lang).data;
  const days = Math.round((utc(day) - utc(today)) / 86_400_000);
  if (Number.isNaN(days) || Math.abs(days) > NEAR) return formatDay(day, lang);
  if (days === 0) return words.today;
  if (days === 1) return words.tomorrow;
  if (days === -1) return words.yesterday;
  return days > 0 ? words.inDays(days) : words.daysAgo(-days);
}

/** A due day: as `nearDay` ahead, „2 dni po terminie” behind, however far. */
export function dueDay(day: string, today: string, lang: Lang = i18n.lang): string {
  const days = Math.round((utc(today) - utc(day)) / 86_400_000);
  return days > 0 ? wordsIn(lang).data.overdue(days) : nearDay(day, today, lang);
}

/** Time passed in words: „przed chwilą”, „5 min temu”, „3 godz. temu”, then days. Unit: milliseconds since 1970 UTC. */
export function timeAgo(at: number, now: number, lang: Lang = i18n.lang): string {
  const words = wordsIn(lang).data;
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return words.justNow;
  if (minutes < 60) return words.minutesAgo(minutes);
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? words.hoursAgo(hours) : words.daysAgo(Math.floor(hours / 24));
}

/** A number as the language writes it: 12,5 · 12.5. `digits` is the most decimals shown. */
export function formatNumber(value: number, lang: Lang = i18n.lang, digits = 1): string {
  return numberFormat(lang, digits).format(value);
}

/** A share as a figure, with a space that does not break: 0.71 → „71 %”. `null` (not rated) is „–”. Unit: 0–1. */
export function formatPercent(share: number | null, lang: Lang = i18n.lang): string {
  return share === null ? '–' : `${numberFormat(lang, 0).format(share * 100)}\u00a0%`;
}

/** Wall-clock time HH:MM, in Poland's zone for an instant (milliseconds or ISO 8601); a clock „10:42” stays as it is. */
export function formatTime(time: number | string, lang: Lang = i18n.lang): string {
  if (typeof time === 'string' && /^\d{2}:\d{2}/.test(time)) return time.slice(0, 5);
  const at = typeof time === 'number' ? time : Date.parse(time);
  if (Number.isNaN(at)) return String(time);
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'Europe/Warsaw' } as const;
  return dateFormat(lang, 'clock', options).format(at);
}
