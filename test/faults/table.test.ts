import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** One row of the table in test/README.md. */
interface Row {
  fault: number;
  name: string;
  /** File (below test/) and the beginning of a test's name. */
  proofs: { file: string; begins: string }[];
  /** Why it, or a part of it, is not proven yet; null when nothing waits. */
  waits: string | null;
}

const FAULTS = 115;
const root = fileURLToPath(new URL('../', import.meta.url));

const rows: Row[] = readFileSync(`${root}README.md`, 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, number, name = '', proof = ''] = /^\| F(\d+)\s*\| (.*?)\s*\| (.*?)\s*\|$/.exec(line) ?? [];
    if (number === undefined) return [];
    const [proven = '', waits] = proof.split(/(?:^| · )waits: /);
    const proofs = proven.split(' · ').flatMap((part) => {
      const file = /^`([^`]+)`/.exec(part)?.[1];
      return file
        ? part
            .slice(file.length + 3)
            .split('», «')
            .map((begins) => ({ file, begins: begins.replace(/^«|»$/g, '') }))
        : [];
    });
    return [{ fault: Number(number), name, proofs, waits: waits ?? null }];
  });

/** The text of a test file, read once. */
const sources = new Map<string, string>();
const sourceOf = (file: string): string => {
  const known = sources.get(file) ?? readFileSync(`${root}${file}`, 'utf8');
  sources.set(file, known);
  return known;
};

describe('the table of faults', () => {
  it(`names each of 1 to ${FAULTS} once, in order`, () => {
    expect(rows.map(({ fault }) => fault)).toEqual(Array.from({ length: FAULTS }, (_, i) => i + 1));
  });

  it('gives for every fault a proof, or says why there is none and who will bring it', () => {
    expect(rows.filter(({ proofs, waits }) => proofs.length === 0 && waits === null)).toEqual([]);
    for (const { fault, waits } of rows)
      if (waits !== null) expect(waits, `F${fault}`).toMatch(/\(.*(issue|README).*\)/);
  });

  it('cites files that exist and names that a test in them begins with', () => {
    const wrong = rows.flatMap(({ fault, proofs }) =>
      proofs
        .filter(({ file, begins }) => {
          if (begins === '' || !existsSync(`${root}${file}`)) return true;
          return ![`'${begins}`, `"${begins}`, `\`${begins}`].some((name) => sourceOf(file).includes(name));
        })
        .map(({ file, begins }) => `F${fault}: ${file} «${begins}»`),
    );
    expect(wrong).toEqual([]);
  });

  it('knows every fault that the name of a test begins with', () => {
    const cited = rows.flatMap(({ proofs }) => proofs.map(({ file }) => file));
    const files = [...new Set(cited)];
    const unknown = files.flatMap((file) =>
      [...sourceOf(file).matchAll(/['"`]((?:\[F\d+\])+)/g)].flatMap(([, ids = '']) =>
        [...ids.matchAll(/\d+/g)]
          .map(([id]) => Number(id))
          .filter((id) => id <= FAULTS && !rows[id - 1]?.proofs.some((proof) => proof.file === file))
          .map((id) => `F${id} in ${file}`),
      ),
    );
    expect([...new Set(unknown)]).toEqual([]);
  });

  it.for(rows.filter(({ waits }) => waits !== null))('F$fault waits', ({ fault, name, waits }, { skip }) => {
    skip(`F${fault} ${name}: ${waits}`);
  });
});
