/** A short message with, when it can be taken back, a way to do so. */
export interface ToastMessage {
  id: number;
  text: string;
  undo?: () => void;
}

/** How long a message stays. With an undo it stays longer; a hand or the focus on it holds it. Unit: milliseconds. */
const STAY = 5_000;
const STAY_UNDO = 10_000;
/** More would cover the work. */
const MOST = 2;

class Toasts {
  #list = $state.raw<readonly ToastMessage[]>([]);
  #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #next = 1;

  get list(): readonly ToastMessage[] {
    return this.#list;
  }

  /** Says `text`; `undo` offers to take the act back. */
  show(text: string, undo?: () => void): void {
    const toast: ToastMessage = { id: this.#next++, text, undo };
    for (const old of this.#list.slice(0, Math.max(0, this.#list.length + 1 - MOST))) this.dismiss(old.id);
    this.#list = [...this.#list, toast];
    this.release(toast.id);
  }

  dismiss(id: number): void {
    this.hold(id);
    this.#list = this.#list.filter((toast) => toast.id !== id);
  }

  /** Takes all messages away. */
  clear(): void {
    for (const { id } of this.#list) this.dismiss(id);
  }

  /** Stops the clock of a message while it is being read or reached for. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  /** Starts the clock of a message anew. */
  release(id: number): void {
    this.hold(id);
    const toast = this.#list.find((one) => one.id === id);
    if (!toast) return;
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), toast.undo ? STAY_UNDO : STAY),
    );
  }
}

/** The messages of the app, shown by `Toast.svelte`, which is mounted once. */
export const toasts = new Toasts();
