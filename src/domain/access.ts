import * as z from 'zod/mini';

/** Roles of the pilot. Source: domain.md A and C5 (PROJECT_TEAM is the coordinator, DPO/ADMIN the admin). */
export const ROLES = ['expert', 'coordinator', 'quality-specialist', 'learning-outcomes-expert', 'admin'] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** Who acts: the account and the role it has now. */
export interface Actor {
  account: string;
  role: Role;
}

/** What one role may do to one table. Absent means nothing, not even reading. */
export interface Right {
  create?: boolean;
  /** Every field, or only the named ones (the head of a keyed field counts: `results` for `results.x.m1.o1`). */
  write?: true | readonly string[];
  remove?: boolean;
}
export type Rights = Partial<Record<Role, Right>>;

const READ: Right = {};
const ALL: Right = { create: true, write: true, remove: true };
const KEPT: Right = { create: true, write: true };

const record: Rights = {
  expert: ALL,
  coordinator: READ,
  'quality-specialist': READ,
  'learning-outcomes-expert': READ,
};

const everyone: Rights = {
  expert: READ,
  coordinator: READ,
  'quality-specialist': READ,
  'learning-outcomes-expert': READ,
  admin: READ,
};

/** The access table. Source: domain.md C5; an expert's rights reach only the granted sites. */
export const rights = {
  project: { ...everyone, coordinator: KEPT },
  person: everyone,
  site: { ...everyone, expert: { write: true }, coordinator: KEPT },
  visit: { ...record, 'quality-specialist': { write: ['status', 'remark'] } },
  attendee: record,
  note: record,
  action: record,
  photo: record,
  run: record,
  remark: {
    ...record,
    expert: { write: ['answer', 'state', 'answeredBy', 'answeredOn'] },
    'quality-specialist': { create: true, write: ['quote', 'text', 'state', 'closedOn'], remove: true },
  },
  review: {
    ...record,
    expert: READ,
    'quality-specialist': { create: true, write: ['ratings', 'reasons', 'result', 'decidedOn'] },
  },
  correction: {
    ...record,
    expert: { write: ['state', 'outcome', 'closedOn'] },
    'quality-specialist': {
      create: true,
      write: ['text', 'owner', 'due', 'state', 'outcome', 'closedOn'],
      remove: true,
    },
  },
  participant: { expert: KEPT, 'learning-outcomes-expert': READ },
  enrolment: { expert: ALL, 'learning-outcomes-expert': { write: ['verified'] } },
  evidence: { expert: ALL, 'learning-outcomes-expert': READ },
  expertTraining: {
    coordinator: KEPT,
    'learning-outcomes-expert': KEPT,
    'quality-specialist': READ,
    admin: READ,
  },
  rollCall: { expert: ALL, 'learning-outcomes-expert': READ },
  confirmation: {
    expert: { create: true, write: ['withdrawnOn', 'withdrawnReason'] },
    coordinator: { write: ['withdrawnOn', 'withdrawnReason'] },
    'quality-specialist': READ,
    'learning-outcomes-expert': READ,
  },
  template: { ...everyone, coordinator: { create: true } },
} satisfies Record<string, Rights>;

/** Roles that hold every site without being assigned to it. */
export const EVERYWHERE: readonly Role[] = ['coordinator', 'quality-specialist', 'learning-outcomes-expert', 'admin'];

/**
 * What a role may do beside rows. `accounts`: accounts, assignments, invitations and devices; `parked`: decide about work
 * whose author had lost access; `import`: hand in emergency files; `audit`: read who did what; `erase`: erase a person or a
 * recording for good and see the proof; `disclose`: take out everything about one code. Source: domain.md C5 «Users, keys, audit»; parked and
 * imported work shows what visits say, which the admin may not read.
 */
export const powers = {
  accounts: ['coordinator', 'admin'],
  parked: ['coordinator'],
  import: ['coordinator'],
  audit: ['coordinator', 'admin'],
  erase: ['coordinator'],
  disclose: ['coordinator'],
} as const satisfies Record<string, readonly Role[]>;
export type Power = keyof typeof powers;

/** True when the role has the power. */
export function can(role: Role, power: Power): boolean {
  return (powers[power] as readonly Role[]).includes(role);
}

/** Roles that see how many participants there are, never a single one; small groups stay hidden (suppress.ts). Source: domain.md C5. */
export const AGGREGATES: readonly Role[] = ['coordinator'];

/** An act on a table. `field` matters for `write` only. */
export type Act = { act: 'read' } | { act: 'create' } | { act: 'remove' } | { act: 'write'; field: string };

/** True when the role may do this to the table. Whether the scope is granted is asked separately. */
export function may(role: Role, act: Act, table: Rights): boolean {
  const right = table[role];
  if (!right) return false;
  switch (act.act) {
    case 'read':
      return true;
    case 'create':
      return right.create === true;
    case 'remove':
      return right.remove === true;
    case 'write':
      return right.write === true || (right.write ?? []).includes(act.field.split('.')[0] ?? '');
  }
}
