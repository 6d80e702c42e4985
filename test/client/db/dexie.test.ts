import 'fake-indexeddb/auto';
import { databaseName, dexieStore } from '#client/db/dexie.ts';
import { keyedSeal, type Seal } from '#client/vault/seal.ts';
import { Dexie } from 'dexie';
import { expect, it } from 'vitest';
import { mid, mutation, uid } from '../../support/wire.ts';
import { storeContract } from './storeContract.ts';

let names = 0;
storeContract('the store over IndexedDB', () => dexieStore(databaseName(`${++names}`)));

it('[C1] what was written is there when the page comes back', async () => {
  const name = databaseName('again');
  const page = dexieStore(name);
  await page.write((tx) => tx.enqueue(mutation({ mid: mid(1) })));
  page.close();
  const next = dexieStore(name);
  expect(await next.read((tx) => tx.queue())).toMatchObject([{ mutation: { mid: mid(1) }, sent: 0 }]);
  await next.write((tx) => tx.enqueue(mutation({ mid: mid(2) })));
  expect((await next.read((tx) => tx.queue())).map(({ mutation: one }) => one.mid)).toEqual([mid(1), mid(2)]);
  next.close();
});

it('[C1] each account has a database of its own', async () => {
  const [a, b] = [dexieStore(databaseName(uid(1))), dexieStore(databaseName(uid(2)))];
  await a.write((tx) => tx.putMeta('epoch', 5));
  expect(await b.read((tx) => tx.meta('epoch'))).toBeUndefined();
  a.close();
  b.close();
});

it('[C1] only id, scope, type, seq and order are readable at rest; the rest passes the seal with its place', async () => {
  const contexts: string[] = [];
  const secret = 'Pani Kowalska';
  const keyed = keyedSeal(new Uint8Array(32).fill(7));
  const seal: Seal = {
    ...keyed,
    seal(value, context) {
      contexts.push(context);
      return keyed.seal(value, context);
    },
    open(sealed, context) {
      contexts.push(`open ${context}`);
      return keyed.open(sealed, context);
    },
  };
  const name = databaseName('sealed');
  const store = dexieStore(name, seal);
  const edited = mutation({ mid: mid(1), id: uid(1), set: { text: { v: secret, saw: null } } });
  await store.write(async (tx) => {
    await tx.enqueue(edited);
    await tx.keep([{ n: 1, mutation: edited, seq: 1, epoch: 1, at: 1 }]);
    await tx.putDraft({ key: 'note/1/text', value: secret, saw: null });
    await tx.putMeta('me', { account: uid(1), code: secret, role: 'expert' });
    await tx.putRecords([
      {
        scope: uid(5),
        id: uid(1),
        type: 6,
        seq: 1,
        last: mid(1),
        del: false,
        mark: { mid: mid(1), by: '', at: '' },
        f: { text: secret },
        m: {},
        alt: [],
        epoch: 1,
      },
    ]);
  });
  expect(await store.read((tx) => tx.queue())).toMatchObject([{ mutation: edited }]);
  store.close();
  expect(contexts).toEqual(
    expect.arrayContaining([
      `outbox/${uid(1)}`,
      `base/${uid(1)}`,
      `drafts/${keyed.name('note/1/text')}`,
      'meta/me',
      `open outbox/${uid(1)}`,
    ]),
  );
  const raw = await new Dexie(name).open();
  const rows = await Promise.all(raw.tables.map((table) => table.toArray()));
  expect(JSON.stringify(rows)).not.toContain(secret);
  expect(JSON.stringify(rows)).not.toContain('note/1');
  expect(Object.keys((await raw.table('base').toArray())[0] as object).sort()).toEqual([
    'c',
    'id',
    'scope',
    'seq',
    'type',
  ]);
  raw.close();
});
