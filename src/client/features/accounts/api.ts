import { Person } from '#domain/person.ts';
import { err, ok, type Result } from '#domain/result.ts';

/** A device of an account. `lastContact`: milliseconds since 1970 UTC. */
export interface AccountDevice {
  id: string;
  name: string;
  lastContact: number;
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

/**
 * Why the server did not do it. `type` has words in i18n: Offline, CaptivePortal, Unauthorized, Forbidden, NotFound,
 * Invalid (with the path of the field), LastCoordinator, RateLimited, ServerDown, UpgradeNeeded.
 */
export interface ApiError {
  type: string;
  path?: string;
}

type Fetch = (path: string, init: RequestInit) => Promise<Response>;

/** The server's part of managing accounts; it has no offline half by design: access holds at once or not at all. */
export interface AccountApi {
  list(): Promise<Result<Account[], ApiError>>;
  save(account: AccountInput): Promise<Result<null, ApiError>>;
  invite(id: string): Promise<Result<Invitation, ApiError>>;
}

/** Longer than any answer takes; a line that hangs must not hang the screen. Unit: milliseconds. */
const TIMEOUT = 20_000;

/** The API over `send`, which is the browser's `fetch` unless a test gives the app itself. */
export function accountApi(send: Fetch = (path, init) => fetch(path, init)): AccountApi {
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
  };
}

async function ask(send: Fetch, path: string, body?: object): Promise<Result<Record<string, unknown>, ApiError>> {
  let response: Response;
  let json: unknown;
  try {
    response = await send(path, {
      method: body ? 'POST' : 'GET',
      headers: { 'Content-Type': 'application/json', 'X-App': '1' },
      ...(body && { body: JSON.stringify(body) }),
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    json = parsed(await response.text());
  } catch {
    return err({ type: 'Offline' });
  }
  // Only our server names itself; anything else in its place is a hotel's login page or a broken proxy.
  if (!isRecord(json) || typeof json['app'] !== 'string') {
    return err({ type: response.status >= 500 ? 'ServerDown' : 'CaptivePortal' });
  }
  if (response.ok) return ok(json);
  const { error } = json;
  if (!isRecord(error) || typeof error['type'] !== 'string') return err({ type: 'ServerDown' });
  return err({ type: error['type'], ...(typeof error['path'] === 'string' && { path: error['path'] }) });
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
  const { id, name, lastContact } = row;
  return isText(id) && isText(name) && typeof lastContact === 'number' ? [{ id, name, lastContact }] : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
