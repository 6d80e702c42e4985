import { channel } from '#client/pwa/channel.ts';
import { followedView, type View } from '#client/pwa/followed.ts';
import { BELIEVED, turnOf, type Turn } from '#client/pwa/turn.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';

/** Web Locks as far as turns use them: one name, one holder, taken away by `steal`. */
class Locks {
  holder: { client: string; lose: (error: Error) => void } | null = null;
  constructor(
    readonly client: string,
    readonly shared: { holder: Locks['holder'] },
  ) {}
  async request(_name: string, options: LockOptions, work: (lock: Lock | null) => Promise<unknown>): Promise<unknown> {
    if (this.shared.holder && !options.steal) return work(null);
    this.shared.holder?.lose(Object.assign(new Error('stolen'), { name: 'AbortError' }));
    const lost = new Promise((_, reject) => (this.shared.holder = { client: this.client, lose: reject }));
    const mine = this.shared.holder;
    try {
      return await Promise.race([work({ name: _name, mode: 'exclusive' }), lost]);
    } finally {
      if (this.shared.holder === mine) this.shared.holder = null;
    }
  }
  async query(): Promise<LockManagerSnapshot> {
    const { holder } = this.shared;
    return { held: holder ? [{ name: 'x', clientId: holder.client, mode: 'exclusive' }] : [], pending: [] };
  }
}

let now = 0;
const open: Turn[] = [];
function tab(client: string, shared: { holder: Locks['holder'] }, name = 'x'): Turn {
  const locks = new Locks(client, shared) as unknown as LockManager;
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 50));
  const turn = turnOf(name, { locks, now: () => now, pause });
  open.push(turn);
  return turn;
}

afterEach(() => {
  for (const turn of open.splice(0)) turn.close();
});

describe('turns', () => {
  it('[E5] one works, the other is told that someone does', async () => {
    const shared = { holder: null };
    const [a, b] = [tab('a', shared), tab('b', shared)];
    let second: boolean | null = null;
    expect(await a.take(async () => void (second = await b.take(async () => undefined)))).toBe(true);
    expect(second).toBe(false);
    expect(await b.take(async () => undefined)).toBe(true);
  });

  it('[E5] a holder that is alive keeps its turn however long it works', async () => {
    now = 0;
    const shared = { holder: null };
    const [a, b] = [tab('a', shared), tab('b', shared)];
    await a.take(async () => {
      expect(await b.take(async () => undefined)).toBe(false);
      now += BELIEVED + 1;
      expect(await b.take(async () => undefined)).toBe(false);
    });
  });

  it('[E5] a holder without a sign of life loses it after 60 s, and not before', async () => {
    now = 0;
    const shared = { holder: null };
    const [frozen, b] = [tab('a', shared), tab('b', shared)];
    const stuck = frozen.take(() => new Promise(() => undefined)).catch((error: Error) => error.name);
    frozen.close();
    let ran = 0;
    const work = async () => void (ran += 1);
    expect(await b.take(work)).toBe(false);
    now += BELIEVED - 1;
    expect(await b.take(work)).toBe(false);
    now += 2;
    expect(await b.take(work)).toBe(true);
    expect([ran, await stuck]).toEqual([1, 'AbortError']);
  });

  it('[E5] without Web Locks everyone has the turn', async () => {
    const turn = turnOf('none', { locks: undefined, now: () => 0, pause: () => Promise.resolve() });
    expect(await turn.take(async () => undefined)).toBe(true);
    turn.close();
  });
});

describe('the view of the engine', () => {
  const quiet: View = { running: false, problem: null, halted: false, wakeAt: null };

  it('[E7] a tab without the turn shows what the one with it says', async () => {
    const [shownA, shownB]: [View[], View[]] = [[], []];
    const a = followedView('acc', (view) => void shownA.push(view));
    const b = followedView('acc', (view) => void shownB.push(view));
    a.own({ ...quiet, running: true });
    await a.leading(async () => {
      await vi.waitFor(() => expect(shownB.at(-1)?.running).toBe(true));
      b.own({ ...quiet, running: true });
      b.own(quiet);
      expect(shownB.at(-1)?.running).toBe(true);
    });
    a.own({ ...quiet, problem: 'ServerDown' });
    await vi.waitFor(() => expect(shownB.at(-1)).toEqual({ ...quiet, problem: 'ServerDown' }));
    expect(shownA.at(-1)).toEqual({ ...quiet, problem: 'ServerDown' });
    a.close();
    b.close();
  });

  it('[E7] other accounts hear nothing, and without channels nobody does', async () => {
    const heard: View[] = [];
    const other = followedView('other', (view) => void heard.push(view));
    const a = followedView('acc', () => undefined);
    a.own({ ...quiet, running: true });
    await a.leading(async () => undefined);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(heard).toEqual([]);
    a.close();
    other.close();
    vi.stubGlobal('BroadcastChannel', undefined);
    delete (globalThis as { BroadcastChannel?: unknown }).BroadcastChannel;
    channel('x', () => undefined).tell(1);
    vi.unstubAllGlobals();
  });
});
