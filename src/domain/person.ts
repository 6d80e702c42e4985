import * as z from 'zod/mini';
import { Role } from './access.ts';

/**
 * Who works in the pilot, by code only (E-01…E-60 for experts, domain.md C1): one row per account in the `program`
 * scope under the account's id, written by the server when a coordinator makes or changes the account.
 */
export const Person = z.looseObject({
  code: z.string().check(z.regex(/^[A-Z]{1,3}-\d{2,3}$/)),
  role: Role,
  active: z.boolean(),
});
export type Person = z.infer<typeof Person>;
