import type { Config } from '#server/config.ts';
import type { Deps } from '#server/context.ts';
import { invite } from '#server/routes/account.ts';
import { OFFICE } from './fill.ts';

/** The accounts that the demo invites to, with the word for the role. The first two are one pair. */
const invited: readonly (readonly [code: string, role: string])[] = [
  ['E-01', 'expert'],
  ['E-02', 'expert'],
  [OFFICE.coordinator, 'coordinator'],
  [OFFICE['quality-specialist'], 'quality specialist'],
  [OFFICE['learning-outcomes-expert'], 'learning-outcomes expert'],
];

/** Fresh one-time invitations for the demo's accounts, as lines to print; an account that is not there is left out. */
export async function signInLinks(deps: Deps, { HOST, PORT, PUBLIC_URL }: Config): Promise<string[]> {
  const host = HOST === '0.0.0.0' || HOST === '127.0.0.1' ? 'localhost' : HOST;
  const address = PUBLIC_URL?.replace(/\/$/, '') ?? `http://${host}:${PORT}`;
  const accounts = new Map((await deps.store.accounts()).map((account) => [account.code, account]));
  const lines: string[] = [];
  for (const [code, role] of invited) {
    const account = accounts.get(code);
    if (!account?.active) continue;
    lines.push(`  ${code}  ${role.padEnd(24)}  ${address}/join#${(await invite(deps, account.id)).code}`);
  }
  return lines;
}
