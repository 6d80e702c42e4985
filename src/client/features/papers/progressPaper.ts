import { recordOf } from '#domain/ledger.ts';
import { progressOf, type Programme } from '#domain/programme.ts';
import { attendedBy } from '#domain/rollCall.ts';
import { formatDay, formatMonth, formatNumber } from '#client/i18n/format.ts';
import { i18n } from '#client/i18n/words.svelte.ts';
import { hashOf, type Block, type Paper } from './paper.ts';
import type { ProgressRecords } from './queries.ts';

/** Gives the programme of an enrolment, or null when only a newer app holds it. */
export type ProgrammeFor = (id: string, version: string) => Programme | null;

/**
 * The progress card of a participant, known by the code alone: hours against plan and every outcome, programme by programme. Only what a
 * second person verified stands as achieved, where the programme asks for it.
 */
export async function progressPaper(
  records: ProgressRecords,
  programmeFor: ProgrammeFor,
  today: string,
): Promise<Paper> {
  const { participant, site, enrolments, evidence, rolls } = records;
  const m = i18n.m;
  const w = m.papers;
  const attended = attendedBy(rolls);
  return {
    name: `${w.progressFile}-${participant.code}`,
    lang: i18n.lang,
    title: w.progressTitle,
    code: participant.code,
    blocks: [
      {
        kind: 'facts',
        rows: [
          ...(site ? ([[w.site, `${site.name} (${site.code})`]] as [string, string][]) : []),
          [w.state, m.labels.participantState[participant.status]],
          [
            w.period,
            [participant.entryMonth, participant.exitMonth]
              .filter((month) => month !== null)
              .map((month) => formatMonth(month))
              .join(' – '),
          ],
          [w.madeOn, formatDay(today)],
        ],
      },
      ...enrolments.flatMap((enrolment): Block[] => {
        const programme = programmeFor(enrolment.programmeId, enrolment.programmeVersion);
        if (!programme) {
          return [
            { kind: 'heading', text: `${enrolment.programmeId} ${enrolment.programmeVersion}` },
            { kind: 'text', text: w.newerProgramme },
          ];
        }
        const progress = progressOf(programme, recordOf(enrolment, attended.get(enrolment.id)));
        return [
          { kind: 'heading', text: programme.title[i18n.lang] },
          {
            kind: 'text',
            text: [
              w.hoursOf(formatNumber(progress.hoursDone), formatNumber(progress.hoursPlanned)),
              w.outcomesOf(progress.outcomesAchieved, progress.outcomesTotal),
              ...(progress.outcomesWaiting > 0 ? [w.outcomesWaiting(progress.outcomesWaiting)] : []),
            ].join(' '),
          },
          {
            kind: 'table',
            head: [w.columns.module, w.hours],
            widths: [8, 3],
            rows: progress.perModule.map(({ module, hoursDone, hoursPlanned }) => [
              module.title[i18n.lang],
              `${formatNumber(hoursDone)} / ${formatNumber(hoursPlanned)}`,
            ]),
          },
          {
            kind: 'table',
            head: [w.columns.outcomeId, w.state, w.criteria, w.proofs],
            widths: [7, 3, 2, 3],
            rows: progress.perModule.flatMap(({ outcomes }) =>
              outcomes.map(({ outcome, stage, criteriaMet, criteriaTotal }) => [
                outcome.text[i18n.lang],
                m.ledger.stage[stage],
                `${criteriaMet} / ${criteriaTotal}`,
                [
                  ...new Set(
                    evidence
                      .filter((one) => one.enrolmentId === enrolment.id && one.outcomeId === outcome.id)
                      .map(({ method }) => m.labels.method[method]),
                  ),
                ].join(', '),
              ]),
            ),
          },
        ];
      }),
    ],
    attribution: w.attribution,
    hashWord: w.hash,
    page: w.page,
    hash: await hashOf([participant, ...enrolments, ...evidence]),
  };
}
