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

/** Experts whose account is in use, by code, and those with a record of the training. */
export async function traineesOf(rows: Rows, programme: Programme): Promise<Trainee[]> {
  const records = await rows.all('expertTraining');
  const own = (id: string) => records.filter(({ personId }) => personId === id);
  return (await rows.all('person'))
    .filter(({ role, active }) => role === 'expert' && active)
    .sort((a, b) => a.code.localeCompare(b.code, 'en', { numeric: true }))
    .map((person) => ({ person, records: own(person.id), standing: trainingStanding(programme, own(person.id)) }));
}

/** What stands for a day over all records of an expert: attended in one of them, else what the first says. */
export function markOn({ records }: Trainee, moduleId: string): { on: string; present: boolean } | null {
  const marks = records.flatMap(({ days }) => days[moduleId] ?? []);
  return marks.find(({ present }) => present) ?? marks[0] ?? null;
}
