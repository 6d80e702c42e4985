import { AuditEntry, AuditHead } from '#domain/audit.ts';
import { dayAt } from '#domain/day.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { ask, isRecord, isText, type ApiError, type Fetch } from '#client/live/ask.ts';
import { session } from '#client/live/session.svelte.ts';

/** What is looked for; empty: everything. `id`: a record, an account or a device; `day`: YYYY-MM-DD. */
export interface AuditQuestion {
  account: string | null;
  id: string | null;
  day: string | null;
}

/** Entries newest first, with the devices they name, and the newest entry of all. */
export interface AuditPage {
  entries: AuditEntry[];
  devices: ReadonlyMap<string, { account: string; name: string }>;
  head: AuditHead;
  more: boolean;
}

/** Asks the server for a page of the audit; `before`: goes on after an entry. It is kept on no device. */
export async function readAudit(
  { account, id, day }: AuditQuestion,
  before: number | null,
  send: Fetch = (path, init) => session.send(path, init),
): Promise<Result<AuditPage, ApiError>> {
  const bounds = day === null ? null : boundsOf(day);
  const asked = new URLSearchParams();
  if (account !== null) asked.set('account', account);
  if (id !== null) asked.set('id', id);
  if (bounds) for (const [name, at] of Object.entries(bounds)) asked.set(name, String(at));
  if (before !== null) asked.set('before', String(before));
  const answer = await ask(send, `/api/audit?${asked.toString()}`);
  if (!answer.ok) return answer;
  const { entries, devices, head, more } = answer.value;
  const parsed = Array.isArray(entries) ? entries.map((entry) => AuditEntry.safeParse(entry)) : null;
  const newest = AuditHead.safeParse(head);
  if (!parsed?.every((one) => one.success) || !newest.success || !isRecord(devices)) {
    return err({ type: 'UpgradeNeeded' });
  }
  const known = Object.entries(devices).flatMap(([key, value]) => {
    if (!isRecord(value) || !isText(value['account']) || !isText(value['name'])) return [];
    return [[key, { account: value['account'], name: value['name'] }] as const];
  });
  return ok({
    entries: parsed.map((one) => one.data),
    devices: new Map(known),
    head: newest.data,
    more: more === true,
  });
}

const HOUR = 3_600_000;

/** First instant of a day in Poland, and of the next one. Unit: milliseconds since 1970 UTC. */
export function boundsOf(day: string): { from: number; to: number } {
  const utc = Date.parse(`${day}T00:00:00Z`);
  const first = (near: number): number => {
    const wanted = dayAt(near + 12 * HOUR);
    return [-2, -1, 0].map((hours) => near + hours * HOUR).find((at) => dayAt(at) === wanted) ?? near;
  };
  return { from: first(utc), to: first(utc + 24 * HOUR) };
}
