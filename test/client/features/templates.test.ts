import { zipSync } from 'fflate';
import { afterEach, describe, expect, test } from 'vitest';
import { newestVersion, nextVersion, publishTemplate } from '#client/features/templates/commands.ts';
import { readTemplateFile } from '#client/features/templates/readFile.ts';
import { writeTemplateFile } from '#client/features/templates/writeFile.ts';
import { commit } from '#client/db/commit.ts';
import { read } from '#client/db/device.ts';
import { adoptChecklists, checklistIds, checklistsOnOffer, loadChecklist } from '#domain/content/content.ts';
import type { Result } from '#domain/result.ts';
import { templateRow } from '../../support/rows.ts';
import { makeWorld } from '../../support/world.ts';

const { body } = templateRow();

function value<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const text = (json: string): Promise<Awaited<ReturnType<typeof readTemplateFile>>> =>
  readTemplateFile(new TextEncoder().encode(json));

afterEach(() => adoptChecklists([]));

describe('a file', () => {
  test('of every shipped checklist, as JSON and as a workbook, comes back without loss', async () => {
    for (const { id, version } of checklistIds) {
      const shipped = await loadChecklist(id, version);
      for (const format of ['json', 'xlsform'] as const) {
        const file = await writeTemplateFile(shipped, format);
        expect(value(await readTemplateFile(file.bytes)).template, `${id} ${format}`).toEqual(shipped);
      }
    }
  });

  test('that is none is refused with what it is', async () => {
    const faultOf = async (bytes: Uint8Array) => {
      const done = await readTemplateFile(bytes);
      return done.ok ? null : done.error;
    };
    expect(await faultOf(new Uint8Array(2_000_001))).toEqual({ kind: 'file', type: 'TemplateTooLarge' });
    expect(await faultOf(new Uint8Array([1, 2, 3]))).toEqual({ kind: 'file', type: 'TemplateUnknown' });
    expect(await faultOf(new Uint8Array(0))).toEqual({ kind: 'file', type: 'TemplateUnknown' });
    expect(await faultOf(new Uint8Array([0x50, 0x4b, 3, 4, 9]))).toEqual({ kind: 'file', type: 'TemplateBroken' });
    const bomb = zipSync({ 'xl/workbook.xml': new Uint8Array(21_000_000) });
    expect(await faultOf(bomb)).toEqual({ kind: 'file', type: 'TemplateTooLarge' });
    const empty = zipSync({ 'readme.txt': new Uint8Array(3) });
    expect(await faultOf(empty)).toEqual({ kind: 'file', type: 'TemplateBroken' });
  });

  test('of JSON that is broken names line and place of each fault', async () => {
    expect(await text('{\n  "id": dojazd\n}')).toEqual({ ok: false, error: { kind: 'text', line: 2, column: 9 } });
    const bad = structuredClone(body) as unknown as Record<string, unknown>;
    delete bad['version'];
    bad['extra'] = 1;
    const found = await text(JSON.stringify(bad));
    expect(found).toEqual({
      ok: false,
      error: {
        kind: 'json',
        faults: expect.arrayContaining([
          { path: 'version', why: 'shape' },
          { path: 'extra', why: 'unknown' },
        ]) as unknown,
      },
    });
    const twice = structuredClone(body);
    twice.sections[0]?.items.push({ ...twice.sections[0].items[0]! });
    expect(await text(JSON.stringify(twice))).toMatchObject({
      error: { kind: 'json', faults: [{ path: 'sections[0].items[1].id', why: 'id' }] },
    });
  });
});

describe('publishing', () => {
  test('reaches other devices; started runs keep their version, new ones take the newest; a version is published once', async () => {
    const world = await makeWorld();
    const boss = await world.phone(await world.account('coordinator', 'K-01'));
    await boss.sync();
    const expert = await world.phone(await world.account('expert', 'E-01', []));
    expect(nextVersion('dojazd')).toBe('1.0.0');
    value(await publishTemplate(boss.device, body, '2026-01-10'));
    await boss.sync();
    await expert.sync();
    const follow = async (): Promise<void> => {
      adoptChecklists((await read(expert.device, (rows) => rows.all('template'))).map((row) => row.body));
    };
    await follow();
    expect(checklistsOnOffer().find(({ id }) => id === 'dojazd')?.version).toBe('1.0.0');
    expect(await loadChecklist('dojazd', '1.0.0')).toEqual(body);

    expect(nextVersion('dojazd')).toBe('1.1.0');
    expect(await publishTemplate(boss.device, body, '2026-01-11')).toMatchObject({ error: { type: 'TemplateOlder' } });
    const next = { ...body, version: '1.1.0', title: { pl: 'Dojazd', en: 'Transport' } };
    value(await publishTemplate(boss.device, next, '2026-02-01'));
    await boss.sync();
    await expert.sync();
    await follow();
    expect(newestVersion('dojazd')).toBe('1.1.0');
    expect((await loadChecklist('dojazd')).title.pl).toBe('Dojazd');
    expect((await loadChecklist('dojazd', '1.0.0')).title.pl).toBe('Dojazd do pracy');
    await world.close();
  });

  test('a shipped checklist is followed, never replaced', async () => {
    const shipped = await loadChecklist('sphere-1', '1.0.0');
    adoptChecklists([{ ...shipped, title: { pl: 'Podmieniona', en: 'Replaced' } }]);
    expect((await loadChecklist('sphere-1', '1.0.0')).title).toEqual(shipped.title);
    expect(nextVersion('sphere-1')).toBe('1.1.0');
    await expect(loadChecklist('sphere-1', '9.9.9')).rejects.toMatchObject({ type: 'ContentMissing' });
  });

  test('is for the coordinator alone, and what is published stays as it is', async () => {
    const world = await makeWorld();
    const boss = await world.phone(await world.account('coordinator', 'K-01'));
    const expert = await world.phone(await world.account('expert', 'E-01', []));
    await boss.sync();
    await expert.sync();
    expect(await publishTemplate(expert.device, body, '2026-01-10')).toMatchObject({ ok: false });
    const id = value(await publishTemplate(boss.device, body, '2026-01-10'));
    const change = await commit(boss.device, (edit) => edit.set('template', id, { publishedOn: '2026-01-12' }));
    expect(change.ok).toBe(false);
    await world.close();
  });
});
