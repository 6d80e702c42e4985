import type { PARTICIPANT_STATES } from '#domain/participant.ts';
import { session } from '#client/live/session.svelte.ts';
import { err, ok, type Result } from '#domain/result.ts';

type State = (typeof PARTICIPANT_STATES)[number];

/** How many participants there are; `null` stands for fewer than five. */
export interface Totals {
  total: number | null;
  /** By the id of the entity. */
  sites: ReadonlyMap<string, number | null>;
  states: ReadonlyMap<State, number | null>;
}

/** Longer than any answer takes. Unit: milliseconds. */
const TIMEOUT = 20_000;

/** Asks the server, which alone knows the single persons behind the numbers. `type` of an error has words in i18n. */
export async function askTotals(
  send: (path: string, init: RequestInit) => Promise<Response> = (path, init) => session.send(path, init),
): Promise<Result<Totals, { type: string }>> {
  let status: number;
  let answer: Record<string, unknown>;
  try {
    const signal = AbortSignal.timeout(TIMEOUT);
    const response = await send('/api/totals', { headers: { 'X-App': '1' }, cache: 'no-store', signal });
    status = response.status;
    answer = (await response.json()) as Record<string, unknown>;
  } catch {
    return err({ type: 'Offline' });
  }
  if (status === 401) return err({ type: 'Unauthorized' });
  if (status === 403) return err({ type: 'Forbidden' });
  const { total, sites, states } = answer;
  if (status !== 200 || !Array.isArray(sites) || !Array.isArray(states)) return err({ type: 'ServerDown' });
  return ok({ total: countOf(total), sites: countsOf(sites, 'scope'), states: countsOf(states, 'state') });
}

const countOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

function countsOf<K extends string>(list: readonly unknown[], name: string): Map<K, number | null> {
  const rows = list.filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null);
  return new Map(rows.map((one) => [String(one[name]) as K, countOf(one['count'])]));
}
