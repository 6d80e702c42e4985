import { dexieStore } from '#client/db/dexie.ts';
import type { BaseRec, LocalTx } from '#client/db/store.ts';
import { keyedSeal } from '#client/vault/seal.ts';
import { liveQuery } from 'dexie';
import { storeContract } from '../../client/db/storeContract.ts';
import { runSuite } from './suite.ts';

/** What the page of blocks.e2e.ts offers. */
export interface BlocksPage {
  contract(): Promise<{ passed: string[]; failed: string[] }>;
  /** Every sequence of three questions as a live query; gives those that failed or told something else than a plain read. */
  liveSequences(): Promise<string[]>;
}

const seal = keyedSeal(new Uint8Array(32).fill(7));
let names = 0;
storeContract('the store over IndexedDB', () => dexieStore(`contract-${++names}`, seal));

const rec = (n: number): BaseRec => ({
  scope: 'a',
  id: `i${n}`,
  type: 6,
  seq: n,
  last: 'm',
  del: false,
  mark: { mid: 'm', by: 'b', at: '' },
  f: { text: `zażółć ${n}` },
  m: {},
  alt: [],
  epoch: 1,
});

const QUESTIONS: [string, (tx: LocalTx) => Promise<unknown>][] = [
  ['record in a block', (tx) => tx.record('i3')],
  ['record outside', (tx) => tx.record('i900')],
  ['records', async (tx) => (await tx.records({ type: 6 })).length],
  ['ids', async (tx) => (await tx.ids('a')).length],
  ['queue', (tx) => tx.queue({ id: 'i3' })],
  ['cursors', (tx) => tx.cursors()],
  ['draft', (tx) => tx.draft('x')],
  ['meta', (tx) => tx.meta('repairs')],
];

const page: BlocksPage = {
  contract: runSuite,
  async liveSequences() {
    const name = 'live';
    const writer = dexieStore(name, seal);
    await writer.write((tx) => tx.putRecords(Array.from({ length: 400 }, (_, i) => rec(i))));
    await writer.write((tx) => tx.putRecords([rec(900)]));
    const failed: string[] = [];
    for (const first of QUESTIONS) {
      // A fresh store for each: the first question meets a memory that knows nothing.
      const store = dexieStore(name, seal);
      for (const second of QUESTIONS) {
        for (const third of QUESTIONS) {
          const asked = [first, second, third, first];
          const ask = async (tx: LocalTx): Promise<unknown[]> => {
            const answers: unknown[] = [];
            for (const [, question] of asked) answers.push(await question(tx));
            return answers;
          };
          const told = await new Promise<unknown>((resolve) => {
            liveQuery(() => store.read(ask)).subscribe({ next: resolve, error: resolve });
          });
          const plain = await writer.read(ask);
          if (JSON.stringify(told) !== JSON.stringify(plain)) {
            failed.push(`${asked.map(([what]) => what).join(', ')}: ${String(told)}`);
          }
        }
      }
      store.close();
    }
    return failed;
  },
};

Object.assign(window, { page });
