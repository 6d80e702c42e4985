/** Languages of the app. Polish is the source of the keys. */
export const LANGS = ['pl', 'en'] as const;
export type Lang = (typeof LANGS)[number];

/** Forms of a counted word; `other` also serves fractions and any form not given. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

const rules = { pl: new Intl.PluralRules('pl'), en: new Intl.PluralRules('en') };

/** The form of the word that belongs to `n`: 1 wizyta, 2 wizyty, 5 wizyt, 1,5 wizyty. Source: CLDR plural rules. */
export function plural(lang: Lang, n: number, forms: Forms): string {
  return forms[rules[lang].select(n)] ?? forms.other;
}

const figures = { pl: new Intl.NumberFormat('pl-PL', { useGrouping: 'min2' }), en: new Intl.NumberFormat('en-GB') };

/** The figure and its word with a space that does not break: „5 wizyt”, “5 visits”. */
export function counted(lang: Lang, n: number, forms: Forms): string {
  return `${figures[lang].format(n)}\u00a0${plural(lang, n, forms)}`;
}
