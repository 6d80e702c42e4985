import { harmless } from '#domain/csv.ts';
import { personalPieces } from '#domain/privacyGuard.ts';
import { wellFormed } from '#domain/text.ts';
import { readCode } from '#server/secret.ts';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../src/', import.meta.url));

/** Every regular expression that stands in the source, with where it stands. */
function patterns(): { pattern: RegExp; place: string }[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|svelte)$/.test(name));
  return files.flatMap((name) => {
    const whole = readFileSync(join(root, name), 'utf8');
    const text = name.endsWith('.svelte')
      ? [...whole.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map(([, code]) => code).join('\n')
      : whole;
    const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
    const found: { pattern: RegExp; place: string }[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const [, body = '', flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(node.text) ?? [];
        found.push({ pattern: new RegExp(body, flags), place: `${name}: ${node.text}` });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

/** What makes a pattern that can be read in two ways go back and forth: long runs of each kind, alone and in turns, and an end that fits nothing. */
const RUNS = [
  ' ',
  '\t',
  '\n',
  'a',
  'A',
  'ą',
  '0',
  '1',
  '-',
  '.',
  '/',
  '"',
  "'",
  ';',
  '=',
  '\0',
  '\u200b',
  '0-',
  'a ',
  'a.',
  'A-',
  '1 ',
  '0 1',
  'Aa ',
  '""',
  '". ',
  '\r\n',
  '-a',
  '0.',
  'ul. A ',
  'a@',
];
const ENDS = ['', '!', '\u2603', '\n'];

/** Time of the processor for one call; the least of a few, so that what else runs here does not count. Unit: milliseconds. */
function cost(work: () => unknown): number {
  let least = Infinity;
  for (let i = 0; i < 3; i++) {
    const from = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(from);
    least = Math.min(least, (user + system) / 1000);
    if (least < 5) break;
  }
  return least;
}

/**
 * What grows faster than the text. Four times the text is four times the work of an honest pattern and sixteen times that of
 * one that runs away; what stays under a few milliseconds for 100,000 characters cannot run away at all.
 */
function runsAway(work: (text: string) => unknown, runs: readonly string[] = RUNS): string[] {
  return runs.flatMap((run) =>
    ENDS.flatMap((end) => {
      const of = (length: number): string => run.repeat(Math.ceil(length / run.length)) + end;
      const [short, long] = [of(5_000), of(20_000)];
      const large = cost(() => work(long));
      if (large < 20) return [];
      const small = Math.max(
        cost(() => work(short)),
        1,
      );
      return large / small > 9 ? [`${JSON.stringify(run)}…${JSON.stringify(end)}: ${small} ms → ${large} ms`] : [];
    }),
  );
}

describe('[F105] no pattern and no validator runs away', () => {
  it('the measure sees one that does', () => {
    expect(runsAway((text) => /\s+$/.test(text), [' '])).not.toEqual([]);
    expect(runsAway((text) => /^\s+x/.test(text), [' '])).toEqual([]);
  });

  it('none of the patterns in the source', () => {
    const all = patterns();
    expect(all.length).toBeGreaterThan(40);
    const wrong = all.flatMap(({ pattern, place }) => {
      const found = runsAway((text) => (pattern.global ? text.replace(pattern, '') : pattern.test(text)));
      return found.length > 0 ? [`${place}: ${found[0]}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    ['the privacy guard', personalPieces],
    ['the cells of tables', harmless],
    ['what databases do not hold', (text: string) => wellFormed({ text })],
    ['codes typed by hand', readCode],
  ] as const)('%s', (_, work) => {
    expect(runsAway(work)).toEqual([]);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...RUNS, ...ENDS, 'Jan ', 'Kowalski ', '48 600 ', 'ul. Długa '), { maxLength: 400 }),
        (parts) => {
          const text = parts.join('').repeat(20).slice(0, 20_000);
          // A second of the processor for what a field holds at most: a thousand times what it takes.
          expect(cost(() => work(text))).toBeLessThan(1000);
        },
      ),
      { numRuns: 100 },
    );
  });
});
