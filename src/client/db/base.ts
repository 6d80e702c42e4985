import { newMid } from '#client/vault/newMid.ts';
import type { Seal } from '#client/vault/seal.ts';
import { Contents, cut, sealBlock } from './contents.ts';
import { copied } from './copied.ts';
import { Directory, headRow, type Block, type Loose, type Where } from './directory.ts';
import type { BaseRow, BlockRow, Database } from './shape.ts';
import type { BaseRec, LocalTx } from './store.ts';
import { isRecord, openedRow, type Unreadable } from './unreadable.ts';

/** From how many records of one scope and type a put goes straight into blocks. */
const DIRECT = 32;
/** How many records of a scope may lie outside its blocks before they are folded into some; at most so many at once. */
const OUTSIDE = 200;
const FOLD = 500;
/** A block with fewer valid records is small; so many small ones of a scope and type are put together. */
const SMALL = 50;
const MANY = 4;

/** What a transaction does with confirmed records. */
export type BaseTx = Pick<
  LocalTx,
  'record' | 'records' | 'ids' | 'positions' | 'putRecords' | 'dropRecords' | 'replaceRecords'
> & {
  /** Puts what lies outside the blocks of a scope into some; gives how many records are left outside, unreadable ones too. */
  fold(scope: string): Promise<number>;
  /** Scopes with records outside the blocks, and blocks in the open. */
  unsealed(): Promise<{ scopes: string[]; blocks: string[] }>;
  /** Seals a block that lies in the open. */
  reseal(key: string): Promise<void>;
  /** Removes heads that say nothing, and their blocks. */
  forget(keys: readonly string[]): Promise<void>;
  /** The transaction became durable: memory is as it left it. */
  done(): void;
};

/** The confirmed base of one connection: rows at rest, and what memory knows of them. */
export interface Base {
  begin(): BaseTx;
  /** Forgets everything in memory. */
  drop(): void;
}

/**
 * Keeps the confirmed base as sealed blocks of about a hundred records of one scope and type, and a few rows beside them that
 * win. The directory stays in memory from one transaction to the next while the mark at rest is the one it was read under: so
 * neither another connection nor a transaction that was undone leaves it wrong.
 */
export function confirmedBase(db: Database, seal: Seal, note: (row: Unreadable) => void): Base {
  let memory: { mark: string; directory: Directory } | null = null;
  const contents = new Contents();

  async function load(): Promise<Directory> {
    const mark = (await db.marks.get('base'))?.value ?? '';
    if (memory?.mark === mark) return memory.directory;
    memory = null;
    const { directory, damaged, doubled } = Directory.of(await db.heads.toArray(), await db.base.toArray());
    for (const { key, scope } of damaged) note({ table: 'heads', key, ...(typeof scope === 'string' && { scope }) });
    for (const { key, scope } of doubled) note({ table: 'blocks', key, scope });
    memory = { mark, directory };
    return directory;
  }

  function looseRec(loose: Loose): BaseRec | null {
    const { row } = loose;
    if (loose.rec === undefined) {
      loose.rec = openedRow<BaseRec>(() => seal.open(row.c, `base/${row.id}`), isRecord(row.id, row.seq)) ?? null;
    }
    if (!loose.rec) note({ table: 'base', key: row.id, scope: row.scope });
    return loose.rec;
  }

  /** Opens those blocks that memory does not hold. */
  async function opened(blocks: readonly Block[]): Promise<Map<Block, readonly BaseRec[]>> {
    const found = new Map(blocks.map((block) => [block, contents.get(block.key)]));
    const missing = blocks.filter((block) => found.get(block) === undefined);
    if (missing.length > 0) {
      const rows = await db.blocks.bulkGet(missing.map(({ key }) => key));
      missing.forEach((block, i) => found.set(block, contents.open(seal, block, rows[i]?.c)));
    }
    const readable = new Map<Block, readonly BaseRec[]>();
    for (const [block, records] of found) {
      if (records) readable.set(block, records);
      else note({ table: 'blocks', key: block.key, scope: block.scope });
    }
    return readable;
  }

  function begin(): BaseTx {
    let known: Promise<Directory> | undefined;
    let changing: Promise<Directory> | undefined;
    let mine: { mark: string; directory: Directory } | undefined;

    const directory = (): Promise<Directory> => (known ??= load());

    /** Changes the base. After a failure memory is not believed, whatever becomes of the transaction. */
    async function change<T>(work: (own: Directory) => Promise<T>): Promise<T> {
      try {
        return await work(await (changing ??= take()));
      } catch (error) {
        mine = undefined;
        throw error;
      }
    }

    /** From here on memory is this transaction's alone: what it does is true for others once it is durable. */
    async function take(): Promise<Directory> {
      const own = await directory();
      memory = null;
      mine = { mark: newMid(), directory: own };
      await db.marks.put({ name: 'base', value: mine.mark });
      await removeBlocks(own, own.spent.splice(0));
      return own;
    }

    async function drop(own: Directory, ids: readonly string[]): Promise<void> {
      const rows = ids.filter((id) => own.loose.delete(id));
      const touched = new Set(ids.flatMap((id) => own.kill(id) ?? []));
      if (rows.length > 0) await db.base.bulkDelete(rows);
      const gone = [...touched].filter((block) => own.live(block).length === 0);
      await removeBlocks(own, gone);
      const left = [...touched].filter((block) => !gone.includes(block));
      if (left.length > 0) await db.heads.bulkPut(left.map(headRow));
    }

    async function removeBlocks(own: Directory, blocks: readonly Block[]): Promise<void> {
      for (const block of blocks) {
        own.remove(block);
        contents.forget(block.key);
      }
      await removeRows(blocks.map(({ key }) => key));
    }

    async function removeRows(keys: string[]): Promise<void> {
      if (keys.length === 0) return;
      await db.heads.bulkDelete(keys);
      await db.blocks.bulkDelete(keys);
    }

    async function putBlocks(own: Directory, records: readonly BaseRec[]): Promise<void> {
      await drop(
        own,
        records.map(({ id }) => id),
      );
      const parts = cut(records);
      const blocks = parts.map((part, i): Block => {
        const { scope, type } = part.records[0] as BaseRec;
        return {
          key: newMid(),
          scope,
          type,
          order: own.nextOrder() + i,
          ids: part.records.map(({ id }) => id),
          seqs: part.records.map(({ seq }) => seq),
          keyed: seal.keyed,
        };
      });
      const rows = blocks.map(({ key }, i): BlockRow => ({ key, c: sealBlock(seal, key, parts[i]?.text ?? '') }));
      await db.blocks.bulkAdd(rows);
      await db.heads.bulkAdd(blocks.map(headRow));
      for (const block of blocks) own.add(block);
    }

    async function putLoose(own: Directory, records: readonly BaseRec[]): Promise<void> {
      const rows = records.map((record): BaseRow => {
        const { id, scope, type, seq } = record;
        return { id, scope, type, seq, c: seal.seal(record, `base/${id}`) };
      });
      await db.base.bulkPut(rows);
      rows.forEach((row, i) => own.loose.set(row.id, { row, rec: copied(records[i] as BaseRec) }));
    }

    /** Valid records of those blocks that can be read. */
    async function inside(own: Directory, blocks: readonly Block[]): Promise<BaseRec[]> {
      const found = await opened(blocks.filter((block) => own.live(block).length > 0));
      return [...found].flatMap(([block, records]) => own.live(block).map((i) => records[i] as BaseRec));
    }

    const small = (own: Directory, where: Where): Block[] =>
      own.blocksOf(where).filter((block) => own.live(block).length < SMALL);

    /** Puts small blocks together where there are many. */
    async function tidy(own: Directory, scopes: ReadonlySet<string>): Promise<void> {
      for (const scope of scopes) {
        for (const type of new Set(own.blocksOf({ scope }).map((block) => block.type))) {
          const blocks = small(own, { scope, type });
          const records = blocks.length < MANY ? [] : await inside(own, blocks);
          if (records.length > 0) await putBlocks(own, records);
        }
      }
    }

    async function fold(own: Directory, scope: string): Promise<void> {
      const readable = own
        .looseOf({ scope })
        .slice(0, FOLD)
        .flatMap((loose) => looseRec(loose) ?? []);
      for (const records of groups(readable)) {
        const { type } = records[0] as BaseRec;
        await putBlocks(own, [...(await inside(own, small(own, { scope, type }))), ...records]);
      }
    }

    async function put(own: Directory, records: readonly BaseRec[]): Promise<void> {
      const few: BaseRec[] = [];
      for (const group of groups(records)) {
        if (group.length < DIRECT) few.push(...group);
        else await putBlocks(own, group);
      }
      if (few.length > 0) await putLoose(own, few);
      const scopes = new Set(records.map(({ scope }) => scope));
      for (const scope of scopes) if (own.looseOf({ scope }).length > OUTSIDE) await fold(own, scope);
      if (few.length < records.length) await tidy(own, scopes);
    }

    /** Writes every block anew that holds an earlier version, a dead one too: what lies in a block goes only with the block. */
    async function replace(own: Directory, records: readonly BaseRec[]): Promise<void> {
      const ids = new Set(records.map(({ id }) => id));
      const touched = own.blocksOf({}).filter((block) => block.ids.some((id) => ids.has(id)));
      const living = touched.filter((block) => own.live(block).length > 0);
      const readable = await opened(living);
      const rest = (await inside(own, living)).filter(({ id }) => !ids.has(id));
      await drop(own, [...ids]);
      for (const group of groups(rest)) await putBlocks(own, group);
      const left = touched.filter(({ key }) => own.blocks.has(key));
      await removeBlocks(
        own,
        left.filter((block) => readable.has(block) || !living.includes(block)),
      );
      await putLoose(own, records);
    }

    return {
      async record(id) {
        const own = await directory();
        const loose = own.loose.get(id);
        if (loose) return copied(looseRec(loose)) ?? undefined;
        const place = own.place(id);
        return place && copied((await opened([place.block])).get(place.block)?.[place.at]);
      },
      async records(where) {
        const own = await directory();
        const found = await inside(own, own.blocksOf(where));
        return [...found, ...own.looseOf(where).flatMap((loose) => looseRec(loose) ?? [])].map(copied);
      },
      ids: async (scope) => (await directory()).positions(scope).map(({ id }) => id),
      positions: async (scope) => (await directory()).positions(scope),
      async putRecords(records) {
        if (records.length === 0) return;
        await change((own) => put(own, [...new Map(records.map((record) => [record.id, record])).values()]));
      },
      async replaceRecords(records) {
        if (records.length > 0) await change((own) => replace(own, records));
      },
      async dropRecords(ids) {
        const own = await directory();
        const here = ids.filter((id) => own.loose.has(id) || own.place(id));
        if (here.length === 0) return;
        const scopes = new Set(here.flatMap((id) => own.loose.get(id)?.row.scope ?? own.place(id)?.block.scope ?? []));
        await change(async () => {
          await drop(own, here);
          await tidy(own, scopes);
        });
      },
      fold: (scope) =>
        change(async (own) => {
          await fold(own, scope);
          return own.looseOf({ scope }).length;
        }),
      async unsealed() {
        const own = await directory();
        return {
          scopes: [...new Set(own.looseOf({}).map(({ row }) => row.scope))],
          blocks: own.blocksOf({}).flatMap(({ key, keyed }) => (keyed ? [] : key)),
        };
      },
      reseal: (key) =>
        change(async (own) => {
          const block = own.blocks.get(key);
          const [records] = block ? (await opened([block])).values() : [];
          if (!block || !records) return;
          block.keyed = seal.keyed;
          await db.blocks.put({ key, c: sealBlock(seal, key, JSON.stringify(records)) });
          await db.heads.put(headRow(block));
        }),
      forget: (keys) => change(() => removeRows([...keys])),
      done() {
        if (mine) memory = mine;
      },
    };
  }

  return {
    begin,
    drop() {
      memory = null;
      contents.clear();
    },
  };
}

/** Records by scope and type. */
function groups(records: readonly BaseRec[]): BaseRec[][] {
  const found = new Map<string, BaseRec[]>();
  for (const record of records) {
    const key = `${record.type} ${record.scope}`;
    const group = found.get(key);
    if (group) group.push(record);
    else found.set(key, [record]);
  }
  return [...found.values()];
}
