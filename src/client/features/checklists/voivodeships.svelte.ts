import { loadPlaces } from '#domain/content/content.ts';

type Names = Readonly<Record<string, string>>;

let names = $state.raw<Names>({});
let asked = false;

/** Names of voivodeships by the first two digits of a TERC code; empty until the list of places is loaded. Reactive. */
export function voivodeships(): Names {
  if (!asked) {
    asked = true;
    loadPlaces().then(
      ({ file }) => (names = file.voivodeships),
      () => (asked = false),
    );
  }
  return names;
}
