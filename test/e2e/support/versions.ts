import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Another version of the app, built from these sources. */
export interface Version {
  /** Its built client, for the server's CLIENT_DIR. */
  client: string;
  remove(): void;
}

/** Builds the client of these sources under another version number, after changes to single files (path → new text). */
export function buildVersion(version: string, changes: Record<string, (text: string) => string> = {}): Version {
  const folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-version-'));
  for (const part of ['src', 'public', 'index.html', 'vite.config.ts', 'tsconfig.json', 'package.json']) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  change('package.json', (text) => text.replace(/"version": "[^"]+"/, `"version": "${version}"`));
  for (const [path, edit] of Object.entries(changes)) change(path, edit);
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const env = { ...process.env, NODE_ENV: 'production' };
  const { status, stderr } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd: folder, env });
  if (status !== 0) throw new Error(`version ${version} was not built: ${stderr.toString()}`);
  return { client: join(folder, 'dist/client'), remove: () => rmSync(folder, { recursive: true, force: true }) };

  function change(path: string, edit: (text: string) => string): void {
    const before = readFileSync(join(folder, path), 'utf8');
    const after = edit(before);
    if (after === before) throw new Error(`nothing changed in ${path}`);
    writeFileSync(join(folder, path), after);
  }
}
