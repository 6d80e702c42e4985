import { loadProgramme } from '#domain/content/content.ts';
import type { Programme } from '#domain/programme.ts';
import type { ParticipantView } from './queries.ts';

/** Programmes by `programmeKey`. */
export type Programmes = ReadonlyMap<string, Programme>;

/** Id and version in one word. */
export function programmeKey({
  programmeId,
  programmeVersion,
}: {
  programmeId: string;
  programmeVersion: string;
}): string {
  return `${programmeId}@${programmeVersion}`;
}

/** The programmes that a list needs, each once, as one text: it changes only when the set does. */
export function programmeKeys(views: readonly ParticipantView[]): string {
  return [...new Set(views.flatMap((view) => view.enrolments.map(programmeKey)))].sort().join(' ');
}

/** Loads the programmes named by `programmeKeys`. Those this app does not hold are left out. */
export async function loadProgrammes(keys: string): Promise<Programmes> {
  const found = await Promise.all(
    keys
      .split(' ')
      .filter(Boolean)
      .map(async (key): Promise<[string, Programme] | null> => {
        const [id = '', version = ''] = key.split('@');
        return loadProgramme(id, version).then(
          (programme) => [key, programme],
          () => null,
        );
      }),
  );
  return new Map(found.filter((entry) => entry !== null));
}
