import { AGGREGATES, may, rights } from '#domain/access.ts';
import { VERIFIER } from '#domain/ledger.ts';
import { session } from '#client/live/session.svelte.ts';

const participant = (act: 'read' | 'create'): boolean => may(session.device.me.role, { act }, rights.participant);
const writes = (field: string): boolean => may(session.device.me.role, { act: 'write', field }, rights.enrolment);

/** What the signed-in role may do here. Whether the entity is granted decides what is on the phone. Source: domain.md C5. */
export const can = {
  count: () => AGGREGATES.includes(session.device.me.role),
  see: () => participant('read'),
  add: () => participant('create'),
  describe: () => may(session.device.me.role, { act: 'write', field: 'status' }, rights.participant),
  enrol: () => may(session.device.me.role, { act: 'create' }, rights.enrolment),
  withdraw: () => may(session.device.me.role, { act: 'remove' }, rights.enrolment),
  write: (field: 'hours' | 'criteria' | 'results' | 'start') => writes(field),
  verify: () => session.device.me.role === VERIFIER,
  call: () => may(session.device.me.role, { act: 'create' }, rights.rollCall),
  prove: () => may(session.device.me.role, { act: 'create' }, rights.evidence),
};
