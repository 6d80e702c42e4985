/** What was ticked as packed for each visit, on this device: ids and keys only. */
const KEY = 'packs';
/** So many visits are remembered, the latest ones. */
const ROOM = 40;

/** Ticked lines of one visit, and whether the bag was closed. */
export interface Pack {
  ticked: readonly string[];
  done: boolean;
}

type Packs = [visitId: string, ticked: string[], done: boolean][];

/** What is packed for a visit on this device. */
export function packOf(visitId: string): Pack {
  const found = packs().find(([id]) => id === visitId);
  return { ticked: found?.[1] ?? [], done: found?.[2] ?? false };
}

/** Remembers what is packed. Without storage (private windows) only the memory of it is lost. */
export function rememberPack(visitId: string, { ticked, done }: Pack): void {
  const next: Packs = [[visitId, [...ticked], done], ...packs().filter(([id]) => id !== visitId)];
  try {
    localStorage.setItem(KEY, JSON.stringify(next.slice(0, ROOM)));
  } catch {
    return;
  }
}

function packs(): Packs {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept)
      ? kept.filter(
          (one): one is Packs[number] =>
            Array.isArray(one) && typeof one[0] === 'string' && Array.isArray(one[1]) && typeof one[2] === 'boolean',
        )
      : [];
  } catch {
    return [];
  }
}
