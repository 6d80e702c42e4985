import { ask, isList, type ApiError, type Fetch } from '#client/live/ask.ts';
import { err, ok, type Result } from '#domain/result.ts';

/** Alarms of the server that have words; others are of a newer server and are left out. */
const ALARMS = ['DatabaseDown', 'DiskFull', 'DiskLow', 'BackupLate', 'BackupIncomplete'] as const;
export type Alarm = (typeof ALARMS)[number];

/** What the server says of itself. `since`: the last backup or since when there could have been one, milliseconds since 1970 UTC. */
export interface ServerAlarms {
  alarms: Alarm[];
  since: number | null;
  /** Whether there ever was a backup. */
  ever: boolean;
}

/** Asks the server how it stands; for those who manage accounts. */
export async function askAlarms(send: Fetch): Promise<Result<ServerAlarms, ApiError>> {
  const answer = await ask(send, '/api/alarms');
  if (!answer.ok) return answer;
  const { alarms, backup } = answer.value;
  if (!isList(alarms)) return err({ type: 'UpgradeNeeded' });
  const { since, ever } = (backup ?? {}) as Record<string, unknown>;
  return ok({
    alarms: ALARMS.filter((alarm) => alarms.includes(alarm)),
    since: typeof since === 'number' ? since : null,
    ever: ever === true,
  });
}
