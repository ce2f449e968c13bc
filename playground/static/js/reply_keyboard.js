import * as api from "./api.js";
import { h, iconButton } from "./dom.js";
import { t } from "./labels.js";
import { attempt } from "./notices.js";

/** @typedef {import("./chat.js").Chat} Chat */

/** The buttons that the bot puts in place of the phone's keyboard; a press writes for the person. */
export class ReplyKeyboard {
  #shown = true;

  /** @param {Chat} chat @param {AbortSignal} signal */
  constructor(chat, signal) {
    this.chat = chat;
    this.toggle = iconButton("keyboard", t("hideKeyboard"), () => this.#flip(), { class: "icon-button keyboard-toggle" });
    this.element = h("div", { class: "reply-keyboard", role: "group", "aria-label": t("keyboardOf") });
    for (const kind of ["keyboard", "reset"]) chat.on(kind, () => this.#renew(), signal);
    this.#renew();
  }

  #renew() {
    this.#shown = true;
    const rows = this.chat.keyboard?.keyboard ?? [];
    this.element.replaceChildren(...rows.map((row) => h("div", { class: "row" }, ...row.map((button) => this.#button(button)))));
    this.#draw();
  }

  #draw() {
    const exists = Boolean(this.chat.keyboard?.keyboard?.length);
    const label = t(this.#shown ? "hideKeyboard" : "showKeyboard");
    this.toggle.hidden = !exists;
    this.element.hidden = !exists || !this.#shown;
    this.toggle.title = label;
    this.toggle.ariaLabel = label;
    this.toggle.ariaExpanded = String(this.#shown);
  }

  #flip() {
    this.#shown = !this.#shown;
    this.#draw();
  }

  /** @param {any} spec a KeyboardButton, or its text alone */
  #button(spec) {
    const button = typeof spec === "string" ? { text: spec } : spec;
    return h("button", { type: "button", class: "reply-button", on: { click: () => this.#pressed(button) } }, button.text);
  }

  async #pressed(button) {
    const sent = await attempt(this.chat, () => this.#say(button));
    if (!sent) return;
    if (this.chat.keyboard?.one_time_keyboard) this.#shown = false;
    this.#draw();
    this.chat.emit("focus");
  }

  #say(button) {
    if (button.request_contact) return api.sendContact(this.chat.id);
    if (button.request_location) return api.sendOther(this.chat.id, "location");
    return api.sendText(this.chat.id, button.text);
  }
}
