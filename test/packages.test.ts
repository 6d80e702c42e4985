import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { advisoriesOf, packageFaults } from './packages.mjs';

type Lock = Parameters<typeof packageFaults>[0];
type Manifest = Parameters<typeof packageFaults>[1];
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));
const lock = read('package-lock.json') as Lock;
const manifest = read('package.json') as Manifest;
const target = 'node_modules/hono';

/** The faults after one thing was changed. */
function after(change: (lock: Required<Lock>, manifest: Manifest) => void): string[] {
  const [tampered, own] = structuredClone([lock, manifest]) as [Required<Lock>, Manifest];
  change(tampered, own);
  return packageFaults(tampered, own);
}

describe('[F104] the lockfile', () => {
  it('says for each package its version, its hash and no place of its own', () => {
    expect(Object.keys(lock.packages ?? {}).length).toBeGreaterThan(100);
    expect(packageFaults(lock, manifest)).toEqual([]);
  });

  const tampered: [string, Parameters<typeof after>[0], RegExp][] = [
    ['without a hash', ({ packages }) => delete packages[target]!.integrity, /no SHA-512/],
    ['with a weak hash', ({ packages }) => (packages[target]!.integrity = 'sha1-aaaa'), /no SHA-512/],
    ['from elsewhere', ({ packages }) => (packages[target]!.resolved = 'https://h/x.tgz'), /a place of its own/],
    ['linked to a folder', ({ packages }) => (packages[target]!.link = true), /a place of its own/],
    ['of another version', ({ packages }) => (packages[target]!.version = '0.0.1'), /is not locked/],
    ['with a range', (_, own) => (own.dependencies!['hono'] = '^4.0.0'), /not an exact version/],
    ['that nobody asked for', (_, own) => delete own.dependencies!['hono'], /another package.json/],
    ['that runs a program', ({ packages }) => (packages[target]!.hasInstallScript = true), /runs a program/],
    ['of an old form', (one) => (one.lockfileVersion = 2), /version 3/],
  ];
  it.each(tampered)('a package %s is a fault', (_, change, reason) => {
    expect(after(change).join('\n')).toMatch(reason);
  });

  it('what is installed has the content that is locked', () => {
    const installed = structuredClone(lock) as Required<Lock>;
    expect(packageFaults(lock, manifest, installed)).toEqual([]);
    installed.packages[target]!.integrity = `sha512-${'A'.repeat(86)}==`;
    expect(packageFaults(lock, manifest, installed)).toEqual([`${target}: what is installed has another content`]);
  });
});

describe('[F104] known faults of packages', () => {
  const said = (high: number) =>
    `npm warn x\n${JSON.stringify({ vulnerabilities: high ? { bad: { severity: 'high' } } : {}, metadata: { vulnerabilities: { low: 3, high } } })}\n`;
  it('none, some and no answer are told apart', () => {
    expect(advisoriesOf(said(0))).toEqual({ state: 'none', note: '' });
    expect(advisoriesOf(said(1))).toMatchObject({ state: 'some', note: expect.stringContaining('bad') as string });
    expect(advisoriesOf('{"statusCode":405}')).toMatchObject({
      state: 'unknown',
      note: expect.stringMatching(/405/) as string,
    });
    for (const nothing of ['', 'npm error', '{"error":{}}']) expect(advisoriesOf(nothing).state).toBe('unknown');
  });
});
