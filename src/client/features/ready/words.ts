import { i18n } from '#client/i18n/words.svelte.ts';
import type { CheckId, Checked, Facts } from './verdict.ts';

/** What a button of this screen does. */
export type Remedy = 'reload' | 'sync' | 'persist' | 'lock' | 'sign-in' | 'again';

const DAY = 86_400_000;

/** What was found by a check, in words, and what can be done about it here. `size`: bytes in words. */
export function wordsOf(
  id: CheckId,
  state: Checked['state'],
  facts: Facts,
  size: (bytes: number) => string,
): { detail: string; remedy?: { act: Remedy; label: string } } {
  const m = i18n.m.ready;
  const sync = { act: 'sync', label: i18n.m.data.syncNow } as const;
  const again = { act: 'again', label: m.lookAgain } as const;
  const ok = state === 'ok';
  switch (id) {
    case 'app': {
      const { app } = facts;
      const reload = { act: 'reload', label: m.reload } as const;
      if (app === undefined) return { detail: m.appUnknown, remedy: again };
      if (app === null) return { detail: m.appNone, remedy: reload };
      if (app.missing > 0) return { detail: m.appMissing(app.missing), remedy: reload };
      return ok ? { detail: m.appOk(app.files) } : { detail: m.appOld, remedy: reload };
    }
    case 'records':
      if (facts.incomplete > 0) return { detail: m.recordsMissing(facts.incomplete), remedy: sync };
      return ok ? { detail: m.recordsOk } : { detail: m.recordsUnreadable(facts.unreadable), remedy: sync };
    case 'unlock':
      if (!facts.wayIn) return { detail: m.unlockNone, remedy: { act: 'lock', label: m.toLock } };
      return ok ? { detail: m.unlockOk } : { detail: m.unlockBroken, remedy: again };
    case 'session':
      if (facts.halted) return { detail: m.sessionEnded, remedy: { act: 'sign-in', label: i18n.m.sync.signInAgain } };
      if (facts.contact === null) return { detail: m.sessionUnknown, remedy: sync };
      return ok
        ? { detail: m.sessionOk(Math.floor((facts.contact.at + facts.sessionLife - facts.now) / DAY)) }
        : { detail: m.sessionEnding, remedy: sync };
    case 'persisted':
      if (state === 'unknown') return { detail: m.persistedUnknown };
      return ok
        ? { detail: m.persistedOk }
        : { detail: m.persistedNot, remedy: { act: 'persist', label: i18n.m.settings.askPersist } };
    case 'space': {
      if (facts.free === undefined) return { detail: m.spaceUnknown };
      const [free, needed] = [size(facts.free), size(facts.expected)];
      return ok ? { detail: m.spaceOk(free, needed) } : { detail: m.spaceLittle(free, needed), remedy: again };
    }
    case 'clock':
      if (facts.contact === null) return { detail: m.clockUnknown, remedy: sync };
      return ok
        ? { detail: m.clockOk }
        : { detail: m.clockOff(Math.round(Math.abs(facts.contact.skew) / 60_000)), remedy: sync };
    case 'queue':
      if (facts.refused > 0) return { detail: m.queueRefused(facts.refused), remedy: sync };
      return ok ? { detail: m.queueOk } : { detail: m.queueWaiting(facts.waiting), remedy: sync };
  }
}
