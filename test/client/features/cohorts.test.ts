import { addParticipant, enrol, setParticipant } from '#client/features/participants/commands.ts';
import { familiesOf, membersOf, siteLines } from '#client/features/participants/cohorts.ts';
import { participantsOf } from '#client/features/participants/queries.ts';
import { destinationsOf, followUpsDue, setFollowUp } from '#client/features/participants/followUps.ts';
import { commit } from '#client/db/commit.ts';
import { read } from '#client/db/device.ts';
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

/** An expert who guides a CIS with `many` participants and a KIS with `few`, all on the same family of programmes. */
async function start(many: number, few: number) {
  world = await makeWorld();
  const boss = await world.phone(await world.account('coordinator', 'K-01'));
  const make = async (code: string, kind: 'CIS' | 'KIS') =>
    value(await commit(boss.device, (edit) => edit.create('site', '', siteRow(code, kind))));
  const [cis, kis] = [await make('PZS-01', 'CIS'), await make('PZS-02', 'KIS')];
  await boss.sync();
  const expert = await world.phone(await world.account('expert', 'E-01', [cis, kis]));
  await expert.sync();
  const { device } = expert;
  const people: string[] = [];
  for (let i = 0; i < many + few; i++) {
    const [siteId, variant, programmeId] =
      i < many ? ([cis, 'CIS', 'care-at-home-cis'] as const) : ([kis, 'KIS', 'care-at-home-kis'] as const);
    const { id } = value(
      await addParticipant(device, { siteId, ageBand: null, sex: 'K', entryMonth: '2026-01', status: 'active' }),
    );
    const how = { participantId: id, programmeId, programmeVersion: '1.0.0', variant, start: '2026-01-05' };
    value(await enrol(device, { ...how, plannedEnd: null }));
    people.push(id);
  }
  return { boss, cis, device, expert, kis, people };
}

describe('[11] groups under five', () => {
  it('are told to the expert of the entity and to nobody else, nor can they be worked out', async () => {
    const { device } = await start(7, 3);
    const members = await membersOf(await read(device, (rows) => participantsOf(rows)));
    const [own] = familiesOf(members, true);
    expect(own).toMatchObject({ id: 'care-at-home', people: { CIS: 7, KIS: 3 }, whole: { KIS: { hours: 0 } } });
    const [other] = familiesOf(members, false);
    expect(other).toMatchObject({ people: { CIS: null, KIS: null }, whole: { CIS: null, KIS: null }, extremes: [] });
    expect(other?.modules.every(({ shares }) => shares.CIS === null && shares.KIS === null)).toBe(true);
    const people = (guides: boolean) => siteLines(members, guides).map((line) => [line.people, line.share?.outcomes]);
    expect(people(true)).toEqual([
      [7, 0],
      [3, 0],
    ]);
    expect(people(false)).toEqual([
      [null, undefined],
      [null, undefined],
    ]);
  });

  it('are told once they are large enough; the ready ones among them only when they and the rest are', async () => {
    const { device } = await start(6, 5);
    const members = await membersOf(await read(device, (rows) => participantsOf(rows)));
    const [family] = familiesOf(members, false);
    expect(family).toMatchObject({ people: { CIS: 6, KIS: 5 }, ready: { CIS: 0, KIS: 0 } });
    expect(siteLines(members, false).map(({ people }) => people)).toEqual([6, 5]);
  });
});

describe('[11] follow-ups', () => {
  it('are due on the start screen until answered, and their destinations are counted', async () => {
    const { device, expert, people } = await start(2, 0);
    value(await setParticipant(device, people[0]!, { status: 'completed', exitMonth: '2025-08' }));
    const due = (today: string) => read(device, (rows) => followUpsDue(rows, today));
    expect((await due('2025-09-27')).length).toBe(0);
    expect((await due('2026-01-16')).map(({ time, due: day }) => [time, day])).toEqual([
      ['4-weeks', '2025-09-28'],
      ['3-months', '2025-11-30'],
    ]);
    value(await setFollowUp(device, people[0]!, '4-weeks', 'supported-job'));
    expect((await due('2026-01-16')).map(({ time }) => time)).toEqual(['3-months']);
    const told = (own: boolean) => read(device, (rows) => destinationsOf(rows, own));
    expect(await told(true)).toEqual([{ destination: 'supported-job', counts: [1, 0, 0] }]);
    expect(await told(false)).toEqual([{ destination: 'supported-job', counts: [null, 0, 0] }]);
    await expert.sync();
    value(await setFollowUp(device, people[0]!, '4-weeks', null));
    expect(await due('2026-01-16')).toHaveLength(2);
    await expert.sync();
    expect((await read(device, (rows) => rows.one('participant', people[0]!)))?.sync.state).toBe('confirmed');
  });
});
