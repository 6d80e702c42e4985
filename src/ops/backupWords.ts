import { resolve } from 'node:path';

/** A path as the operator meant it: npm runs programs in the project's folder, whatever folder it was called from. */
export function placeOf(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
}

/** A number of bytes for people. */
export function size(bytes: number): string {
  const steps = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [value, step] = [bytes, 0];
  while (value >= 1000 && step < steps.length - 1) [value, step] = [value / 1000, step + 1];
  return `${value.toFixed(step === 0 ? 0 : 1)} ${steps[step]}`;
}
