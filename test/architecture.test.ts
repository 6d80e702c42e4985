import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { violations } from './importTable.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

function sources(): Map<string, string> {
  const entries = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')]),
  );
}

describe('the import table', () => {
  test('holds for every source file', () => {
    const files = sources();
    expect(files.size).toBeGreaterThan(0);
    const lines = violations(files).map(({ file, specifier, rule }) => `${file}: ${specifier}: ${rule}`);
    expect(lines).toEqual([]);
  });
});

describe('the checker sees', () => {
  const bad: [name: string, file: string, text: string, rule: RegExp][] = [
    [
      'domain that imports sync',
      'src/domain/a.ts',
      `import { x } from '#sync/protocol.ts';`,
      /domain never imports sync/,
    ],
    ['a type-only import', 'src/domain/a.ts', `import type { X } from 'dexie';`, /domain never imports dexie/],
    ['a type import in a type', 'src/sync/a.ts', `type X = import('hono').Hono;`, /sync never imports hono/],
    ['a dynamic import', 'src/sync/a.ts', `const x = await import('node:fs');`, /sync never imports node:fs/],
    ['a re-export', 'src/sync/a.ts', `export { x } from '#client/db/device.ts';`, /sync never imports client\/db/],
    ['a clock in domain', 'src/domain/a.ts', `export const t = Date.now();`, /no clock/],
    ['the present day in domain', 'src/domain/a.ts', `export const t = new Date();`, /no clock/],
    ['chance in domain', 'src/domain/a.ts', `export const t = Math.random();`, /no chance/],
    ['secrets in domain', 'src/domain/a.ts', `export const t = crypto.randomUUID();`, /no secret/],
    ['dexie in a feature', 'src/client/features/a/x.ts', `import Dexie from 'dexie';`, /features never imports dexie/],
    ['svelte in db', 'src/client/db/a.ts', `import { untrack } from 'svelte';`, /db never imports svelte/],
    [
      'svelte in the engine',
      'src/client/engine/a.ts',
      `import { untrack } from 'svelte';`,
      /engine never imports svelte/,
    ],
    ['a feature in the engine', 'src/client/engine/a.ts', `import '#client/features/a/x.ts';`, /engine never imports/],
    ['another feature by name', 'src/client/features/a/x.ts', `import '#client/features/b/x.ts';`, /another feature/],
    ['another feature by path', 'src/client/features/a/x.ts', `import '../b/x.ts';`, /another feature/],
    [
      'the engine in a feature',
      'src/client/features/a/x.ts',
      `import '#client/engine/run.ts';`,
      /never imports client\/engine/,
    ],
    [
      'domain in ui',
      'src/client/ui/X.svelte',
      `<script>import '#domain/visit.ts';</script>`,
      /ui never imports domain/,
    ],
    [
      'an import in markup',
      'src/client/ui/X.svelte',
      `{#await import('#client/db/a.ts')}{/await}`,
      /ui never imports client\/db/,
    ],
    [
      'the client in the server',
      'src/server/a.ts',
      `import '#client/db/device.ts';`,
      /server never imports client\/db/,
    ],
    [
      'the server in a page',
      'src/client/pages/A.svelte',
      `<script>import '#server/app.ts';</script>`,
      /never imports server/,
    ],
    ['a relative import through a wall', 'src/server/a.ts', `import '../domain/visit.ts';`, /only imports by name/],
    ['an import by name at home', 'src/server/a.ts', `import '#server/app.ts';`, /only relative/],
    ['a package nobody allowed', 'src/server/a.ts', `import 'lodash';`, /server never imports lodash/],
    ['a file in no room', 'src/stray.ts', `import 'zod';`, /belongs to a room/],
    ['utils', 'src/server/utils/a.ts', '', /no utils/],
    ['helpers', 'src/client/ui/helpers/a.ts', '', /no utils or helpers/],
    ['a barrel', 'src/domain/index.ts', '', /no barrels/],
  ];
  test.each(bad)('%s', (_name, file, text, rule) => {
    const found = violations(new Map([[file, text]]));
    expect(found).toHaveLength(1);
    expect(found[0]?.file).toBe(file);
    expect(found[0]?.rule).toMatch(rule);
  });

  const good: [name: string, file: string, text: string][] = [
    ['a given instant in domain', 'src/domain/a.ts', `export const t = new Date(at).getTime();`],
    ['a comment about the clock', 'src/domain/a.ts', `// never Date.now\n/** nor crypto */\nexport const t = 1;`],
    [
      'relative imports at home',
      'src/domain/content/a.ts',
      `import { x } from '../visit.ts';\nimport j from './a.json';`,
    ],
    [
      'dexie in db and live',
      'src/client/live/live.svelte.ts',
      `import { liveQuery } from 'dexie';\nimport 'svelte/reactivity';`,
    ],
    [
      'a feature with what it may',
      'src/client/features/a/X.svelte',
      `<script lang="ts">import type { Visit } from '#domain/visit.ts'; import Ok from '~icons/lucide/check'; import './rows.ts'; import '../a/y.ts';</script>`,
    ],
    [
      'a page that puts features together',
      'src/client/pages/A.svelte',
      `<script>import '#client/features/a/X.svelte'; import '#client/engine/run.ts'; import '../routes.ts'; import '#client/routes.ts';</script>`,
    ],
    [
      'the app itself',
      'src/client/main.ts',
      `import { mount } from 'svelte';\nimport App from './App.svelte';\nimport './ui.css';`,
    ],
    ['a quoted import', 'src/domain/a.ts', `export const t = "import x from 'dexie'";`],
    ['operations with anything', 'src/ops/demo.ts', `import '#server/store/sqlite.ts';\nimport 'anything';`],
  ];
  test.each(good)('no fault in %s', (_name, file, text) => {
    expect(violations(new Map([[file, text]]))).toEqual([]);
  });
});
