/** Something that ends when it is disposed of; VS Code's own disposables fit. */
export interface Disposable {
  dispose(): void;
}

/** An event with its listeners, for the parts of the client that run without VS Code. */
export class Signal<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Calls `listener` for every value from now on, until what it returns is disposed of. */
  on(listener: (value: T) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Hands `value` to everyone who listens now. */
  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
