import { dayAt } from '#domain/day.ts';
import { DESTINATIONS, dueFollowUps, FOLLOW_UPS, type Destination, type FollowUpTime } from '#domain/followUp.ts';
import { suppress } from '#domain/suppress.ts';
import { err, type Result } from '#domain/result.ts';
import { commit } from '#client/db/commit.ts';
import type { Device, Rows } from '#client/db/device.ts';
import type { Seen } from '#client/db/view.ts';
import type { ParticipantError } from './commands.ts';

/** Records where somebody is at one of the times after the exit, as of today; `null` takes the answer back. */
export function setFollowUp(
  device: Device,
  participantId: string,
  time: FollowUpTime,
  destination: Destination | null,
): Promise<Result<null, ParticipantError>> {
  return commit(device, async (edit) => {
    if (!(await edit.one('participant', participantId))) return err({ type: 'NotFound' });
    const value = destination === null ? null : { destination, on: dayAt(device.now()) };
    return edit.set('participant', participantId, { [`followUps.${time}`]: value });
  });
}

/** A question that is due. */
export interface DueFollowUp {
  participant: Seen<'participant'>;
  site: string;
  time: FollowUpTime;
  due: string;
}

/** Questions that are due on this day in all entities here, the oldest first. Form of `today`: YYYY-MM-DD. */
export async function followUpsDue(rows: Rows, today: string): Promise<DueFollowUp[]> {
  const sites = new Map((await rows.all('site')).map(({ id, name }) => [id, name]));
  const due = (await rows.all('participant')).flatMap((participant) =>
    dueFollowUps(participant, today).map(({ time, due: day }) => ({
      participant,
      site: sites.get(participant.scope) ?? '',
      time,
      due: day,
    })),
  );
  return due.sort((a, b) => a.due.localeCompare(b.due) || a.participant.code.localeCompare(b.participant.code, 'en'));
}

/** How many are where at each time; null where the group is too small to be told. `own`: the viewer sees every single person anyway. */
export async function destinationsOf(
  rows: Rows,
  own: boolean,
): Promise<{ destination: Destination; counts: (number | null)[] }[]> {
  const participants = await rows.all('participant');
  const columns = FOLLOW_UPS.map((time) => {
    const counts = DESTINATIONS.map(
      (destination) => participants.filter(({ followUps }) => followUps[time]?.destination === destination).length,
    );
    return own ? counts : suppress(counts).counts;
  });
  return DESTINATIONS.map((destination, i) => ({
    destination,
    counts: columns.map((column) => column[i] ?? null),
  })).filter(({ counts }) => counts.some((count) => count !== 0));
}
