/**
 * What is being typed, against what the database says. While the hand is in the field its own text is shown, so an echo that lags
 * behind never moves the cursor or swallows a letter; afterwards the value rules again as soon as it moves. A text the database
 * did not take stays visible.
 */
export class Draft {
  #value: () => string;
  #text = $state<string | null>(null);
  #typing = $state(false);
  #left = $state('');

  constructor(value: () => string) {
    this.#value = value;
  }

  /** The text to show. */
  get current(): string {
    const value = this.#value();
    if (this.#text === null) return value;
    return this.#typing || value === this.#left ? this.#text : value;
  }

  /** The field got the focus: an old draft that the value has overtaken is forgotten. */
  enter(): void {
    if (this.#text !== null && !this.#typing && this.#value() !== this.#left) this.#text = null;
    this.#typing = true;
  }

  type(text: string): void {
    this.#text = text;
    this.#typing = true;
  }

  /** The field lost the focus: from here on a change of the value wins. */
  leave(): void {
    this.#left = this.#value();
    this.#typing = false;
    if (this.#text === this.#left) this.#text = null;
  }
}
