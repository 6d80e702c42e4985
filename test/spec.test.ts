import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Folders whose tests cite src/sync/SPEC.md; the others cite domain.md or rules of their own. */
const folders = ['sync', 'server', 'client/vault', 'client/db', 'client/engine', 'client/pwa', 'sim', 'e2e'];

/** `- **M1** …` in the protocol's list of rules. */
const rules = [...readFileSync(join(root, 'src/sync/SPEC.md'), 'utf8').matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(
  ([, id]) => id ?? '',
);

/** The ids that names of tests begin with, and where. */
function cited(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const folder of folders) {
    for (const file of files(join(root, 'test', folder))) {
      const text = readFileSync(file, 'utf8');
      for (const [, ids = ''] of text.matchAll(/['"`]((?:\[[A-Z]\d+\])+)/g)) {
        for (const [, id = ''] of ids.matchAll(/\[([A-Z]\d+)\]/g))
          found.set(id, [...(found.get(id) ?? []), relative(root, file)]);
      }
    }
  }
  return found;
}

function files(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

describe('every rule of the protocol', () => {
  it('stands once in SPEC.md', () => {
    expect(rules.length).toBeGreaterThan(30);
    expect(rules.filter((id, i) => rules.indexOf(id) !== i)).toEqual([]);
  });

  it('is proven by a test that begins with its id', () => {
    const ids = cited();
    expect(rules.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('that a test cites exists; other letters belong to other lists (F: faults, R: failure reports)', () => {
    const letters = new Set(rules.map((id) => id[0]));
    const unknown = [...cited()].filter(([id]) => letters.has(id[0]) && !rules.includes(id));
    expect(unknown.map(([id, where]) => `${id} in ${where.join(', ')}`)).toEqual([]);
  });
});
