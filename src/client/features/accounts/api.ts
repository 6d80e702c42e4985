import { session } from '#client/live/session.svelte.ts';
import { Person } from '#domain/person.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { ask, isList, isRecord, isText, type ApiError, type Fetch } from '#client/live/ask.ts';

export type { ApiError } from '#client/live/ask.ts';

/** What a device may still do; `erased`: it has confirmed that nothing is left on it; `suspect`: shut out, maybe copied. */
const STATES = ['ok', 'revoked', 'wipe', 'erased', 'suspect'] as const;
export type DeviceState = (typeof STATES)[number];

/** A device of an account. `lastContact`: milliseconds since 1970 UTC. */
export interface AccountDevice {
  id: string;
  name: string;
  createdAt: number;
  lastContact: number;
  state: DeviceState;
  /** The device that asks. */
  here: boolean;
  /** How it stood at the last contact; null before its first sync. */
  beat: Heartbeat | null;
}

/** What a device says about itself: no content. */
export interface Heartbeat {
  waiting: number;
  refused: number;
  /** Edits that wait for a decision. */
  parked: number;
  drafts: number;
  /** Photos and recordings that the server has not confirmed. */
  files: number;
  /** Confirmed edits of its journal that cannot be read any more. */
  damaged: number;
  /** Scopes whose journal did not reach back to the backup of a restored server. */
  short: number;
  /** A PIN alone opens it. */
  basic: boolean;
  app: string;
}

/** What a coordinator decides about an account; `sites` are ids of entities. */
export interface AccountInput {
  id: string;
  code: string;
  role: Person['role'];
  active: boolean;
  sites: string[];
}

/** An account as the server lists it, with the devices that have access now. */
export interface Account extends AccountInput {
  devices: AccountDevice[];
}

/** A one-time code; `expiresAt`: milliseconds since 1970 UTC. */
export interface Invitation {
  code: string;
  expiresAt: number;
}

/** The server's part of managing accounts; it has no offline half by design: access holds at once or not at all. */
export interface AccountApi {
  list(): Promise<Result<Account[], ApiError>>;
  save(account: AccountInput): Promise<Result<null, ApiError>>;
  invite(id: string): Promise<Result<Invitation, ApiError>>;
  /** The devices of one's own account. */
  own(): Promise<Result<AccountDevice[], ApiError>>;
  /** Takes a device's access away: `revoked` lets it hand over first, `wipe` does not. */
  end(device: string, state: 'revoked' | 'wipe'): Promise<Result<null, ApiError>>;
}

/** The API over `send`, which is the browser's `fetch` unless a test gives the app itself. */
export function accountApi(send: Fetch = (path, init) => session.send(path, init)): AccountApi {
  return {
    async list() {
      const answer = await ask(send, '/api/accounts');
      if (!answer.ok) return answer;
      const accounts = isList(answer.value['accounts']) ? answer.value['accounts'].map(accountOf) : null;
      return accounts?.every((one) => one !== null) ? ok(accounts) : err({ type: 'UpgradeNeeded' });
    },
    async save({ id, code, role, active, sites }) {
      const answer = await ask(send, '/api/accounts', { id, code, role, active, sites });
      return answer.ok ? ok(null) : answer;
    },
    async invite(id) {
      const answer = await ask(send, `/api/accounts/${encodeURIComponent(id)}/invitation`, {});
      if (!answer.ok) return answer;
      const { code, expiresAt } = answer.value;
      if (typeof code !== 'string' || typeof expiresAt !== 'number') return err({ type: 'UpgradeNeeded' });
      return ok({ code, expiresAt });
    },
    async own() {
      const answer = await ask(send, '/api/devices');
      if (!answer.ok) return answer;
      const { devices } = answer.value;
      return isList(devices) ? ok(devices.flatMap(deviceOf)) : err({ type: 'UpgradeNeeded' });
    },
    async end(device, state) {
      const answer = await ask(send, `/api/devices/${encodeURIComponent(device)}`, { state });
      return answer.ok ? ok(null) : answer;
    },
  };
}

function accountOf(row: unknown): Account | null {
  const person = Person.safeParse(row);
  if (!person.success || !isRecord(row)) return null;
  const { id, sites, devices } = row;
  if (typeof id !== 'string' || !isList(sites) || !isList(devices)) return null;
  const { code, role, active } = person.data;
  return { id, code, role, active, sites: sites.filter(isText), devices: devices.flatMap(deviceOf) };
}

function deviceOf(row: unknown): AccountDevice[] {
  if (!isRecord(row)) return [];
  const { id, name, createdAt, lastContact, beat, here } = row;
  const state = STATES.find((one) => one === row['state']);
  if (!isText(id) || !isText(name) || typeof lastContact !== 'number' || !state) return [];
  const since = typeof createdAt === 'number' ? createdAt : lastContact;
  return [{ id, name, createdAt: since, lastContact, state, here: here === true, beat: beatOf(beat) }];
}

function beatOf(row: unknown): Heartbeat | null {
  if (!isRecord(row)) return null;
  const { waiting, refused, parked, drafts, files, damaged, short, basic, app } = row;
  const count = (one: unknown): number => (typeof one === 'number' ? one : 0);
  return {
    waiting: count(waiting),
    refused: count(refused),
    parked: count(parked),
    drafts: count(drafts),
    files: count(files),
    damaged: count(damaged),
    short: count(short),
    basic: basic === true,
    app: isText(app) ? app : '',
  };
}
