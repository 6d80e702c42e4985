import { keepDraft } from '#client/db/drafts.ts';
import { emergencyFile } from '#client/db/emergency.ts';
import { sealTo } from '#client/vault/sealTo.ts';
import { openSeal } from '#server/seal.ts';
import { KeyAnswer, SEALED, type ImportAnswer } from '#sync/emergency.ts';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePair, must, type Pair } from '../support/pair.ts';
import { noteRow } from '../support/rows.ts';
import type { Phone } from '../support/world.ts';
import { mid, uid } from '../support/wire.ts';

let pair: Pair;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-seal-'));
  pair = await makePair();
  pair.world.deps.seal = await openSeal(join(folder, 'seal.key'));
});
afterEach(async () => {
  await pair.world.close();
  rmSync(folder, { recursive: true, force: true });
});

const keep = async ({ device, cookie }: Phone): Promise<void> => {
  const answer = await pair.world.request('/api/key', { cookie });
  const { key, ticket } = KeyAnswer.parse(await answer.json());
  await device.store.write((tx) => tx.putMeta('seal', { key, ticket, at: 1 }));
};

const fileOf = async ({ device }: Phone): Promise<Uint8Array> => {
  const made = await emergencyFile(device);
  if (!made.ok) throw new Error(made.error.type);
  return new Uint8Array(await made.value.file.arrayBuffer());
};

const hand = (bytes: Uint8Array, cookie = pair.boss, type = 'application/octet-stream') =>
  pair.world.request('/api/import', { cookie, raw: new Uint8Array(bytes), headers: { 'content-type': type } });

const countsOf = async (response: Response): Promise<ImportAnswer['counts']> => {
  expect(response.status).toBe(200);
  return ((await response.json()) as ImportAnswer).counts;
};

const refusal = async (response: Response): Promise<[number, string]> => {
  const { error } = (await response.json()) as { error: { type: string } };
  return [response.status, error.type];
};

const note = (phone: Phone, text: string): Promise<string> =>
  must(phone, (edit) => edit.create('note', pair.site, noteRow(pair.visit, text)));

const texts = (phone: Phone): Promise<string[]> =>
  phone.device.store.read(async (tx) =>
    (await tx.records({})).map((rec) => rec.f['text']).filter((text): text is string => typeof text === 'string'),
  );

describe('the key', () => {
  it('[X1] is given to signed-in devices alone, and kept: the file is made without network', async () => {
    expect((await pair.world.request('/api/key')).status).toBe(401);
    await note(pair.a, 'bez klucza');
    expect(await emergencyFile(pair.a.device)).toEqual({ ok: false, error: { type: 'NoSealKey' } });
    await keep(pair.a);
    expect((await emergencyFile(pair.a.device)).ok).toBe(true);
  });

  it('[X1] nothing unsent makes no file', async () => {
    await keep(pair.a);
    expect(await emergencyFile(pair.a.device)).toEqual({ ok: false, error: { type: 'NothingUnsent' } });
  });

  it('[X2] is made once, stays the same over a restart, and only its user may read it', async () => {
    const path = join(folder, 'seal.key');
    const again = await openSeal(path);
    expect(again.keyFor('d', 'a')).toEqual(pair.world.deps.seal?.keyFor('d', 'a'));
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

describe('an import', () => {
  it('[X3] brings unsent edits to the server under the author; a second time, and the phone itself, change nothing', async () => {
    await keep(pair.a);
    const id = await note(pair.a, 'z telefonu bez zasięgu');
    const file = await fileOf(pair.a);
    expect(Buffer.from(file).includes('zasięgu')).toBe(false);
    expect(await countsOf(await hand(file))).toEqual({ ok: 1, dup: 0, refused: 0, parked: 0 });
    expect(await countsOf(await hand(file))).toEqual({ ok: 0, dup: 1, refused: 0, parked: 0 });
    await pair.a.sync();
    await pair.b.sync();
    const rec = await pair.b.device.store.read((tx) => tx.record(id));
    expect(rec).toMatchObject({ mark: { by: pair.a.device.me.account }, alt: [] });
    expect((await texts(pair.b)).filter((text) => text.includes('zasięgu'))).toHaveLength(1);
    expect(await pair.a.device.store.read((tx) => tx.queue())).toEqual([]);
  });

  it('[X2][X3] takes refused edits and drafts along; the draft becomes one edit, however often it is imported', async () => {
    await keep(pair.a);
    const id = await note(pair.a, 'pierwsza wersja');
    await pair.a.sync();
    await keepDraft(pair.a.device, { table: 'note', id, field: 'text' }, 'wersja w trakcie pisania');
    await note(pair.a, 'odrzucona przez serwer');
    await pair.a.device.store.write(async (tx) => {
      const [entry] = await tx.queue();
      if (entry) await tx.putQueued({ ...entry, refused: { code: 'invalid' } });
    });
    const file = await fileOf(pair.a);
    const first = await countsOf(await hand(file));
    expect(first.ok).toBeGreaterThan(0);
    const second = await countsOf(await hand(await fileOf(pair.a)));
    expect([second.ok, second.dup]).toEqual([0, first.ok]);
    await pair.b.sync();
    expect(await texts(pair.b)).toContain('wersja w trakcie pisania');
  });

  it('[X3] an author without the grant: the edits are parked for a coordinator, not lost', async () => {
    await keep(pair.a);
    await note(pair.a, 'po odebraniu podmiotu');
    const { account, code } = pair.a.device.me;
    await pair.world.request('/api/accounts', {
      cookie: pair.boss,
      body: { id: account, code, role: 'expert', active: true, sites: [] },
    });
    expect(await countsOf(await hand(await fileOf(pair.a)))).toEqual({ ok: 0, dup: 0, refused: 0, parked: 1 });
  });

  it('[X3] a malformed edit is refused and counted, the others are taken', async () => {
    await keep(pair.a);
    await note(pair.a, 'dobra');
    const seal = await pair.a.device.store.read((tx) => tx.meta('seal'));
    const queue = await pair.a.device.store.read((tx) => tx.queue());
    const muts = [...queue.map(({ mutation }) => mutation), { mid: mid('bad'), kind: 'nonsense' }, 'no object'];
    const file = await sealed(seal?.key ?? '', { ticket: seal?.ticket, muts });
    expect(await countsOf(await hand(file))).toEqual({ ok: 1, dup: 0, refused: 2, parked: 0 });
  });

  it('[X4] only for those who manage accounts, as bytes, and not without signing in', async () => {
    await keep(pair.a);
    await note(pair.a, 'x');
    const file = await fileOf(pair.a);
    expect(await refusal(await hand(file, pair.a.cookie))).toEqual([403, 'Forbidden']);
    expect(await refusal(await hand(file, ''))).toEqual([401, 'Unauthorized']);
    expect(await refusal(await hand(file, pair.boss, 'application/json'))).toEqual([415, 'UnsupportedMedia']);
  });
});

describe('a file that is not whole, not ours or not of this time', () => {
  it('[X4] any altered or missing byte is refused with its reason and nothing is applied', async () => {
    await keep(pair.a);
    await note(pair.a, 'nietknięta');
    const file = await fileOf(pair.a);
    const seal = pair.world.deps.seal;
    const seen = new Set<string>();
    for (let at = 0; at < file.length; at++) {
      const altered = new Uint8Array(file);
      altered[at] = (altered[at] ?? 0) ^ (1 << (at % 8));
      const opened = await seal?.open(altered);
      expect(opened?.ok, `byte ${at}`).toBe(false);
      if (opened && !opened.ok) seen.add(opened.error.type);
    }
    for (const end of [0, 1, 8, 50, SEALED.header, file.length - 1]) {
      expect((await seal?.open(file.slice(0, end)))?.ok, `cut at ${end}`).toBe(false);
    }
    expect([...seen].sort()).toEqual(['ImportDamaged', 'ImportForeign']);
    expect(await refusal(await hand(file.slice(0, -1)))).toEqual([422, 'ImportDamaged']);
    await pair.b.sync();
    expect(await texts(pair.b)).not.toContain('nietknięta');
  });

  it('[X4] of another server', async () => {
    const other = await openSeal(join(folder, 'other.key'));
    const { key, ticket } = other.keyFor('d', pair.a.device.me.account);
    expect(await refusal(await hand(await sealed(key, { ticket })))).toEqual([422, 'ImportForeign']);
    expect(await refusal(await hand(new TextEncoder().encode('%PDF-1.7 not ours')))).toEqual([422, 'ImportForeign']);
  });

  it('[X4] of a newer format, outside or inside', async () => {
    const { key, ticket } = pair.world.deps.seal?.keyFor('d', pair.a.device.me.account) ?? { key: '', ticket: '' };
    const newer = await sealed(key, { ticket });
    newer[8] = SEALED.format + 1;
    expect(await refusal(await hand(newer))).toEqual([426, 'UpgradeNeeded']);
    expect(await refusal(await hand(await sealed(key, { ticket, v: 2, later: true })))).toEqual([426, 'UpgradeNeeded']);
  });

  it('[X4] of an older version of the app is taken: its row schema is judged edit by edit', async () => {
    await keep(pair.a);
    await note(pair.a, 'ze starej wersji');
    const seal = await pair.a.device.store.read((tx) => tx.meta('seal'));
    const muts = (await pair.a.device.store.read((tx) => tx.queue())).map(({ mutation }) => ({
      ...mutation,
      schema: 0,
    }));
    const file = await sealed(seal?.key ?? '', { ticket: seal?.ticket, muts, app: '0.0.1', schema: 0 });
    expect((await countsOf(await hand(file))).ok).toBe(1);
  });

  it('[X5] a forged ticket, another account in it, or an account that is gone', async () => {
    const { key, ticket } = pair.world.deps.seal?.keyFor('d', pair.a.device.me.account) ?? { key: '', ticket: '' };
    const [device = '', , mac = ''] = ticket.split('.');
    const forged = [device, pair.b.device.me.account, mac].join('.');
    for (const bad of [forged, '', 'a.b.c', `${device}.${pair.a.device.me.account}.`]) {
      expect(await refusal(await hand(await sealed(key, { ticket: bad })))).toEqual([422, 'ImportForeign']);
    }
    const nobody = pair.world.deps.seal?.keyFor('d', uid(0xdead));
    expect(await refusal(await hand(await sealed(key, { ticket: nobody?.ticket })))).toEqual([422, 'ImportForeign']);
  });

  it('[X5] a known id in the hands of another author is refused', async () => {
    await keep(pair.b);
    await note(pair.a, 'moja');
    const [mine] = await pair.a.device.store.read((tx) => tx.queue());
    await pair.a.sync();
    const seal = await pair.b.device.store.read((tx) => tx.meta('seal'));
    const file = await sealed(seal?.key ?? '', { ticket: seal?.ticket, muts: [mine?.mutation] });
    expect(await countsOf(await hand(file))).toEqual({ ok: 0, dup: 0, refused: 1, parked: 0 });
  });
});

async function sealed(key: string, over: Record<string, unknown>): Promise<Uint8Array> {
  const content = {
    v: 1,
    ticket: '',
    at: '2026-01-16T09:00:00.000Z',
    app: 'test',
    schema: 1,
    muts: [],
    drafts: [],
    ...over,
  };
  return sealTo(SEALED, key, new TextEncoder().encode(JSON.stringify(content)));
}

it('[X2] a command and a draft are both in the file', async () => {
  await keep(pair.a);
  const id = await note(pair.a, 'edycja');
  await keepDraft(pair.a.device, { table: 'note', id, field: 'text' }, 'szkic');
  const opened = await pair.world.deps.seal?.open(await fileOf(pair.a));
  expect(opened).toMatchObject({
    ok: true,
    value: { account: pair.a.device.me.account, content: { drafts: [{ value: 'szkic', scope: pair.site }] } },
  });
});
