import { session } from '#client/live/session.svelte.ts';
import { keepMark, readMark } from '#client/pwa/mark.ts';
import { unsentOf } from './parting.ts';

let noting: ReturnType<typeof setTimeout> | undefined;

/** The mark outside the database follows the work within a second. */
export function noteSoon(): void {
  clearTimeout(noting);
  noting = setTimeout(() => void noteMark(), 1000);
}

export function stopNoting(): void {
  clearTimeout(noting);
}

/** Notes outside the database what is in it (SPEC L1). */
export async function noteMark(): Promise<void> {
  if (!session.signedIn) return;
  const { device } = session;
  const me = await device.store.read((tx) => tx.meta('me')).catch(() => null);
  const left = await unsentOf(device).catch(() => null);
  if (me === null || !left || !session.signedIn || session.device.store !== device.store) return;
  const before = readMark();
  await keepMark({
    ...device.me,
    held: me !== undefined || (before?.held ?? false),
    waiting: left.edits + left.texts,
    files: left.files,
    ...(before?.revoked && { revoked: true as const }),
  });
}
