import type { AuditEntry, AuditRecord } from '#domain/audit.ts';
import { i18n } from '#client/i18n/words.svelte.ts';

/** The act in words; one of a newer server keeps its own. */
export function actWords({ act }: Pick<AuditEntry, 'act'>): string {
  const acts: Partial<Record<string, string>> = i18n.m.audit.acts;
  return acts[act] ?? act;
}

/** Reasons of refusals that an entry may name. */
export function reasonWords({ detail }: Pick<AuditEntry, 'detail'>): string | null {
  const { reason } = detail;
  if (reason === undefined) return null;
  const errors: Partial<Record<string, { title: string }>> = i18n.m.errors;
  return errors[reason]?.title ?? reason;
}

/** „Notatka: 2 zmiany, nieprzyjęte: 1”. */
export function recordWords({ table, ok, refused = {} }: AuditRecord): string {
  const { audit, sync } = i18n.m;
  const tables: Partial<Record<string, string>> = sync.tables;
  const lost = Object.values(refused).reduce((sum, n) => sum + n, 0);
  const parts = [ok > 0 && sync.edits(ok), lost > 0 && audit.refused(lost)].filter(Boolean);
  return `${tables[table] ?? sync.tables.unknown}: ${parts.join(', ')}`;
}

/** Acts that did not succeed: they stand out. */
export function failed({ act, detail }: Pick<AuditEntry, 'act' | 'detail'>): boolean {
  return act.endsWith('-refused') || (detail.records ?? []).some(({ refused }) => refused !== undefined);
}
