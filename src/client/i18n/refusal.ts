import type { Refusal } from '#sync/protocol.ts';
import type { ErrorType } from './words.svelte.ts';

const TYPES: Record<Refusal['code'], ErrorType> = {
  invalid: 'Invalid',
  forbidden: 'Forbidden',
  parked: 'Parked',
  gone: 'Gone',
  erased: 'Erased',
  'too-large': 'TooLarge',
  'server-bug': 'ServerBug',
};

/** The error type whose words explain a refusal: the domain's own reason where there is one, else the server's code. */
export function refusalType(refusal: Refusal): string {
  return refusal.reason ?? TYPES[refusal.code];
}
