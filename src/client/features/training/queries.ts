import { trainingStanding, type TrainingStanding } from '#domain/expertTraining.ts';
import type { Programme } from '#domain/programme.ts';
import type { Rows } from '#client/db/device.ts';
import type { Seen } from '#client/db/view.ts';

/** One expert with the nine days. */
export interface Trainee {
  person: Seen<'person'>;
  records: Seen<'expertTraining'>[];
  standing: TrainingStanding;
}

/** What this device holds about the training: experts whose account is in use, and all records. */
export interface TrainingRecords {
  people: Seen<'person'>[];
  records: Seen<'expertTraining'>[];
}

/** The records in one snapshot. */
export async function trainingRecords(rows: Rows): Promise<TrainingRecords> {
  const people = (await rows.all('person')).filter(({ role, active }) => role === 'expert' && active);
  return { people, records: await rows.all('expertTraining') };
}

/** Experts by code, each with the standing by the programme's rule. */
export function traineesOf({ people, records }: TrainingRecords, programme: Programme): Trainee[] {
  const own = (id: string) => records.filter(({ personId }) => personId === id);
  return [...people]
    .sort((a, b) => a.code.localeCompare(b.code, 'en', { numeric: true }))
    .map((person) => ({ person, records: own(person.id), standing: trainingStanding(programme, own(person.id)) }));
}

/** What stands for a day over all records of an expert: attended in one of them, else what the first says. */
export function markOn({ records }: Trainee, moduleId: string): { on: string; present: boolean } | null {
  const marks = records.flatMap(({ days }) => days[moduleId] ?? []);
  return marks.find(({ present }) => present) ?? marks[0] ?? null;
}
