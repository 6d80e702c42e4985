import { ErasureReason } from '#domain/erasure.ts';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import * as z from 'zod/mini';
import type { ErasureLine } from './erase.ts';

/** Name of the list in a data folder. A restore leaves it where it is. */
export const ERASURES = 'erasures.jsonl';

const Line = z.object({
  n: z.int(),
  at: z.int(),
  scope: z.string(),
  type: z.int(),
  roots: z.array(z.string()),
  ids: z.array(z.string()),
  reason: ErasureReason,
});

/** The list of erasures beside the database: a database that comes from a backup made before them is erased anew by it. */
export interface ErasureList {
  read(): ErasureLine[];
  /** Durable when it returns. */
  add(line: ErasureLine): void;
}

/** One line of JSON per erasure, in a file that is only ever added to. A line that was cut off by a crash says nothing. */
export function erasureList(path: string): ErasureList {
  return {
    read() {
      if (!existsSync(path)) return [];
      return readFileSync(path, 'utf8')
        .split('\n')
        .flatMap((text) => {
          try {
            const parsed = Line.safeParse(JSON.parse(text));
            return parsed.success ? [parsed.data] : [];
          } catch {
            return [];
          }
        });
    },
    add(line) {
      const file = openSync(path, 'a', 0o600);
      try {
        // A break before it: whatever a crash left of the line before stays apart.
        writeSync(file, `\n${JSON.stringify(line)}\n`);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    },
  };
}
