import { addParticipant, enrol, setHours, setParticipant } from '#client/features/participants/commands.ts';
import { participantDetail, progressIn } from '#client/features/participants/queries.ts';
import {
  clearMarks,
  frameFor,
  markAllPresent,
  markPresence,
  removeRollCall,
  restoreRollCall,
  rollDetail,
  rollsOf,
  setRollCall,
  startRollCall,
} from '#client/features/participants/rollCalls.ts';
import { setProject } from '#client/features/sites/commands.ts';
import { commit } from '#client/db/commit.ts';
import { knownPast } from '#client/db/past.ts';
import { read } from '#client/db/device.ts';
import { loadProgramme } from '#domain/content/content.ts';
import type { Result } from '#domain/result.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { siteRow } from '../../support/rows.ts';
import { makeWorld, type World } from '../../support/world.ts';

let world: World;
afterEach(() => world.close());

function value<T>(result: Result<T, { type: string }>): T {
  if (!result.ok) throw new Error(result.error.type);
  return result.value;
}

/** Two experts at a CIS, three participants of one programme and the roll of a session of its first module. */
async function start() {
  world = await makeWorld();
  const boss = await world.phone(await world.account('coordinator', 'K-01'));
  const cis = value(await commit(boss.device, (edit) => edit.create('site', '', siteRow())));
  await boss.sync();
  const expert = await world.phone(await world.account('expert', 'E-01', [cis]));
  const pair = await world.phone(await world.account('expert', 'E-02', [cis]));
  await expert.sync();
  const { device } = expert;
  const programme = await loadProgramme('care-at-home-cis');
  const moduleId = programme.modules[0]?.id ?? '';
  const people: { id: string; enrolment: string }[] = [];
  for (let i = 0; i < 3; i++) {
    const about = { siteId: cis, ageBand: null, sex: 'K', entryMonth: '2026-01' } as const;
    const { id } = value(await addParticipant(device, about));
    const [programmeId, programmeVersion] = [programme.id, programme.version];
    const how = { participantId: id, programmeId, programmeVersion, variant: 'CIS', start: '2026-01-05' } as const;
    people.push({ id, enrolment: value(await enrol(device, { ...how, plannedEnd: null })) });
  }
  const about = { programmeId: programme.id, programmeVersion: programme.version, moduleId, day: '2026-01-16' };
  const roll = value(await startRollCall(device, cis, { ...about, hours: 4 }));
  const hours = async (id: string) => {
    const row = (await read(device, (rows) => participantDetail(rows, id)))?.enrolments[0];
    return row && progressIn(programme, row).perModule[0]?.hoursDone;
  };
  const detail = async () => (await read(device, (rows) => rollDetail(rows, roll)))!;
  return { about, boss, cis, detail, device, expert, hours, moduleId, pair, people, programme, roll };
}

describe('[10] roll call', () => {
  it('one tap each, everybody by one tap, and hours add up to what was noted before', async () => {
    const { detail, device, hours, moduleId, people, roll } = await start();
    const [a, b, c] = people;
    value(await setHours(device, a!.enrolment, moduleId, 2));
    value(await markPresence(device, roll, b!.enrolment, 'excused'));
    const marked = value(
      await markAllPresent(
        device,
        roll,
        people.map(({ enrolment }) => enrolment),
      ),
    );
    expect(new Set(marked)).toEqual(new Set([a!.enrolment, c!.enrolment]));
    expect((await detail()).roll.marks).toMatchObject({ [b!.enrolment]: 'excused', [c!.enrolment]: 'present' });
    expect([await hours(a!.id), await hours(b!.id), await hours(c!.id)]).toEqual([6, 0, 4]);
    value(await setRollCall(device, roll, { hours: 4.5 }));
    expect(await hours(a!.id)).toBe(6.5);
    value(await clearMarks(device, roll, marked));
    expect([await hours(a!.id), await hours(c!.id)]).toEqual([2, 0]);
  });

  it('two phones mark different people of one roll, and both marks stand', async () => {
    const { detail, device, expert, pair, people, roll } = await start();
    await expert.sync();
    await pair.sync();
    value(await markPresence(device, roll, people[0]!.enrolment, 'present'));
    value(await markPresence(pair.device, roll, people[1]!.enrolment, 'absent'));
    await expert.sync();
    await pair.sync();
    await expert.sync();
    expect((await detail()).roll).toMatchObject({
      marks: { [people[0]!.enrolment]: 'present', [people[1]!.enrolment]: 'absent' },
      sync: { alt: [] },
    });
  });

  it('a correction leaves a trace: who, what and what was there before', async () => {
    const { cis, device, expert, people, roll } = await start();
    const mark = people[0]!.enrolment;
    value(await markPresence(device, roll, mark, 'absent'));
    await expert.sync();
    value(await markPresence(device, roll, mark, 'present'));
    await expert.sync();
    const answer = await world.request(`/api/history/${cis}/${roll}`, { cookie: expert.cookie });
    expect(await answer.json()).toMatchObject({
      history: [{ field: `marks.${mark}`, v: 'absent', by: device.me.account }],
    });
    const now = await read(device, (rows) => knownPast(rows, device.me.account, roll, `marks.${mark}`));
    expect(now.now).toMatchObject({ value: 'present', by: device.me.account });
  });

  it('calls who is on the programme now, and keeps on the roll who has left since', async () => {
    const { about, cis, detail, device, people, roll } = await start();
    value(await markPresence(device, roll, people[0]!.enrolment, 'present'));
    for (const { id } of people.slice(0, 2)) value(await setParticipant(device, id, { status: 'left' }));
    const ids = (list: { participant: { id: string } }[]) => new Set(list.map(({ participant }) => participant.id));
    expect(ids((await detail()).group)).toEqual(new Set([people[0]!.id, people[2]!.id]));
    const early = value(await startRollCall(device, cis, { ...about, day: '2026-01-04', hours: 4 }));
    expect((await read(device, (rows) => rollDetail(rows, early)))?.group).toEqual([]);
    expect((await read(device, (rows) => rollsOf(rows, cis))).map(({ day }) => day)).toEqual([
      '2026-01-16',
      '2026-01-04',
    ]);
    const gone = value(await removeRollCall(device, early));
    value(await restoreRollCall(device, gone));
    expect(await read(device, (rows) => rollsOf(rows, cis))).toHaveLength(2);
  });

  it('[0.5] frames follow the state of the law that the project sets, and its own when it has some', async () => {
    const { boss, device, expert } = await start();
    expect((await read(device, (rows) => frameFor(rows, '2026-01-16')))?.weekHours).toBe(40);
    value(await setProject(boss.device, { legalState: '2019-09-01' }));
    await boss.sync();
    await expert.sync();
    expect(await read(device, (rows) => frameFor(rows, '2026-01-16'))).toMatchObject({ dayHours: 6, months: 18 });
    const own = [{ since: '2003-06-13', dayHours: 5.5, weekHours: 30, months: 12 }];
    value(await setProject(boss.device, { frames: own }));
    await boss.sync();
    await expert.sync();
    expect(await read(device, (rows) => frameFor(rows, '2026-01-16'))).toMatchObject(own[0]!);
  });
});
