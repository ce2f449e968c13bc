import { Emitter } from "./emitter.js";

const LONGEST_PAUSE = 4000;

/**
 * The stream of what happens, over server-sent events. Emits "event" for each, "connection" with "live" or "lost",
 * and "connected" whenever a stream opens: what was missed meanwhile must then be fetched anew.
 */
export class Live extends Emitter {
  #pause = 250;
  /** @type {EventSource|null} */
  #source = null;
  /** @type {number|undefined} */
  #retry;

  start() {
    const source = new EventSource("/api/events");
    this.#source = source;
    source.onopen = () => this.#opened();
    source.onerror = () => this.#lost(source);
    source.onmessage = (event) => this.#received(event);
  }

  /** Try again now, e.g. because the tab came back to the front. */
  hurry() {
    if (this.#source) return;
    clearTimeout(this.#retry);
    this.start();
  }

  #opened() {
    this.#pause = 250;
    this.emit("connection", "live");
    this.emit("connected");
  }

  // The browser's own retrying gives up on an HTTP error (a server half started), so the stream is reopened by hand.
  /** @param {EventSource} source */
  #lost(source) {
    if (source !== this.#source) return;
    source.close();
    this.#source = null;
    this.emit("connection", "lost");
    this.#retry = setTimeout(() => this.start(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  /** @param {MessageEvent} event */
  #received(event) {
    this.emit("event", JSON.parse(event.data));
  }
}
