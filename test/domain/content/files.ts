import { readdirSync, readFileSync } from 'node:fs';
import type { ContentFile } from '../../../src/domain/content/validate.ts';

/** Folder of the shipped content. */
export const CONTENT = new URL('../../../src/domain/content/', import.meta.url);

/** Every shipped content file, by its path inside `content/`. */
export function shippedFiles(): ContentFile[] {
  return readdirSync(CONTENT, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.json'))
    .sort()
    .map((path) => ({ path, text: readFileSync(new URL(path, CONTENT), 'utf8') }));
}

/** One shipped file, parsed anew so that a test may damage it. */
export function shipped<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, CONTENT), 'utf8')) as T;
}
