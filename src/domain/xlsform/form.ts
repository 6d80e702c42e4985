import type { ChecklistTemplate } from '../checklist.ts';

/**
 * A form as its three sheets hold it: rows of text cells, the first row names the columns. Source: XLSForm.org reference, «survey»,
 * «choices», «settings».
 */
export interface Form {
  survey: readonly (readonly string[])[];
  choices: readonly (readonly string[])[];
  settings: readonly (readonly string[])[];
}
export type SheetName = keyof Form;
export const SHEET_NAMES = ['survey', 'choices', 'settings'] as const satisfies readonly SheetName[];

/** What is wrong at a place of a form; words stand in i18n `templates.faults`. */
export type FaultType =
  | 'FormSheet'
  | 'FormColumn'
  | 'FormEmpty'
  | 'FormType'
  | 'FormName'
  | 'FormTwice'
  | 'FormOutside'
  | 'FormNested'
  | 'FormUnclosed'
  | 'FormUnopened'
  | 'FormNoItems'
  | 'FormList'
  | 'FormChoices'
  | 'FormRelevant'
  | 'FormReference'
  | 'FormPart'
  | 'FormWeight'
  | 'FormEvidence'
  | 'FormProduct'
  | 'FormKinds'
  | 'FormVersion'
  | 'FormId'
  | 'FormShape';

/** One fault and where it stands. `row` counts from 1 as a spreadsheet does; 0 and null where there is no such place. */
export interface Fault {
  type: FaultType;
  sheet: SheetName;
  row: number;
  column: string | null;
  /** What stands there, or what is missing. */
  found: string;
}

/** What a form says beyond a template; it is left out, and its reader is told. */
export interface Leftover {
  row: number;
  found: string;
  why: 'calculated' | 'ignored' | 'one-language';
}

/** A template read from a form, and what was left out of it. */
export interface Reading {
  template: ChecklistTemplate;
  leftovers: Leftover[];
}

/** Languages of columns, as `label::Polski (pl)`. */
export const LANGUAGES = { pl: 'Polski (pl)', en: 'English (en)' } as const;

/** Names of the two lists of choices that a template knows. */
export const RATING_LIST = 'rating';
export const KIND_LIST = 'kind';

/** Parts of an item's name: the reason and the photo hang on the item. */
export const REASON = '.reason';
export const PHOTO = '.photo';
