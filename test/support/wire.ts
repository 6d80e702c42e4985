import { tables, type TableName } from '#domain/tables.ts';
import { PROTOCOL, SyncResponse, type Mutation, type SyncRequest } from '#sync/protocol.ts';
import { flatten } from '#sync/record.ts';
import type { World } from './world.ts';

/** A mutation id that a reader of a failing test recognises. */
export const mid = (name: string | number): string => String(name).padStart(22, '_');

/** A record id by number. */
export const uid = (n: number): string => `cafe0000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** The wire form of new values that were all written in sight of `saw`. */
export const setOf = (values: Record<string, unknown>, saw: string | null = null): Mutation['set'] =>
  Object.fromEntries(Object.entries(values).map(([field, v]) => [field, { v, saw }]));

/** A mutation; what is not named is plain. */
export const mutation = (over: Partial<Mutation> & Pick<Mutation, 'mid'>): Mutation => ({
  scope: 'program',
  id: uid(1),
  type: 1,
  kind: 'set',
  set: {},
  saw: null,
  at: '2026-01-16T09:00:00.000Z',
  schema: 1,
  ...over,
});

/** The creation of a row of a table; `site` stands under its scope's own id. */
export function creation(
  table: TableName,
  scope: string,
  id: string,
  row: object,
  name = `c${id.slice(-6)}`,
): Mutation {
  const { code } = tables[table];
  const set = setOf(flatten(row as Record<string, unknown>, tables[table]));
  return mutation({ mid: mid(name), scope, id, type: code, set });
}

/** A request; what is not named is an empty first contact. */
export const request = (over: Partial<SyncRequest> = {}): SyncRequest => ({
  v: PROTOCOL,
  schema: 1,
  rid: mid('rid'),
  epoch: null,
  cur: {},
  limit: 1_000_000,
  muts: [],
  ...over,
});

/** Sends a request that must be answered; the answer is checked against the wire schema. */
export async function sync(world: World, cookie: string, over: Partial<SyncRequest> = {}): Promise<SyncResponse> {
  const response = await world.request('/api/sync', { cookie, body: request(over) });
  if (response.status !== 200) throw new Error(`sync: ${response.status} ${await response.text()}`);
  return SyncResponse.parse(await response.json());
}

/** The type of the refusal of a whole request, after checking its status. */
export async function refusalOf(response: Response): Promise<{ status: number; type: string; path?: string }> {
  const { error } = (await response.json()) as { error: { type: string; path?: string } };
  return { status: response.status, ...error };
}
