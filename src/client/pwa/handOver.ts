import { POSTED, PostedAnswer, TICKET, type PostedRequest } from '#sync/posted.ts';
import { handedOver, waitingPosts, type Posting } from '#client/db/posted.ts';
import { base64url } from '#client/vault/seal.ts';

const TIMEOUT = 60_000;
/** Requests in a row; more waits for the next occasion. */
const MOST = 50;

/** How it went. `end`: nothing is left that could go; otherwise a later try is worth it. `handed`: edits that were answered for. */
export interface HandedOver {
  end: boolean;
  handed: number;
}

/**
 * Hands over what waits in a locked database, request by request. An edit without an outcome stays as it is until the device is
 * unlocked.
 */
export async function handOver(
  database: string,
  send: (path: string, init: RequestInit) => Promise<Response>,
  waiting: (database: string) => Promise<Posting> = waitingPosts,
): Promise<HandedOver> {
  let handed = 0;
  for (let i = 0; i < MOST; i++) {
    const { senders, edits, ticket } = await waiting(database);
    if (edits.length === 0) return { end: true, handed };
    const answered = await post(send, {
      v: POSTED,
      senders,
      edits: edits.map(({ by, name, bytes }) => ({ by, name, c: base64url(bytes) })),
      ...(ticket && { ticket: { by: 0, name: TICKET, c: base64url(ticket) } }),
    });
    if (!answered) return { end: false, handed };
    const known = edits.filter(({ name }) => answered.has(name));
    if (known.length === 0) return { end: true, handed };
    handed += known.length;
    await handedOver(
      database,
      known.map(({ n }) => n),
    );
  }
  return { end: false, handed };
}

/** Ids that the server answered for; null when it was not our server that answered. */
async function post(
  send: (path: string, init: RequestInit) => Promise<Response>,
  request: PostedRequest,
): Promise<Set<string> | null> {
  try {
    const response = await send('/api/push', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-App': '1' },
      body: JSON.stringify(request),
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const answer = PostedAnswer.safeParse(await response.json());
    return response.ok && answer.success ? new Set(answer.data.results.map(({ mid }) => mid)) : null;
  } catch {
    return null;
  }
}
