import { expect, test } from 'vitest';
import {
  checklistIds,
  loadChecklist,
  loadPlaces,
  loadProgramme,
  programmeIds,
} from '../../../src/domain/content/content.ts';

test('[content] every listed checklist and programme loads and is the listed one (domain.md G)', async () => {
  expect(checklistIds).toHaveLength(8);
  expect(programmeIds).toHaveLength(7);
  for (const entry of checklistIds) {
    const { file: _, ...listed } = entry;
    expect(await loadChecklist(entry.id)).toMatchObject(listed);
  }
  for (const entry of programmeIds) {
    const { file: _, ...listed } = entry;
    expect(await loadProgramme(entry.id)).toMatchObject(listed);
  }
});

test('[content] the same version is loaded and parsed once', () => {
  expect(loadChecklist('sphere-1')).toBe(loadChecklist('sphere-1', '1.0.0'));
  expect(loadPlaces()).toBe(loadPlaces());
});

test('[content] content this app does not hold is told by type, and is not kept as a failure', async () => {
  await expect(loadChecklist('sphere-1', '1.9.0')).rejects.toMatchObject({ type: 'ContentMissing', version: '1.9.0' });
  await expect(loadProgramme('unknown')).rejects.toMatchObject({
    type: 'ContentMissing',
    id: 'unknown',
    version: null,
  });
  await expect(loadProgramme('__proto__')).rejects.toMatchObject({ type: 'ContentMissing' });
});

test('[content] places come indexed', async () => {
  const places = await loadPlaces();
  expect(places.asOf).toBe('2024-01-01');
  expect(places.bySix.size).toBe(2477);
});
