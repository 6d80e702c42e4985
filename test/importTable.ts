import { posix } from 'node:path';
import ts from 'typescript';

/** One broken rule. `specifier` is the import, or the word, or the path that breaks it. */
export interface Violation {
  file: string;
  specifier: string;
  rule: string;
}

interface Room {
  /** Rooms it may import, by name; `client` as a whole means every room of the client. */
  rooms: string[];
  /** Packages it may import: names, or patterns that end in `*`. */
  packages: string[];
}

const svelte = ['svelte', 'svelte/*'];

/** What draws a screen: no database, no network, no server. */
const screen = [
  ...svelte,
  '~icons/*',
  '@internationalized/date',
  'bits-ui',
  'd3-*',
  'uplot',
  'virtua/*',
  'minisearch',
  'uqr',
  'signature_pad',
  'node-diff3',
  'jspdf',
  'jspdf-autotable',
  'write-excel-file*',
  'read-excel-file*',
  'fflate',
];

const zod = ['zod', 'zod/*'];
const crypto = ['hash-wasm', '@noble/*'];
const serverOnly = ['hono', 'hono/*', '@hono/*', 'kysely', 'better-sqlite3', 'pg', 'pino', 'prom-client', 'sharp'];
const node = ['node:*'];

/** "Who may import whom" of the architecture. Every room may import itself, by a relative path. */
const table: Record<string, Room> = {
  domain: { rooms: [], packages: zod },
  sync: { rooms: ['domain'], packages: zod },
  'client/vault': { rooms: [], packages: crypto },
  'client/db': { rooms: ['domain', 'sync', 'client/vault'], packages: ['dexie', 'uuidv7'] },
  'client/engine': { rooms: ['domain', 'sync', 'client/db'], packages: ['tus-js-client'] },
  'client/live': { rooms: ['domain', 'client/db'], packages: ['dexie', ...svelte] },
  'client/i18n': { rooms: ['domain', 'sync'], packages: [...svelte, '@internationalized/date'] },
  'client/ui': { rooms: ['client/i18n'], packages: screen },
  'client/features': {
    rooms: ['domain', 'client/db', 'client/live', 'client/ui', 'client/i18n'],
    packages: screen,
  },
  'client/pwa': {
    rooms: ['domain', 'sync', 'client/vault', 'client/db', 'client/engine', 'client/i18n'],
    packages: [...svelte, 'workbox-*', 'virtual:pwa-register*'],
  },
  'client/pages': {
    rooms: ['domain', 'sync', 'client'],
    packages: [...screen, ...zod, 'sv-router', 'sv-router/*', 'uuidv7'],
  },
  server: {
    rooms: ['domain', 'sync'],
    packages: [
      ...zod,
      ...serverOnly,
      ...node,
      '@tus/*',
      'uuidv7',
      'uqr',
      'fflate',
      'write-excel-file*',
      'read-excel-file*',
    ],
  },
};

/** The rooms of the client that a folder makes; every other file of the client belongs to the composition layer. */
const clientFolders = ['vault', 'db', 'engine', 'live', 'i18n', 'ui', 'pwa', 'features'];

/** The domain has no clock, no chance and no secret: a caller hands all of it in. */
const impure: [RegExp, string][] = [
  [/\bDate\s*\.\s*now\b/, 'Date.now'],
  [/\bMath\s*\.\s*random\b/, 'Math.random'],
  [/\bnew\s+Date\s*(?:\(\s*\)|(?![\w\s(]))/, 'new Date()'],
  [/\bcrypto\b/, 'crypto'],
  [/\bperformance\s*\.\s*now\b/, 'performance.now'],
];

/**
 * Every breach of the import table, of purity and of naming in these files.
 *
 * @param files Text by path; paths are relative to the project and begin with `src/`.
 */
export function violations(files: Map<string, string>): Violation[] {
  return [...files].flatMap(([file, text]) => [
    ...misnamed(file),
    ...(file.startsWith('src/domain/') ? impurities(file, text) : []),
    ...specifiersOf(file, text).flatMap((specifier) => {
      const rule = breach(file, specifier);
      return rule ? [{ file, specifier, rule }] : [];
    }),
  ]);
}

function misnamed(file: string): Violation[] {
  const folder = posix
    .dirname(file)
    .split('/')
    .find((part) => part === 'utils' || part === 'helpers');
  if (folder) return [{ file, specifier: folder, rule: 'no utils or helpers: name the thing' }];
  const name = posix.basename(file);
  return /^index(\.svelte)?\.ts$/.test(name) ? [{ file, specifier: name, rule: 'no barrels' }] : [];
}

function impurities(file: string, text: string): Violation[] {
  const code = withoutComments(text);
  return impure
    .filter(([pattern]) => pattern.test(code))
    .map(([, word]) => ({ file, specifier: word, rule: 'domain has no clock, no chance and no secret' }));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1');
}

/** Every import of a file: static, dynamic, type-only and re-exported; in markup too. */
function specifiersOf(file: string, text: string): string[] {
  if (!file.endsWith('.svelte')) return imported(text);
  const scripts: string[] = [];
  const markup = text.replace(/<script\b[^>]*>([\s\S]*?)<\/script>/g, (_all, script: string) => {
    scripts.push(script);
    return '';
  });
  const dynamic = [...markup.matchAll(/\bimport\(\s*(['"`])([^'"`]+)\1/g)].map((match) => match[2] ?? '');
  return [...scripts.flatMap(imported), ...dynamic];
}

function imported(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map((reference) => reference.fileName);
}

/** The rule that an import breaks; nothing when it is allowed. */
function breach(file: string, specifier: string): string | undefined {
  const from = roomOf(file);
  if (from.room === 'ops') return undefined;
  const own = table[from.room];
  if (!own) return 'every file belongs to a room';

  const path = specifier.replace(/\?.*$/, '');
  if (path.startsWith('#')) {
    const to = roomOf(`src/${path.slice(1)}`);
    if (same(from, to)) return from.room === 'client/pages' ? undefined : 'inside a room only relative imports';
    if (from.room === 'client/features' && to.room === from.room) return 'a feature never imports another feature';
    const allowed = own.rooms.includes(to.room) || (own.rooms.includes('client') && to.room.startsWith('client/'));
    return allowed ? undefined : `${from.room} never imports ${to.room}`;
  }
  if (path.startsWith('.')) {
    const target = posix.normalize(posix.join(posix.dirname(file), path));
    const to = roomOf(target);
    if (same(from, to)) return undefined;
    if (from.room === 'client/features' && to.room === from.room) return 'a feature never imports another feature';
    return 'between rooms only imports by name (#room/…)';
  }
  return own.packages.some((pattern) => matches(pattern, path)) ? undefined : `${from.room} never imports ${path}`;
}

interface Place {
  room: string;
  /** The feature's folder; empty elsewhere. */
  feature: string;
}

/** The room that a path belongs to; `outside` when it is not below src. */
function roomOf(path: string): Place {
  const [src, top = '', second = '', third = ''] = path.split('/');
  if (src !== 'src') return { room: 'outside', feature: '' };
  if (top !== 'client') return { room: top, feature: '' };
  if (!clientFolders.includes(second)) return { room: 'client/pages', feature: '' };
  return { room: `client/${second}`, feature: second === 'features' ? third : '' };
}

function same(a: Place, b: Place): boolean {
  return a.room === b.room && a.feature === b.feature;
}

function matches(pattern: string, specifier: string): boolean {
  return pattern.endsWith('*') ? specifier.startsWith(pattern.slice(0, -1)) : specifier === pattern;
}
