/**
 * What happens in runs, by kind: counted where it takes effect, so that the table of `npm run sim` says what was really
 * played and not what was planned. Order and words are those of the table.
 */
export const KINDS = {
  create: 'a record is made',
  edit: 'a field is changed',
  delete: 'a record is removed',
  choose: 'one of two versions is chosen',
  type: 'a text is typed and not yet left',
  'leave-field': 'a typed text becomes an edit',
  resend: 'a refused edit is sent again or let go',
  poison: 'an edit that breaks a rule',
  request: 'a sync reaches the server',
  'request-lost': 'the request is lost',
  'answer-lost': 'the answer is lost',
  duplicate: 'the request arrives twice',
  reorder: 'a request or an answer is overtaken by a later one of its device',
  truncate: 'the answer is cut off',
  delay: 'a request or an answer comes late',
  '5xx': 'the server, or a proxy, answers 5xx',
  html: 'HTML comes instead of JSON',
  foreign: 'JSON of someone else comes',
  'signed-out': '401',
  'too-large': '413',
  'upgrade-needed': '426',
  altered: 'a proxy changes a text',
  crash: 'the page dies inside an operation on its storage',
  quota: 'the storage of the device refuses once',
  reopen: 'a page is closed',
  power: 'the device is set back some transactions',
  damage: 'a confirmed row is damaged',
  'two-tabs': 'a second tab works beside the first',
  'no-locks': 'the same, without locks in the browser',
  upgrade: 'the app is updated',
  'newer-edit': 'an edit of the updated app',
  'kill-before-commit': 'the server is killed before it has committed anything of a request',
  'kill-after-commit': 'the server is killed between a commit and its answer',
  restore: 'the server is restored and says so',
  'silent-restore': 'the server is restored and nobody says so',
  grant: 'a scope is granted',
  revoke: 'a scope is taken away',
  role: 'an account gets another role',
  collect: 'the server forgets what was deleted',
  accept: 'parked work is accepted',
  decline: 'parked work is declined',
  'phone-clock': 'the clock of a device jumps by years',
  'server-clock': 'years pass',
} as const;
export type Kind = keyof typeof KINDS;

/** How often each kind took effect; and at which operations of the storage pages died. */
export interface Played {
  kinds: Partial<Record<Kind, number>>;
  crashes: Record<string, number>;
}

export const nothingPlayed = (): Played => ({ kinds: {}, crashes: {} });

/** Adds one count to another. */
export function addPlayed(sum: Played, more: Played): void {
  for (const part of ['kinds', 'crashes'] as const) {
    const into: Record<string, number> = sum[part];
    for (const [key, n] of Object.entries(more[part])) into[key] = (into[key] ?? 0) + n;
  }
}
