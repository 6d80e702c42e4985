import { ROLES, type Role } from '#domain/access.ts';
import type { Site } from '#domain/site.ts';
import type { Account, AccountInput } from './api.ts';

/** How many experts work at one entity. Source: domain.md 0.1. */
export const PAIR = 2;

/** Letter that opens the codes of a role: expert E, coordinator K, quality Q, learning outcomes L, admin A. */
const LETTERS: Record<Role, string> = {
  expert: 'E',
  coordinator: 'K',
  'quality-specialist': 'Q',
  'learning-outcomes-expert': 'L',
  admin: 'A',
};

/** States of an entity in which it must have its pair. Source: domain.md C3. */
const TESTED: readonly Site['status'][] = ['selected', 'testing', 'suspended'];

/** The next code of a role, after the highest one in use: E-07 → E-08. */
export function nextCode(role: Role, codes: readonly string[]): string {
  const letter = LETTERS[role];
  const numbers = codes.filter((code) => code.startsWith(`${letter}-`)).map((code) => Number(code.slice(2)));
  return `${letter}-${String(Math.max(0, ...numbers) + 1).padStart(2, '0')}`;
}

/** Active experts of an entity. */
export function expertsAt(site: string, accounts: readonly AccountInput[]): number {
  return accounts.filter(({ role, active, sites }) => role === 'expert' && active && sites.includes(site)).length;
}

/** Entities in the test that do not have exactly two experts, with how many they have. */
export function brokenPairs<S extends Pick<Site, 'status'> & { id: string }>(
  sites: readonly S[],
  accounts: readonly AccountInput[],
): { site: S; experts: number }[] {
  return sites
    .filter((site) => TESTED.includes(site.status))
    .map((site) => ({ site, experts: expertsAt(site.id, accounts) }))
    .filter(({ experts }) => experts !== PAIR);
}

/** Accounts by role in the order of ROLES, each group by code, switched-off ones last. Roles without anyone are left out. */
export function byRole<A extends Pick<Account, 'role' | 'code' | 'active'>>(
  accounts: readonly A[],
): { role: Role; accounts: A[] }[] {
  const order = (a: A, b: A) => Number(b.active) - Number(a.active) || (a.code < b.code ? -1 : 1);
  return ROLES.map((role) => ({ role, accounts: accounts.filter((one) => one.role === role).sort(order) })).filter(
    (group) => group.accounts.length > 0,
  );
}
