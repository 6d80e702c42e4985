import { verdictOn, type Assessment } from '#domain/ledger.ts';
import { needsVerification } from '#domain/programme.ts';
import type { Rows } from '#client/db/device.ts';
import type { Seen } from '#client/db/view.ts';
import { loadProgrammes, programmeKey, type Programmes } from './programmes.ts';

/** An assessment that somebody has to act on: the second person, or after a return the assessor. */
export interface OpenAssessment {
  enrolment: Seen<'enrolment'>;
  participant: Seen<'participant'>;
  /** Name of the entity; empty while its row is not on this device. */
  site: string;
  outcomeId: string;
  said: Assessment;
  /** Newest first. */
  evidence: Seen<'evidence'>[];
  /** Why it came back; empty while it waits. */
  reason: string;
}

/** What waits for the second person, over all entities on this device, the longest waiting first; own assessments are left out. */
export async function toVerify(rows: Rows, me: string): Promise<OpenAssessment[]> {
  const open = await openAssessments(rows, (verdict, said) => verdict === undefined && said.by !== me);
  return open.sort((a, b) => a.said.at.localeCompare(b.said.at));
}

/** What the second person sent back and nobody has assessed anew: own assessments first, then the newest. */
export async function sentBack(rows: Rows, me: string): Promise<OpenAssessment[]> {
  const open = await openAssessments(rows, (verdict) => verdict === 'returned');
  const own = ({ said }: OpenAssessment) => Number(said.by === me);
  return open.sort((a, b) => own(b) - own(a) || b.said.at.localeCompare(a.said.at));
}

/** Loads the programmes behind assessments; those whose programme asks for no second person are left out of `open`. */
export async function withProgrammes(
  open: readonly OpenAssessment[],
): Promise<{ open: OpenAssessment[]; programmes: Programmes }> {
  const keys = [...new Set(open.map(({ enrolment }) => programmeKey(enrolment)))].sort().join(' ');
  const programmes = await loadProgrammes(keys);
  return {
    programmes,
    open: open.filter(({ enrolment }) => {
      const programme = programmes.get(programmeKey(enrolment));
      return programme === undefined || needsVerification(programme);
    }),
  };
}

async function openAssessments(
  rows: Rows,
  wanted: (verdict: ReturnType<typeof verdictOn>, said: Assessment) => boolean,
): Promise<OpenAssessment[]> {
  const enrolments = await rows.all('enrolment');
  const found = enrolments.flatMap((enrolment) =>
    Object.entries(enrolment.results).flatMap(([outcomeId, said]) =>
      said?.result === 'achieved' && wanted(verdictOn(enrolment, outcomeId), said)
        ? [{ enrolment, outcomeId, said }]
        : [],
    ),
  );
  if (found.length === 0) return [];
  const participants = new Map((await rows.all('participant')).map((row) => [row.id, row]));
  const sites = new Map((await rows.all('site')).map(({ id, name }) => [id, name]));
  const proofs = new Map<string, Seen<'evidence'>[]>();
  for (const row of await rows.all('evidence')) {
    const key = `${row.enrolmentId} ${row.outcomeId}`;
    proofs.set(key, [...(proofs.get(key) ?? []), row]);
  }
  return found.flatMap(({ enrolment, outcomeId, said }) => {
    const participant = participants.get(enrolment.participantId);
    if (!participant) return [];
    const evidence = (proofs.get(`${enrolment.id} ${outcomeId}`) ?? []).sort((a, b) => b.day.localeCompare(a.day));
    const reason = enrolment.verified[outcomeId]?.reason ?? '';
    return [{ enrolment, participant, site: sites.get(enrolment.scope) ?? '', outcomeId, said, evidence, reason }];
  });
}
