import { refusalType } from '#client/i18n/refusal.ts';
import { session } from '#client/live/session.svelte.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { ask, isList, isRecord, isText, type ApiError, type Fetch } from '#client/live/ask.ts';

/** One edit whose author had lost the entity. */
export interface ParkedEdit {
  mid: string;
  scope: string;
  /** Id and type code of the record. */
  id: string;
  type: number;
  removal: boolean;
  /** Account of the author, the author's clock, and when the server took it in (milliseconds since 1970 UTC). */
  account: string;
  at: string;
  arrived: number;
  values: { field: string; value: unknown }[];
}

/** Everything one author did to one record, in order: decided together, because a part alone may make no sense. */
export interface ParkedWork {
  /** Of the first edit. */
  key: string;
  scope: string;
  type: number;
  account: string;
  at: string;
  removal: boolean;
  /** What the record would hold: the last value of each field. */
  values: { field: string; value: unknown }[];
  edits: ParkedEdit[];
}

/** The server's part of deciding about parked work. */
export interface ParkedApi {
  list(): Promise<Result<ParkedWork[], ApiError>>;
  /** Takes the edits over in their order, or declines them; stops at the first that the server refuses. */
  decide(work: ParkedWork, accept: boolean): Promise<Result<null, ApiError>>;
}

/** The API over `send`, which is the browser's `fetch` unless a test gives the app itself. */
export function parkedApi(send: Fetch = (path, init) => session.send(path, init)): ParkedApi {
  return {
    async list() {
      const answer = await ask(send, '/api/parked');
      if (!answer.ok) return answer;
      const { parked } = answer.value;
      return isList(parked) ? ok(together(parked.flatMap(editOf))) : err({ type: 'UpgradeNeeded' });
    },
    async decide({ edits }, accept) {
      for (const { scope, mid } of edits) {
        const answer = await ask(send, '/api/parked', { scope, mid, accept });
        if (!answer.ok) return err({ type: typeOf(answer.error) });
      }
      return ok(null);
    },
  };
}

/** What has words: the rule that the edit breaks, or why the server did not do it. */
function typeOf({ type, refusal }: ApiError): string {
  return refusal ? refusalType(refusal as Parameters<typeof refusalType>[0]) : type;
}

function together(edits: readonly ParkedEdit[]): ParkedWork[] {
  const works = new Map<string, ParkedEdit[]>();
  for (const edit of edits) {
    const key = `${edit.account} ${edit.scope} ${edit.id}`;
    works.set(key, [...(works.get(key) ?? []), edit]);
  }
  return [...works.values()].map((list) => {
    const [first] = list as [ParkedEdit, ...ParkedEdit[]];
    const values = new Map(list.flatMap((edit) => edit.values.map(({ field, value }) => [field, value] as const)));
    return {
      key: first.mid,
      scope: first.scope,
      type: first.type,
      account: first.account,
      at: list.at(-1)?.at ?? first.at,
      removal: list.at(-1)?.removal ?? false,
      values: [...values].map(([field, value]) => ({ field, value })),
      edits: list,
    };
  });
}

function editOf(row: unknown): ParkedEdit[] {
  if (!isRecord(row) || !isRecord(row['mutation'])) return [];
  const { account, at: arrived, mutation } = row;
  const { mid, scope, id, type, kind, set, at } = mutation;
  if (![account, mid, scope, id, at].every(isText) || typeof type !== 'number' || !isRecord(set)) return [];
  return [
    {
      mid: mid as string,
      scope: scope as string,
      id: id as string,
      type,
      removal: kind === 'del',
      account: account as string,
      at: at as string,
      arrived: typeof arrived === 'number' ? arrived : 0,
      values: Object.entries(set).map(([field, change]) => ({ field, value: isRecord(change) ? change['v'] : null })),
    },
  ];
}
