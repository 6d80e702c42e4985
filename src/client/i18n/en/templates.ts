import type { Words } from '../pl.ts';
import { counted } from '../plural.ts';

const SECTIONS = { one: 'section', other: 'sections' };
const ITEMS = { one: 'item', other: 'items' };
const FAULTS = { one: 'fault', other: 'faults' };

export const templates: Words['templates'] = {
  title: 'Library of checklists',
  sub: 'The content of checklists, their versions and files',
  summary: (sections, items) => `${counted('en', sections, SECTIONS)}, ${counted('en', items, ITEMS)}`,
  forWhom: (kinds) => `for: ${kinds}`,
  asForm: 'XLSForm (ODK, Kobo)',
  asJson: 'JSON',
  kindQuestion: 'Kind of entity',
  score: 'Score',
  importTitle: 'A new version from a file',
  importBody:
    'A JSON file of the shape of an export, or an XLSForm workbook (.xlsx): groups are sections, select_one rating is an item. You see a preview before anything is published.',
  choose: 'Choose a file',
  isNew: (version) => `A new checklist. It will be published as version ${version}.`,
  follows: (known, version) =>
    `This checklist stands at version ${known}. The new one will be ${version}; checklists that have begun keep their version.`,
  publish: (version) => `Publish version ${version}`,
  published: (version) => `Version ${version} is published. It reaches devices at their next sync.`,
  leftovers: 'What the checklist does not take over from the file:',
  leftover: {
    calculated: (row, found) => `row ${row}: ${found} – the app counts the score by its own rule`,
    ignored: (row, found) => `row ${row}: ${found} – is no part of a checklist`,
    'one-language': () => 'the words are in one language and will stand in both',
  },
  faultsTitle: (n) => `The file cannot be taken: ${counted('en', n, FAULTS)}`,
  faultsBody: 'Nothing was changed. Mend the file at these places and choose it again.',
  place: (sheet, row, column) =>
    [`sheet “${sheet}”`, row > 0 ? `row ${row}` : '', column ? `column “${column}”` : ''].filter(Boolean).join(', '),
  textPlace: (line, column) => `line ${line}, character ${column}`,
  notJson: 'Here the text ceases to be JSON.',
  fileFaults: {
    TemplateTooLarge: 'The file is too large for a checklist (2 MB at most).',
    TemplateUnknown: 'This is neither JSON nor an .xlsx workbook.',
    TemplateBroken: 'The workbook is damaged and cannot be read. Save it once more as .xlsx.',
  },
  jsonFaults: {
    shape: 'A value is missing here or has a wrong form.',
    unknown: 'A checklist has no such field.',
    id: 'The id stands twice, or does not fit its section or the kind of entity.',
  },
  faults: {
    FormSheet: (found) => `The sheet “${found}” is missing or empty.`,
    FormColumn: (found) => `The column “${found}” is missing.`,
    FormEmpty: () => 'The cell is empty and has to hold something.',
    FormType: (found) =>
      `A checklist does not know the type “${found}”. Possible: begin_group, end_group, select_one rating, text, image, calculate.`,
    FormName: (found) => `The name “${found}” may only have small plain letters, figures and dots, as “s1.n.1”.`,
    FormTwice: (found) => `The name stands already: ${found} (its first row in brackets).`,
    FormOutside: (found) => `The item “${found}” stands outside of a group.`,
    FormNested: (found) => `A group in a group: the group “${found}” is still open.`,
    FormUnclosed: (found) => `The group “${found}” has no end_group.`,
    FormUnopened: () => 'This end_group ends no group.',
    FormNoItems: (found) => (found ? `There is no item in the group “${found}”.` : 'There is no group with items.'),
    FormList: (found) => `The list of choices “${found}” cannot be used. Items have the list “rating”.`,
    FormChoices: (found) => `The list “rating” has exactly: met, partly, not, na. Does not fit: “${found}”.`,
    FormRelevant: (found) =>
      `A checklist cannot hold the condition “${found}”. An item can only be narrowed to a kind: \${kind} = 'CIS' or \${kind} = 'KIS'.`,
    FormReference: (found) => `Refers to “${found}”, which does not stand above.`,
    FormPart: (found) =>
      `“${found}”: the name of an item begins with the name of its group and a dot; text and image belong to an item and are named like it with .reason or .photo at the end.`,
    FormWeight: (found) => `Weight “${found}”: 1, 2 or 3 are possible.`,
    FormEvidence: (found) => `Evidence “${found}”: document, interview, photo, none are possible.`,
    FormProduct: (found) => `Product “${found}”: a letter from a to f is possible.`,
    FormKinds: (found) => `“${found}”: CIS, KIS, NGO, PARTNERSHIP, GMINA, VISIT_REPORT are possible.`,
    FormVersion: (found) => `Version “${found}”: three numbers with dots, for example 1.1.0.`,
    FormId: (found) => `Id “${found}”: small plain letters, figures and single dashes.`,
    FormShape: (found) => `Does not fit a checklist: ${found}`,
  },
};
