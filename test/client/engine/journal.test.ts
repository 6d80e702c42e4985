import 'fake-indexeddb/auto';
import { read } from '#client/db/device.ts';
import { databaseName, openStore } from '#client/db/dexie.ts';
import { pruneJournal } from '#client/engine/journal.ts';
import { syncSummary } from '#client/features/sync/queries.ts';
import { keyedSeal, type Seal } from '#client/vault/seal.ts';
import { Dexie } from 'dexie';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { makePair, must, type Pair } from '../../support/pair.ts';
import { noteRow } from '../../support/rows.ts';
import type { Phone } from '../../support/world.ts';

let pair: Pair;
afterEach(() => pair.world.close());

const newNote = (phone: Phone, text: string) =>
  must(phone, (edit) => edit.create('note', pair.site, noteRow(pair.visit, text)));
const notes = (phone: Phone) =>
  read(phone.device, async (rows) => (await rows.all('note')).map(({ text, sync }) => [text, sync.state]).sort());

describe('the journal', () => {
  let n = 0;
  const broken = { sealed: '\u0000' };
  const seals: [string, Seal | undefined][] = [
    ['with a key', keyedSeal(new Uint8Array(32).fill(7))],
    ['without a key', undefined],
  ];

  it.each(seals)(
    '[P5][F11] %s: a damaged edit of the journal is told to the user and the server; a restored server gets all others',
    async (_name, with_) => {
      const name = databaseName(`journal ${++n}`);
      let spoilt = 0;
      const opened = await openStore(name, { ...(with_ && { seal: with_ }), spoilt: () => void (spoilt += 1) });
      if (!opened.ok) throw new Error(opened.error.type);
      pair = await makePair(opened.value);
      const phone = pair.a;
      const raw = await new Dexie(name).open();
      for (const text of ['przed', 'uszkodzona', 'po']) await newNote(phone, text);
      await phone.sync();
      const keys = await raw.table('journal').toCollection().primaryKeys();
      const key = keys.at(-2)!;
      await raw.table('journal').update(key, { c: broken });
      await pruneJournal(phone.device.store, phone.device.now());
      await vi.waitFor(() => expect(spoilt).toBe(1));
      expect(await read(phone.device, syncSummary)).toMatchObject({ unreadable: 0, damaged: 1, refused: 0 });
      await pair.world.deps.store.restored(1_800_000_000);
      const [told, sent]: [unknown[], unknown[]] = [[], []];
      for (let i = 0; i < 4; i++) {
        await phone.round(async (request, send) => {
          told.push(request.beat);
          sent.push(...request.muts);
          return send();
        });
      }
      expect(told[0]).toMatchObject({ waiting: 0, damaged: 1 });
      expect(told[0]).not.toHaveProperty('lost');
      expect(sent).toHaveLength(keys.length - 1);
      expect((await notes(phone)).map(([text]) => text)).toEqual(['po', 'przed', 'uszkodzona']);
      expect(await raw.table('journal').get(key)).toMatchObject({ c: broken });
      raw.close();
    },
  );
});
