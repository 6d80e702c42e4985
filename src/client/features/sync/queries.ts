import { PROGRAM, tableOf } from '#domain/tables.ts';
import type { Rows } from '#client/db/device.ts';
import { inJournal } from '#client/db/unreadable.ts';
import type { Queued } from '#client/db/store.ts';

/** Where the work of this device stands, for the line of state. */
export interface SyncSummary {
  /** Edits only on this device. */
  waiting: number;
  /** Edits the server has, not yet seen in a pull. */
  sent: number;
  /** Records with a refused edit. */
  refused: number;
  /** Texts still being typed. */
  drafts: number;
  /** Instant of the last good answer, or null. Unit: milliseconds since 1970 UTC. */
  contact: number | null;
  /** How far the server's clock is ahead of ours. Unit: milliseconds. */
  skew: number;
  /** Entities still being downloaded, of how many. */
  loading: number;
  scopes: number;
  repairs: number;
  /** Edits and texts of this device that cannot be read any more. */
  unreadable: number;
  /** Confirmed edits of its journal that cannot be read any more. */
  damaged: number;
  /** Newest instant of the backup to which this device's journal did not reach back; null: it did. Unit: as `contact`. */
  short: number | null;
}

/** The summary; reads the queue and the cursors, no records. */
export async function syncSummary({ tx }: Rows): Promise<SyncSummary> {
  const queue = await tx.queue();
  const cursors = (await tx.cursors()).filter((cursor) => !cursor.lost && cursor.scope !== PROGRAM);
  const contact = await tx.meta('contact');
  const places = (await tx.meta('unreadable')) ?? [];
  const damaged = places.filter(inJournal).length;
  return {
    waiting: queue.filter((entry) => entry.sent === 0 && !entry.refused).length,
    sent: queue.filter((entry) => entry.sent > 0).length,
    refused: new Set(queue.filter((entry) => entry.refused).map((entry) => entry.mutation.id)).size,
    drafts: (await tx.drafts()).length,
    contact: contact?.at ?? null,
    skew: contact?.skew ?? 0,
    loading: cursors.filter((cursor) => cursor.more).length,
    scopes: cursors.length,
    repairs: (await tx.meta('repairs')) ?? 0,
    unreadable: places.length - damaged,
    damaged,
    short: (await tx.meta('short'))?.at ?? null,
  };
}

/** One record with edits on their way. */
export interface Travelling {
  id: string;
  /** Name of its table, or null for a kind this version does not know. */
  table: string | null;
  site: string | null;
  edits: number;
  /** Instant of the newest edit, on this device's clock. */
  at: string;
  state: 'waiting' | 'sent' | 'refused';
  refusal: Queued['refused'];
  /** What was typed, for a refused edit: field and value. */
  values: { field: string; text: string }[];
}

/** Records with edits on their way, refused first, then oldest first. */
export async function travelling(rows: Rows): Promise<Travelling[]> {
  const sites = new Map((await rows.all('site')).map((site) => [site.id, site.name]));
  const byId = new Map<string, Queued[]>();
  for (const entry of await rows.tx.queue()) {
    const list = byId.get(entry.mutation.id);
    if (list) list.push(entry);
    else byId.set(entry.mutation.id, [entry]);
  }
  const list = [...byId].map(([id, entries]): Travelling => {
    const mutation = (entries[0] as Queued).mutation;
    const refused = entries.filter((entry) => entry.refused);
    const waiting = entries.some((entry) => entry.sent === 0);
    return {
      id,
      table: tableNamed(mutation.type),
      site: sites.get(mutation.scope) ?? null,
      edits: entries.length,
      at: entries.reduce((latest, entry) => (entry.mutation.at > latest ? entry.mutation.at : latest), ''),
      state: refused.length > 0 ? 'refused' : waiting ? 'waiting' : 'sent',
      refusal: refused[0]?.refused ?? null,
      values: refused.flatMap((entry) =>
        Object.entries(entry.mutation.set).map(([field, { v }]) => ({ field, text: textOf(v) })),
      ),
    };
  });
  return list.sort((a, b) => Number(b.state === 'refused') - Number(a.state === 'refused'));

  function tableNamed(type: number): string | null {
    return tableOf(rows.registry, type)?.name ?? null;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
