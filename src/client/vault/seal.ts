/** What stands at rest in place of a value. */
export type Sealed = { readonly sealed: unknown };

/**
 * The only door between values in memory and values at rest: rows, edits and drafts pass here and nowhere else.
 * `context` binds a sealed value to its place (table and key), so that two cannot be swapped unnoticed.
 */
export interface Seal {
  seal(value: unknown, context: string): Sealed;
  open(sealed: Sealed, context: string): unknown;
}

/** Keeps values as they are: what holds until a device has a key. */
export const openSeal: Seal = {
  seal: (value) => ({ sealed: value }),
  open: ({ sealed }) => sealed,
};
