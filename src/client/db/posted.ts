import { Dexie } from 'dexie';

/** Edits of a locked phone as they lie at rest: readable by the server alone. */
export interface Posting {
  senders: string[];
  edits: { by: number; name: string; bytes: Uint8Array; n: number }[];
  /** Says whose they are; sealed by the sender of all of them. */
  ticket?: Uint8Array;
}

interface Row {
  n: number;
  mid?: string;
  by?: string;
  p?: Uint8Array;
}

/** How much one request carries before it is encoded. Unit: bytes. */
const MOST = 500_000;
const MANY = 500;

/** What waits in the database and was sealed to the server, oldest first, as much as one request carries (SPEC V8). */
export async function waitingPosts(name: string): Promise<Posting> {
  return opened(name, async (db) => {
    const rows: Row[] = await db.table('outbox').where('due').equals(1).limit(MANY).sortBy('n');
    const posting: Posting = { senders: [], edits: [] };
    let bytes = 0;
    for (const { n, mid, by, p } of rows) {
      if (!mid || !by || !p || (bytes += p.length) > MOST) break;
      const at = posting.senders.indexOf(by);
      posting.edits.push({ by: at < 0 ? posting.senders.push(by) - 1 : at, name: mid, bytes: p, n });
    }
    return posting;
  });
}

/**
 * As waitingPosts, for an account that is not signed in: with its ticket, and only what the sender of the ticket sealed; nothing
 * when the server's key was not known yet (SPEC V9).
 */
export async function waitingByTicket(name: string): Promise<Posting> {
  const whose = await opened(name, (db) => db.table<{ by?: string; p?: Uint8Array }, string>('meta').get('seal'));
  const { by, p: ticket } = whose ?? {};
  if (!by || !ticket) return { senders: [], edits: [] };
  const { senders, edits } = await waitingPosts(name);
  const own = edits.filter((edit) => senders[edit.by] === by);
  return { senders: [by], edits: own.map((edit) => ({ ...edit, by: 0 })), ticket };
}

/** How much of a locked database could not be handed over: edits that were not answered for, and texts that are no edits yet. */
export async function leftBehind(name: string): Promise<number> {
  return opened(name, async (db) => {
    return (await db.table('outbox').where('due').equals(1).count()) + (await db.table('drafts').count());
  });
}

/** Notes what the server answered for; unlocked, the phone asks once more and is told the same. */
export async function handedOver(name: string, ns: readonly number[]): Promise<void> {
  await opened(name, async (db) => {
    await db
      .table('outbox')
      .where('n')
      .anyOf([...ns])
      .modify({ due: 0 });
  });
}

async function opened<T>(name: string, work: (db: Dexie) => Promise<T>): Promise<T> {
  const db = new Dexie(name, { chromeTransactionDurability: 'strict' });
  try {
    await db.open();
    return await work(db);
  } finally {
    db.close();
  }
}
