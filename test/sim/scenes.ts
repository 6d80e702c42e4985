import type { Line, Step } from './steps.ts';

const sync = (page: number, ...lines: Line[]): Step => ({ do: 'sync', page, lines });
const edit = (page: number, pick: number, field = 0): Step => ({ do: 'edit', page, pick, field });
const create = (page: number): Step => ({ do: 'create', page, pick: 0, field: 0 });
const grant = (account: number, on: boolean): Step => ({ do: 'grant', account, site: 0, on });
const restore = (pick = 0): Step => ({ do: 'restore', pick, silent: false });
const arrive: Step = { do: 'arrive', pick: 0 };
const backup: Step = { do: 'backup' };
const unlock: Step = { do: 'unlock', disk: 1 };

/** The visit and the note of the first entity, as pages 2 and 4 pick them at the beginning; the first record made since. */
const [VISIT2, VISIT4] = [3, 2];
const [NOTE2, NOTE4] = [5, 3];
const [MADE2, MADE4] = [11, 8];

/**
 * Courses of events that chance alone rarely finds; a run may have one, with other steps in between. Pages 2 and 3 are two
 * tabs of the first expert, page 4 is the second expert; both hold the first entity.
 */
export const SCENES: Record<string, (pick: number) => Step[]> = {
  // A record is removed and forgotten while another phone holds an edit of it.
  'edit of the forgotten': () => [
    edit(2, NOTE2),
    { do: 'remove', page: 4, pick: NOTE4, field: 0 },
    sync(4),
    { do: 'collect', site: 0, all: true },
    sync(2),
  ],
  // After a restore the edit of one phone comes before the create of another.
  'patch before create': () => [create(2), sync(2), sync(4), edit(4, MADE4), sync(4), restore(5), sync(4), sync(2)],
  // After a restore a removal comes before the edit that it was not made in sight of.
  'removal in another order': () => [
    create(2),
    sync(2),
    sync(4),
    edit(4, MADE4),
    restore(5),
    { do: 'remove', page: 2, pick: MADE2, field: 0 },
    sync(4),
    sync(2),
  ],
  // Versions of two fields of one record, and a choice about one of them.
  'choice of one': (pick) => [
    edit(2, VISIT2),
    edit(4, VISIT4),
    edit(2, VISIT2, 1),
    edit(4, VISIT4, 1),
    sync(4),
    sync(2),
    { do: 'choose', page: 2, pick: 0, field: pick },
    sync(2),
  ],
  // The answer to one tab is overtaken by the answer to another.
  'answer overtaken': () => [
    unlock,
    edit(2, NOTE2),
    sync(2, { fate: 'answer-held' }),
    edit(4, NOTE4),
    sync(4),
    sync(3),
    arrive,
    sync(3),
  ],
  // What a page sent arrives after the page is gone and its successor has sent more.
  'request overtaken': () => [
    edit(2, NOTE2),
    sync(2, { fate: 'request-held' }),
    { do: 'reopen', page: 2 },
    edit(2, NOTE2),
    sync(2),
    arrive,
    sync(2),
  ],
  // The server is restored after it had acknowledged an edit and before the phone had read it back.
  'restore before reading back': () => [
    backup,
    ...Array.from({ length: 4 }, () => create(4)),
    sync(4),
    edit(2, NOTE2),
    sync(2, { limit: 1000 }, { fate: 'request-lost' }),
    restore(),
    sync(2),
  ],
  // An acknowledgement of before a restore comes when the phone knows of the restore.
  'answer of an older epoch': () => [
    backup,
    unlock,
    edit(2, NOTE2),
    sync(2, { fate: 'answer-held' }),
    restore(),
    sync(3, {}, { fate: 'request-lost' }),
    arrive,
    sync(2),
  ],
  // A snapshot that was overtaken by a newer one.
  'snapshot overtaken': () => [
    unlock,
    grant(1, false),
    grant(1, true),
    sync(2, { fate: 'answer-held' }),
    edit(4, NOTE4),
    sync(4),
    sync(3),
    arrive,
    sync(3),
  ],
  // A snapshot of before a revocation.
  'snapshot of before a revocation': () => [
    unlock,
    grant(1, false),
    grant(1, true),
    sync(2, { fate: 'answer-held' }),
    grant(1, false),
    sync(3),
    arrive,
    sync(3),
  ],
  // The journal of a phone is too old for the backup that the server is restored from.
  'journal too short': () => [
    backup,
    edit(2, NOTE2),
    sync(2),
    { do: 'time', ms: 61 * 86_400_000 },
    { do: 'reopen', page: 2 },
    sync(2),
    restore(),
    sync(2),
  ],
  // More is removed at once than anybody does on purpose.
  'mass removal': () => [
    { do: 'mass', page: 4, count: 28 },
    sync(4),
    sync(2),
    { do: 'purge', page: 4 },
    sync(4),
    sync(2),
  ],
  // A snapshot is being paged while the server forgets what was deleted.
  'forgotten while paging': (pick) => [
    { do: 'remove', page: 4, pick: NOTE4, field: 0 },
    ...Array.from({ length: 4 }, () => create(4)),
    sync(4),
    grant(1, false),
    grant(1, true),
    {
      do: 'sync',
      page: 2,
      narrow: 1000 + pick * 50,
      lines: [{}, { before: [{ do: 'collect', site: 0, all: true }] }],
    },
    sync(2),
  ],
  // On a narrow line the rows of one scope leave no room for those of the next; every fifth text is long.
  'narrow line': () =>
    Array.from({ length: 5 }, (): Step[] => [
      create(4),
      sync(4),
      edit(2, NOTE2 + 1),
      { do: 'sync', page: 2, narrow: 1000, lines: [] },
    ]).flat(),
  // Work of someone who lost the entity, and what the coordinator makes of it.
  'parked work': (pick) => [
    edit(4, NOTE4),
    edit(4, NOTE4, 2),
    grant(2, false),
    sync(4),
    { do: 'decide', pick: 0, accept: pick % 2 === 0 },
    ...(pick % 4 < 2 ? [] : [restore(5)]),
    sync(4),
    grant(2, true),
    sync(4),
    { do: 'refused', page: 4, pick: 0, again: true },
    sync(4),
  ],
};
