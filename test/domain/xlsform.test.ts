import { describe, expect, test } from 'vitest';
import { itemsFor } from '#domain/checklist.ts';
import { checklistIds, loadChecklist } from '#domain/content/content.ts';
import type { Fault, Form } from '#domain/xlsform/form.ts';
import { printForm, type FormWords } from '#domain/xlsform/print.ts';
import { readForm } from '#domain/xlsform/read.ts';

const words: FormWords = {
  ratings: { met: 'Spełnione', partly: 'Częściowo', not: 'Niespełnione', na: 'Nie dotyczy' },
  kind: 'Rodzaj podmiotu',
  kinds: { CIS: 'CIS', KIS: 'KIS' },
  reason: 'Uzasadnienie',
  photo: 'Zdjęcie',
  score: 'Wynik',
};

const HEAD = [
  'type',
  'name',
  'label::Polski (pl)',
  'label::English (en)',
  'relevant',
  'calculation',
  'weight',
  'evidence',
];
const RATING = [
  ['list_name', 'name', 'label::Polski (pl)', 'label::English (en)'],
  ['rating', 'met', 'Tak', 'Yes'],
  ['rating', 'partly', 'Częściowo', 'Partly'],
  ['rating', 'not', 'Nie', 'No'],
  ['rating', 'na', 'Nie dotyczy', 'Not applicable'],
];
const SETTINGS = [
  ['form_title', 'form_id', 'version'],
  ['Dojazd do pracy', 'dojazd', '1.0.0'],
];
const GROUP = ['begin_group', 'd', 'Dojazd', 'Transport'];
const ITEM = ['select_one rating', 'd.1', 'Jest dojazd', 'There is transport', '', '', '2', 'document photo'];
const END = ['end_group', 'd'];

const form = (survey: string[][], over: Partial<Form> = {}): Partial<Form> => ({
  survey: [HEAD, ...survey],
  choices: RATING,
  settings: SETTINGS,
  ...over,
});

function template(of: Partial<Form>) {
  const read = readForm(of);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

function faults(of: Partial<Form>): Fault[] {
  const read = readForm(of);
  return read.ok ? [] : read.error;
}

describe('a form that is well', () => {
  test('of one group and one item is a template', () => {
    const { template: made, leftovers } = template(form([GROUP, ITEM, END]));
    expect(made).toMatchObject({ id: 'dojazd', version: '1.0.0', appliesTo: ['CIS', 'KIS'] });
    expect(made.sections).toEqual([
      {
        id: 'd',
        title: { pl: 'Dojazd', en: 'Transport' },
        product: null,
        items: [
          {
            id: 'd.1',
            text: { pl: 'Jest dojazd', en: 'There is transport' },
            hint: { pl: 'Jest dojazd', en: 'There is transport' },
            evidence: ['document', 'photo'],
            weight: 2,
          },
        ],
      },
    ]);
    expect(leftovers).toEqual([]);
  });

  test('text is the reason of an item, image asks for its photo', () => {
    const survey = [
      GROUP,
      ['select_one rating', 'd.1', 'Jest dojazd', 'There is transport'],
      ['text', 'd.1.reason', 'Dlaczego', 'Why', "${d.1} != 'met'"],
      ['image', 'd.1.photo', 'Zdjęcie', 'Photo'],
      END,
    ];
    expect(template(form(survey)).template.sections[0]?.items[0]?.evidence).toEqual(['none', 'photo']);
  });

  test('relevant on the kind of entity narrows an item', () => {
    const survey = [
      ['select_one kind', 'kind', 'Rodzaj', 'Kind'],
      GROUP,
      ITEM,
      ['select_one rating', 'd.2', 'Dla KIS', 'For KIS', "${kind} = 'KIS'"],
      ['select_one rating', 'd.3', 'Dla obu', 'For both', `\${kind} = "CIS" or \${kind} = "KIS"`],
      END,
    ];
    const { template: made } = template(form(survey));
    expect(itemsFor(made, 'CIS').map(({ id }) => id)).toEqual(['d.1', 'd.3']);
    expect(itemsFor(made, 'KIS').map(({ id }) => id)).toEqual(['d.1', 'd.2', 'd.3']);
  });

  test('calculate is counted by the app and said to be left out; what serves the machine is passed over', () => {
    const survey = [
      ['start', 'start'],
      GROUP,
      ITEM,
      END,
      ['calculate', 'wynik', '', '', '', "if(${d.1} = 'met', 1, 0)"],
    ];
    expect(template(form(survey)).leftovers).toEqual([
      { row: 2, found: 'start', why: 'ignored' },
      { row: 6, found: 'wynik', why: 'calculated' },
    ]);
  });

  test('in one language stands in both, and says so; begin group may be two words; empty lines do not count', () => {
    const survey = [
      ['type', 'name', 'label'],
      ['begin group', 'd', 'Dojazd'],
      ['', '', ''],
      ['select_one  rating', 'd.1', 'Jest dojazd'],
      ['end group', ''],
    ];
    const { template: made, leftovers } = template({ ...form([]), survey });
    expect(made.sections[0]?.items[0]?.text).toEqual({ pl: 'Jest dojazd', en: 'Jest dojazd' });
    expect(leftovers).toEqual([{ row: 1, found: 'label', why: 'one-language' }]);
  });

  test('every shipped checklist goes out and comes back without loss', async () => {
    for (const { id, version } of checklistIds) {
      const shipped = await loadChecklist(id, version);
      const { template: back } = template(printForm(shipped, { pl: words, en: words }));
      expect(back, id).toEqual(shipped);
    }
  });
});

describe('a form that is broken says where and what', () => {
  const cases: [name: string, form: Partial<Form>, fault: Fault][] = [
    [
      'without the sheet of choices',
      { ...form([GROUP, ITEM, END]), choices: [] },
      { type: 'FormSheet', sheet: 'choices', row: 0, column: null, found: 'choices' },
    ],
    [
      'without the column of names',
      {
        ...form([]),
        survey: [
          ['type', 'label'],
          ['begin_group', 'Dojazd'],
        ],
      },
      { type: 'FormColumn', sheet: 'survey', row: 1, column: 'name', found: 'name' },
    ],
    [
      'with a type that no checklist knows',
      form([GROUP, ITEM, ['geopoint', 'd.2', 'Gdzie', 'Where'], END]),
      { type: 'FormType', sheet: 'survey', row: 4, column: 'type', found: 'geopoint' },
    ],
    [
      'with a name used twice',
      form([GROUP, ITEM, ITEM, END]),
      { type: 'FormTwice', sheet: 'survey', row: 4, column: 'name', found: 'd.1 (3)' },
    ],
    [
      'with a name of other letters',
      form([GROUP, ['select_one rating', 'd.Ż 1', 'Jest', 'There is'], END]),
      { type: 'FormName', sheet: 'survey', row: 3, column: 'name', found: 'd.Ż 1' },
    ],
    [
      'with an item outside of every group',
      form([ITEM, GROUP, ['select_one rating', 'd.2', 'Jest', 'There is'], END]),
      { type: 'FormOutside', sheet: 'survey', row: 2, column: 'name', found: 'd.1' },
    ],
    [
      'with a group inside a group',
      form([GROUP, ['begin_group', 'e', 'E', 'E'], ['select_one rating', 'e.1', 'Jest', 'There is'], END]),
      { type: 'FormNested', sheet: 'survey', row: 3, column: 'type', found: 'd' },
    ],
    [
      'with a group that never ends',
      form([GROUP, ITEM]),
      { type: 'FormUnclosed', sheet: 'survey', row: 2, column: 'type', found: 'd' },
    ],
    [
      'with an end without a beginning',
      form([GROUP, ITEM, END, END]),
      { type: 'FormUnopened', sheet: 'survey', row: 5, column: 'type', found: 'end_group' },
    ],
    [
      'with a group without items',
      form([GROUP, END]),
      { type: 'FormNoItems', sheet: 'survey', row: 2, column: 'name', found: 'd' },
    ],
    [
      'with another list of choices',
      form([GROUP, ['select_one yesno', 'd.1', 'Jest', 'There is'], END]),
      { type: 'FormList', sheet: 'survey', row: 3, column: 'type', found: 'yesno' },
    ],
    [
      'with a rating of its own',
      form([GROUP, ITEM, END], { choices: [...RATING, ['rating', 'maybe', 'Może', 'Maybe']] }),
      { type: 'FormChoices', sheet: 'choices', row: 6, column: 'name', found: 'maybe' },
    ],
    [
      'with a rating missing',
      form([GROUP, ITEM, END], { choices: RATING.slice(0, 4) }),
      { type: 'FormChoices', sheet: 'choices', row: 2, column: 'name', found: 'na' },
    ],
    [
      'relevant to what no rule of ours can ask',
      form([GROUP, ITEM, ['select_one rating', 'd.2', 'Jest', 'There is', "${d.1} = 'met'"], END]),
      { type: 'FormRelevant', sheet: 'survey', row: 4, column: 'relevant', found: "${d.1} = 'met'" },
    ],
    [
      'with a reference to nothing',
      form([GROUP, ITEM, ['text', 'd.1.reason', 'Dlaczego', 'Why', "${d.9} = 'not'"], END]),
      { type: 'FormReference', sheet: 'survey', row: 4, column: 'relevant', found: 'd.9' },
    ],
    [
      'with a question that belongs to no item',
      form([GROUP, ITEM, ['text', 'd.uwagi', 'Uwagi', 'Remarks'], END]),
      { type: 'FormPart', sheet: 'survey', row: 4, column: 'name', found: 'd.uwagi' },
    ],
    [
      'with a weight of five',
      form([GROUP, ['select_one rating', 'd.1', 'Jest', 'There is', '', '', '5'], END]),
      { type: 'FormWeight', sheet: 'survey', row: 3, column: 'weight', found: '5' },
    ],
    [
      'with an unknown evidence',
      form([GROUP, ['select_one rating', 'd.1', 'Jest', 'There is', '', '', '1', 'rumour'], END]),
      { type: 'FormEvidence', sheet: 'survey', row: 3, column: 'evidence', found: 'rumour' },
    ],
    [
      'without words at an item',
      form([GROUP, ['select_one rating', 'd.1', '', ''], END]),
      { type: 'FormEmpty', sheet: 'survey', row: 3, column: 'label', found: '' },
    ],
    [
      'with a version of another kind',
      form([GROUP, ITEM, END], {
        settings: [
          ['form_title', 'form_id', 'version'],
          ['Dojazd', 'dojazd', '2026112501'],
        ],
      }),
      { type: 'FormVersion', sheet: 'settings', row: 2, column: 'version', found: '2026112501' },
    ],
    [
      'with an id of other letters',
      form([GROUP, ITEM, END], {
        settings: [
          ['form_title', 'form_id', 'version'],
          ['Dojazd', 'Dojazd Ż', '1.0.0'],
        ],
      }),
      { type: 'FormId', sheet: 'settings', row: 2, column: 'form_id', found: 'Dojazd Ż' },
    ],
    [
      'calculated from nothing',
      form([GROUP, ITEM, END, ['calculate', 'wynik']]),
      { type: 'FormEmpty', sheet: 'survey', row: 5, column: 'calculation', found: '' },
    ],
  ];
  test.each(cases)('%s', (_, broken, expected) => {
    expect(faults(broken)).toEqual([expected]);
  });

  test('with several faults tells all of them, in their order', () => {
    const survey = [GROUP, ['select_one rating', 'd.1', '', '', '', '', '9'], ['barcode', 'd.2'], END];
    expect(faults(form(survey)).map(({ type, row }) => [type, row])).toEqual([
      ['FormWeight', 3],
      ['FormEmpty', 3],
      ['FormType', 4],
    ]);
  });
});
