/**
 * `npm run backup`, `restore`, `retention` and `audit:verify`: runs a built program by its name; builds only when there is none, so that a
 * backup by the clock never changes what the running server serves.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './processes.mjs';
import { ensureBuilt, ensureInstalled } from './setup.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const [name = '', ...args] = process.argv.slice(2);
const program = `dist/server/${name}.js`;

const ready = existsSync(join(root, program)) || ((await ensureInstalled(root)) && (await ensureBuilt(root)));
process.exitCode = ready ? (await run(process.execPath, [program, ...args], { cwd: root })).code : 1;
