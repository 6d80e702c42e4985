import { jsPDF } from 'jspdf';
import { autoTable, type UserOptions } from 'jspdf-autotable';
import type { Block, Paper } from './paper.ts';

/** Font files that hold every letter of Polish and of its neighbours. */
export interface Fonts {
  regular: Uint8Array;
  bold: Uint8Array;
}

/** Unit of all measures: millimetres on A4. */
const EDGE = 18;
const WIDTH = 210 - 2 * EDGE;
const TOP = 20;
const BOTTOM = 26;
const LAST = 297 - BOTTOM;
const INK: [number, number, number] = [26, 32, 30];
const QUIET: [number, number, number] = [92, 101, 97];
const LINE: [number, number, number] = [205, 210, 207];
const SIZE = 10;
/** Height of a line of text as a multiple of its size. */
const LEADING = 1.35;
/** Points to millimetres. */
const MM = 25.4 / 72;

/**
 * A paper as a PDF file: A4, text that can be selected and searched, the attribution, the record's hash and the number of the page at
 * the foot of each. What the font has no picture for stands as „�”. Never fails for any text.
 */
export function pdfOf(paper: Paper, fonts: Fonts): Uint8Array {
  const doc = new jsPDF({ unit: 'mm', format: 'a4', compress: true });
  for (const [style, bytes] of [
    ['normal', fonts.regular],
    ['bold', fonts.bold],
  ] as const) {
    doc.addFileToVFS(`Roboto-${style}.ttf`, binary(bytes));
    doc.addFont(`Roboto-${style}.ttf`, 'Roboto', style);
  }
  doc.setLanguage(paper.lang === 'pl' ? 'pl' : 'en-GB');
  doc.setProperties({ title: `${paper.title} ${paper.code}`, creator: 'Trzy Sfery' });
  let y = written(doc, paper.title, TOP, { size: 18, bold: true });
  y = written(doc, paper.code, y + 1, { size: 11, color: QUIET }) + 3;
  for (const block of paper.blocks) y = drawn(doc, block, y);
  written(doc, `${paper.hashWord}: ${paper.hash}`, y + 4, { size: 8, color: QUIET });
  const all = doc.getNumberOfPages();
  for (let n = 1; n <= all; n++) foot(doc, paper, n, all);
  return new Uint8Array(doc.output('arraybuffer'));
}

interface Style {
  size?: number;
  bold?: boolean;
  color?: [number, number, number];
}

/** Writes lines from `y` down, over pages where needed; gives where the next thing may begin. */
function written(doc: jsPDF, text: string, y: number, { size = SIZE, bold = false, color = INK }: Style = {}): number {
  doc
    .setFont('Roboto', bold ? 'bold' : 'normal')
    .setFontSize(size)
    .setTextColor(...color);
  const height = size * MM * LEADING;
  let at = y;
  for (const line of doc.splitTextToSize(printable(text), WIDTH) as string[]) {
    if (at + height > LAST) {
      doc.addPage();
      at = TOP;
    }
    doc.text(line, EDGE, at + height * 0.75);
    at += height;
  }
  return at;
}

function drawn(doc: jsPDF, block: Block, y: number): number {
  if (block.kind === 'heading') {
    // A heading never stands alone at the end of a page.
    if (y + 24 > LAST) doc.addPage();
    return written(doc, block.text, y + 24 > LAST ? TOP : y + 4, { size: 13, bold: true }) + 1.5;
  }
  if (block.kind === 'text') return written(doc, block.text, y) + 2;
  const facts = block.kind === 'facts';
  const widths = facts ? [2, 5] : block.widths;
  const sum = widths.reduce((all, one) => all + one, 0);
  const columns = Object.fromEntries(
    widths.map((one, n) => [n, { cellWidth: (WIDTH * one) / sum, ...(facts && n === 0 && { textColor: QUIET }) }]),
  );
  autoTable(doc, {
    startY: y,
    margin: { top: TOP, bottom: BOTTOM, left: EDGE, right: EDGE },
    theme: 'plain',
    ...(facts ? {} : { head: [block.head.map(printable)] }),
    body: block.rows.map((row) => row.map(printable)),
    styles: {
      font: 'Roboto',
      fontSize: facts ? SIZE : 9,
      textColor: INK,
      cellPadding: facts ? { vertical: 0.8, horizontal: 0 } : { vertical: 1.4, horizontal: 1.5 },
      overflow: 'linebreak',
      ...(facts ? {} : { lineColor: LINE, lineWidth: { bottom: 0.2 } }),
    },
    headStyles: { fontStyle: 'bold' },
    columnStyles: columns,
    rowPageBreak: 'auto',
  } satisfies UserOptions);
  return (doc as jsPDF & { lastAutoTable: { finalY: number } }).lastAutoTable.finalY + 2.5;
}

function foot(doc: jsPDF, paper: Paper, n: number, all: number): void {
  doc.setPage(n);
  doc.setDrawColor(...LINE).line(EDGE, 297 - 19, 210 - EDGE, 297 - 19);
  doc
    .setFont('Roboto', 'normal')
    .setFontSize(8)
    .setTextColor(...QUIET);
  doc.text(printable(paper.attribution), EDGE, 297 - 14, { maxWidth: WIDTH });
  doc.text(`${printable(paper.code)} · ${paper.hash.slice(0, 16)}`, EDGE, 297 - 9);
  doc.text(paper.page(n, all), 210 - EDGE, 297 - 9, { align: 'right' });
}

/** Letters, figures and marks that the font files hold; everything else would be an empty place. */
const PICTURED =
  /[^\n\u0020-\u007e\u00a0-\u017f\u0218-\u021b\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u20ac\u2116\u2122\u2212\u2260\u2264\u2265\ufffd]/gu;

/** The text as the font can write it: composed letters, no marks that steer the direction, „�” for what has no picture. */
export function printable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, '  ')
    .replace(/[\p{Cf}\p{Variation_Selector}]/gu, '')
    .replace(PICTURED, '\ufffd');
}

/** Bytes as the string that jsPDF takes files in, without a call stack as long as the file. */
function binary(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}
