import * as z from 'zod/mini';

/**
 * What the audit knows of: sign-in and its end, devices and their locks, accounts with roles and grants, edits, decisions, files
 * that came in or went out, and what is done to data about people. Source: security.md «Audit».
 */
export const AUDIT_ACTS = [
  'joined',
  'join-refused',
  'left',
  'invited',
  'lock-set',
  'recovered',
  'recover-refused',
  'account-saved',
  'device-revoked',
  'device-wiped',
  'device-erased',
  'device-suspected',
  'edited',
  'parked-accepted',
  'parked-declined',
  'imported',
  'file-read',
  'exported',
  'person-sought',
  'person-disclosed',
  'erased',
  'audit-trimmed',
] as const;
export type AuditAct = (typeof AUDIT_ACTS)[number];

const Count = z.int().check(z.gte(0));

/** What happened to one record: how many edits were taken, how many refused and why, and which fields they named. */
export const AuditRecord = z.strictObject({
  table: z.string(),
  id: z.string(),
  ok: Count,
  refused: z.optional(z.record(z.string(), Count)),
  fields: z.optional(z.array(z.string())),
});
export type AuditRecord = z.infer<typeof AuditRecord>;

/** What an entry says beside who, what and when: ids, names of fields, numbers; never a value of a record, never a name. */
export const AuditDetail = z.looseObject({
  records: z.optional(z.array(AuditRecord)),
  /** SHA-256 over ids, receipts and outcomes of the edits in their order. */
  digest: z.optional(z.string()),
  /** Edits without the right shape, which name no record. */
  malformed: z.optional(Count),
  /** Account or device it was done to. */
  subject: z.optional(z.string()),
  /** The type of a refusal. */
  reason: z.optional(z.string()),
});
export type AuditDetail = z.infer<typeof AuditDetail>;

/** One entry as it is read. `at`: the server's clock, milliseconds since 1970 UTC. */
export const AuditEntry = z.object({
  n: Count,
  at: Count,
  /** Account and the role it had; empty for somebody unknown. */
  account: z.string(),
  role: z.string(),
  device: z.string(),
  act: z.string(),
  /** The scope of its records; empty where there is none. */
  scope: z.string(),
  detail: AuditDetail,
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** The newest entry: whoever knows it from outside notices when later entries are cut off. */
export const AuditHead = z.object({ n: Count, hash: z.string() });
export type AuditHead = z.infer<typeof AuditHead>;
