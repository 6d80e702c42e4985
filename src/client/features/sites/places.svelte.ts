import { loadPlaces } from '#domain/content/content.ts';
import type { Places } from '#domain/place.ts';

/** The list of gminas on its way to the screen: null until it is there. */
export class PlacesFile {
  #current = $state.raw<Places | null>(null);
  #failed = $state(false);

  constructor() {
    this.load();
  }

  get current(): Places | null {
    return this.#current;
  }

  /** True when the file could not be read: `load` tries again. */
  get failed(): boolean {
    return this.#failed;
  }

  load(): void {
    this.#failed = false;
    loadPlaces().then(
      (places) => (this.#current = places),
      () => (this.#failed = true),
    );
  }
}
