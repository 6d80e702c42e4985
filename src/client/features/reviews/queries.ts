import { PROJECT_DEFAULTS, PROJECT_ID, testMonth } from '#domain/project.ts';
import { sampleOf, type Sampled, type SampleReason } from '#domain/sample.ts';
import type { Row } from '#domain/tables.ts';
import type { Rows } from '#client/db/device.ts';
import type { Seen } from '#client/db/view.ts';

/** A remark of a report; those begun and never filled are shown to nobody but their author. */
export type RemarkLine = Seen<'remark'> & { answeredByCode: string };

/** Everything about the review of one report. */
export interface ReviewDetail {
  remarks: RemarkLine[];
  /** The review under way, or null. */
  review: Seen<'review'> | null;
  /** Earlier reviews of the same report, newest first. */
  past: Seen<'review'>[];
  corrections: CorrectionLine[];
  /** Why this report is in the sample of its month; empty when it is not. */
  sampled: readonly SampleReason[];
  /** Code of the expert who leads the visit. */
  leadCode: string;
}

/** A corrective action with the entity of its report and the code of the expert who does it. */
export type CorrectionLine = Seen<'correction'> & { site: string; ownerCode: string };

/**
 * Remarks, reviews and corrective actions of one visit; null when it is not on this phone. `sampled` is looked up for those who review:
 * it reads every report of the device.
 */
export async function reviewDetail(rows: Rows, visitId: string, reviewer: boolean): Promise<ReviewDetail | null> {
  const visit = await rows.one('visit', visitId);
  if (!visit) return null;
  const codes = await codesOf(rows);
  const here = <T extends { visitId: string }>(list: T[]): T[] => list.filter((one) => one.visitId === visitId);
  const reviews = here(await rows.all('review', visit.scope)).sort((a, b) => (a.id < b.id ? 1 : -1));
  return {
    remarks: here(await rows.all('remark', visit.scope))
      .map((remark) => ({ ...remark, answeredByCode: codes.get(remark.answeredBy ?? '') ?? '' }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    review: reviews.find(({ result }) => result === null) ?? null,
    past: reviews.filter(({ result }) => result !== null),
    corrections: (await correctionsOf(rows)).filter((one) => one.visitId === visitId),
    sampled: reviewer ? ((await sampleNow(rows)).get(visitId) ?? []) : [],
    leadCode: codes.get(visit.lead) ?? '',
  };
}

/** Corrective actions: open ones by due day, then closed ones, newest first. */
export async function correctionsOf(rows: Rows): Promise<CorrectionLine[]> {
  const codes = await codesOf(rows);
  const sites = new Map((await rows.all('site')).map(({ id, name }) => [id, name]));
  return (await rows.all('correction'))
    .map((one) => ({ ...one, site: sites.get(one.scope) ?? '', ownerCode: codes.get(one.owner) ?? '' }))
    .sort((a, b) => orderOf(a).localeCompare(orderOf(b)));
}

/** Open before closed; open ones by due day, closed ones from the newest. */
function orderOf({ state, due, closedOn }: Row<'correction'>): string {
  if (state === 'open') return `0 ${due ?? '9'}`;
  return `1 ${String(99_999_999 - Number((closedOn ?? '').replaceAll('-', '')))}`;
}

/** A report in the queue of the quality specialist. */
export type ReportLine = Seen<'visit'> & {
  site: string;
  leadCode: string;
  /** Why it is in the sample of its month. */
  sampled: readonly SampleReason[];
  /** The state of its review: how many items are rated in the one under way, or what the last one ended with. */
  review: { rated: number; result: Row<'review'>['result'] } | null;
  /** Remarks that wait for the author, and those that were answered. */
  open: number;
  answered: number;
};

/** All reports that were ever submitted, the one that waits longest first. */
export async function reportsOf(rows: Rows): Promise<ReportLine[]> {
  const [visits, codes, sample] = [await submittedOf(rows), await codesOf(rows), await sampleNow(rows)];
  const sites = new Map((await rows.all('site')).map(({ id, name }) => [id, name]));
  const [reviews, remarks] = [grouped(await rows.all('review')), grouped(await rows.all('remark'))];
  return visits
    .map((visit): ReportLine => {
      const own = (reviews.get(visit.id) ?? []).sort((a, b) => (a.id < b.id ? 1 : -1));
      const now = own.find(({ result }) => result === null) ?? own[0];
      const asked = (remarks.get(visit.id) ?? []).filter(({ text }) => text.trim() !== '');
      return {
        ...visit,
        site: sites.get(visit.scope) ?? '',
        leadCode: codes.get(visit.lead) ?? '',
        sampled: sample.get(visit.id) ?? [],
        review: now ? { rated: ratedIn(now), result: now.result } : null,
        open: asked.filter(({ state }) => state === 'open').length,
        answered: asked.filter(({ state }) => state === 'answered').length,
      };
    })
    .sort((a, b) => `${a.submittedOn ?? a.day} ${a.code}`.localeCompare(`${b.submittedOn ?? b.day} ${b.code}`));
}

/** Visits that owe a report, with the code of the expert who owes it: what the on-time rate is counted from. */
export async function visitsByLead(rows: Rows): Promise<(Seen<'visit'> & { leadCode: string })[]> {
  const codes = await codesOf(rows);
  return (await rows.all('visit')).map((visit) => ({ ...visit, leadCode: codes.get(visit.lead) ?? '' }));
}

/** A remark that waits for an answer of this pair. */
export type RemarkTask = RemarkLine & { site: string; visitDay: string; mine: boolean };

/** Remarks to answer, those of the visits this person leads first, then the oldest first. */
export async function remarkTasks(rows: Rows, account: string): Promise<RemarkTask[]> {
  const open = (await rows.all('remark')).filter(({ state, text }) => state === 'open' && text.trim() !== '');
  if (open.length === 0) return [];
  const visits = new Map((await rows.all('visit')).map((visit) => [visit.id, visit]));
  const sites = new Map((await rows.all('site')).map(({ id, name }) => [id, name]));
  return open
    .flatMap((remark) => {
      const visit = visits.get(remark.visitId);
      if (!visit) return [];
      const mine = visit.lead === account;
      return [{ ...remark, answeredByCode: '', site: sites.get(remark.scope) ?? '', visitDay: visit.day, mine }];
    })
    .sort((a, b) => Number(b.mine) - Number(a.mine) || (a.id < b.id ? -1 : 1));
}

const SUBMITTED: readonly Row<'visit'>['status'][] = ['submitted', 'returned', 'accepted'];

/** Reports that were ever submitted, also those that are being corrected now. */
async function submittedOf(rows: Rows): Promise<Seen<'visit'>[]> {
  return (await rows.all('visit')).filter(({ status, submittedOn }) => SUBMITTED.includes(status) || submittedOn);
}

async function sampleNow(rows: Rows): Promise<ReadonlyMap<string, readonly SampleReason[]>> {
  const project = (await rows.one('project', PROJECT_ID)) ?? PROJECT_DEFAULTS;
  const runs = await rows.all('run');
  const risks = risksOf(runs);
  return sampleOf(
    (await submittedOf(rows)).map(({ id, lead, cosignedBy, day }): Sampled => {
      const { jumps, unreasoned, reasonable } = risks.get(id) ?? { jumps: 0, unreasoned: 0, reasonable: 0 };
      return {
        id,
        experts: cosignedBy === null ? [lead] : [lead, cosignedBy],
        day,
        firstMonth: testMonth(day, project) === 1,
        jumps,
        unreasoned,
        reasonable,
      };
    }),
  );
}

type Risk = Pick<Sampled, 'jumps' | 'unreasoned' | 'reasonable'>;

/** What the checklists of every visit say of its report. */
function risksOf(runs: readonly Seen<'run'>[]): Map<string, Risk> {
  const risks = new Map<string, Risk>();
  const before = new Map<string, Row<'run'>>();
  for (const run of [...runs].sort((a, b) => `${a.day} ${a.id}`.localeCompare(`${b.day} ${b.id}`))) {
    const key = `${run.scope} ${run.templateId}`;
    const last = before.get(key);
    if (run.visitId !== null) {
      const risk = risks.get(run.visitId) ?? { jumps: 0, unreasoned: 0, reasonable: 0 };
      for (const [item, rating] of Object.entries(run.ratings)) {
        const was = last?.ratings[item];
        if ((rating === 'met' && was === 'not') || (rating === 'not' && was === 'met')) risk.jumps += 1;
        if (rating !== 'partly' && rating !== 'not') continue;
        risk.reasonable += 1;
        if ((run.reasons[item] ?? '').trim() === '') risk.unreasoned += 1;
      }
      risks.set(run.visitId, risk);
    }
    if (Object.values(run.ratings).some((rating) => rating !== null)) before.set(key, run);
  }
  return risks;
}

async function codesOf(rows: Rows): Promise<ReadonlyMap<string, string>> {
  return new Map((await rows.all('person')).map(({ id, code }) => [id, code]));
}

function grouped<T extends { visitId: string }>(list: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const own = groups.get(one.visitId);
    if (own) own.push(one);
    else groups.set(one.visitId, [one]);
  }
  return groups;
}

function ratedIn({ ratings }: Pick<Row<'review'>, 'ratings'>): number {
  return Object.values(ratings).filter((rating) => rating !== null).length;
}
