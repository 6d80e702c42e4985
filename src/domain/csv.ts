/** A cell of a table that is handed out. */
export type Cell = string | number | boolean | null;

/** What a spreadsheet takes for the beginning of a formula, also in full width. Source: security.md «Exports». */
const FORMULA = /^[=+\-@\t\r\n\0＝＋－﹣−＠]/;

/** Looks through what a program strips before it looks: spaces, marks without width, quotes. */
const IGNORED = /^[\s\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"']+/;

/**
 * A text that no spreadsheet reads as a formula: one that would begin one gets an apostrophe in front, and U+0000 becomes
 * U+FFFD. Any other text is left as it is. For XLSX too, where the cell is written as a typed string.
 */
export function harmless(text: string): string {
  const clean = text.replaceAll('\0', '\ufffd');
  return FORMULA.test(text) || FORMULA.test(text.replace(IGNORED, '')) ? `'${clean}` : clean;
}

/**
 * Rows as CSV that Excel in Polish opens by a double click: RFC 4180 with semicolons, CRLF and a byte order mark; numbers with
 * a decimal comma, true and false as 1 and 0, null as an empty cell. Throws RangeError for a number that is none: a bug.
 */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return `\ufeff${rows.map((row) => `${row.map(cellOf).join(';')}\r\n`).join('')}`;
}

function cellOf(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'boolean') return cell ? '1' : '0';
  if (typeof cell === 'number') {
    if (!Number.isFinite(cell)) throw new RangeError(`${cell} is no number of a table`);
    return String(cell).replace('.', ',');
  }
  const text = harmless(cell);
  return /[";\r\n\t,]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
