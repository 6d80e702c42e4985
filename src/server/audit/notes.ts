import type { AuditAct, AuditDetail, AuditRecord } from '#domain/audit.ts';
import { tableOf, type Registry } from '#domain/tables.ts';
import type { Mutation, Outcome } from '#sync/protocol.ts';
import { receiptOf } from '#sync/record.ts';
import { createHash } from 'node:crypto';
import type { Account } from '../store/store.ts';
import type { Note } from './chain.ts';

/** Who acted, as far as it is known. */
export interface Actor {
  account: Pick<Account, 'id' | 'role'>;
  device: { id: string };
}

/** The note of an act; `by` null: somebody the server does not know, or the server itself. */
export function noted(at: number, by: Actor | null, act: AuditAct, detail: AuditDetail = {}, scope = ''): Note {
  return {
    at,
    account: by?.account.id ?? '',
    role: by?.account.role ?? '',
    device: by?.device.id ?? '',
    act,
    scope,
    detail,
  };
}

/**
 * What one push says about its edits, record by record: ids and names of fields the registry knows, never a value. Null when
 * every edit was known already: asked again, nothing was done.
 */
export function editsOf(
  registry: Registry,
  mutations: readonly Mutation[],
  outcomes: readonly Outcome[],
  fresh: ReadonlySet<string>,
): AuditDetail | null {
  const records = new Map<string, AuditRecord>();
  const digest = createHash('sha256');
  let judged = 0;
  mutations.forEach((mutation, i) => {
    const { mid, st, refusal } = outcomes[i] as Outcome;
    const foreign = st === 'refused' && refusal?.path === 'mid';
    if (!fresh.has(mid) && !foreign) return;
    judged += 1;
    digest.update(`${mid} ${receiptOf(mutation)} ${refusal?.code ?? 'ok'}\n`);
    const found = tableOf(registry, mutation.type);
    const known = records.get(mutation.id) ?? { table: found?.name ?? String(mutation.type), id: mutation.id, ok: 0 };
    records.set(mutation.id, known);
    if (refusal) known.refused = { ...known.refused, [refusal.code]: (known.refused?.[refusal.code] ?? 0) + 1 };
    else known.ok += 1;
    const heads = Object.keys(mutation.set).map((field) => field.split('.')[0] ?? '');
    const named = heads.filter((head) => found && (head in found.table.row.shape || found.table.maps.includes(head)));
    if (mutation.kind === 'del') named.push('-');
    if (named.length > 0) known.fields = [...new Set([...(known.fields ?? []), ...named])];
  });
  return judged === 0 ? null : { records: [...records.values()], digest: digest.digest('hex') };
}
