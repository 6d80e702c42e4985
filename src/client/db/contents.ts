import type { Seal, Sealed } from '#client/vault/seal.ts';
import type { Block } from './directory.ts';
import { DEAD } from './shape.ts';
import type { BaseRec } from './store.ts';
import { isRecord } from './unreadable.ts';

/** How much of the blocks is kept open in memory, in what it costs there. Unit: bytes. */
const ROOM = 40_000_000;
/** What a record costs beside its text. Unit: bytes. */
const EACH = 600;
/** Limits of a block. Units: records; characters. */
const RECORDS = 100;
const LENGTH = 200_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Records cut into blocks, as text: by number, and earlier when they are long. */
export function cut(records: readonly BaseRec[]): { records: BaseRec[]; text: string }[] {
  const parts: { records: BaseRec[]; text: string }[] = [];
  let [some, texts, length]: [BaseRec[], string[], number] = [[], [], 0];
  const end = (): void => {
    if (some.length > 0) parts.push({ records: some, text: `[${texts.join(',')}]` });
    [some, texts, length] = [[], [], 0];
  };
  for (const record of records) {
    const text = JSON.stringify(record);
    if (some.length === RECORDS || length + text.length > LENGTH) end();
    some.push(record);
    texts.push(text);
    length += text.length;
  }
  end();
  return parts;
}

/** A block's records as they stand at rest: bytes, so that neither seal nor browser takes them apart. */
export function sealBlock(seal: Seal, key: string, text: string): Sealed {
  const bytes = encoder.encode(text);
  const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
  return seal.seal(whole, `blocks/${key}`);
}

/** Opened blocks by key: what lies under a key never changes. What was not used for longest goes first. */
export class Contents {
  readonly #open = new Map<string, { records: readonly BaseRec[] | null; cost: number }>();
  #cost = 0;

  /** The records of a block; null when it cannot be read, undefined when it was not opened yet. */
  get(key: string): readonly BaseRec[] | null | undefined {
    const known = this.#open.get(key);
    if (!known) return undefined;
    this.#open.delete(key);
    this.#open.set(key, known);
    return known.records;
  }

  /** Opens a block and remembers it. `sealed`: undefined when there is a head without its block. */
  open(seal: Seal, block: Block, sealed: Sealed | undefined): readonly BaseRec[] | null {
    let [records, cost]: [readonly BaseRec[] | null, number] = [null, 0];
    try {
      const bytes = sealed && seal.open(sealed, `blocks/${block.key}`);
      const text = decoder.decode(bytes as ArrayBuffer);
      records = fitting(block, JSON.parse(text));
      cost = 2 * text.length + EACH * block.ids.length;
    } catch {
      // Told by whoever wanted to read it.
    }
    this.#open.set(block.key, { records, cost });
    this.#cost += cost;
    for (const key of this.#open.keys()) {
      if (this.#cost <= ROOM || key === block.key) break;
      this.forget(key);
    }
    return records;
  }

  forget(key: string): void {
    this.#cost -= this.#open.get(key)?.cost ?? 0;
    this.#open.delete(key);
  }

  clear(): void {
    this.#open.clear();
    this.#cost = 0;
  }
}

/** What was opened, when it is what the head promises; two blocks that changed places are found out too. */
function fitting({ ids, seqs, scope, type }: Block, value: unknown): readonly BaseRec[] | null {
  if (!Array.isArray(value) || value.length !== ids.length) return null;
  const records = value as Partial<BaseRec>[];
  const whole = records.every((record, i) => {
    const seq = seqs[i] === DEAD ? record.seq : seqs[i];
    return record.scope === scope && record.type === type && isRecord(ids[i] as string, seq as number)(record);
  });
  return whole ? (records as BaseRec[]) : null;
}
