import { formatDay, formatMonth, formatNumber, formatTime } from './format.ts';
import { i18n, type Words } from './words.svelte.ts';

/** Where the names of a field's values stand. */
const NAMED: Record<string, keyof Words['labels']> = {
  'person.role': 'role',
  'site.kind': 'siteKind',
  'site.organiser': 'organiser',
  'site.status': 'siteState',
  'visit.mode': 'visitMode',
  'visit.type': 'visitType',
  'visit.status': 'visitState',
  'note.kind': 'noteKind',
  'note.sphere': 'sphereShort',
  'note.product': 'product',
  'action.state': 'actionState',
  'remark.on': 'remarkPlace',
  'remark.state': 'remarkState',
  'review.ratings': 'rating',
  'review.result': 'reviewResult',
  'correction.state': 'correctionState',
  'run.ratings': 'rating',
  'run.sources': 'source',
  'participant.ageBand': 'ageBand',
  'participant.sex': 'sex',
  'participant.status': 'participantState',
  'enrolment.basis': 'basisShort',
  'enrolment.results': 'outcomeResult',
  'enrolment.verified': 'verdict',
  'evidence.method': 'method',
  'participant.followUps': 'destination',
  'rollCall.marks': 'presence',
};

/** What is said of a value that is a statement: the part of it that a person compares. */
const SAID: Record<string, string> = {
  'enrolment.results': 'result',
  'enrolment.verified': 'verdict',
  'participant.followUps': 'destination',
  'expertTraining.days': 'present',
};

/** The name of a field by its full name (`ratings.s1.n.1` → „Ocena”); a field of a newer version keeps its own. */
export function fieldName(table: string, field: string): string {
  const head = field.split('.')[0] ?? '';
  const names = i18n.m.fields as Partial<Record<string, Partial<Record<string, string>>>>;
  return names[table]?.[head] ?? field;
}

/** A value as a person reads it; null for one that is empty. */
export function valueWords(table: string, field: string, value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (Array.isArray(value)) {
    const parts = value.flatMap((one) => valueWords(table, field, one) ?? []);
    return parts.length > 0 ? parts.join(', ') : null;
  }
  const said = SAID[`${table}.${field.split('.')[0] ?? ''}`];
  if (said !== undefined && typeof value === 'object') return valueWords(table, field, Reflect.get(value, said));
  const labels = NAMED[`${table}.${field.split('.')[0] ?? ''}`];
  if (labels) {
    const names = i18n.m.labels[labels] as Partial<Record<string, string>>;
    const key = typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
    return names[key] ?? key;
  }
  if (typeof value === 'boolean') return value ? i18n.m.common.yes : i18n.m.common.no;
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value !== 'string') return JSON.stringify(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return formatDay(value);
  if (/^\d{4}-\d{2}$/.test(value)) return formatMonth(value);
  if (/^\d{4}-\d{2}-\d{2}T/.test(value)) return momentWords(value);
  return value;
}

/** Day and hour of an instant: „21.11.2026 10:42”. */
export function momentWords(at: string | number): string {
  const time = typeof at === 'number' ? at : Date.parse(at);
  if (Number.isNaN(time)) return String(at);
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Warsaw' }).format(time);
  return `${formatDay(day)} ${formatTime(time)}`;
}
