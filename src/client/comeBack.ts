import { Role } from '#domain/access.ts';
import { DeviceAnswer } from '#sync/protocol.ts';
import { session } from '#client/live/session.svelte.ts';
import { erase } from '#client/pwa/erase.ts';
import { keepMark, type Mark } from '#client/pwa/mark.ts';
import { enter } from './account.ts';

/**
 * Nobody is known here, yet the server may still know this device by its cookie: then the system removed everything, and the
 * account is opened again. `waiting`: what the device said at its last contact.
 */
export async function comeBack(): Promise<void> {
  try {
    const response = await fetch('/api/device', { cache: 'no-store', signal: AbortSignal.timeout(5_000) });
    const answer = DeviceAnswer.safeParse(await response.json());
    const role = Role.safeParse(answer.data?.me.role);
    if (!answer.success || !role.success || session.signedIn || session.gate) return;
    const { state, me, beat } = answer.data;
    const waiting = (beat?.waiting ?? 0) + (beat?.refused ?? 0) + (beat?.drafts ?? 0);
    if (state !== 'ok') {
      // Nothing is here any more: only the server has to learn of it.
      const { account, code } = me;
      await erase({ account, code, why: state, at: Date.now(), handed: 0, receipt: null, lost: waiting });
      return session.bar('ended');
    }
    const mark: Mark = { account: me.account, code: me.code, role: role.data, held: beat !== null, waiting, files: 0 };
    await keepMark(mark);
    await enter(mark);
  } catch {
    // No line or no such device: the screen for joining stands.
  }
}
