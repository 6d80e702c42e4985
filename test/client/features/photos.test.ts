import { checkPhoto, fitted, MAX_FILE } from '#client/features/photos/check.ts';
import { addPhoto, removePhoto, restorePhoto, retryPhoto } from '#client/features/photos/commands.ts';
import { prepared } from '#client/features/photos/prepare.ts';
import { filesOf, fileQueue, photoSection, photosOf, photoState } from '#client/features/photos/queries.ts';
import { mayUpload } from '#client/features/photos/settings.ts';
import { commit } from '#client/db/commit.ts';
import { read } from '#client/db/device.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jpeg, mp4, pngBomb, sha, svg } from '../../support/pictures.ts';
import { siteRow, visitRow } from '../../support/rows.ts';
import { makeWorld, type Phone, type World } from '../../support/world.ts';

let world: World;
let phone: Phone;
let scope: string;
let visit: string;
let locked: string;

beforeAll(async () => {
  world = await makeWorld();
  const boss = await world.phone(await world.account('coordinator', 'K-01'));
  const made = await commit(boss.device, (edit) => edit.create('site', '', siteRow()));
  scope = made.ok ? made.value : '';
  await boss.sync();
  const account = await world.account('expert', 'E-01', [scope]);
  phone = await world.phone(account);
  await phone.sync();
  const create = async (code: string): Promise<string> => {
    const done = await commit(phone.device, (edit) => edit.create('visit', scope, visitRow(account, code)));
    return done.ok ? done.value : '';
  };
  visit = await create('V-PZS-01-20260116-1');
  locked = await create('V-PZS-01-20260116-2');
  await commit(phone.device, (edit) => edit.set('visit', locked, { status: 'cancelled' }));
  await phone.sync();
});
afterAll(() => world.close());

const file = async (seed: number) => {
  const bytes = await jpeg(40, 30, seed);
  return prepared('photo', 'image/jpeg', new Uint8Array(bytes).buffer, { width: 40, height: 30 });
};
const rows = () => read(phone.device, (all) => photosOf(all, { id: visit, scope }));

describe('[F82] a file is judged before it is opened', () => {
  it('nothing, too much, no picture and too many points have words of their own; a photo passes', async () => {
    const photo = await jpeg(300, 200);
    const type = (length: number, head: Uint8Array) => {
      const done = checkPhoto(length, head);
      return done.ok ? 'ok' : done.error.type;
    };
    expect(type(0, new Uint8Array())).toBe('PhotoEmpty');
    expect(type(200 * 1024 * 1024, photo)).toBe('PhotoTooLarge');
    expect(type(MAX_FILE, photo)).toBe('ok');
    expect([svg, mp4, Buffer.from('no photo at all')].map((head) => type(head.length, head))).toEqual(
      Array(3).fill('PhotoNotAnImage'),
    );
    expect(type(500, pngBomb(50_000, 50_000))).toBe('PhotoTooManyPixels');
    expect(type(500, photo.subarray(0, 3))).toBe('PhotoNotAnImage');
  });

  it('the longest edge is cut to size, the shape stays, and nothing grows', () => {
    expect(fitted(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 });
    expect(fitted(3000, 4000, 1600)).toEqual({ width: 1200, height: 1600 });
    expect(fitted(800, 600, 1600)).toEqual({ width: 800, height: 600 });
    expect(fitted(100_000, 1, 1600)).toEqual({ width: 1600, height: 1 });
  });
});

describe('photos of a visit', () => {
  it('[C1] bytes first, then the record that names them by their hash', async () => {
    const photo = await file(1);
    const done = await addPhoto(phone.device, visit, photo, { itemId: 's1.n.1' });
    expect(done.ok).toBe(true);
    const [row] = await rows();
    expect(row).toMatchObject({
      sha256: sha(new Uint8Array(photo.bytes)),
      bytes: photo.bytes.byteLength,
      width: 40,
      caption: '',
      itemId: 's1.n.1',
    });
    expect((await phone.device.blobs.get({ scope, sha256: photo.sha256 }))?.byteLength).toBe(photo.bytes.byteLength);
    expect(await read(phone.device, (all) => photoSection(all, { id: visit, scope }))).toEqual({
      count: 1,
      disputed: false,
    });
    await phone.sync();
    expect((await rows())[0]?.sync.state).toBe('confirmed');
  });

  it('a removal can be taken back with its file and caption', async () => {
    const [row] = await rows();
    await commit(phone.device, (edit) => edit.set('photo', row!.id, { caption: 'Pracownia' }));
    const gone = await removePhoto(phone.device, row!.id);
    expect(await rows()).toEqual([]);
    if (gone.ok) await restorePhoto(phone.device, gone.value);
    const [back] = await rows();
    expect(back).toMatchObject({ sha256: row!.sha256, caption: 'Pracownia', takenAt: row!.takenAt });
    expect(await phone.device.blobs.get({ scope, sha256: row!.sha256 })).not.toBeNull();
    await phone.sync();
    expect((await rows()).length).toBe(1);
  });

  it('[F7] a full device refuses the photo, keeps nothing of it, and takes text all the same', async () => {
    const { put } = phone.device.blobs;
    phone.device.blobs.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    const before = await rows();
    const done = await addPhoto(phone.device, visit, await file(2));
    phone.device.blobs.put = put;
    expect(done).toMatchObject({ ok: false, error: { type: 'PhotoQuota' } });
    expect(await rows()).toEqual(before);
    expect((await commit(phone.device, (edit) => edit.set('visit', visit, { aim: 'tekst' }))).ok).toBe(true);
  });

  it('a visit that is closed or not here takes none, and no bytes are left behind', async () => {
    const photo = await file(3);
    expect(await addPhoto(phone.device, locked, photo)).toMatchObject({ ok: false, error: { type: 'VisitLocked' } });
    expect(await addPhoto(phone.device, phone.device.newId(), photo)).toMatchObject({
      ok: false,
      error: { type: 'NotFound' },
    });
    expect(await phone.device.blobs.one({ scope, sha256: photo.sha256 })).toBeNull();
  });

  it('«confirmed» is said only when the server has the record and the bytes', async () => {
    const [row] = await rows();
    const name = { scope, sha256: row!.sha256 };
    const at = async (
      state: 'waiting' | 'uploading' | 'confirmed' | 'refused',
      sync: 'waiting' | 'confirmed' | 'refused' = 'confirmed',
    ) => {
      await phone.device.blobs.update(name, { state, offset: 10, refusal: state === 'refused' ? 'SiteFull' : null });
      const files = await filesOf(phone.device.blobs, scope);
      return photoState({ ...row!, sync: { ...row!.sync, state: sync } }, files.get(row!.sha256));
    };
    expect(await at('waiting')).toEqual({ state: 'here' });
    expect(await at('uploading')).toEqual({ state: 'sending', share: 10 / row!.bytes });
    expect(await at('confirmed')).toEqual({ state: 'confirmed' });
    expect(await at('confirmed', 'waiting')).toEqual({ state: 'here' });
    expect(await at('confirmed', 'refused')).toEqual({ state: 'refused', type: null });
    expect(await at('refused')).toEqual({ state: 'refused', type: 'SiteFull' });
    expect(await fileQueue(phone.device.blobs)).toEqual({ waiting: 0, refused: 1, sent: 0 });
    await retryPhoto(phone.device, name);
    expect(await fileQueue(phone.device.blobs)).toEqual({ waiting: 1, refused: 0, sent: 0 });
    expect(photoState(row!, undefined)).toEqual({ state: 'elsewhere' });
  });

  it('on Wi-Fi only, files wait on a mobile line, and go where the browser does not tell', () => {
    const choice = { edge: 1600, quality: 80, wifiOnly: true } as const;
    const lines = ['wifi', 'ethernet', 'cellular', 'bluetooth', 'unknown', undefined];
    expect(lines.map((type) => mayUpload(choice, type))).toEqual([true, true, false, false, true, true]);
    expect(mayUpload({ ...choice, wifiOnly: false }, 'cellular')).toBe(true);
  });
});
