/** Outcome of anything that may fail in an expected way. An error always carries a `type` that has words in i18n. */
export type Result<T, E> = { ok: true; value: T } | { ok: false; error: E };

/** The successful outcome. */
export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

/** The expected failure. */
export function err<E>(error: E): { ok: false; error: E } {
  return { ok: false, error };
}
