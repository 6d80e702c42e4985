import { en } from './en.ts';
import { pl, type Words } from './pl.ts';
import { LANGS, type Lang } from './plural.ts';

export type { Words } from './pl.ts';
export { LANGS, type Lang } from './plural.ts';

/** Every error that has words. */
export type ErrorType = keyof Words['errors'];

/** What is said about an error: what happened, that nothing is lost, what to do. */
export interface ProblemWords {
  title: string;
  body: string;
  action: string;
}

const KEY = 'lang';
const all: Record<Lang, Words> = { pl, en };

/** Storage may be absent (Node) or forbidden (private windows): the language then lasts as long as the page. */
function storage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

function known(lang: unknown): Lang {
  return LANGS.find((one) => one === lang) ?? 'pl';
}

function announce(lang: Lang): void {
  if (typeof document !== 'undefined') document.documentElement.lang = lang;
}

class I18n {
  #lang = $state<Lang>(known(storage()?.getItem(KEY)));

  constructor() {
    announce(this.#lang);
  }

  /** Messages in the current language. */
  get m(): Words {
    return all[this.#lang];
  }

  /** The current language; Polish unless another one was chosen on this device. */
  get lang(): Lang {
    return this.#lang;
  }

  /** Changes the language at once and remembers it on this device. */
  setLang(lang: Lang): void {
    this.#lang = known(lang);
    announce(this.#lang);
    try {
      storage()?.setItem(KEY, this.#lang);
    } catch {
      // A full or forbidden storage costs only the memory of the choice.
    }
  }
}

/** The words of the app. Read `i18n.m` where it is shown, so that a change of language is seen at once. */
export const i18n = new I18n();

/** Messages of a given language, whatever the current one is. */
export function wordsIn(lang: Lang): Words {
  return all[lang];
}

/** Words for an error's `type` in the current language; an unknown type is `Unexpected`. */
export function problemWords(type: string): ProblemWords {
  const errors: Partial<Record<string, ProblemWords>> = i18n.m.errors;
  return (Object.hasOwn(errors, type) ? errors[type] : undefined) ?? i18n.m.errors.Unexpected;
}
