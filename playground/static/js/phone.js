import { h, iconButton, textButton } from "./dom.js";
import { clock, t } from "./labels.js";
import { copy } from "./notices.js";

/** @typedef {import("./chat.js").Chat} Chat @typedef {import("./chat.js").Sms} Sms */

/** The code in a text message: its only run of 4 to 8 digits. @param {string} text @returns {string|null} */
export function codeIn(text) {
  return text.match(/(?<![\d-])\d{4,8}(?![\d-])/)?.[0] ?? null;
}

/** A person's telephone: the notification of a new text, and the list of all. */
export class Phone {
  /** @param {Chat} chat @param {(code: string) => void} insert @param {AbortSignal} signal */
  constructor(chat, insert, signal) {
    this.chat = chat;
    this.insert = insert;
    this.badge = h("span", { class: "badge", hidden: true });
    this.button = iconButton("phone", t("phone"), () => this.toggle(), { class: "icon-button phone-button", "aria-expanded": "false" });
    this.button.append(this.badge);
    this.banner = h("div", { class: "sms-banner", role: "status", "aria-live": "polite" });
    const leave = (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && this.toggle();
    this.panel = h("section", { class: "phone-panel", hidden: true, "aria-label": t("phone"), on: { keydown: leave } });
    chat.on("sms", (sms) => this.#arrived(sms), signal);
    chat.on("message", (message) => this.#wrote(message), signal);
    chat.on("reset", () => this.#draw(), signal);
    this.#draw();
  }

  toggle() {
    this.panel.hidden = !this.panel.hidden;
    this.button.ariaExpanded = String(!this.panel.hidden);
    if (this.panel.hidden) return this.button.focus();
    this.banner.replaceChildren();
    this.chat.readSms();
    this.#draw();
    /** @type {HTMLElement|null} */ (this.panel.querySelector("button"))?.focus();
  }

  /** @param {Sms} sms */
  #arrived(sms) {
    if (!this.panel.hidden) this.chat.readSms();
    else this.banner.replaceChildren(this.#notification(sms));
    this.#draw();
  }

  /** @param {Sms} sms */
  #notification(sms) {
    const words = h("div", { class: "sms-words" }, h("strong", {}, t("smsArrived")), h("p", { class: "text" }, sms.text));
    const close = iconButton("close", t("close"), () => this.#dismiss());
    return h("div", { class: "sms fresh" }, words, close, this.#actions(sms.text));
  }

  #dismiss() {
    this.#clear();
    this.chat.emit("focus");
  }

  #clear() {
    this.banner.replaceChildren();
    this.chat.readSms();
    this.#draw();
  }

  // Whoever typed the code by hand needs its notification no more.
  /** @param {import("./chat.js").Message} message */
  #wrote(message) {
    const code = codeIn(this.chat.sms.at(-1)?.text ?? "");
    if (code && !message.from_bot && message.text?.includes(code)) this.#clear();
  }

  /** @param {string} text */
  #actions(text) {
    const code = codeIn(text);
    const use = () => {
      this.insert(code ?? "");
      this.#dismiss();
      if (!this.panel.hidden) this.toggle();
      this.chat.emit("focus");
    };
    return h("div", { class: "sms-actions" },
      code && textButton(t("insertCode", { code }), use, "primary"),
      textButton(t("copy"), () => copy(code ?? text)));
  }

  #draw() {
    this.badge.hidden = !this.chat.unreadSms;
    this.badge.textContent = String(this.chat.unreadSms);
    const { name, person } = this.chat;
    const title = h("h3", {}, t("phoneOf", { name, number: person.phone || `(${t("noPhone")})` }));
    const close = iconButton("close", t("close"), () => this.toggle());
    this.panel.replaceChildren(h("header", {}, title, close), this.#list());
  }

  #list() {
    if (!this.chat.sms.length) return h("p", { class: "faint" }, t("noSms"));
    return h("ol", { class: "sms-list" }, ...[...this.chat.sms].reverse().map((sms) => this.#entry(sms)));
  }

  /** @param {Sms} sms */
  #entry(sms) {
    const time = h("time", { class: "faint" }, clock(sms.at));
    return h("li", { class: "sms" }, h("div", { class: "sms-words" }, time, h("p", { class: "text" }, sms.text)), this.#actions(sms.text));
  }
}
