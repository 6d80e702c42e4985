import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { runnerImport, type Plugin } from 'vite';

/** One content file. `path` is relative to the content folder, with forward slashes. */
export interface ContentFile {
  path: string;
  text: string;
}

interface ContentRules {
  validateContent(files: ContentFile[]): string[];
}

/** Every JSON file below `folder`, in the order of their paths. A missing folder holds no files. */
export function readContent(folder: string): ContentFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return { path: relative(folder, file).split(sep).join('/'), text: readFileSync(file, 'utf8') };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Stops a build whose checklists or programmes do not hold: all faults are listed at once, one a line, in the form
 * "file › path inside › reason". The rules are the domain's own `validateContent`.
 */
export function checkContent(): Plugin {
  return {
    name: 'check-content',
    apply: 'build',
    async configResolved({ root }) {
      const folder = join(root, 'src/domain/content');
      const files = readContent(folder);
      if (files.length === 0) return;
      const rules = await runnerImport<ContentRules>(join(folder, 'validate.ts'), { root, logLevel: 'error' });
      const faults = rules.module.validateContent(files);
      if (faults.length === 0) return;
      const error = new Error(['The content does not hold:', ...faults].join('\n  '));
      error.stack = error.message;
      throw error;
    },
  };
}
