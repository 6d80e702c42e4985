import writeXlsxFile from 'write-excel-file/universal';
import type { ChecklistTemplate } from '#domain/checklist.ts';
import { SHEET_NAMES } from '#domain/xlsform/form.ts';
import { printForm, type FormWords } from '#domain/xlsform/print.ts';
import { wordsIn, type Lang } from '#client/i18n/words.svelte.ts';
import type { MadeFile } from '#client/ui/saveFile.ts';

/** Forms in which a template is handed out; both come back without loss (`readTemplateFile`). */
export type TemplateFormat = 'json' | 'xlsform';

/** A template as a file. */
export async function writeTemplateFile(template: ChecklistTemplate, format: TemplateFormat): Promise<MadeFile> {
  const name = `${template.id}-${template.version}`;
  if (format === 'json') {
    const bytes = new TextEncoder().encode(`${JSON.stringify(template, null, 2)}\n`);
    return { name: `${name}.json`, type: 'application/json', bytes };
  }
  const form = printForm(template, { pl: wordsFor('pl'), en: wordsFor('en') });
  const blob = await writeXlsxFile(
    SHEET_NAMES.map((sheet) => ({
      sheet,
      data: form[sheet].map((row) => row.map((value) => (value === '' ? null : { type: String, value }))),
    })),
  ).toBlob();
  return {
    name: `${name}.xlsx`,
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes: new Uint8Array(await blob.arrayBuffer()),
  };
}

function wordsFor(lang: Lang): FormWords {
  const { labels, templates, checklists } = wordsIn(lang);
  return {
    ratings: labels.rating,
    kind: templates.kindQuestion,
    kinds: labels.siteKindTitle,
    reason: checklists.reason,
    photo: labels.source.photo,
    score: templates.score,
  };
}
