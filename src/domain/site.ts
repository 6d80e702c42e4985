import * as z from 'zod/mini';
import { Day } from './day.ts';

/** Kind of social-employment entity. Source: domain.md A, 2003 act. */
export const SITE_KINDS = ['CIS', 'KIS'] as const;
export const SiteKind = z.enum(SITE_KINDS);
export type SiteKind = z.infer<typeof SiteKind>;

/** Who runs the entity. Source: domain.md C3 OrganiserKind. */
export const ORGANISERS = ['jst-budget-unit', 'jst-establishment', 'gmina-ops', 'ngo', 'church', 'coop'] as const;

/** Where the entity stands in the test. Source: domain.md C3 EntityStatus. */
export const SITE_STATES = [
  'candidate',
  'reserve',
  'selected',
  'testing',
  'suspended',
  'withdrawn',
  'completed',
] as const;

/** A social-employment entity (CIS or KIS). Its id is the id of its scope: the row founds the scope. */
export const Site = z.looseObject({
  /** PZS-01…PZS-30 (room for 99). */
  code: z.string().check(z.regex(/^PZS-\d{2}$/)),
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  kind: SiteKind,
  organiser: z.enum(ORGANISERS),
  status: z.enum(SITE_STATES),
  /** TERC code of the gmina, 7 digits. Source: domain.md C1. */
  teryt: z.string().check(z.regex(/^\d{7}$/)),
  /** Entry in the voivode's register (KIS) or decision on the status (CIS). */
  registerNumber: z.string().check(z.maxLength(100)),
  registerValidTo: z.nullable(Day),
  /** Places for participants. Unit: people. */
  capacity: z.nullable(z.int().check(z.gte(0), z.lte(1000))),
  /** Office contact by function, never a private person. */
  contact: z.string().check(z.maxLength(500)),
  /** The organisational and legal surroundings: who else works in the gmina. */
  surroundings: z.string().check(z.maxLength(20_000)),
});
export type Site = z.infer<typeof Site>;

/** Number of the entity, 1–99, that opens its participants' codes. Source: domain.md E2. */
export function siteNumber(site: Pick<Site, 'code'>): number {
  return Number(site.code.slice(4));
}
