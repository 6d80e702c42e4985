import { may, rights } from '#domain/access.ts';
import { session } from '#client/live/session.svelte.ts';

/** What the signed-in role may do with the experts' own training. */
export const can = {
  see: () => may(session.device.me.role, { act: 'read' }, rights.expertTraining),
  record: () => may(session.device.me.role, { act: 'create' }, rights.expertTraining),
};
