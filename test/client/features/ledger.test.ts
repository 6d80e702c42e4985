import { addParticipant, enrol, tickCriterion, withdrawEnrolment } from '#client/features/participants/commands.ts';
import {
  addEvidence,
  assess,
  removeEvidence,
  restoreEvidence,
  setEvidence,
  unverify,
  verify,
} from '#client/features/participants/ledger.ts';
import { participantDetail, progressIn } from '#client/features/participants/queries.ts';
import { sentBack, toVerify, withProgrammes } from '#client/features/participants/verification.ts';
import { commit } from '#client/db/commit.ts';
import { read, type Device } from '#client/db/device.ts';
import { loadProgramme } from '#domain/content/content.ts';
import type { Result } from '#domain/result.ts';
import { tables } from '#domain/tables.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { siteRow } from '../../support/rows.ts';
import { mid, mutation, setOf, sync } from '../../support/wire.ts';
import { makeWorld, type World } from '../../support/world.ts';

let world: World;
afterEach(() => world.close());

function value<T>(result: Result<T, { type: string }>): T {
  if (!result.ok) throw new Error(result.error.type);
  return result.value;
}

/** A pair of experts at one CIS, a learning-outcomes expert, and a participant with one outcome ready to be assessed. */
async function start() {
  world = await makeWorld();
  const boss = await world.phone(await world.account('coordinator', 'K-01'));
  const cis = value(await commit(boss.device, (edit) => edit.create('site', '', siteRow())));
  await boss.sync();
  const account = await world.account('expert', 'E-01', [cis]);
  const [expert, pair] = [await world.phone(account), await world.phone(await world.account('expert', 'E-02', [cis]))];
  const second = await world.phone(await world.account('learning-outcomes-expert', 'U-01'));
  await expert.sync();
  const { device } = expert;
  const about = { siteId: cis, ageBand: '30-49', sex: 'K', entryMonth: '2026-01' } as const;
  const { id } = value(await addParticipant(device, about));
  const programme = await loadProgramme('care-at-home-cis');
  const enrolment = value(
    await enrol(device, {
      participantId: id,
      programmeId: programme.id,
      programmeVersion: programme.version,
      variant: 'CIS',
      start: '2026-01-16',
      plannedEnd: null,
    }),
  );
  const outcome = programme.modules[0]?.outcomes[0];
  if (!outcome) throw new Error('no outcome');
  const shown = async (on: Device) => {
    const view = await read(on, (rows) => participantDetail(rows, id));
    const row = view?.enrolments[0];
    if (!row) throw new Error('no enrolment');
    return { row, evidence: view.evidence, stage: progressIn(programme, row).perModule[0]?.outcomes[0]?.stage };
  };
  const queue = async () => await read(second.device, (rows) => toVerify(rows, second.device.me.account));
  return { account, boss, cis, device, enrolment, expert, id, outcome, pair, programme, queue, second, shown };
}

describe('[9] evidence, assessment, verification', () => {
  it('counts only when the second person has read the evidence and confirmed', async () => {
    const { device, enrolment, expert, outcome, queue, second, shown } = await start();
    for (const { id } of outcome.criteria) value(await tickCriterion(device, enrolment, id, true));
    const proof = value(await addEvidence(device, enrolment, outcome.id, { method: 'task' }));
    value(await setEvidence(device, proof, { note: 'Ułożyła plan tygodnia bez podpowiedzi.' }));
    value(await assess(device, enrolment, outcome.id, 'achieved'));
    expect((await shown(device)).stage).toBe('waiting');
    await expert.sync();
    await second.sync();
    const [one] = await queue();
    expect(one).toMatchObject({ outcomeId: outcome.id, site: 'CIS Modliborzyce', said: { by: device.me.account } });
    expect(one?.evidence.map(({ method, note, sync: { by } }) => [method, note, by])).toEqual([
      ['task', 'Ułożyła plan tygodnia bez podpowiedzi.', device.me.account],
    ]);
    value(await verify(second.device, enrolment, outcome.id, one!.said, { confirmed: true }));
    expect(await queue()).toEqual([]);
    await second.sync();
    await expert.sync();
    expect(await shown(device)).toMatchObject({ stage: 'achieved', row: { sync: { state: 'confirmed' } } });
    expect(await removeEvidence(device, proof)).toMatchObject({ error: { type: 'OutcomeVerified' } });
    expect(await setEvidence(device, proof, { note: '' })).toMatchObject({ error: { type: 'OutcomeVerified' } });
    expect(await tickCriterion(device, enrolment, outcome.criteria[0]!.id, null)).toMatchObject({
      error: { type: 'OutcomeVerified' },
    });
    value(await assess(device, enrolment, outcome.id, null));
    const gone = value(await removeEvidence(device, proof));
    value(await restoreEvidence(device, gone));
    expect((await shown(device)).evidence).toHaveLength(1);
  });

  it('comes back to the assessor as a task with its reason, and waits again once assessed anew', async () => {
    const { device, enrolment, expert, outcome, pair, queue, second } = await start();
    value(await assess(device, enrolment, outcome.id, 'achieved'));
    await expert.sync();
    await second.sync();
    const [one] = await queue();
    const reason = 'Dopisz, jakie było zadanie.';
    value(await verify(second.device, enrolment, outcome.id, one!.said, { confirmed: false, reason }));
    await second.sync();
    for (const phone of [expert, pair]) {
      await phone.sync();
      const tasks = await read(phone.device, (rows) => sentBack(rows, phone.device.me.account));
      expect((await withProgrammes(tasks)).open).toMatchObject([{ outcomeId: outcome.id, reason }]);
    }
    value(await assess(device, enrolment, outcome.id, 'achieved'));
    expect(await read(device, (rows) => sentBack(rows, device.me.account))).toEqual([]);
    await expert.sync();
    await second.sync();
    expect(await queue()).toHaveLength(1);
  });

  it('a verdict given offline about an older assessment confirms nothing; a verdict can be taken back', async () => {
    const { device, enrolment, expert, outcome, queue, second, shown } = await start();
    value(await assess(device, enrolment, outcome.id, 'achieved'));
    await expert.sync();
    await second.sync();
    const [one] = await queue();
    value(await assess(device, enrolment, outcome.id, 'partial'));
    value(await assess(device, enrolment, outcome.id, 'achieved'));
    await expert.sync();
    value(await verify(second.device, enrolment, outcome.id, one!.said, { confirmed: true }));
    await second.sync();
    await second.sync();
    expect((await shown(second.device)).stage).toBe('waiting');
    const stale = verify(second.device, enrolment, outcome.id, one!.said, { confirmed: true });
    expect(await stale).toMatchObject({ error: { type: 'AssessedAnew' } });
    const [now] = await queue();
    value(await verify(second.device, enrolment, outcome.id, now!.said, { confirmed: true }));
    expect((await shown(second.device)).stage).toBe('achieved');
    value(await unverify(second.device, enrolment, outcome.id));
    expect((await shown(second.device)).stage).toBe('waiting');
  });

  it('an enrolment with evidence stays, and who verifies assesses nothing', async () => {
    const { device, enrolment, expert, outcome, second } = await start();
    value(await addEvidence(device, enrolment, outcome.id, { method: 'talk' }));
    expect(await withdrawEnrolment(device, enrolment)).toMatchObject({ error: { type: 'EnrolmentUsed' } });
    await expert.sync();
    await second.sync();
    const forbidden = { error: { type: 'Forbidden' } };
    expect(await assess(second.device, enrolment, outcome.id, 'achieved')).toMatchObject(forbidden);
    expect(await addEvidence(second.device, enrolment, outcome.id, { method: 'talk' })).toMatchObject(forbidden);
  });

  it('[S3] the server refuses it too: an expert who verifies, and a verifier who was the assessor before', async () => {
    const { account, boss, cis, device, enrolment, expert, outcome, second } = await start();
    value(await assess(device, enrolment, outcome.id, 'achieved'));
    await expert.sync();
    const said = (await read(device, (rows) => rows.one('enrolment', enrolment)))!.results[outcome.id]!;
    const verdict = (by: string) => ({
      verdict: 'confirmed',
      by,
      at: said.at,
      of: { by: said.by, at: said.at },
      reason: '',
    });
    const place = { scope: cis, id: enrolment, type: tables.enrolment.code, saw: mid('seen') };
    const forge = async (cookie: string, v: object, tag: string) => {
      const set = setOf({ [`verified.${outcome.id}`]: v });
      const { results } = await sync(world, cookie, { muts: [mutation({ ...place, mid: mid(tag), set })] });
      return results[0];
    };
    const refused = (reason: string) => ({ st: 'refused', refusal: { code: 'invalid', reason } });
    const other = second.device.me.account;
    expect(await forge(expert.cookie, verdict(device.me.account), 'a')).toMatchObject(refused('VerifyForeign'));
    expect(await forge(expert.cookie, verdict(other), 'b')).toMatchObject(refused('VerifyForeign'));
    const change = { id: account, code: 'E-01', role: 'learning-outcomes-expert', active: true, sites: [] };
    expect((await world.request('/api/accounts', { cookie: boss.cookie, body: change })).status).toBe(200);
    world.time += 60_000;
    expect(await forge(await world.signIn(account), verdict(account), 'c')).toMatchObject(refused('VerifyOwn'));
    expect(await forge(second.cookie, verdict(other), 'd')).toMatchObject({ st: 'ok' });
  });
});
