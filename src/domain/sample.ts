import { hash53 } from './cosign.ts';

/** Least share of the reports of a month that are read closely. Source: domain.md D4, «≥20%». */
export const SAMPLE_SHARE = 0.2;

/** Why a report is in the sample. Source: domain.md D4. */
export const SAMPLE_REASONS = ['first-month', 'newcomer', 'drawn', 'jump', 'evidence', 'expert'] as const;
export type SampleReason = (typeof SAMPLE_REASONS)[number];

/** What the sample has to know about a report. */
export interface Sampled {
  /** Id of the visit. */
  id: string;
  /** Accounts of the pair whose work it is: who led and who co-signed. */
  experts: readonly string[];
  /** Day of the visit. Form: YYYY-MM-DD. */
  day: string;
  /** The visit lies in the first month of the test. */
  firstMonth: boolean;
  /** Items whose rating moved by two steps since the entity's run before. */
  jumps: number;
  /** Ratings other than «met» without a reason, and all such ratings. */
  unreasoned: number;
  reasonable: number;
}

const drawn = (id: string): boolean => hash53(id) < SAMPLE_SHARE * 2 ** 53;

/**
 * The reports to read closely, with every reason for it: all of the first test month, the first report of an expert, a fifth drawn by the hash
 * of the visit's id (nobody chooses, every phone draws the same), ratings that jump by two steps, reports where more than half of
 * the reasons are missing; then, month by month and from the lowest hash on, one more for every expert who has none yet.
 * `reports`: all that were ever submitted. Source: domain.md D4.
 */
export function sampleOf(reports: readonly Sampled[]): ReadonlyMap<string, readonly SampleReason[]> {
  const sample = new Map<string, SampleReason[]>();
  const met = new Set<string>();
  for (const one of reports.toSorted(earlier)) {
    const first = one.experts.some((expert) => !met.has(expert));
    for (const expert of one.experts) met.add(expert);
    const reasons: [boolean, SampleReason][] = [
      [one.firstMonth, 'first-month'],
      [first, 'newcomer'],
      [drawn(one.id), 'drawn'],
      [one.jumps > 0, 'jump'],
      [one.reasonable > 0 && one.unreasoned * 2 > one.reasonable, 'evidence'],
    ];
    const holding = reasons.flatMap(([holds, reason]) => (holds ? [reason] : []));
    if (holding.length > 0) sample.set(one.id, holding);
  }
  const keysOf = ({ day, experts }: Sampled) => experts.map((expert) => `${day.slice(0, 7)} ${expert}`);
  const covered = new Set(reports.filter(({ id }) => sample.has(id)).flatMap(keysOf));
  for (const one of reports.toSorted((a, b) => hash53(a.id) - hash53(b.id))) {
    const keys = keysOf(one);
    if (keys.every((key) => covered.has(key))) continue;
    for (const key of keys) covered.add(key);
    sample.set(one.id, ['expert']);
  }
  return sample;
}

function earlier(a: Sampled, b: Sampled): number {
  return a.day < b.day || (a.day === b.day && a.id < b.id) ? -1 : 1;
}
