import { zipSync } from 'fflate';
import writeXlsxFile, { type Cell as XlsxCell } from 'write-excel-file/universal';
import { csv, harmless, type Cell } from '#domain/csv.ts';
import { i18n } from '#client/i18n/words.svelte.ts';
import type { MadeFile } from '#client/ui/saveFile.ts';
import { DAYS, type Sheet } from './sheets.ts';

/** Forms in which tables are handed out. */
export type Format = 'xlsx' | 'csv';

/** Most characters that a cell of a spreadsheet takes. Source: Microsoft, «Excel specifications and limits». */
const MOST = 32_767;

/** The tables as one file: a workbook with a sheet each, or CSV (several come in one ZIP file). `name` has no ending. */
export async function fileOf(sheets: readonly Sheet[], format: Format, name: string): Promise<MadeFile> {
  return format === 'xlsx' ? workbook(sheets, name) : texts(sheets, name);
}

async function workbook(sheets: readonly Sheet[], name: string): Promise<MadeFile> {
  const blob = await writeXlsxFile(
    sheets.map((sheet) => ({
      sheet: titleOf(sheet).slice(0, 31),
      columns: sheet.columns.map((column) => ({ width: WIDE.has(column) ? 48 : 16 })),
      stickyRowsCount: 1,
      data: [
        headOf(sheet).map((value): XlsxCell => ({ type: String, value, fontWeight: 'bold' })),
        ...sheet.rows.map((row) => row.map((cell, n) => typed(cell, DAYS.has(sheet.columns[n] ?? 'code')))),
      ],
    })),
  ).toBlob();
  return {
    name: `${name}.xlsx`,
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes: new Uint8Array(await blob.arrayBuffer()),
  };
}

function texts(sheets: readonly Sheet[], name: string): MadeFile {
  const encoder = new TextEncoder();
  const files = sheets.map((sheet) => ({ sheet, bytes: encoder.encode(csv([headOf(sheet), ...sheet.rows])) }));
  const [only] = files;
  if (files.length === 1 && only)
    return { name: `${name}-${only.sheet.name}.csv`, type: 'text/csv', bytes: only.bytes };
  const bytes = zipSync(Object.fromEntries(files.map(({ sheet, bytes: text }) => [`${sheet.name}.csv`, text])));
  return { name: `${name}.zip`, type: 'application/zip', bytes };
}

const WIDE: ReadonlySet<string> = new Set(['aim', 'comment', 'itemText', 'reason', 'action', 'outcome', 'siteName']);

function titleOf({ name }: Sheet): string {
  const m = i18n.m.papers;
  return { visits: m.visits, ratings: m.ratings, progress: m.progressTable, actions: m.actions }[name];
}

function headOf({ columns }: Sheet): string[] {
  return columns.map((column) => i18n.m.papers.columns[column]);
}

/** A cell with its type said, so that no program guesses: a text stays a text whatever it looks like. */
function typed(cell: Cell, day: boolean): XlsxCell {
  if (cell === null) return null;
  if (typeof cell === 'number') return { type: Number, value: cell };
  if (typeof cell === 'boolean') return { type: Boolean, value: cell };
  if (day) return { type: Date, value: new Date(`${cell}T00:00:00Z`), format: 'yyyy-mm-dd' };
  return { type: String, value: harmless(printed(cell)).slice(0, MOST), wrap: cell.length > 48 };
}

/** Without the control characters that XML has no place for. */
function printed(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the characters that XML 1.0 forbids
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd').replace(/\r\n?/g, '\n');
}
