import { makeBubble, spoken } from "./bubble.js";
import { calm, h, icon } from "./dom.js";
import { day, t } from "./labels.js";
import { startPanel } from "./start.js";

/** @typedef {import("./chat.js").Chat} Chat @typedef {import("./chat.js").Message} Message */

const NEAR_THE_END = 80;

/** The scrolling list of messages of one chat. */
export class Thread {
  /** @type {Map<number, {item: HTMLElement, update: (message: Message) => void}>} */
  #bubbles = new Map();
  #atEnd = true;
  #height = 0;

  /** @param {Chat} chat @param {(message: Message, anchor: HTMLElement) => void} openMenu @param {AbortSignal} signal */
  constructor(chat, openMenu, signal) {
    this.chat = chat;
    this.openMenu = openMenu;
    this.list = h("ol", { class: "messages", lang: chat.person.language_code, "aria-label": t("messages") });
    this.empty = h("div", { class: "empty" });
    this.scroller = h("div", { class: "thread" }, this.empty, this.list);
    this.live = h("div", { class: "only-read", role: "log", "aria-live": "polite" });
    this.jump = this.#jumpButton();
    this.element = h("div", { class: "thread-frame" }, this.scroller, this.jump, this.live);
    this.#follow(signal);
    this.#keepAtEnd(signal);
    this.#reset();
  }

  #jumpButton() {
    const label = h("span", { class: "jump-label" });
    const props = { type: "button", class: "jump", hidden: true, "aria-label": t("toBottom"), on: { click: () => this.toEnd() } };
    return h("button", props, label, icon("down"));
  }

  /** @param {AbortSignal} signal */
  #follow(signal) {
    this.chat.on("reset", () => this.#reset(), signal);
    this.chat.on("bot", () => this.#bubbles.size || this.#tidy(), signal);
    this.chat.on("message", (message) => this.#added(message), signal);
    this.chat.on("edit", (message) => this.#changed(message), signal);
    this.chat.on("delete", (id) => this.#gone(id), signal);
  }

  // Buttons that appear, pictures that load, a keyboard that opens: whoever was at the end stays there.
  /** @param {AbortSignal} signal */
  #keepAtEnd(signal) {
    const observer = new ResizeObserver(() => this.#atEnd && this.toEnd());
    observer.observe(this.scroller);
    observer.observe(this.list);
    signal.addEventListener("abort", () => observer.disconnect());
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.list.addEventListener("keydown", (event) => this.#keys(event));
    this.list.addEventListener("contextmenu", (event) => this.#contextMenu(event));
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const near = scrollHeight - scrollTop - clientHeight < NEAR_THE_END;
    // The end went away from the reader, not the reader from the end: the observer is about to take them there.
    if (this.#atEnd && !near && scrollHeight !== this.#height) return;
    this.#atEnd = near;
    this.#height = scrollHeight;
    if (this.#atEnd) this.#offerJump("");
    else this.jump.hidden = false;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#height = this.scroller.scrollHeight;
    this.#offerJump("");
  }

  /** @param {string} words */
  #offerJump(words) {
    this.jump.hidden = !words;
    /** @type {HTMLElement} */ (this.jump.firstElementChild).textContent = words;
  }

  #reset() {
    const kept = [...this.chat.messages.values()].map((message) => [message.message_id, this.#bubble(message)]);
    this.#bubbles = new Map(/** @type {any} */ (kept));
    this.list.replaceChildren(...[...this.#bubbles.values()].map((bubble) => bubble.item));
    this.#tidy();
    this.toEnd();
  }

  /** @param {Message} message */
  #bubble(message) {
    const known = this.#bubbles.get(message.message_id);
    known?.update(message);
    return known ?? makeBubble(message, this.chat, this.openMenu);
  }

  /** @param {Message} message */
  #added(message) {
    const bubble = this.#bubble(message);
    this.#bubbles.set(message.message_id, bubble);
    this.list.append(bubble.item);
    bubble.item.classList.add("fresh");
    this.#tidy();
    this.#announce(message);
    if (this.#atEnd || !message.from_bot) this.toEnd();
    else this.#offerJump(t("newMessages"));
  }

  /** @param {Message} message */
  #changed(message) {
    this.#bubbles.get(message.message_id)?.update(message);
    if (!this.#onlyCounts(message)) this.#announce(message);
  }

  // A countdown changes its digits only: read aloud each time, it would talk over the person who types.
  /** @param {Message} message */
  #onlyCounts(message) {
    return withoutDigits(spoken(message)) === withoutDigits(this.live.textContent ?? "");
  }

  /** @param {Message} message */
  #announce(message) {
    if (message.from_bot) this.live.replaceChildren(spoken(message));
  }

  /** @param {number} id */
  async #gone(id) {
    const item = this.#bubbles.get(id)?.item;
    this.#bubbles.delete(id);
    if (!item) return;
    this.live.replaceChildren(t("deleted"));
    this.#passFocus(item);
    item.inert = true;
    await vanish(item);
    item.remove();
    this.#tidy();
  }

  /** @param {HTMLElement} item */
  #passFocus(item) {
    if (!item.contains(document.activeElement)) return;
    this.chat.emit("focus");
  }

  /** Put a date above each day's first message and show the welcome when there is none. */
  #tidy() {
    this.list.querySelectorAll(".day").forEach((node) => node.remove());
    let last = "";
    for (const [id, { item }] of this.#bubbles) last = this.#markDay(id, item, last);
    const isEmpty = this.chat.loaded && !this.#bubbles.size;
    this.empty.replaceChildren(...(isEmpty ? [startPanel(this.chat)] : []));
    this.#rove([...this.#bubbles.values()].at(-1)?.item);
  }

  /** @param {number} id @param {HTMLElement} item @param {string} last */
  #markDay(id, item, last) {
    const message = this.chat.messages.get(id);
    if (!message) return last;
    const today = day(message.date);
    if (today !== last) item.before(h("li", { class: "day" }, h("span", {}, today)));
    return today;
  }

  // One message at a time is in the tab order; the arrow keys move it.
  /** @param {HTMLElement|undefined} item */
  #rove(item) {
    for (const { item: other } of this.#bubbles.values()) other.tabIndex = other === item ? 0 : -1;
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    const target = event.target;
    if (!(target instanceof HTMLElement) || !target.classList.contains("message")) return;
    const items = [...this.#bubbles.values()].map((bubble) => bubble.item);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step) this.#moveTo(items[items.indexOf(target) + step], event);
    else if (event.key === "Enter") this.#menuOf(target, event);
  }

  /** @param {HTMLElement|undefined} item @param {Event} event */
  #moveTo(item, event) {
    event.preventDefault();
    if (!item) return;
    this.#rove(item);
    item.focus();
  }

  /** @param {MouseEvent} event */
  #contextMenu(event) {
    const item = /** @type {HTMLElement} */ (event.target).closest(".message");
    const onLink = /** @type {HTMLElement} */ (event.target).closest("a");
    if (item instanceof HTMLElement && !onLink && !String(getSelection())) this.#menuOf(item, event);
  }

  /** @param {HTMLElement} item @param {Event} event */
  #menuOf(item, event) {
    event.preventDefault();
    const message = this.chat.messages.get(Number(item.dataset.id));
    const anchor = item.querySelector(".message-more");
    if (message && anchor instanceof HTMLElement) this.openMenu(message, anchor);
  }
}

const withoutDigits = (/** @type {string} */ words) => words.replace(/\d/g, "");

/** @param {HTMLElement} item */
async function vanish(item) {
  if (calm()) return;
  const { height } = item.getBoundingClientRect();
  const gone = { height: "0px", opacity: 0, marginBlock: "0px", transform: "scale(0.96)" };
  const now = { height: `${height}px`, opacity: 1, transform: "none", overflow: "hidden" };
  const steps = [now, { ...now, opacity: 0, offset: 0.6 }, { ...gone, overflow: "hidden" }];
  await item.animate(steps, { duration: 320, easing: "ease" }).finished;
}
