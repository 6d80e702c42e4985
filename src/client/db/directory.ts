import { DEAD, SEPARATOR, type BaseRow, type HeadRow } from './shape.ts';
import type { BaseRec } from './store.ts';

/** A block as memory knows it: its readable columns. */
export interface Block extends Omit<HeadRow, 'ids'> {
  ids: string[];
}

/** A record outside the blocks; `rec` once it was opened, null when it cannot be. */
export interface Loose {
  row: BaseRow;
  rec?: BaseRec | null;
}

/** Which records: all of a scope, of a type, or both. */
export interface Where {
  scope?: string;
  type?: number;
}

const fits = (place: { scope: string; type: number }, { scope, type }: Where): boolean =>
  (scope === undefined || place.scope === scope) && (type === undefined || place.type === type);

/**
 * Where every confirmed record lies, by the readable columns alone: outside the blocks, or in exactly one of them. What lies
 * outside wins. Changes are made by its owner together with the rows at rest.
 */
export class Directory {
  readonly blocks = new Map<string, Block>();
  readonly loose = new Map<string, Loose>();
  /** The block that holds a record, whether or not something outside wins over it. */
  readonly #home = new Map<string, Block>();
  #order = 0;
  /** Blocks at rest that hold nothing any more. */
  spent: Block[] = [];

  /** `damaged`: heads that say nothing. `doubled`: blocks whose head names what a later one holds. */
  static of(
    heads: readonly HeadRow[],
    rows: readonly BaseRow[],
  ): { directory: Directory; damaged: HeadRow[]; doubled: Block[] } {
    const directory = new Directory();
    const doubled = new Set<Block>();
    for (const head of heads.filter(isHead).sort((a, b) => a.order - b.order)) {
      for (const block of directory.add({ ...head, ids: head.ids.split(SEPARATOR) })) doubled.add(block);
    }
    for (const row of rows) directory.loose.set(row.id, { row });
    directory.spent = directory.blocksOf({}).filter(({ seqs }) => seqs.every((seq) => seq === DEAD));
    return { directory, damaged: heads.filter((head) => !isHead(head)), doubled: [...doubled] };
  }

  nextOrder(): number {
    return this.#order + 1;
  }

  /** Gives the blocks that held some of its records before. */
  add(block: Block): Block[] {
    this.blocks.set(block.key, block);
    this.#order = Math.max(this.#order, block.order);
    return block.ids.flatMap((id, i) => {
      if (block.seqs[i] === DEAD) return [];
      const before = this.kill(id);
      this.#home.set(id, block);
      return before ?? [];
    });
  }

  /** Takes a record out of its block; gives the block. */
  kill(id: string): Block | undefined {
    const block = this.#home.get(id);
    if (!block) return undefined;
    block.seqs[block.ids.indexOf(id)] = DEAD;
    this.#home.delete(id);
    return block;
  }

  /** Forgets a block and whatever it still held. */
  remove(block: Block): void {
    for (const id of block.ids) if (this.#home.get(id) === block) this.#home.delete(id);
    this.blocks.delete(block.key);
  }

  /** The block that holds the valid version of a record, and where in it. */
  place(id: string): { block: Block; at: number } | undefined {
    const block = this.loose.has(id) ? undefined : this.#home.get(id);
    return block && { block, at: block.ids.indexOf(id) };
  }

  /** Places in a block that hold a valid version. */
  live(block: Block): number[] {
    const places: number[] = [];
    block.ids.forEach((id, i) => {
      if (block.seqs[i] !== DEAD && !this.loose.has(id)) places.push(i);
    });
    return places;
  }

  blocksOf(where: Where): Block[] {
    return [...this.blocks.values()].filter((block) => fits(block, where));
  }

  looseOf(where: Where): Loose[] {
    return [...this.loose.values()].filter(({ row }) => fits(row, where));
  }

  positions(scope: string): { id: string; seq: number }[] {
    const inBlocks = this.blocksOf({ scope }).flatMap((block) =>
      this.live(block).map((i) => ({ id: block.ids[i] as string, seq: block.seqs[i] as number })),
    );
    return [...inBlocks, ...this.looseOf({ scope }).map(({ row: { id, seq } }) => ({ id, seq }))];
  }
}

/** The head of a block as it stands at rest. */
export const headRow = ({ ids, ...block }: Block): HeadRow => ({ ...block, ids: ids.join(SEPARATOR) });

function isHead({ scope, type, order, ids, seqs }: Partial<HeadRow>): boolean {
  return (
    typeof scope === 'string' &&
    typeof type === 'number' &&
    typeof order === 'number' &&
    typeof ids === 'string' &&
    Array.isArray(seqs) &&
    seqs.length === ids.split(SEPARATOR).length
  );
}
