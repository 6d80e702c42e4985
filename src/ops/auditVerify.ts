import type { AuditHead } from '#domain/audit.ts';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { verifyAudit } from '#server/audit/verify.ts';
import { DATABASE } from '#server/backup/manifest.ts';
import { readConfig } from '#server/config.ts';

const WORDS = {
  changed: 'is not what was written',
  missing: 'is missing',
  moved: 'does not follow the one before it',
  index: 'cannot be found by an id that it names',
  start: 'is the first, and the audit does not say that older ones were removed',
  cut: 'is not the one that was noted outside: the audit was cut off or written anew',
};

/** `npm run audit:verify -- --head 12:ab…`: proves the audit of the data folder; ends with 1 at the first entry that is broken. */
function main(): number {
  const { values } = parseArgs({ options: { head: { type: 'string', multiple: true } } });
  const noted = (values.head ?? []).map(headOf);
  const verdict = verifyAudit(join(readConfig(process.env).DATA_DIR, DATABASE), noted);
  if (!verdict.ok) {
    console.error(`entry ${verdict.n} ${WORDS[verdict.fault]}`);
    return 1;
  }
  const { entries, first, head } = verdict;
  console.log(`the audit is whole: ${entries} entries from ${first}`);
  console.log(`head ${head.n}:${head.hash}`);
  return 0;
}

function headOf(text: string): AuditHead {
  const [, n, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  if (n === undefined || hash === undefined) throw new Error('--head takes what a run has printed: number:hash');
  return { n: Number(n), hash };
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
