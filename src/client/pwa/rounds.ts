import type { LocalStore } from '#client/db/store.ts';
import { startEngine, type EngineDeps } from '#client/engine/engine.ts';
import type { EngineState } from '#client/engine/machine.ts';

/** How rounds without a page ended: everything is there · another one is at it · a later try is worth it · a person is needed. */
export type RoundsEnd = 'done' | 'busy' | 'later' | 'person';

/**
 * Rounds until nothing is left, by the very engine of the page (SPEC E6). A database without an account in it was not
 * opened by a page yet and stays as it is: the page has to notice that it was removed (fault 10).
 */
export async function runRounds(
  deps: Omit<EngineDeps, 'wake' | 'changed'> & { changed?(state: EngineState): void },
): Promise<RoundsEnd> {
  const { store } = deps;
  if (!(await opened(store))) return 'done';
  let ran = false;
  const end = await new Promise<EngineState>((resolve) => {
    const engine = startEngine({
      ...deps,
      alone: (work) =>
        deps.alone(() => {
          ran = true;
          return work();
        }),
      wake: () => undefined,
      changed(state) {
        deps.changed?.(state);
        if (!state.running) resolve(state);
      },
    });
    engine.want('start');
  });
  if (end.halt) return 'person';
  if (end.error) return 'later';
  return ran ? 'done' : 'busy';
}

function opened(store: LocalStore): Promise<boolean> {
  return store.read(async (tx) => (await tx.meta('me')) !== undefined);
}
