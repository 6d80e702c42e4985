import { checkPhoto, fitted, MAX_FILE } from '#client/features/photos/check.ts';
import { addPhoto, removePhoto, restorePhoto, retryPhoto } from '#client/features/photos/commands.ts';
import { removeRun } from '#client/features/checklists/commands.ts';
import { prepared } from '#client/features/photos/prepare.ts';
import {
  filesOf,
  fileQueue,
  photoSection,
  photosOf,
  photosOfRun,
  photoState,
  runsHeld,
} from '#client/features/photos/queries.ts';
import { mayUpload } from '#client/features/photos/settings.ts';
import { commit } from '#client/db/commit.ts';
import { read } from '#client/db/device.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jpeg, mp4, pngBomb, sha, svg } from '../../support/pictures.ts';
import { runRow, siteRow, visitRow } from '../../support/rows.ts';
import { creation, request } from '../../support/wire.ts';
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
    const done = await addPhoto(phone.device, { visitId: visit, itemId: 's1.n.1' }, photo);
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
    const done = await addPhoto(phone.device, { visitId: visit }, await file(2));
    phone.device.blobs.put = put;
    expect(done).toMatchObject({ ok: false, error: { type: 'PhotoQuota' } });
    expect(await rows()).toEqual(before);
    expect((await commit(phone.device, (edit) => edit.set('visit', visit, { aim: 'tekst' }))).ok).toBe(true);
  });

  it('a visit that is closed or not here takes none, and no bytes are left behind', async () => {
    const photo = await file(3);
    expect(await addPhoto(phone.device, { visitId: locked }, photo)).toMatchObject({
      ok: false,
      error: { type: 'VisitLocked' },
    });
    expect(await addPhoto(phone.device, { visitId: phone.device.newId() }, photo)).toMatchObject({
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

  it('stand at their item of a run, inside a visit and outside one; with an outside run they go, after a question', async () => {
    const begin = async (visitId: string | null): Promise<string> => {
      const done = await commit(phone.device, (edit) => edit.create('run', scope, { ...runRow(visitId), ratings: {} }));
      return done.ok ? done.value : '';
    };
    const [inside, outside] = [await begin(visit), await begin(null)];
    for (const [visitId, runId, seed] of [
      [visit, inside, 20],
      [null, outside, 21],
    ] as const) {
      expect(await addPhoto(phone.device, { visitId, runId, itemId: 's1.n.2' }, await file(seed))).toMatchObject({
        ok: true,
      });
    }
    await phone.sync();
    const of = (run: string) => read(phone.device, (all) => photosOfRun(all, run));
    expect((await of(inside)).byItem.get('s1.n.2')).toMatchObject([{ visitId: visit, sync: { state: 'confirmed' } }]);
    expect((await of(outside)).byItem.get('s1.n.2')).toMatchObject([{ visitId: null, sync: { state: 'confirmed' } }]);
    expect(await of('nowhere')).toEqual({ scope: null, byItem: new Map() });
    const photos = await rows();
    const held = () => read(phone.device, (all) => runsHeld(all, photos));
    expect(photos.some(({ runId }) => runId === inside)).toBe(true);
    expect([...(await held())]).toEqual([inside]);

    expect(await removeRun(phone.device, outside)).toEqual({
      ok: false,
      error: { type: 'RunRated', rated: 0, files: 1 },
    });
    expect(await removeRun(phone.device, outside, { sure: true })).toMatchObject({ ok: true });
    expect(await removeRun(phone.device, inside)).toMatchObject({ ok: true });
    const left = await read(phone.device, (all) => all.all('photo', scope));
    expect(left.map(({ runId }) => runId).filter((id) => id === inside || id === outside)).toEqual([inside]);
    expect(await held()).toEqual(new Set());
    await phone.sync();
  });

  it('[S4] a file of nothing is refused, on the phone as on the server', async () => {
    const { bytes: _, ...photo } = await file(22);
    const fields = { ...photo, bytes: 1, caption: '', takenAt: '2026-01-16T09:00:00Z', runId: null, itemId: null };
    const row = { ...fields, visitId: null };
    expect(await commit(phone.device, (edit) => edit.create('photo', scope, row))).toMatchObject({
      ok: false,
      error: { type: 'Invalid' },
    });
    const mutation = creation('photo', scope, phone.device.newId(), row);
    const answer = await world.request('/api/sync', { cookie: phone.cookie, body: request({ muts: [mutation] }) });
    expect(await answer.json()).toMatchObject({ results: [{ st: 'refused', refusal: { code: 'invalid' } }] });
  });

  it('on Wi-Fi only, files wait on a mobile line, and go where the browser does not tell', () => {
    const choice = { edge: 1600, quality: 80, wifiOnly: true } as const;
    const lines = ['wifi', 'ethernet', 'cellular', 'bluetooth', 'unknown', undefined];
    expect(lines.map((type) => mayUpload(choice, type))).toEqual([true, true, false, false, true, true]);
    expect(mayUpload({ ...choice, wifiOnly: false }, 'cellular')).toBe(true);
  });
});
