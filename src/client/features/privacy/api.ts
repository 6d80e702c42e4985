import { Disclosure } from '#domain/disclosure.ts';
import { Erasure } from '#domain/erasure.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { ask, isList, isText, type ApiError, type Fetch } from '#client/live/ask.ts';
import { session } from '#client/live/session.svelte.ts';

/** The server's part of the rights of a person; it has no offline half: an erasure holds everywhere or is not one. */
export interface PrivacyApi {
  /** Entities in which the code is known. */
  seek(code: string): Promise<Result<string[], ApiError>>;
  /** Erases everything about the code for good; gives how many records went. */
  erase(code: string, again: string): Promise<Result<number, ApiError>>;
  disclose(code: string): Promise<Result<Disclosure, ApiError>>;
  /** The proofs of what was erased, newest first. */
  proofs(): Promise<Result<Erasure[], ApiError>>;
}

/** The API over `send`, which is the browser's `fetch` unless a test gives the app itself. Codes stand in bodies, never in addresses. */
export function privacyApi(send: Fetch = (path, init) => session.send(path, init)): PrivacyApi {
  return {
    async seek(code) {
      const answer = await ask(send, '/api/persons', { code });
      if (!answer.ok) return answer;
      const { scopes } = answer.value;
      return isList(scopes) ? ok(scopes.filter(isText)) : err({ type: 'UpgradeNeeded' });
    },
    async erase(code, again) {
      const answer = await ask(send, '/api/erasures', { code, again });
      if (!answer.ok) return answer;
      const { records } = answer.value;
      return typeof records === 'number' ? ok(records) : err({ type: 'UpgradeNeeded' });
    },
    async disclose(code) {
      const answer = await ask(send, '/api/persons/export', { code });
      if (!answer.ok) return answer;
      const parsed = Disclosure.safeParse(answer.value['disclosure']);
      return parsed.success ? ok(parsed.data) : err({ type: 'UpgradeNeeded' });
    },
    async proofs() {
      const answer = await ask(send, '/api/erasures');
      if (!answer.ok) return answer;
      const { erasures } = answer.value;
      const parsed = isList(erasures) ? erasures.map((one) => Erasure.safeParse(one)) : null;
      return parsed?.every((one) => one.success) ? ok(parsed.map((one) => one.data)) : err({ type: 'UpgradeNeeded' });
    },
  };
}
