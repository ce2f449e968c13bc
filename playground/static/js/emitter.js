/** The smallest publish and subscribe; a subscription ends with its AbortSignal. */
export class Emitter {
  /** @type {Map<string, Set<(detail: any) => void>>} */
  #listeners = new Map();

  /** @param {string} kind @param {(detail: any) => void} listener @param {AbortSignal} [signal] */
  on(kind, listener, signal) {
    const listeners = this.#listeners.get(kind) ?? new Set();
    this.#listeners.set(kind, listeners.add(listener));
    signal?.addEventListener("abort", () => listeners.delete(listener));
  }

  /** @param {string} kind @param {any} [detail] */
  emit(kind, detail) {
    for (const listener of [...(this.#listeners.get(kind) ?? [])]) listener(detail);
  }
}
