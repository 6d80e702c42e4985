import { RATINGS, type ChecklistItem, type ChecklistTemplate } from '../checklist.ts';
import { KIND_LIST, LANGUAGES, PHOTO, RATING_LIST, REASON, type Form } from './form.ts';

/** Words that a form needs beyond the template's own. */
export interface FormWords {
  ratings: Record<(typeof RATINGS)[number], string>;
  kind: string;
  kinds: Record<'CIS' | 'KIS', string>;
  reason: string;
  photo: string;
  score: string;
}

const columns = (name: string): string[] => [`${name}::${LANGUAGES.pl}`, `${name}::${LANGUAGES.en}`];

/**
 * A template as a form that ODK, Kobo and Enketo show: a group each section, `select_one` each item with its reason (`text`) and photo
 * (`image`), items for one kind of entity `relevant` to it, the score `calculate`d. Weight, evidence, product and legal basis stand in
 * columns of their own, which other programs pass over. `readForm` gives the same template back.
 */
export function printForm(template: ChecklistTemplate, words: Record<'pl' | 'en', FormWords>): Form {
  const both = (of: (language: FormWords) => string): [string, string] => [of(words.pl), of(words.en)];
  const kinds = (['CIS', 'KIS'] as const).filter((kind) => template.appliesTo.includes(kind));
  const narrowed = template.sections.some(({ items }) => items.some(({ appliesTo }) => appliesTo !== undefined));
  const head = [
    'type',
    'name',
    ...columns('label'),
    ...columns('hint'),
    'relevant',
    'calculation',
    'product',
    'weight',
    'evidence',
    'legal_basis',
  ];
  const row = (cells: Partial<Record<string, string>>, label: [string, string] = ['', ''], hint = ['', '']): string[] =>
    head.map((column) => {
      const at = columns('label').indexOf(column);
      if (at >= 0) return label[at] ?? '';
      const under = columns('hint').indexOf(column);
      return under >= 0 ? (hint[under] ?? '') : (cells[column] ?? '');
    });
  const item = (one: ChecklistItem): string[][] => {
    const relevant = (one.appliesTo ?? []).map((kind) => `\${${KIND_LIST}} = '${kind}'`).join(' or ');
    return [
      row(
        {
          type: `select_one ${RATING_LIST}`,
          name: one.id,
          relevant,
          weight: String(one.weight),
          evidence: one.evidence.join(' '),
          legal_basis: one.legalBasis ?? '',
        },
        [one.text.pl, one.text.en],
        [one.hint.pl, one.hint.en],
      ),
      row(
        { type: 'text', name: one.id + REASON, relevant: `\${${one.id}} = 'partly' or \${${one.id}} = 'not'` },
        both(({ reason }) => reason),
      ),
      ...(one.evidence.includes('photo')
        ? [
            row(
              { type: 'image', name: one.id + PHOTO, relevant: `\${${one.id}} != ''` },
              both(({ photo }) => photo),
            ),
          ]
        : []),
    ];
  };
  const survey = [
    head,
    ...(narrowed
      ? [
          row(
            { type: `select_one ${KIND_LIST}`, name: KIND_LIST },
            both(({ kind }) => kind),
          ),
        ]
      : []),
    ...template.sections.flatMap((section) => [
      row({ type: 'begin_group', name: section.id, product: section.product ?? '' }, [
        section.title.pl,
        section.title.en,
      ]),
      ...section.items.flatMap(item),
      row({ type: 'end_group', name: section.id }),
    ]),
    row(
      { type: 'calculate', name: 'score', calculation: scoreOf(template) },
      both(({ score }) => score),
    ),
  ];
  const choices = [
    ['list_name', 'name', ...columns('label')],
    ...RATINGS.map((rating) => [RATING_LIST, rating, words.pl.ratings[rating], words.en.ratings[rating]]),
    ...(narrowed ? kinds : []).map((kind) => [KIND_LIST, kind, words.pl.kinds[kind], words.en.kinds[kind]]),
  ];
  const settings = [
    ['form_title', 'form_id', 'version', 'default_language', 'applies_to', ...columns('title')],
    [
      template.title.pl,
      template.id,
      template.version,
      LANGUAGES.pl,
      template.appliesTo.join(' '),
      template.title.pl,
      template.title.en,
    ],
  ];
  return { survey, choices, settings };
}

/** The rule of the score in the words of forms: Σ weight·{met 1; partly 0.5} / Σ weight over rated items without `na`. */
function scoreOf({ sections }: ChecklistTemplate): string {
  const items = sections.flatMap((section) => section.items);
  const sum = (share: (id: string) => string): string =>
    items.map(({ id, weight }) => `${weight} * ${share(id)}`).join(' + ');
  const earned = sum((id) => `(if(\${${id}} = 'met', 1, if(\${${id}} = 'partly', 0.5, 0)))`);
  const possible = sum((id) => `(if(\${${id}} = '' or \${${id}} = 'na', 0, 1))`);
  return `(${earned}) div (${possible})`;
}
