import fc from 'fast-check';
import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { jsonFault } from '../../../src/domain/content/jsonFault.ts';
import { compareVersions } from '../../../src/domain/content/shape.ts';
import { buildIndex, type ContentFile, validateContent } from '../../../src/domain/content/validate.ts';
import { CONTENT, shipped, shippedFiles } from './files.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- damaged on purpose
type Loose = any;

/** The file with one thing changed. */
function damaged(path: string, change: (content: Loose) => void, as = path): ContentFile {
  const content = shipped<Loose>(path);
  change(content);
  return { path: as, text: JSON.stringify(content) };
}

const SPHERE = 'checklists/sphere-1.json';
const KIS = 'programmes/care-at-home-kis.json';
const CIS = {
  path: 'programmes/care-at-home-cis.json',
  text: JSON.stringify(shipped('programmes/care-at-home-cis.json')),
};
const EXPERT = 'programmes/expert-training-9-days.json';

describe('[content] shipped files', () => {
  test('the committed index is the built one; UPDATE_INDEX=1 rewrites it', () => {
    const files = shippedFiles();
    const built = buildIndex(files);
    if (process.env.UPDATE_INDEX) writeFileSync(new URL('index.json', CONTENT), `${JSON.stringify(built, null, 2)}\n`);
    expect(shipped('index.json')).toEqual(built);
    expect(buildIndex([...files].reverse())).toEqual(built);
  });

  test('eight checklists, seven programmes and the list of places hold no fault (domain.md G)', () => {
    const files = shippedFiles();
    expect(files.filter((file) => file.path.startsWith('checklists/'))).toHaveLength(8);
    expect(files.filter((file) => file.path.startsWith('programmes/'))).toHaveLength(7);
    expect(validateContent(files)).toEqual([]);
  });
});

describe('[content] every fault is told as file › path › reason', () => {
  const cases: [string, ContentFile[], string[]][] = [
    [
      'broken JSON, with its position',
      [{ path: SPHERE, text: '{\n  "id": "sphere-1",\n  "version" "1.0.0"\n}' }],
      ['checklists/sphere-1.json › line 3, column 13 › not JSON: expected ":"'],
    ],
    [
      'a missing translation',
      [damaged(SPHERE, (c) => delete c.sections[0].items[2].text.en)],
      ['checklists/sphere-1.json › sections[0].items[2].text.en › missing'],
    ],
    [
      'a weight off the scale',
      [damaged(SPHERE, (c) => (c.sections[1].items[0].weight = 5))],
      ['checklists/sphere-1.json › sections[1].items[0].weight › expected 1 or 2 or 3, found 5'],
    ],
    [
      'a misspelt field',
      [damaged(SPHERE, (c) => (c.sections[0].items[0].legalbasis = 'art. 5'))],
      ['checklists/sphere-1.json › sections[0].items[0].legalbasis › unknown field'],
    ],
    [
      'an item id used twice',
      [damaged(SPHERE, (c) => (c.sections[0].items[1].id = c.sections[0].items[0].id))],
      ['checklists/sphere-1.json › sections[0].items[1].id › duplicate id "s1.n.1", first at sections[0].items[0].id'],
    ],
    [
      'an id that is not the file name',
      [damaged(SPHERE, () => undefined, 'checklists/sphere-9.json')],
      ['checklists/sphere-9.json › id › "sphere-1" differs from the file name "sphere-9"'],
    ],
    [
      'a version that is none',
      [damaged(SPHERE, (c) => (c.version = '1.0'))],
      ['checklists/sphere-1.json › version › expected a version such as 1.0.0, found "1.0"'],
    ],
    [
      'content of a newer format, and nothing else about it',
      [damaged(SPHERE, (c) => ((c.version = '2.0.0'), (c.scale = 'new')))],
      ['checklists/sphere-1.json › version › newer content format (2 > 1), update the app'],
    ],
    [
      'an item for a kind the template is not for',
      [damaged('checklists/ngo-readiness.json', (c) => (c.sections[0].items[0].appliesTo = ['KIS']))],
      ['checklists/ngo-readiness.json › sections[0].items[0].appliesTo[0] › the template does not apply to KIS'],
    ],
    [
      'an outcome of KIS that CIS lacks, once for all its criteria',
      [
        CIS,
        damaged(KIS, (c) => {
          const outcome = structuredClone(c.modules[1].outcomes[0]);
          c.modules[1].outcomes.push(JSON.parse(JSON.stringify(outcome).replaceAll('.m2.o1', '.m2.o9')));
        }),
      ],
      ['programmes/care-at-home-kis.json › modules[1].outcomes[2].id › ".m2.o9" is missing in care-at-home-cis'],
    ],
    [
      'a criterion outside its outcome',
      [damaged(KIS, (c) => (c.modules[0].outcomes[0].criteria[0].id = 'care-at-home-kis.m7.o1.c1'))],
      [
        'programmes/care-at-home-kis.json › modules[6].outcomes[0].criteria[0].id › duplicate id "care-at-home-kis.m7.o1.c1", first at modules[0].outcomes[0].criteria[0].id',
        'programmes/care-at-home-kis.json › modules[0].outcomes[0].criteria[0].id › expected an id such as care-at-home-kis.m1.o1.c1',
      ],
    ],
    [
      'a training of experts without its rule and a day',
      [damaged(EXPERT, (c) => (delete c.completionRule, delete c.modules[3].day))],
      [
        'programmes/expert-training-9-days.json › completionRule › missing',
        'programmes/expert-training-9-days.json › modules[3].day › missing',
      ],
    ],
    [
      'hours below one and an empty list',
      [damaged(KIS, (c) => ((c.modules[0].hours = 0), (c.modules[1].outcomes = [])))],
      [
        'programmes/care-at-home-kis.json › modules[0].hours › less than 1',
        'programmes/care-at-home-kis.json › modules[1].outcomes › must not be empty',
      ],
    ],
    [
      'one version in two files',
      [damaged(SPHERE, () => undefined), damaged(SPHERE, () => undefined, 'checklists/sphere-1@1.0.0.json')],
      [
        'checklists/sphere-1@1.0.0.json › id › duplicate id "sphere-1" in version 1.0.0, first in checklists/sphere-1.json',
      ],
    ],
    [
      'a gmina without its powiat',
      [damaged('places.json', (c) => delete c.powiats['3263'])],
      ['places.json › gminas[2476][0] › no powiat 3263'],
    ],
    [
      'a root that is no object',
      [{ path: SPHERE, text: '[]' }],
      ['checklists/sphere-1.json › (whole file) › expected object, found a list'],
    ],
    [
      'a stray file',
      [{ path: 'notes.json', text: '{}' }],
      ['notes.json › (whole file) › not a checklist, a programme or the list of places'],
    ],
  ];
  test.each(cases)('%s', (_, files, lines) => expect(validateContent(files)).toEqual(lines));

  test('a stale index, once the files themselves are right', () => {
    const stale = damaged('index.json', (c) => c.programmes.pop());
    const files = [...shippedFiles().filter((file) => file.path !== 'index.json'), stale];
    expect(validateContent(files)).toEqual([
      'index.json › (whole file) › differs from the built index, run the tests with UPDATE_INDEX=1',
    ]);
  });

  test('a followed version stands beside the published one; only the newest pair is compared', () => {
    const followed = damaged(KIS, (c) => (c.version = '1.1.0'), 'programmes/care-at-home-kis@1.1.0.json');
    const published = damaged(KIS, (c) => {
      c.modules[0].outcomes[0].criteria.push({ id: 'care-at-home-kis.m1.o1.c9', text: { pl: 'x', en: 'x' } });
    });
    expect(validateContent([CIS, published, followed])).toEqual([]);
    expect(buildIndex([followed, published, CIS]).programmes.map((entry) => entry.file)).toEqual([
      'care-at-home-cis.json',
      'care-at-home-kis.json',
      'care-at-home-kis@1.1.0.json',
    ]);
  });
});

describe('[content] small rules', () => {
  const accepts = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };

  test('jsonFault is null exactly when JSON.parse accepts (RFC 8259)', () => {
    const broken = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.nat(3),
        fc.constantFrom('', '"', ',', '}', ']', ':', '0', '-', '\\', 'e', '\n', 'null'),
      )
      .map(([text, at, cut, put]) => {
        const from = at % (text.length + 1);
        return text.slice(0, from) + put + text.slice(from + cut);
      });
    fc.assert(
      fc.property(fc.oneof(broken, fc.string()), (text) => (jsonFault(text) === null) === accepts(text)),
      {
        numRuns: 3000,
      },
    );
  });

  test.each([
    ['', 1, 1, 'expected a value'],
    ['{"a": 1,\n}', 2, 1, 'expected a name in double quotes'],
    ['[1\n 2]', 2, 2, 'expected "," or "]"'],
    ['{"a": "b\n"}', 1, 7, 'text in quotes is unfinished or holds a forbidden character'],
    ['{} x', 1, 4, 'unexpected text after the end'],
  ])('jsonFault tells where and why: %j', (text, line, column, reason) => {
    expect(jsonFault(text)).toEqual({ line, column, reason });
  });

  test('versions are ordered by number (semver.org 2.0.0, rule 11)', () => {
    expect(['1.10.0', '1.2.0', '1.2.10', '0.9.9'].sort(compareVersions)).toEqual([
      '0.9.9',
      '1.2.0',
      '1.2.10',
      '1.10.0',
    ]);
  });
});
