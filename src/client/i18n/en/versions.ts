import { counted } from '../plural.ts';

const VERSIONS = { one: 'version', other: 'versions' };

/** Two versions of one field, what was put together by itself, and the past of a field. */
export const versions = {
  choose: (n: number) => (n === 2 ? 'Two versions — choose' : `${counted('en', n, VERSIONS)} — choose`),
  read: (n: number) => (n === 2 ? 'Two versions' : counted('en', n, VERSIONS)),
  all: 'All',
  now: 'now in the record',
  at: (who: string, time: string) => `${who}, ${time}`,
  chosen: 'One version chosen',
  chosenBoth: 'Both versions kept',
  undecided: 'To be agreed',
  undecidedRating: 'To be agreed: until then the item counts as not rated.',
  deleteRequested: (who: string) => `${who}: asked to delete this record`,
  deleteRequestedBody: 'Someone wanted to delete the record but had not seen its last change.',
  restored: (who: string) => `${who}: deleted and brought back`,
  restoredBody: 'One person deleted the record while another one changed it. The record stayed.',
  keep: 'Keep',
  remove: 'Delete',
  kept: 'The record stays',
  removed: 'Record deleted',

  list: 'To be agreed',
  between: (codes: string) => `versions: ${codes}`,
  mergedList: 'Put together automatically',
  mergedBody: 'The changes were in different places of the text. Check that the whole makes sense.',
  merged: 'Two versions of the text put together',
  mergeUndone: 'There are two versions to choose from again',

  history: 'History',
  historyNone: 'There were no other values.',
  historyHere: 'Without the server only what this device remembers is shown.',
  current: 'now',
  restore: 'Restore',
  restoreOf: (who: string, time: string) => `Restore the value: ${who}, ${time}`,
  restoredValue: 'Earlier value restored',
  empty: 'empty',
  unknownPerson: 'unknown person',
};
