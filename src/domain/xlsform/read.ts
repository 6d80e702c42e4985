import { ChecklistSubject, ChecklistTemplate, RATINGS } from '../checklist.ts';
import { ContentId, Version } from '../content/shape.ts';
import { err, ok, type Result } from '../result.ts';
import { KIND_LIST, PHOTO, RATING_LIST, REASON, SHEET_NAMES } from './form.ts';
import type { Fault, FaultType, Form, Leftover, Reading, SheetName } from './form.ts';

/** One line of a sheet with its number and its cells by the name of the column. */
interface Line {
  row: number;
  cells: ReadonlyMap<string, string>;
}

type Item = ChecklistTemplate['sections'][number]['items'][number];
type Section = Omit<ChecklistTemplate['sections'][number], 'items'> & { items: Item[] };

/** What forms hold for the machine alone. */
const MACHINERY = /^(start|end|today|deviceid|username|phonenumber|email|audit|start-geopoint|note)$/;
const NAME = /^[a-z0-9]+(\.[a-z0-9]+)*$/;
const REFERENCE = /\$\{([^}]*)\}/g;
const ONE_KIND = /^\$\{kind\}\s*=\s*(['"])(CIS|KIS)\1$/;

/**
 * A checklist template from a form of three sheets: groups are sections, `select_one rating` is an item, `text` its reason, `image` its
 * photo, `relevant` on the kind of entity narrows it, `calculate` is what the app counts by its own rule. Fails with every fault and
 * the place of each, in the order of the sheets. Sources: XLSForm.org reference; domain.md G.
 */
export function readForm(form: Partial<Form>): Result<Reading, Fault[]> {
  const missing = SHEET_NAMES.filter((sheet) => (form[sheet]?.length ?? 0) === 0);
  if (missing.length > 0) return err(missing.map((sheet) => fault('FormSheet', sheet, 0, null, sheet)));
  const reader = new Reader(form as Form);
  const template = reader.read();
  if (reader.faults.length > 0) return err(reader.faults);
  const parsed = ChecklistTemplate.safeParse(template);
  return parsed.success
    ? ok({ template: parsed.data, leftovers: reader.leftovers })
    : err(parsed.error.issues.map(({ path, message }) => fault('FormShape', 'survey', 0, path.join('.'), message)));
}

function fault(type: FaultType, sheet: SheetName, row: number, column: string | null, found: string): Fault {
  return { type, sheet, row, column, found };
}

class Reader {
  readonly faults: Fault[] = [];
  readonly leftovers: Leftover[] = [];
  readonly #form: Form;
  /** Line at which a name of the survey stands first. */
  readonly #named = new Map<string, number>();

  constructor(form: Form) {
    this.#form = form;
  }

  read(): unknown {
    const survey = this.#lines('survey', ['type', 'name']);
    const choices = this.#lines('choices', ['list_name', 'name']);
    const settings = this.#lines('settings', ['form_id', 'version']);
    const labelled = this.#columns('survey', 'label');
    if (this.faults.length > 0) return null;
    this.#choices(choices);
    const sections = this.#sections(survey);
    const head = this.#head(settings[0]);
    if (labelled === 'one') this.leftovers.push({ row: 1, found: 'label', why: 'one-language' });
    return { ...head, scale: 'met|partly|not|na', sections };
  }

  /** The lines of a sheet that hold anything; told when a column is missing that they cannot do without. */
  #lines(sheet: SheetName, needed: readonly string[]): Line[] {
    const [head = [], ...rows] = this.#form[sheet];
    const names = head.map((name) => name.trim());
    for (const column of needed) {
      if (!names.includes(column)) this.#fault('FormColumn', sheet, 1, column, column);
    }
    return rows.flatMap((row, n) => {
      const cells = new Map(names.map((name, at) => [name, (row[at] ?? '').trim()]));
      return [...cells.values()].some((cell) => cell !== '') ? [{ row: n + 2, cells }] : [];
    });
  }

  /** Whether a sheet holds words in both languages, in one, or in none, which is a fault. */
  #columns(sheet: SheetName, name: string): 'both' | 'one' {
    const head = (this.#form[sheet][0] ?? []).map((column) => column.trim());
    const found = (['pl', 'en'] as const).filter((lang) => head.some((column) => isColumn(column, name, lang)));
    if (found.length === 0 && !head.includes(name)) this.#fault('FormColumn', sheet, 1, name, name);
    return found.length === 2 ? 'both' : 'one';
  }

  #choices(lines: readonly Line[]): void {
    const list = (name: string) => lines.filter(({ cells }) => cells.get('list_name') === name);
    const ratings = list(RATING_LIST);
    const names = ratings.map(({ cells }) => cells.get('name') ?? '');
    if (ratings.length === 0) return this.#fault('FormList', 'choices', 0, 'list_name', RATING_LIST);
    for (const { row, cells } of ratings) {
      const name = cells.get('name') ?? '';
      if (!(RATINGS as readonly string[]).includes(name)) this.#fault('FormChoices', 'choices', row, 'name', name);
    }
    for (const rating of RATINGS) {
      if (!names.includes(rating)) this.#fault('FormChoices', 'choices', ratings[0]?.row ?? 0, 'name', rating);
    }
  }

  #sections(lines: readonly Line[]): Section[] {
    const sections: Section[] = [];
    let open: { section: Section; row: number; asked: boolean } | null = null;
    for (const line of lines) {
      const type = (line.cells.get('type') ?? '').replace(/\s+/g, ' ');
      const [verb = '', list = ''] = type.replace(/^(begin|end) /, '$1_').split(' ');
      if (verb === '') this.#fault('FormEmpty', 'survey', line.row, 'type', '');
      else if (verb === 'begin_group') {
        if (open) this.#fault('FormNested', 'survey', line.row, 'type', open.section.id);
        open = { section: this.#section(line), row: line.row, asked: false };
        sections.push(open.section);
      } else if (verb === 'end_group') {
        if (!open) this.#fault('FormUnopened', 'survey', line.row, 'type', type);
        else if (!open.asked) this.#fault('FormNoItems', 'survey', open.row, 'name', open.section.id);
        open = null;
      } else if (verb === 'select_one' && list === KIND_LIST) this.#name(line);
      else if (verb === 'select_one') {
        if (open) open.asked = true;
        this.#item(line, list, open?.section ?? null);
      } else if (verb === 'text' || verb === 'image') this.#part(line, verb, open?.section ?? null);
      else if (verb === 'calculate') this.#calculation(line);
      else if (MACHINERY.test(verb)) this.leftovers.push({ row: line.row, found: type, why: 'ignored' });
      else this.#fault('FormType', 'survey', line.row, 'type', type);
    }
    if (open) this.#fault('FormUnclosed', 'survey', open.row, 'type', open.section.id);
    if (sections.length === 0) this.#fault('FormNoItems', 'survey', 0, 'type', '');
    return sections;
  }

  #section(line: Line): Section {
    const product = line.cells.get('product') ?? '';
    if (!/^[a-f]?$/.test(product)) this.#fault('FormProduct', 'survey', line.row, 'product', product);
    return {
      id: this.#name(line),
      title: this.#words(line, 'label'),
      product: (product || null) as Section['product'],
      items: [],
    };
  }

  #item(line: Line, list: string, section: Section | null): void {
    const id = this.#name(line);
    if (list !== RATING_LIST) return this.#fault('FormList', 'survey', line.row, 'type', list);
    if (!section) return this.#fault('FormOutside', 'survey', line.row, 'name', id);
    if (id !== '' && !id.startsWith(`${section.id}.`)) this.#fault('FormPart', 'survey', line.row, 'name', section.id);
    const weight = line.cells.get('weight') || '1';
    if (!/^[123]$/.test(weight)) this.#fault('FormWeight', 'survey', line.row, 'weight', weight);
    const evidence = (line.cells.get('evidence') || 'none').split(/[\s,]+/);
    for (const one of evidence) {
      if (!/^(document|interview|photo|none)$/.test(one))
        this.#fault('FormEvidence', 'survey', line.row, 'evidence', one);
    }
    const legal = line.cells.get('legal_basis') ?? '';
    const appliesTo = this.#kinds(line);
    const text = this.#words(line, 'label');
    const hint = this.#said(line, 'hint');
    section.items.push({
      id,
      text,
      hint: hint.pl === '' ? text : hint,
      evidence: evidence as Item['evidence'],
      weight: Number(weight) as Item['weight'],
      ...(legal === '' ? {} : { legalBasis: legal }),
      ...(appliesTo === null ? {} : { appliesTo }),
    });
  }

  /** The kinds of entity that an item is narrowed to by `relevant`. */
  #kinds(line: Line): ('CIS' | 'KIS')[] | null {
    const relevant = line.cells.get('relevant') ?? '';
    if (relevant === '' || !this.#references(line, 'relevant')) return null;
    const kinds = relevant
      .replace(/\s+/g, ' ')
      .split(' or ')
      .map((part) => ONE_KIND.exec(part.trim())?.[2] ?? null);
    if (kinds.includes(null)) this.#fault('FormRelevant', 'survey', line.row, 'relevant', relevant);
    return kinds as ('CIS' | 'KIS')[];
  }

  /** A reason or a photo: it belongs to an item that stands above it. */
  #part(line: Line, verb: 'text' | 'image', section: Section | null): void {
    const name = this.#name(line);
    const ending = verb === 'text' ? REASON : PHOTO;
    const item = section?.items.find(({ id }) => name === id + ending);
    if (!item) return this.#fault('FormPart', 'survey', line.row, 'name', name);
    this.#references(line, 'relevant');
    if (verb === 'image' && !item.evidence.includes('photo')) item.evidence.push('photo');
  }

  #calculation(line: Line): void {
    const name = this.#name(line);
    if ((line.cells.get('calculation') ?? '') === '') this.#fault('FormEmpty', 'survey', line.row, 'calculation', '');
    else if (this.#references(line, 'calculation'))
      this.leftovers.push({ row: line.row, found: name, why: 'calculated' });
  }

  /** True when everything that the cell refers to stands above it. */
  #references(line: Line, column: string): boolean {
    const unknown = [...(line.cells.get(column) ?? '').matchAll(REFERENCE)]
      .map((match) => match[1] ?? '')
      .filter((name) => !this.#named.has(name) || name === line.cells.get('name'));
    for (const name of new Set(unknown)) this.#fault('FormReference', 'survey', line.row, column, name);
    return unknown.length === 0;
  }

  #name(line: Line): string {
    const name = line.cells.get('name') ?? '';
    const first = this.#named.get(name);
    if (name === '') this.#fault('FormEmpty', 'survey', line.row, 'name', '');
    else if (!NAME.test(name) || name.length > 70) this.#fault('FormName', 'survey', line.row, 'name', name);
    else if (first !== undefined) this.#fault('FormTwice', 'survey', line.row, 'name', `${name} (${first})`);
    else this.#named.set(name, line.row);
    return name;
  }

  /** Words in both languages, which have to be there. */
  #words(line: Line, name: string): { pl: string; en: string } {
    const said = this.#said(line, name);
    if (said.pl === '') this.#fault('FormEmpty', 'survey', line.row, name, '');
    return said;
  }

  /** Words in both languages, or none; with one language in the form the same words stand in both. */
  #said(line: Line, name: string): { pl: string; en: string } {
    const of = (lang: 'pl' | 'en'): string => {
      const column = [...line.cells.keys()].find((one) => isColumn(one, name, lang));
      return (column && line.cells.get(column)) || '';
    };
    const plain = line.cells.get(name) ?? '';
    return { pl: of('pl') || plain || of('en'), en: of('en') || plain || of('pl') };
  }

  #head(line: Line | undefined): Pick<ChecklistTemplate, 'id' | 'version' | 'title' | 'appliesTo'> | null {
    if (!line) {
      this.#fault('FormEmpty', 'settings', 2, 'form_id', '');
      return null;
    }
    const cell = (name: string): string => line.cells.get(name) ?? '';
    const [id, version] = [cell('form_id'), cell('version')];
    if (!ContentId.safeParse(id).success || id.length > 100) this.#fault('FormId', 'settings', line.row, 'form_id', id);
    if (!Version.safeParse(version).success) this.#fault('FormVersion', 'settings', line.row, 'version', version);
    const appliesTo = (cell('applies_to') || 'CIS KIS').split(/[\s,]+/);
    for (const one of appliesTo) {
      if (!ChecklistSubject.safeParse(one).success) this.#fault('FormKinds', 'settings', line.row, 'applies_to', one);
    }
    const titles = (['pl', 'en'] as const).map((lang) => {
      const column = [...line.cells.keys()].find((one) => isColumn(one, 'title', lang));
      return (column && cell(column)) || cell('form_title');
    });
    const [pl = '', en = ''] = titles;
    if (pl === '' || en === '') this.#fault('FormEmpty', 'settings', line.row, 'form_title', '');
    return { id, version, title: { pl, en }, appliesTo: appliesTo as ChecklistTemplate['appliesTo'] };
  }

  #fault(type: FaultType, sheet: SheetName, row: number, column: string | null, found: string): void {
    this.faults.push(fault(type, sheet, row, column, found));
  }
}

function isColumn(column: string, name: string, lang: 'pl' | 'en'): boolean {
  return column.startsWith(`${name}::`) && (column.endsWith(`(${lang})`) || column === `${name}::${lang}`);
}
