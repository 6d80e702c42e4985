import { channel } from './channel.ts';

/** What the engine is doing, in whichever tab it runs. As live/session.svelte.ts SyncView. */
export interface View {
  running: boolean;
  problem: string | null;
  halted: boolean;
  wakeAt: number | null;
}

/** One view of the engine for all tabs: whoever has the turn says how it goes, the others show it. */
export interface Followed {
  /** This tab's engine made a step. */
  own(view: View): void;
  /** Runs a round as the one who has the turn. */
  leading(work: () => Promise<void>): Promise<void>;
  close(): void;
}

/** Shares the view among the tabs and the worker of an account; `show` is told what is true now. */
export function followedView(account: string, show: (view: View) => void): Followed {
  let latest: View | null = null;
  let heard = false;
  let leads = false;
  const line = channel<View>(`sync-view:${account}`, (view) => {
    heard = true;
    if (!leads) show(view);
  });
  return {
    own(view) {
      latest = view;
      if (leads || !heard) show(view);
      if (!leads || view.running) return;
      line.tell(view);
      leads = false;
    },
    async leading(work) {
      leads = true;
      if (latest) {
        show(latest);
        line.tell(latest);
      }
      await work();
    },
    close: line.close,
  };
}
