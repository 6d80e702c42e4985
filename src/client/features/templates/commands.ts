import type { ChecklistTemplate } from '#domain/checklist.ts';
import { checklistVersions } from '#domain/content/content.ts';
import { compareVersions } from '#domain/content/shape.ts';
import { hash53 } from '#domain/cosign.ts';
import { err, type Result } from '#domain/result.ts';
import { PROGRAM } from '#domain/tables.ts';
import { commit, type EditError } from '#client/db/commit.ts';
import type { Device } from '#client/db/device.ts';

/** Why a template was not published. `TemplateOlder`: there is this version or a newer one already. */
export type PublishError = EditError | { type: 'TemplateOlder' } | { type: 'Quota' } | { type: 'StorageBroken' };

/** The newest version of a checklist that this device knows, shipped or published; null for a new one. */
export function newestVersion(id: string): string | null {
  return checklistVersions()
    .filter((entry) => entry.id === id)
    .reduce<string | null>(
      (newest, { version }) => (newest === null || compareVersions(version, newest) > 0 ? version : newest),
      null,
    );
}

/** The version after the newest: its minor number raised, as a change of items asks for. */
export function nextVersion(id: string): string {
  const [major = 1, minor = -1] = (newestVersion(id) ?? '1.-1.0').split('.').map(Number);
  return `${major}.${minor + 1}.0`;
}

/**
 * Publishes a version for everybody; runs that have started keep theirs. Two who publish the same version without network meet in one
 * record, and the second is told. Form of `today`: YYYY-MM-DD.
 */
export async function publishTemplate(
  device: Device,
  template: ChecklistTemplate,
  today: string,
): Promise<Result<string, PublishError>> {
  const newest = newestVersion(template.id);
  if (newest !== null && compareVersions(template.version, newest) <= 0) return err({ type: 'TemplateOlder' });
  return commit<string, PublishError>(device, (edit) =>
    edit.create('template', PROGRAM, { body: template, publishedOn: today }, templateId(template)),
  );
}

/** A record id that follows from what is published (UUID v8, RFC 9562). */
function templateId({ id, version }: ChecklistTemplate): string {
  const hex = [1, 2, 3]
    .map((n) => hash53(`template ${n} ${id}@${version}`).toString(16).padStart(14, '0').slice(-11))
    .join('')
    .slice(0, 32)
    .padEnd(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
