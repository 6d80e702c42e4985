import { markDay, setScore } from '#client/features/training/commands.ts';
import { markOn, traineesOf, trainingRecords } from '#client/features/training/queries.ts';
import { read, type Device } from '#client/db/device.ts';
import { loadProgramme } from '#domain/content/content.ts';
import { EXPERT_PROGRAMME } from '#domain/expertTraining.ts';
import type { Result } from '#domain/result.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { makeWorld, type World } from '../../support/world.ts';

let world: World;
afterEach(() => world.close());

function value<T>(result: Result<T, { type: string }>): T {
  if (!result.ok) throw new Error(result.error.type);
  return result.value;
}

describe('[12] the nine days', () => {
  it('[R25] attendance by one tap for all, a result, and who has completed, on every device that may see it', async () => {
    world = await makeWorld();
    const boss = await world.phone(await world.account('coordinator', 'K-01'));
    const ids = [await world.account('expert', 'E-02'), await world.account('expert', 'E-01')];
    const expert = await world.phone(ids[0]!);
    const quality = await world.phone(await world.account('quality-specialist', 'J-01'));
    for (const phone of [boss, expert]) await phone.sync();
    const programme = await loadProgramme(EXPERT_PROGRAMME);
    const trainees = (device: Device) =>
      read(device, (rows) => trainingRecords(rows)).then((records) => traineesOf(records, programme));
    expect((await trainees(boss.device)).map(({ person, standing }) => [person.code, standing.state])).toEqual([
      ['E-01', 'not-started'],
      ['E-02', 'not-started'],
    ]);
    const place = (moduleId: string) => ({ moduleId, programmeVersion: programme.version });
    for (const { id } of programme.modules) {
      value(await markDay(boss.device, ids, place(id), { on: '2026-01-05', present: true }));
    }
    const last = programme.modules.at(-1)!.id;
    value(await markDay(boss.device, [ids[0]!], place(last), { on: '2026-01-05', present: false }));
    for (const id of ids) value(await setScore(boss.device, id, programme.version, 80));
    await boss.sync();
    await quality.sync();
    const seen = await trainees(quality.device);
    expect(seen.map(({ standing }) => [standing.state, standing.attended, standing.completedOn])).toEqual([
      ['passed', 9, '2026-01-16'],
      ['in-progress', 8, null],
    ]);
    expect(markOn(seen[1]!, last)).toMatchObject({ present: false });
    const refused = await markDay(quality.device, ids, place(last), null);
    expect(refused).toMatchObject({ error: { type: 'Forbidden' } });
    await expert.sync();
    expect(await read(expert.device, (rows) => rows.all('expertTraining'))).toEqual([]);
    expect(await setScore(expert.device, ids[0]!, programme.version, 100)).toMatchObject({
      error: { type: 'Forbidden' },
    });
    value(await markDay(boss.device, [ids[0]!], place(last), { on: '2026-01-16', present: true }));
    expect((await trainees(boss.device)).map(({ standing }) => standing.state)).toEqual(['passed', 'passed']);
  });
});
