import { sealOf, type Report } from '#domain/cosign.ts';
import type { Row } from '#domain/tables.ts';
import type { Rows } from '#client/db/device.ts';
import type { Seen } from '#client/db/view.ts';

type Part = 'attendee' | 'note' | 'action' | 'run' | 'photo';

/** What is still contested in a report: the part of it and its fields, by their full names. */
export interface Unsettled {
  table: 'visit' | Part;
  id: string;
  fields: string[];
}

/** The content of a report as this device holds it: its seal, and what two people wrote differently. */
export async function contentOf(rows: Rows, visit: Seen<'visit'>): Promise<{ seal: string; unsettled: Unsettled[] }> {
  const of = async <T extends Part>(table: T): Promise<Seen<T>[]> =>
    (await rows.all(table, visit.scope)).filter((row) => (row as Row<'note'>).visitId === visit.id);
  const report = {
    visit: [visit],
    attendee: await of('attendee'),
    note: await of('note'),
    action: await of('action'),
    run: await of('run'),
    photo: await of('photo'),
  } satisfies Report;
  const unsettled = (Object.keys(report) as (keyof Report)[]).flatMap((table) =>
    report[table].flatMap(({ id, sync }): Unsettled[] => {
      const fields = [...new Set(sync.alt.map(({ field }) => field))].filter((field) => !STEPS.includes(field));
      return fields.length > 0 ? [{ table, id, fields }] : [];
    }),
  );
  return { seal: sealOf(report), unsettled };
}

/** Fields that say how far the visit is, not what its report says. */
const STEPS: readonly string[] = ['status', 'cosignedBy', 'agreed', 'submittedOn', 'remark'];
