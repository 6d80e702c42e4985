import { DeviceAnswer, ErrorAnswer } from '#sync/protocol.ts';

/** How this device stands with the server, as its cookie alone may ask: `unknown` is a device that the server does not know. */
export type Standing = DeviceAnswer['state'] | 'unknown';

const PATIENCE = 15_000;

/** Asks; null when nobody answered who is our server. */
export async function askStanding(): Promise<Standing | null> {
  try {
    const response = await fetch('/api/device', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
    const json: unknown = await response.json();
    const said = DeviceAnswer.safeParse(json);
    if (response.ok && said.success) return said.data.state;
    return response.status === 401 && ErrorAnswer.safeParse(json).success ? 'unknown' : null;
  } catch {
    return null;
  }
}
