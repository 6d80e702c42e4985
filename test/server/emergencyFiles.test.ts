import 'fake-indexeddb/auto';
import { PIECE } from '#client/db/blobs.ts';
import { blobDatabaseName, dexieBlobs, type KeptBlobs } from '#client/db/dexieBlobs.ts';
import { emergencyFile } from '#client/db/emergency.ts';
import { partsOf, putTogether } from '#client/db/emergencyParts.ts';
import { addPhoto } from '#client/features/photos/commands.ts';
import { prepared } from '#client/features/photos/prepare.ts';
import { importFile, type Imported } from '#client/features/sync/importApi.ts';
import { keyedSeal } from '#client/vault/seal.ts';
import { newSender, type Sender } from '#client/vault/sender.ts';
import { openFilePart } from '#server/filePart.ts';
import { openSeal } from '#server/seal.ts';
import { FILE_PART, KeyAnswer, MAX_EMERGENCY, MAX_FILE_PART, PARTS } from '#sync/emergency.ts';
import { SENDER } from '#sync/posted.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePair, must, type Pair } from '../support/pair.ts';
import { jpeg, pngBomb } from '../support/pictures.ts';
import { noteRow } from '../support/rows.ts';

let pair: Pair;
let folder: string;
let blobs: KeptBlobs;
let sender: Sender | null;
let databases = 0;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-files-'));
  pair = await makePair();
  pair.world.deps.seal = await openSeal(join(folder, 'seal.key'));
  const answer = await pair.world.request('/api/key', { cookie: pair.a.cookie });
  const { key, ticket } = KeyAnswer.parse(await answer.json());
  await pair.a.device.store.write((tx) => tx.putMeta('seal', { key, ticket, at: 1 }));
  sender = await newSender(SENDER, key);
  const seal = keyedSeal(new Uint8Array(32).fill(7));
  blobs = pair.a.device.blobs = dexieBlobs(blobDatabaseName(`files-${++databases}`), seal, () => sender);
});
afterEach(async () => {
  blobs.close();
  await pair.world.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A photo on the phone of the first expert; its hash. `noisy`: of several pieces. */
async function photo(seed: number, noisy = false): Promise<string> {
  const bytes = noisy ? await jpeg(1800, 1500, seed) : await jpeg(64, 48, seed);
  const file = await prepared('photo', 'image/jpeg', new Uint8Array(bytes).buffer, { width: 64, height: 48 });
  const done = await addPhoto(pair.a.device, { visitId: pair.visit }, file);
  if (!done.ok) throw new Error(done.error.type);
  return file.sha256;
}

async function made(): Promise<Blob> {
  const file = await emergencyFile(pair.a.device);
  if (!file.ok) throw new Error(file.error.type);
  return file.value.file;
}

const send =
  (cookie: string) =>
  async (path: string, { body }: RequestInit): Promise<Response> =>
    pair.world.request(path, {
      cookie,
      raw: new Uint8Array(await (body as Blob).arrayBuffer()),
      headers: { 'content-type': 'application/octet-stream' },
    });

async function hand(file: Blob, cookie = pair.boss): Promise<Imported> {
  const done = await importFile(file, undefined, send(cookie));
  if (!done.ok) throw new Error(done.error.type);
  return done.value;
}

async function served(sha256: string, cookie = pair.b.cookie): Promise<number> {
  const answer = await pair.world.request(`/api/blobs/${pair.site}/${sha256}`, { cookie });
  await answer.arrayBuffer();
  return answer.status;
}

const filesOf = ({ files: { ok, dup, refused, missing } }: Imported) => ({ ok, dup, refused: [...refused], missing });

describe('photos in the emergency file', () => {
  it('[X6][X2] go with the text, are kept after their hash was checked, and a second time changes nothing', async () => {
    const [large, small] = [await photo(1, true), await photo(2)];
    await must(pair.a, (edit) => edit.create('note', pair.site, noteRow(pair.visit, 'bez zasięgu')));
    const told: [number, number][] = [];
    const file = await made();
    const first = await importFile(file, (...how) => told.push(how), send(pair.boss));
    expect(first).toMatchObject({ ok: true, value: { counts: { ok: 3, refused: 0 } } });
    expect(first.ok && filesOf(first.value)).toEqual({ ok: 2, dup: 0, refused: [], missing: 0 });
    expect(told).toEqual([
      [0, 2],
      [1, 2],
    ]);
    const again = await hand(file);
    expect([again.counts.dup, filesOf(again)]).toEqual([3, { ok: 0, dup: 2, refused: [], missing: 0 }]);
    for (const sha256 of [large, small]) expect(await served(sha256)).toBe(200);
    await pair.b.sync();
    expect(await pair.world.deps.store.blob(pair.site, large)).toMatchObject({ account: pair.a.device.me.account });
  });

  it('[X2] alone they make a file; confirmed ones and those that no record names stay out of it', async () => {
    const [first, second, third] = [await photo(1), await photo(2), await photo(3)];
    await pair.a.sync();
    await blobs.update({ scope: pair.site, sha256: first }, { state: 'confirmed' });
    await blobs.update({ scope: pair.site, sha256: second }, { strayAt: 1 });
    expect(await emergencyFile(pair.a.device)).toMatchObject({ ok: true, value: { edits: 0, files: 1 } });
    await blobs.update({ scope: pair.site, sha256: third }, { state: 'confirmed' });
    expect(await emergencyFile(pair.a.device)).toEqual({ ok: false, error: { type: 'NothingUnsent' } });
  });

  it('[X6] are read and sealed piece by piece, and one that cannot be read stops no other', async () => {
    const large = await photo(1, true);
    await photo(2);
    const read: number[] = [];
    const { slice } = blobs;
    blobs.get = () => Promise.reject(new Error('read whole'));
    blobs.slice = async (name, from, to) => {
      read.push(to - from);
      if (name.sha256 === large && from > 0) throw new Error('damaged');
      return slice(name, from, to);
    };
    expect(await emergencyFile(pair.a.device)).toMatchObject({ ok: true, value: { files: 1, unreadable: 1 } });
    expect(Math.max(...read)).toBe(PIECE);
  });

  it('[X6] of an author who lost the entity are kept for the day the parked work is accepted', async () => {
    const sha256 = await photo(1);
    const { account, code } = pair.a.device.me;
    await pair.world.request('/api/accounts', {
      cookie: pair.boss,
      body: { id: account, code, role: 'expert', active: true, sites: [] },
    });
    const done = await hand(await made());
    expect([done.counts.parked, filesOf(done)]).toEqual([1, { ok: 1, dup: 0, refused: [], missing: 0 }]);
    expect(await served(sha256, pair.a.cookie)).toBe(404);
  });

  it('[X6][F82] what is no photo is refused by itself with its reason', async () => {
    await photo(1);
    for (const [bytes, mime] of [
      [Buffer.from('<svg/>'), 'image/jpeg'],
      [pngBomb(50_000, 50_000), 'image/png'],
      [Buffer.from('RIFF'), 'audio/webm'],
    ] as const) {
      const file = await prepared('photo', mime, new Uint8Array(bytes).buffer);
      expect((await addPhoto(pair.a.device, { visitId: pair.visit }, file)).ok).toBe(true);
    }
    const done = await hand(await made());
    expect(filesOf(done)).toEqual({
      ok: 1,
      dup: 0,
      refused: [
        ['PhotoNotAnImage', 1],
        ['PhotoTooManyPixels', 1],
        ['SoundUnreadable', 1],
      ],
      missing: 0,
    });
  });
});

describe('a file that is not whole', () => {
  it('[X6][X4] an altered photo is refused with its reason, whatever byte it was; text and the other photos are taken', async () => {
    const [first, second] = [await photo(1), await photo(2)];
    const file = await made();
    const parts = await partsOf(file);
    if (!parts.ok) throw new Error(parts.error.type);
    const [bad, good] = parts.value.files;
    if (!bad || !good) throw new Error('no parts');
    const bytes = new Uint8Array(await bad.arrayBuffer());
    const { seal } = pair.world.deps;
    if (!seal) throw new Error('no seal');
    const contentOf = async (part: Uint8Array): Promise<Buffer | null> => {
      const opened = await openFilePart(seal, part);
      return opened.ok
        ? Buffer.concat([...opened.value.pieces()].map((piece) => piece ?? Buffer.from('altered')))
        : null;
    };
    const whole = await contentOf(bytes);
    expect(whole?.length).toBeGreaterThan(500);
    for (let at = 0; at < bytes.length; at += at < 2000 ? 1 : 37) {
      const altered = bytes.slice();
      altered[at] = (altered[at] ?? 0) ^ (1 << (at % 8));
      const opened = await openFilePart(seal, altered);
      // A bit that base64url does not use changes nothing; any other is seen.
      if (opened.ok && [...opened.value.pieces()].every((piece) => piece !== null))
        expect(await contentOf(altered), `byte ${at}`).toEqual(whole);
    }
    for (const end of [0, 1, FILE_PART.header, 200, bytes.length - 1]) {
      expect((await openFilePart(seal, bytes.slice(0, end))).ok, `cut at ${end}`).toBe(false);
    }
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    const text = new Uint8Array(await parts.value.text.arrayBuffer());
    const done = await hand(putTogether(text, [new Blob([bytes]), good]));
    expect([done.counts.ok, filesOf(done)]).toEqual([
      2,
      { ok: 1, dup: 0, refused: [['ImportDamaged', 1]], missing: 0 },
    ]);
    expect([await served(first), await served(second)].sort()).toEqual([200, 404]);
  });

  it('[X6] cut off in the middle or between two photos: what is there is taken, what is missing is told', async () => {
    await photo(1);
    await photo(2);
    const file = await made();
    const parts = await partsOf(file);
    const last = parts.ok ? (parts.value.files[1]?.size ?? 0) : 0;
    expect(filesOf(await hand(file.slice(0, file.size - 10)))).toMatchObject({ ok: 1, missing: 1 });
    expect(filesOf(await hand(file.slice(0, file.size - last - PARTS.length)))).toMatchObject({ dup: 1, missing: 1 });
    expect(filesOf(await hand(file))).toEqual({ ok: 1, dup: 1, refused: [], missing: 0 });
  });

  it('[X4] of a newer format, with impossible lengths, too large, or of another server: refused before anything is sent', async () => {
    await photo(1);
    const whole = new Uint8Array(await (await made()).arrayBuffer());
    const at = async (change: (bytes: Uint8Array) => void): Promise<unknown> => {
      const bytes = whole.slice();
      change(bytes);
      const asked: string[] = [];
      const done = await importFile(new Blob([bytes]), undefined, (path, init) => {
        asked.push(path);
        return send(pair.boss)(path, init);
      });
      return [done.ok || done.error.type, asked.length];
    };
    expect(await at((bytes) => (bytes[PARTS.mark.length] = 2))).toEqual(['UpgradeNeeded', 0]);
    expect(await at((bytes) => bytes.fill(0xff, PARTS.header, PARTS.header + 4))).toEqual(['ImportDamaged', 0]);
    expect(await at((bytes) => bytes.fill(0, PARTS.header + PARTS.length))).toEqual(['ImportForeign', 1]);
    const large = new Blob([new Uint8Array(MAX_EMERGENCY + 1)]);
    expect(await importFile(large, undefined, send(pair.boss))).toMatchObject({ error: { type: 'ImportTooLarge' } });

    const other = await openSeal(join(folder, 'other.key'));
    const parts = await partsOf(new Blob([whole]));
    const [file] = parts.ok ? parts.value.files : [];
    const bytes = new Uint8Array((await file?.arrayBuffer()) ?? []);
    expect(await openFilePart(other, bytes)).toEqual({ ok: false, error: { type: 'ImportForeign' } });
    bytes[FILE_PART.mark.length] = 2;
    expect(await openFilePart(other, bytes)).toEqual({ ok: false, error: { type: 'UpgradeNeeded' } });
  });

  it('[X4] a photo is taken from nobody but those who may import, and not beyond its limit', async () => {
    await photo(1);
    const parts = await partsOf(await made());
    const part = parts.ok ? parts.value.files[0] : undefined;
    const ask = async (cookie: string, body: Blob | undefined) =>
      (await send(cookie)('/api/import/file', { body: body ?? null })).status;
    expect([await ask('', part), await ask(pair.a.cookie, part), await ask(pair.boss, part)]).toEqual([401, 403, 200]);
    expect(await ask(pair.boss, new Blob([new Uint8Array(MAX_FILE_PART + 1)]))).toBe(413);
  });
});

it('[X6][V1] at rest the key of a file lies sealed to device and server, also of one that was added before the server was known', async () => {
  const known = sender;
  sender = null;
  const sha256 = await photo(1);
  const row = async (): Promise<{ due: number; p?: Uint8Array; by?: string }> => {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const asked = indexedDB.open(blobDatabaseName(`files-${databases}`));
      asked.onsuccess = () => resolve(asked.result);
    });
    const found = await new Promise<{ due: number }>((resolve) => {
      const asked = db.transaction('files').objectStore('files').get(`${pair.site}/${sha256}`);
      asked.onsuccess = () => resolve(asked.result as { due: number });
    });
    db.close();
    return found;
  };
  await blobs.post();
  expect(await row()).not.toHaveProperty('p');
  sender = known;
  await blobs.post();
  const { by = '', p = new Uint8Array(), due } = await row();
  const opener = await pair.world.deps.seal?.sender(by);
  const said = opener?.({ name: `${pair.site}/${sha256}`, c: Buffer.from(p).toString('base64url') });
  expect(said).toMatchObject({ scope: pair.site, sha256, mime: 'image/jpeg' });
  expect(due).toBe(1);
  await blobs.update({ scope: pair.site, sha256 }, { state: 'confirmed' });
  expect(await row()).toMatchObject({ due: 0, by });
});
