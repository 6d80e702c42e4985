import type { Words } from '../pl.ts';
import { counted } from '../plural.ts';

const RESULTS = { one: 'result', other: 'results' };

export const search: Words['search'] = {
  title: 'Search everything',
  sub: 'Notes, visits, actions, checklist items and entities on this device',
  label: 'What are you looking for',
  hint: 'Beginnings of words are enough. Polish marks and capitals do not matter.',
  filters: 'Narrow the results',
  filtersOn: (n) => `Narrowed results (${n})`,
  kind: 'Kind',
  kinds: { note: 'Note', action: 'Action', item: 'Checklist item', visit: 'Visit', site: 'Entity' },
  sphere: 'Sphere',
  site: 'Entity',
  allSites: 'All entities',
  from: 'From',
  to: 'To',
  clear: 'Show without narrowing',
  count: (n) => counted('en', n, RESULTS),
  results: 'Results',
  more: (n) => `Show more (${n})`,
  nothing: 'Nothing found',
  nothingBody: 'Only what is on this device is searched. Try a shorter beginning of a word, or without narrowing.',
};
