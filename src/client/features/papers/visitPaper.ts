import { itemsFor, scoreOf, type ChecklistTemplate } from '#domain/checklist.ts';
import type { TemplateFor } from '#domain/content/content.ts';
import { testMonth } from '#domain/project.ts';
import { agreed } from '#domain/run.ts';
import type { Seen } from '#client/db/view.ts';
import { momentWords } from '#client/i18n/fields.ts';
import { formatDay, formatPercent } from '#client/i18n/format.ts';
import { i18n } from '#client/i18n/words.svelte.ts';
import { hashOf, type Block, type Paper } from './paper.ts';
import type { VisitRecord } from './queries.ts';

/**
 * The report of a visit as it stands on this phone: what was agreed and done, every rating with its reason, the marks of the files. What
 * two people wrote differently is said, not chosen.
 */
export async function visitPaper(record: VisitRecord, templateFor: TemplateFor): Promise<Paper> {
  const { visit, site, attendees, notes, actions, runs, photos } = record;
  const m = i18n.m;
  const w = m.papers;
  const hash = await hashOf([visit, site, ...attendees, ...notes, ...actions, ...runs, ...photos]);
  const open = [visit, ...attendees, ...notes, ...actions, ...runs, ...photos].some(({ sync }) => sync.alt.length > 0);
  const blocks: Block[] = [
    { kind: 'facts', rows: factsOf(record) },
    ...(open ? [{ kind: 'text', text: w.unsettled } as const] : []),
    ...titled(m.visits.aim, visit.aim),
    ...table(
      w.present,
      [m.visits.functionName, w.count],
      [5, 1],
      attendees.map(({ function: name, count }) => [name, String(count)]),
    ),
    ...table(
      m.visits.notesSection,
      [w.kind, w.about, w.text],
      [2, 3, 8],
      notes.map(({ kind, sphere, product, text }) => [
        m.labels.noteKind[kind],
        [sphere === null ? '' : m.labels.sphere[sphere], product === null ? '' : m.labels.product[product]]
          .filter(Boolean)
          .join(', '),
        text,
      ]),
    ),
    ...runs.flatMap((run) => runBlocks(run, site.kind, templateFor(run.templateId, run.templateVersion))),
    ...table(
      m.visits.actionsSection,
      [w.what, w.who, w.due, w.state],
      [6, 3, 2, 2],
      actions.map(({ text, owner, due, state, outcome }) => [
        outcome ? `${text}\n${outcome}` : text,
        owner,
        due === null ? '–' : formatDay(due),
        m.labels.actionState[state],
      ]),
    ),
    ...titled(m.visits.comment, visit.comment),
    ...table(
      m.photos.title,
      [w.file, w.caption, 'SHA-256'],
      [2, 5, 3],
      photos.map(({ kind, caption, sha256 }) => [m.photos.kind[kind], caption, `${sha256.slice(0, 16)}…`]),
    ),
    ...titled(m.visits.remarkOf, visit.remark),
  ];
  return {
    name: `${w.visitFile}-${visit.code}`,
    lang: i18n.lang,
    title: w.visitTitle,
    code: `${visit.code} · ${site.name}`,
    blocks,
    attribution: w.attribution,
    hashWord: w.hash,
    page: w.page,
    hash,
  };
}

function factsOf({ visit, site, project, codes }: VisitRecord): [string, string][] {
  const m = i18n.m;
  const w = m.papers;
  const month = testMonth(visit.day, project);
  const who = (account: string | null): string => (account === null ? m.visits.notYet : (codes.get(account) ?? '–'));
  return [
    [w.site, `${site.name} (${site.code}), ${m.labels.siteKindTitle[site.kind]}`],
    [
      w.day,
      [
        formatDay(visit.day, i18n.lang, 'long'),
        visit.start ? `${visit.start}${visit.end ? `–${visit.end}` : ''}` : '',
        month === null ? m.visits.outsideTest : m.visits.month(month),
      ]
        .filter(Boolean)
        .join(', '),
    ],
    [w.way, `${m.labels.visitMode[visit.mode]}, ${m.labels.visitType[visit.type]}`],
    [m.visits.lead, who(visit.lead)],
    [m.visits.cosignedBy, who(visit.cosignedBy)],
    [w.informed, visit.informedAt === null ? m.visits.notYet : momentWords(visit.informedAt)],
    [w.state, m.labels.visitState[visit.status]],
    ...(visit.submittedOn ? ([[m.visits.submittedOn, formatDay(visit.submittedOn)]] as [string, string][]) : []),
  ];
}

function runBlocks(run: Seen<'run'>, kind: 'CIS' | 'KIS', template: ChecklistTemplate | null): Block[] {
  const m = i18n.m;
  const w = m.papers;
  if (!template) {
    return [
      { kind: 'heading', text: `${run.templateId} ${run.templateVersion}` },
      { kind: 'text', text: w.newerTemplate },
    ];
  }
  const items = itemsFor(template, kind);
  const ratings = agreed(run.ratings, run.sync.alt);
  const score = scoreOf(items, ratings);
  const rows = items.flatMap((item) => {
    const [rating, reason] = [ratings[item.id], run.reasons[item.id] ?? ''];
    const disputed = run.ratings[item.id] && !rating;
    if (!rating && !disputed && reason === '') return [];
    const sources = (run.sources[item.id] ?? []).map((one) => labelOf(m.labels.source, one)).join(', ');
    return [
      [
        item.text[i18n.lang],
        disputed ? w.toAgree : rating ? m.labels.rating[rating] : '–',
        [reason, sources && `${m.checklists.sources}: ${sources}`].filter(Boolean).join('\n'),
      ],
    ];
  });
  return [
    { kind: 'heading', text: template.title[i18n.lang] },
    {
      kind: 'text',
      text: [
        w.score(formatPercent(score.score), score.rated, score.total),
        w.gaps(score.criticalGaps.length),
        m.checklists.legalState(formatDay(run.legalStateDate)),
        w.version(template.version),
      ].join(' '),
    },
    ...(rows.length > 0
      ? [{ kind: 'table', head: [w.item, w.rating, m.checklists.reason], widths: [6, 2, 5], rows } as const]
      : []),
  ];
}

/** The name of a value of an open list: a newer app may know more of them. */
function labelOf(names: Readonly<Partial<Record<string, string>>>, value: string): string {
  return names[value] ?? value;
}

function titled(title: string, text: string): Block[] {
  return text.trim() === ''
    ? []
    : [
        { kind: 'heading', text: title },
        { kind: 'text', text },
      ];
}

function table(title: string, head: string[], widths: number[], rows: string[][]): Block[] {
  return rows.length === 0
    ? []
    : [
        { kind: 'heading', text: title },
        { kind: 'table', head, widths, rows },
      ];
}
