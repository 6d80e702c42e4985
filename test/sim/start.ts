import type { Role } from '#domain/access.ts';
import { PROJECT_DEFAULTS, PROJECT_ID } from '#domain/project.ts';
import { makeCode } from '#domain/participantCode.ts';
import { PROGRAM, tables, type TableName } from '#domain/tables.ts';
import { hashOf } from '#server/secret.ts';
import { PROTOCOL, SyncResponse, type Mutation } from '#sync/protocol.ts';
import { actionRow, enrolmentRow, noteRow, participantRow, runRow, siteRow, visitRow } from '../support/rows.ts';
import { creation, mid } from '../support/wire.ts';
import { serverOf } from './server.ts';
import { serverStore, type ServerImage } from './serverStore.ts';

export const START = Date.parse('2026-01-16T09:00:00Z');

const uuid = (kind: string, n: number): string =>
  `${kind.padStart(8, '0')}-0000-7000-8000-${String(n).padStart(12, '0')}`;

export const SITES = [uuid('517e', 1), uuid('517e', 2)];

/** Who takes part; the disk of the same number is theirs, the fifth is the second device of the first expert. */
export const ACCOUNTS: { id: string; code: string; role: Role; sites: string[] }[] = [
  { id: uuid('acc', 0), code: 'K-01', role: 'coordinator', sites: [] },
  { id: uuid('acc', 1), code: 'E-01', role: 'expert', sites: SITES },
  { id: uuid('acc', 2), code: 'E-02', role: 'expert', sites: [SITES[0] ?? ''] },
  { id: uuid('acc', 3), code: 'W-01', role: 'learning-outcomes-expert', sites: [] },
];

/** The account of each disk. */
export const OWNERS = [0, 1, 2, 3, 1];

export const tokenOf = (disk: number): string => `token-${disk}`;

/** What stands on the server when a run begins, and the edits that made it. */
export interface Start {
  image: ServerImage;
  edits: Mutation[];
}

/** Builds the beginning over the real route; made once, used by every run. */
export async function makeStart(): Promise<Start> {
  const store = serverStore();
  const server = serverOf(store, {
    fail: (rule, text) => {
      throw new Error(`${rule}: ${text}`);
    },
    applied: () => undefined,
  });
  for (const { sites, ...account } of ACCOUNTS) await store.putAccount({ ...account, active: true }, sites);
  for (const [disk, owner] of OWNERS.entries())
    await store.putDevice(deviceRow(disk, ACCOUNTS[owner]?.id ?? '', START));
  const [one = '', two = ''] = SITES;
  const lead = ACCOUNTS[1]?.id ?? '';
  let made = 0;
  const create = (table: TableName, scope: string, id: string, row: object): Mutation =>
    creation(table, scope, id, row, `start${++made}`);
  const [visit, other, person] = [uuid('f15', 1), uuid('f15', 2), uuid('9e0', 1)];
  const desk = [
    create('site', one, one, siteRow('PZS-01')),
    create('site', two, two, siteRow('PZS-02', 'KIS')),
    create('project', PROGRAM, PROJECT_ID, PROJECT_DEFAULTS),
  ];
  const field = [
    create('visit', one, visit, { ...visitRow(lead), status: 'in-progress' }),
    create('visit', two, other, visitRow(lead, 'V-PZS-02-20260116-1')),
    create('note', one, uuid('90e', 1), noteRow(visit, 'text 900001')),
    create('note', two, uuid('90e', 2), noteRow(other, 'text 900002')),
    create('run', one, uuid('c4ec', 1), runRow(visit)),
    create('action', one, uuid('ac7', 1), actionRow(visit)),
    create('participant', one, person, participantRow(makeCode(1, () => 0))),
    create('enrolment', one, uuid('e40', 1), enrolmentRow(person)),
  ];
  for (const [disk, muts] of [
    [0, desk],
    [1, field],
  ] as const) {
    const request = { v: PROTOCOL, schema: 1, rid: mid('start'), epoch: null, cur: {}, limit: 1_000_000, muts };
    const { json } = await server.post('sync', tokenOf(disk), JSON.stringify(request));
    const refused = SyncResponse.parse(json).results.find(({ st }) => st !== 'ok');
    if (refused) throw new Error(`the beginning was refused: ${JSON.stringify(refused)}`);
  }
  return { image: store.image(), edits: [...desk, ...field] };
}

export function deviceRow(disk: number, account: string, lastContact: number) {
  return {
    id: `disk-${disk}`,
    account,
    tokenHash: hashOf(tokenOf(disk)),
    turn: 1,
    tokenAt: lastContact,
    settled: true,
    name: `${disk}`,
    createdAt: lastContact,
    lastContact,
    state: 'ok' as const,
    access: null,
    beat: null,
    holds: null,
    erased: 0,
  };
}

export const TYPES = Object.values(tables).map(({ code }) => code);
