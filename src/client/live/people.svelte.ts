import { liveQuery } from 'dexie';
import { createSubscriber } from 'svelte/reactivity';
import { read } from '#client/db/device.ts';
import { session } from './session.svelte.ts';

/** Codes of people (E-07) by account, as this device knows them: one query for all screens, only while one of them asks. */
class People {
  #codes: ReadonlyMap<string, string> = new Map();
  #follow = createSubscriber((update) => {
    if (!session.signedIn) return;
    const { device } = session;
    const subscription = liveQuery(() => read(device, (rows) => rows.all('person'))).subscribe({
      next: (people) => {
        this.#codes = new Map(people.map(({ id, code }) => [id, code]));
        update();
      },
      error: () => undefined,
    });
    return () => subscription.unsubscribe();
  });

  /** The code of an account; empty when this device does not know it. */
  code(account: string): string {
    if (session.signedIn && account === session.device.me.account) return session.device.me.code;
    this.#follow();
    return this.#codes.get(account) ?? '';
  }
}

export const people = new People();
