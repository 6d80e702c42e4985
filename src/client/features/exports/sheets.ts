import type { Cell } from '#domain/csv.ts';
import { testMonth, type Project } from '#domain/project.ts';
import { recordOf, verdictOn } from '#domain/ledger.ts';
import { attendedBy } from '#domain/rollCall.ts';
import { agreed } from '#domain/run.ts';
import { reportDue } from '#domain/workdays.ts';
import type { ChecklistItem } from '#domain/checklist.ts';
import type { TemplateFor } from '#domain/content/content.ts';
import type { Seen } from '#client/db/view.ts';
import { i18n, type Words } from '#client/i18n/words.svelte.ts';

/** The tables that can be handed out. */
export const SHEETS = ['visits', 'ratings', 'progress', 'actions'] as const;
export type SheetName = (typeof SHEETS)[number];

type Column = keyof Words['papers']['columns'];

/** One table: its columns and rows. A column of days holds `YYYY-MM-DD` or null. */
export interface Sheet {
  name: SheetName;
  columns: readonly Column[];
  rows: Cell[][];
}

/** Everything of one entity that the tables are made from. */
export interface SiteRecords {
  site: Seen<'site'>;
  visits: Seen<'visit'>[];
  runs: Seen<'run'>[];
  actions: Seen<'action'>[];
  participants: Seen<'participant'>[];
  enrolments: Seen<'enrolment'>[];
  evidence: Seen<'evidence'>[];
  rolls: Seen<'rollCall'>[];
}

/** What tables look up. */
export interface Known {
  project: Project;
  /** Codes of people (E-07) by account. */
  codes: ReadonlyMap<string, string>;
  template: TemplateFor;
}

/** The columns of each table, in their order. */
export const COLUMNS = {
  visits: [
    'code',
    'site',
    'siteName',
    'siteKind',
    'teryt',
    'day',
    'month',
    'start',
    'end',
    'mode',
    'type',
    'state',
    'lead',
    'cosigned',
    'submitted',
    'due',
    'onTime',
    'aim',
    'comment',
  ],
  ratings: [
    'site',
    'siteKind',
    'code',
    'day',
    'list',
    'version',
    'item',
    'itemText',
    'weight',
    'rating',
    'reason',
    'sources',
    'legalState',
  ],
  progress: [
    'participant',
    'site',
    'programme',
    'version',
    'variant',
    'module',
    'hours',
    'outcomeId',
    'result',
    'method',
    'verified',
  ],
  actions: ['site', 'code', 'day', 'action', 'owner', 'due', 'state', 'closedOn', 'outcome'],
} as const satisfies Record<SheetName, readonly Column[]>;

/** Columns whose cells are days. */
export const DAYS: ReadonlySet<Column> = new Set(['day', 'submitted', 'due', 'legalState', 'closedOn'] as const);

/** The rows that one entity adds to a table; `within` tells whether a day belongs to the period asked for. */
export function rowsOf(name: SheetName, of: SiteRecords, known: Known, within: (day: string) => boolean): Cell[][] {
  return ROWS[name](of, known, within);
}

type Rows = (of: SiteRecords, known: Known, within: (day: string) => boolean) => Cell[][];

const ROWS: Record<SheetName, Rows> = {
  visits: ({ site, visits }, { project, codes }, within) =>
    visits
      .filter(({ day }) => within(day))
      .map((visit) => {
        const { labels } = i18n.m;
        const submitted = visit.submittedOn ?? null;
        const due = reportDue(visit.day);
        return [
          visit.code,
          site.code,
          site.name,
          site.kind,
          site.teryt,
          visit.day,
          testMonth(visit.day, project),
          visit.start,
          visit.end,
          labels.visitMode[visit.mode],
          labels.visitType[visit.type],
          labels.visitState[visit.status],
          codes.get(visit.lead) ?? null,
          visit.cosignedBy === null ? null : (codes.get(visit.cosignedBy) ?? null),
          submitted,
          due,
          submitted === null ? null : submitted <= due,
          visit.aim,
          visit.comment,
        ];
      }),
  ratings: ({ site, visits, runs }, { template }, within) => {
    const codeOf = new Map(visits.map(({ id, code }) => [id, code]));
    return runs
      .filter(({ day }) => within(day))
      .flatMap((run) => {
        const { labels } = i18n.m;
        const shown = template(run.templateId, run.templateVersion);
        const items = new Map<string, ChecklistItem>(
          shown?.sections.flatMap((section) => section.items.map((item) => [item.id, item] as const)) ?? [],
        );
        const ratings = agreed(run.ratings, run.sync.alt);
        return Object.keys(run.ratings)
          .filter((id) => run.ratings[id])
          .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
          .map((id): Cell[] => {
            const rating = ratings[id];
            return [
              site.code,
              site.kind,
              run.visitId === null ? null : (codeOf.get(run.visitId) ?? null),
              run.day,
              run.templateId,
              run.templateVersion,
              id,
              items.get(id)?.text[i18n.lang] ?? null,
              items.get(id)?.weight ?? null,
              rating ? labels.rating[rating] : i18n.m.papers.toAgree,
              run.reasons[id] ?? null,
              (run.sources[id] ?? [])
                .map((one) => (labels.source as Partial<Record<string, string>>)[one] ?? one)
                .join(', '),
              run.legalStateDate,
            ];
          });
      });
  },
  progress: ({ site, participants, enrolments, evidence, rolls }, _, within) => {
    const attended = attendedBy(rolls);
    const codeOf = new Map(participants.map(({ id, code }) => [id, code]));
    return enrolments
      .filter(({ start, participantId }) => within(start) && codeOf.has(participantId))
      .flatMap((enrolment) => {
        const { labels } = i18n.m;
        const head: Cell[] = [
          codeOf.get(enrolment.participantId) ?? null,
          site.code,
          enrolment.programmeId,
          enrolment.programmeVersion,
          enrolment.variant,
        ];
        return [
          ...filled(recordOf(enrolment, attended.get(enrolment.id)).hours).map(([module, hours]): Cell[] => [
            ...head,
            module,
            hours,
            null,
            null,
            null,
            null,
          ]),
          ...filled(enrolment.results).map(([outcome, { result }]): Cell[] => {
            const verdict = verdictOn(enrolment, outcome);
            const proofs = evidence.filter((one) => one.enrolmentId === enrolment.id && one.outcomeId === outcome);
            const methods = [...new Set(proofs.map(({ method }) => labels.method[method]))].sort().join(', ');
            const said = labels.outcomeResult[result];
            return [...head, null, null, outcome, said, methods || null, verdict ? labels.verdict[verdict] : null];
          }),
        ];
      });
  },
  actions: ({ site, visits, actions }, _, within) => {
    const visitOf = new Map(visits.map((visit) => [visit.id, visit]));
    return actions.flatMap((action): Cell[][] => {
      const visit = visitOf.get(action.visitId);
      if (!visit || !within(visit.day)) return [];
      const state = i18n.m.labels.actionState[action.state];
      return [
        [
          site.code,
          visit.code,
          visit.day,
          action.text,
          action.owner,
          action.due,
          state,
          action.closedOn,
          action.outcome ?? null,
        ],
      ];
    });
  },
};

/** Keyed values that stand, in the order of their keys. */
function filled<T>(map: Readonly<Record<string, T | null | undefined>>): [string, T][] {
  return Object.entries(map)
    .filter((entry): entry is [string, T] => entry[1] !== null && entry[1] !== undefined)
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
}
