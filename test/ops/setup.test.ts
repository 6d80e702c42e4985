import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  buildInputs,
  ensureInstalled,
  fingerprint,
  needsBuild,
  needsInstall,
  nodeFault,
} from '../../src/ops/setup.mjs';

let root = '';

function write(path: string, content: unknown) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

function lockfile(version: string) {
  return {
    packages: {
      '': {},
      'node_modules/a': { version },
      'node_modules/other-system': { version: '1.0.0', optional: true },
    },
  };
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'trzy-sfery-setup-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('nodeFault', () => {
  test.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('accepts Node %s', (version) => {
    expect(nodeFault(version)).toBeUndefined();
  });
  test.each(['18.20.0', '20.18.3', '4.9.1'])('refuses Node %s in one line', (version) => {
    expect(nodeFault(version)).toMatch(/^Trzy Sfery needs Node 20\.19 or newer; [^\n]*$/);
  });
});

describe('fingerprint', () => {
  test('depends on content and name, not on time', () => {
    write('src/a.ts', 'one');
    const before = fingerprint(root, ['src', 'missing']);
    utimesSync(join(root, 'src/a.ts'), new Date(0), new Date(0));
    expect(fingerprint(root, ['src', 'missing'])).toBe(before);
    write('src/a.ts', 'two');
    const changed = fingerprint(root, ['src', 'missing']);
    expect(changed).not.toBe(before);
    write('src/a.ts', 'one');
    write('src/deep/b.ts', '');
    expect(fingerprint(root, ['src', 'missing'])).not.toBe(before);
  });
  test('tells where one file ends and the next begins', () => {
    write('src/a.ts', 'xy');
    write('src/b.ts', '');
    const one = fingerprint(root, ['src']);
    write('src/a.ts', 'x');
    write('src/b.ts', 'y');
    expect(fingerprint(root, ['src'])).not.toBe(one);
  });
});

describe('needsInstall', () => {
  test('when nothing is installed', () => {
    write('package-lock.json', lockfile('1.0.0'));
    expect(needsInstall(root)).toBe(true);
  });
  test('not when another command installed the very versions', () => {
    write('package-lock.json', lockfile('1.0.0'));
    write('node_modules/.package-lock.json', { packages: { 'node_modules/a': { version: '1.0.0' } } });
    expect(needsInstall(root)).toBe(false);
  });
  test('when the lockfile asks for another version', async () => {
    write('package-lock.json', lockfile('1.0.0'));
    write('node_modules/.package-lock.json', { packages: { 'node_modules/a': { version: '1.0.0' } } });
    expect(await ensureInstalled(root)).toBe(true);
    expect(needsInstall(root)).toBe(false);
    write('package-lock.json', lockfile('1.1.0'));
    expect(needsInstall(root)).toBe(true);
  });
  test('when the packages were built for another kind of Node', async () => {
    write('package-lock.json', lockfile('1.0.0'));
    write('node_modules/.package-lock.json', { packages: { 'node_modules/a': { version: '1.0.0' } } });
    await ensureInstalled(root);
    write('node_modules/.trzy-lock', `${fingerprint(root, ['package-lock.json'])} linux-x64-1\n`);
    expect(needsInstall(root)).toBe(true);
  });
});

describe('needsBuild', () => {
  function built() {
    write('src/a.ts', 'one');
    write('package-lock.json', '{}');
    write('dist/client/index.html', '');
    write('dist/server/main.js', '');
    write('dist/.trzy-build', fingerprint(root, buildInputs));
  }

  test('not right after a build', () => {
    built();
    expect(needsBuild(root)).toBe(false);
  });
  test.each([
    'src/a.ts',
    'src/new.ts',
    'public/icon.svg',
    'index.html',
    'vite.config.ts',
    'package.json',
    'package-lock.json',
  ])('after a change of %s', (file) => {
    built();
    write(file, 'changed');
    expect(needsBuild(root)).toBe(true);
  });
  test.each(['dist/client/index.html', 'dist/server/main.js', 'dist/.trzy-build'])('without %s', (file) => {
    built();
    rmSync(join(root, file));
    expect(needsBuild(root)).toBe(true);
  });
  test('not after a change outside of the sources', () => {
    built();
    write('test/a.test.ts', 'changed');
    write('README.md', 'changed');
    expect(needsBuild(root)).toBe(false);
  });
});
