import { ANYTHING, type Narrow } from './find.ts';

/** What was looked for last: it is there again after a look at a result. In memory only, and forgotten when the device is locked. */
class Asked {
  query = $state('');
  narrow = $state.raw<Narrow>(ANYTHING);
  /** Takes back what narrows. */
  widen(): void {
    this.narrow = ANYTHING;
  }
  /** Called when the device is locked. */
  forget(): void {
    this.query = '';
    this.widen();
  }
}

export const asked = new Asked();
