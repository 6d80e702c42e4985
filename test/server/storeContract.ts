import type { Applied, Writes } from '#server/accept.ts';
import type { Refusal } from '#sync/protocol.ts';
import { GENESIS, type Note } from '#server/audit/chain.ts';
import type { DeviceRow, Store } from '#server/store/store.ts';
import { EMPTY_DIGEST, fold, type Rec } from '#sync/record.ts';
import { describe, expect, it } from 'vitest';
import { mid, mutation, setOf, uid } from '../support/wire.ts';

const A = uid(0xa);
const B = uid(0xb);
const scope = uid(0x5c);
const meta = { account: A, device: 'd', at: 5 };

const rec = (n: number, seq: number, over: Partial<Rec> = {}): Rec => ({
  scope,
  id: uid(n),
  type: 6,
  seq,
  last: mid(n),
  del: false,
  mark: { mid: mid(n), by: A, at: '2026-01-16T09:00:00Z' },
  f: { text: `note ${n}` },
  m: {},
  alt: [],
  ...over,
});
const writes = (over: Partial<Writes> = {}): Writes => ({
  opened: false,
  seq: 0,
  records: [],
  applied: [],
  refused: [],
  history: [],
  ...over,
});
const answer = (n: number, seq: number, refusal: Refusal | null = null): Applied => ({
  mid: mid(n),
  account: A,
  seq,
  receipt: `r${n}`,
  refusal,
  record: uid(n),
});
const phone = (id: string, over: Partial<DeviceRow> = {}): DeviceRow => ({
  id,
  account: A,
  tokenHash: `hash-${id}`,
  turn: 1,
  tokenAt: 1,
  settled: true,
  name: 'telefon',
  createdAt: 1,
  lastContact: 1,
  state: 'ok',
  access: null,
  beat: null,
  holds: null,
  erased: 0,
  ...over,
});

/** What every implementation of the server's store promises. `open` gives an empty one. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  const using = (work: (store: Store) => Promise<void>) => async () => {
    const store = await open();
    try {
      await work(store);
    } finally {
      await store.close();
    }
  };
  const found = (store: Store, records: Rec[]): Promise<void> =>
    store.inScope(scope, (tx) =>
      tx.save(
        writes({ opened: true, seq: records.length, records: records.map((one) => ({ rec: one, was: null })) }),
        meta,
      ),
    );

  describe(`${name}: scopes`, () => {
    it(
      '[S9] holds only the programme at first; a scope is there after it was founded',
      using(async (store) => {
        expect(await store.scopes()).toEqual(['program']);
        expect(await store.inScope(scope, (tx) => tx.seq())).toBeNull();
        expect(await store.page(scope, 0, [6], 1000)).toBeNull();
        await found(store, []);
        expect(await store.scopes()).toEqual(expect.arrayContaining(['program', scope]));
        expect(await store.inScope(scope, (tx) => tx.seq())).toBe(0);
      }),
    );

    it(
      '[S1] what a scope transaction throws undoes everything',
      using(async (store) => {
        await found(store, [rec(1, 1)]);
        const broken = store.inScope(scope, async (tx) => {
          const applied = [answer(2, 2)];
          await tx.save(writes({ seq: 2, records: [{ rec: rec(2, 2), was: null }], applied }), meta);
          throw new Error('on purpose');
        });
        await expect(broken).rejects.toThrow('on purpose');
        expect(await store.inScope(scope, (tx) => tx.seq())).toBe(1);
        expect(await store.inScope(scope, (tx) => tx.records([uid(2)]))).toEqual([]);
        expect(await store.inScope(scope, (tx) => tx.applied([mid(2)]))).toEqual([]);
      }),
    );

    it(
      '[S1] two works on one scope do not interleave',
      using(async (store) => {
        await found(store, []);
        const work = (n: number) =>
          store.inScope(scope, async (tx) => {
            const seq = ((await tx.seq()) ?? 0) + 1;
            await new Promise((resolve) => setTimeout(resolve, 2));
            await tx.save(writes({ seq, records: [{ rec: rec(n, seq), was: null }] }), meta);
          });
        await Promise.all([1, 2, 3, 4, 5].map(work));
        const page = await store.page(scope, 0, [6], 1e6);
        expect(page?.rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
      }),
    );

    it(
      '[M1] keeps records and answers as they were given, text of every kind',
      using(async (store) => {
        const text = `zażółć "';--\n\u2028 👩‍👩‍👧`;
        const partial = { a: null, b: mid(9) };
        const given = rec(1, 1, {
          f: { text, list: [1, null, { x: true }] },
          partial,
          alt: [{ field: 'text', v: 0, mid: mid(7), by: B, at: '' }],
        });
        const refusal = { code: 'invalid', path: 'x' } as const;
        const applied = [answer(1, 1), answer(2, 0, refusal)];
        const refused = [{ mutation: mutation({ mid: mid(2), set: { text: { v: text, saw: null } } }), refusal }];
        await store.inScope(scope, (tx) =>
          tx.save(writes({ opened: true, seq: 1, records: [{ rec: given, was: null }], applied, refused }), meta),
        );
        expect(await store.inScope(scope, (tx) => tx.records([uid(1), uid(2)]))).toEqual([given]);
        expect(await store.inScope(scope, (tx) => tx.applied([mid(2), mid(1), mid(3)]))).toEqual(
          expect.arrayContaining(applied),
        );
        const kept = [{ ...refused[0], account: A, at: meta.at, decided: null }];
        expect(await store.refused({ account: A })).toEqual(kept);
        expect(await store.refused({ scope, mid: mid(2) })).toEqual(kept);
        expect(await store.refused({ account: B })).toEqual([]);
        await store.decide(scope, mid(2), 'declined');
        expect(await store.refused({})).toEqual([{ ...kept[0], decided: 'declined' }]);
      }),
    );

    it(
      '[S2] a scope knows nothing of the ids of another',
      using(async (store) => {
        await found(store, [rec(1, 1)]);
        await store.inScope('program', async (tx) => {
          expect(await tx.records([uid(1)])).toEqual([]);
          await tx.save(writes({ applied: [answer(1, 0)] }), meta);
        });
        expect(await store.inScope(scope, (tx) => tx.applied([mid(1)]))).toEqual([]);
      }),
    );

    it(
      '[S1] more records and ids than one statement takes',
      using(async (store) => {
        const many = Array.from({ length: 1500 }, (_, i) => rec(i, i + 1));
        await found(store, many);
        expect(await store.inScope(scope, (tx) => tx.records(many.map(({ id }) => id)))).toHaveLength(1500);
        const page = await store.page(scope, 0, [6], 1e9);
        expect(page?.rows).toHaveLength(1500);
        expect(page).toMatchObject({ to: 1500, head: 1500, more: false });
      }),
    );
  });

  describe(`${name}: pages`, () => {
    it(
      '[S11] are in order of seq, cut at the bytes, at least one row, and say whether more follows',
      using(async (store) => {
        await found(
          store,
          [3, 1, 2, 5, 4].map((n) => rec(n, n)),
        );
        const seqs: number[] = [];
        let at = 0;
        for (let more = true; more;) {
          const page = await store.page(scope, at, [6], 1);
          expect(page?.rows).toHaveLength(1);
          seqs.push(...(page?.rows ?? []).map(({ seq }) => seq));
          at = page?.to ?? 99;
          more = page?.more ?? false;
        }
        expect(seqs).toEqual([1, 2, 3, 4, 5]);
        expect(at).toBe(5);
      }),
    );

    it(
      '[S10] hold only the asked types, and count and digest follow',
      using(async (store) => {
        await found(store, [rec(1, 1), rec(2, 2, { type: 9 }), rec(3, 3)]);
        const page = await store.page(scope, 0, [6], 1e6);
        expect(page?.rows.map(({ id }) => id)).toEqual([uid(1), uid(3)]);
        expect(page?.digest).toEqual(
          fold(
            EMPTY_DIGEST,
            [
              [uid(1), 1],
              [uid(3), 3],
            ],
            2,
          ),
        );
        expect(page).toMatchObject({ to: 3, head: 3, more: false });
        expect((await store.page(scope, 0, [], 1e6))?.rows).toEqual([]);
      }),
    );

    it(
      '[C10] the digest follows a change of a record',
      using(async (store) => {
        await found(store, [rec(1, 1), rec(2, 2)]);
        await store.inScope(scope, (tx) => tx.save(writes({ seq: 3, records: [{ rec: rec(1, 3), was: 1 }] }), meta));
        const page = await store.page(scope, 2, [6], 1e6);
        expect(page?.digest).toEqual(
          fold(
            EMPTY_DIGEST,
            [
              [uid(1), 3],
              [uid(2), 2],
            ],
            2,
          ),
        );
        expect(page?.rows.map(({ id, seq }) => [id, seq])).toEqual([[uid(1), 3]]);
      }),
    );
  });

  describe(`${name}: accounts and devices`, () => {
    it(
      '[S12] every newly given scope has a new generation; a kept one keeps its own',
      using(async (store) => {
        const first = await store.putAccount({ id: A, code: 'E-01', role: 'expert', active: true }, [scope]);
        const granted = (await store.grants(A)).get(scope);
        const second = await store.putAccount({ id: A, code: 'E-02', role: 'expert', active: false }, [scope, B]);
        expect(second.gen).toBeGreaterThan(first.gen);
        expect(await store.account(A)).toEqual({ id: A, code: 'E-02', role: 'expert', active: false, gen: second.gen });
        expect((await store.grants(A)).get(scope)).toBe(granted);
        await store.putAccount({ id: A, code: 'E-02', role: 'expert', active: true }, [B]);
        expect([...(await store.grants(A)).keys()]).toEqual([B]);
        await store.putAccount({ id: A, code: 'E-02', role: 'expert', active: true }, [scope, B]);
        expect((await store.grants(A)).get(scope)).toBeGreaterThan(granted ?? Infinity);
      }),
    );

    it(
      '[S3] a scope is held by those it was given to',
      using(async (store) => {
        await store.putAccount({ id: A, code: 'E-01', role: 'expert', active: true }, [scope]);
        expect(await store.inScope(scope, (tx) => tx.holds(A))).toBe(true);
        expect(await store.inScope(scope, (tx) => tx.holds(B))).toBe(false);
        expect(await store.inScope(B, (tx) => tx.holds(A))).toBe(false);
      }),
    );

    it(
      '[S3] two accounts cannot share a code; they are listed by it',
      using(async (store) => {
        await store.putAccount({ id: A, code: 'E-02', role: 'expert', active: true }, []);
        await expect(store.putAccount({ id: B, code: 'E-02', role: 'expert', active: true }, [])).rejects.toThrow();
        await store.putAccount({ id: B, code: 'E-01', role: 'coordinator', active: true }, []);
        expect((await store.accounts()).map(({ code }) => code)).toEqual(['E-01', 'E-02']);
        expect(await store.account(uid(404))).toBeNull();
      }),
    );

    it(
      '[S3] a device is found by its token, changed, and listed by its account',
      using(async (store) => {
        await store.putDevice(phone('1'));
        await store.putDevice(phone('2', { account: B, createdAt: 2 }));
        await store.putDevice(phone('1', { state: 'revoked', lastContact: 9 }));
        expect(await store.deviceByToken('hash-1')).toEqual(phone('1', { state: 'revoked', lastContact: 9 }));
        expect(await store.deviceByToken('hash-x')).toBeNull();
        expect((await store.devices()).map(({ id }) => id)).toEqual(['1', '2']);
        expect((await store.devices(B)).map(({ id }) => id)).toEqual(['2']);
      }),
    );

    it(
      '[T1] a spare token stands beside the present one, one at a time, takes its place, and leaves it as an old one',
      using(async (store) => {
        await store.putDevice(phone('1'));
        const spare = { hash: 'spare', device: '1', turn: 2, at: 100 };
        expect(await store.putSpare(spare, 40)).toBe(true);
        expect(await store.putSpare({ ...spare, hash: 'second', at: 150 }, 90)).toBe(false);
        expect(await store.token('spare')).toEqual({ ...spare, kind: 'spare', next: '' });
        await store.turnToken('1', 'hash-1', 'spare', 2, 200);
        const turned = { tokenHash: 'spare', turn: 2, tokenAt: 200 };
        expect(await store.deviceByToken('spare')).toEqual(phone('1', { ...turned, settled: false }));
        expect(await store.token('spare')).toBeNull();
        const old = { hash: 'hash-1', device: '1', kind: 'old', turn: 1, at: 200, next: 'spare' };
        expect(await store.token('hash-1')).toEqual(old);
        await store.turnToken('1', 'hash-1', 'foreign', 3, 300);
        expect(await store.deviceByToken('foreign')).toBeNull();
        await store.settleToken('1');
        await store.putDevice(phone('1', { state: 'revoked', tokenHash: 'stale' }));
        await store.contact('1', 7, { beat: null, holds: { [B]: 2 }, erased: 3 });
        const held = { holds: { [B]: 2 }, erased: 3 };
        const after = { ...turned, ...held, settled: true, state: 'revoked', lastContact: 7 } as const;
        expect(await store.deviceByToken('spare')).toEqual(phone('1', after));
      }),
    );

    it(
      '[S3] an invitation is used up once, in time, by one of two who race',
      using(async (store) => {
        await store.putInvitation({ codeHash: 'c', account: A, expiresAt: 100, usedAt: null });
        expect(await store.redeem('c', 100, phone('late'))).toBe(false);
        const race = await Promise.all([store.redeem('c', 50, phone('1')), store.redeem('c', 50, phone('2'))]);
        expect(race.filter(Boolean)).toHaveLength(1);
        expect(await store.devices()).toHaveLength(1);
        expect(await store.invitation('c')).toEqual({ codeHash: 'c', account: A, expiresAt: 100, usedAt: 50 });
        expect(await store.invitation('x')).toBeNull();
        expect(await store.redeem('x', 50, phone('3'))).toBe(false);
      }),
    );

    it(
      '[P2] keeps how a device stood',
      using(async (store) => {
        const beat = { waiting: 3, refused: 1, drafts: 0, app: '0.1.0' };
        await store.putDevice(phone('1', { beat }));
        expect(await store.deviceByToken('hash-1')).toEqual(phone('1', { beat }));
      }),
    );

    it(
      '[S8] names an epoch',
      using(async (store) => {
        expect(await store.epoch()).toBe(1);
        await store.restored(1_800_000_000);
        expect(await store.epoch()).toBe(1_800_000_000);
      }),
    );

    it(
      '[S16] a file is stray when no record, earlier value or refused edit of its scope names it',
      using(async (store) => {
        await found(store, []);
        const sha = (n: number): string => n.toString(16).padStart(64, '0');
        const put = (n: number, at: number, of = scope) =>
          store.putBlob({ scope: of, sha256: sha(n), stored: sha(99), bytes: 1, mime: 'image/jpeg', account: A, at });
        for (const n of [1, 2, 3, 4]) await put(n, 10);
        await put(5, 50);
        await put(4, 10, uid(0x5d));
        const edit = mutation({ mid: mid('m'), scope, set: setOf({ sha256: sha(3) }) });
        await store.inScope(scope, (tx) =>
          tx.save(
            writes({
              seq: 1,
              records: [{ rec: rec(1, 1, { del: true, f: { sha256: sha(1) } }), was: null }],
              history: [
                { id: uid(1), field: 'sha256', v: sha(2), mid: 'h', by: A, at: '2026-01-16T09:00:00Z', seq: 1 },
              ],
              refused: [{ mutation: edit, refusal: { code: 'parked' } }],
            }),
            meta,
          ),
        );
        expect(await store.strayBlobs(scope, 50)).toEqual([sha(4)]);
        expect(await store.strayBlobs(scope, 51)).toEqual([sha(4), sha(5)]);
        expect(await Promise.all([1, 2, 3].map((n) => store.dropBlob(scope, sha(n))))).toEqual([false, false, false]);
        expect(await store.dropBlob(scope, sha(4))).toBe(true);
        expect([await store.blob(scope, sha(4)), await store.strayBlobs(scope, 50)]).toEqual([null, []]);
        expect(await store.blob(uid(0x5d), sha(4))).not.toBeNull();
        expect([await store.keepsBlob(sha(99)), await store.keepsBlob(sha(98))]).toEqual([true, false]);
      }),
    );

    it(
      '[P6] restored, it names the newest instant of its backup and where each scope stood then',
      using(async (store) => {
        expect(await store.backup()).toBeNull();
        await found(store, [rec(1, 1), rec(2, 2)]);
        await store.putDevice(phone('d', { lastContact: 70 }));
        const later = writes({ seq: 3, records: [{ rec: rec(3, 3), was: null }], applied: [answer(3, 3)] });
        await store.inScope(scope, (tx) => tx.save(later, { ...meta, at: 90 }));
        await store.restored(1_800_000_000);
        const heads = new Map([
          ['program', 0],
          [scope, 3],
        ]);
        expect(await store.backup()).toEqual({ at: 90, heads });
        await store.restored(1_900_000_000);
        expect((await store.backup())?.heads.get(scope)).toBe(1_000_003);
      }),
    );
  });

  describe(`${name}: audit`, () => {
    const told = (at: number, over: Partial<Note> = {}): Note => ({
      at,
      account: A,
      role: 'expert',
      device: 'd',
      act: 'left',
      scope: '',
      detail: {},
      ...over,
    });
    const edited = (id: string) =>
      told(2, { act: 'edited', scope, detail: { records: [{ table: 'note', id, ok: 1 }] } });

    it(
      '[F109] every entry follows the one before, with the act it tells of or not at all',
      using(async (store) => {
        expect(await store.auditHead()).toEqual(GENESIS);
        await store.putAccount(
          { id: A, code: 'E-01', role: 'expert', active: true },
          [],
          told(1, { act: 'account-saved' }),
        );
        await found(store, []);
        const save = (fails: boolean) =>
          store.inScope(scope, async (tx) => {
            await tx.save(writes({ seq: 1, records: [{ rec: rec(1, 1), was: null }] }), {
              ...meta,
              note: edited(uid(1)),
            });
            if (fails) throw new Error('on purpose');
          });
        await expect(save(true)).rejects.toThrow('on purpose');
        expect((await store.auditHead()).n).toBe(1);
        await save(false);
        await store.note(told(3));
        expect((await store.audit({}, 9)).map(({ n, act }) => [n, act])).toEqual([
          [3, 'left'],
          [2, 'edited'],
          [1, 'account-saved'],
        ]);
        expect((await store.audit({ id: uid(1) }, 9)).map(({ n }) => n)).toEqual([2]);
        expect((await store.audit({ account: B }, 9)).map(({ n }) => n)).toEqual([]);
        expect((await store.audit({ from: 2, to: 3 }, 9)).map(({ n }) => n)).toEqual([2]);
        expect((await store.audit({ before: 3 }, 1)).map(({ n }) => n)).toEqual([2]);
      }),
    );

    it(
      '[F109] the oldest entries go, and the audit says up to which',
      using(async (store) => {
        for (const at of [1, 2, 3]) await store.note(told(at));
        const { detail: _, ...trim } = told(9, { act: 'audit-trimmed' });
        expect(await store.trimAudit(3, trim)).toBe(2);
        const [last, kept] = await store.audit({}, 9);
        expect(kept).toMatchObject({ n: 3 });
        expect(last).toMatchObject({ n: 4, act: 'audit-trimmed', detail: { last: 2 } });
        expect(await store.trimAudit(3, trim)).toBe(0);
      }),
    );
  });
}
