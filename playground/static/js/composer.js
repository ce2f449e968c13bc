import * as api from "./api.js";
import { Attachment } from "./attach.js";
import { summary } from "./bubble.js";
import { h, iconButton, icon } from "./dom.js";
import { t } from "./labels.js";
import { openMenu } from "./menu.js";
import { attempt } from "./notices.js";
import { ReplyKeyboard } from "./reply_keyboard.js";

/** @typedef {import("./chat.js").Chat} Chat @typedef {import("./chat.js").Message} Message */

const TALLEST = 200;

/** Where a person writes: text, an attachment, an edit of an earlier message, an answer to one. */
export class Composer {
  /** @type {{kind: "edit"|"reply", message: Message}|null} */
  #about = null;

  /** @param {Chat} chat @param {AbortSignal} signal */
  constructor(chat, signal) {
    this.chat = chat;
    this.attachment = new Attachment(chat, () => this.focus());
    this.keyboard = new ReplyKeyboard(chat, signal);
    this.context = h("div", { class: "context", hidden: true });
    this.input = this.#makeInput();
    this.send = h("button", { type: "submit", class: "icon-button send", title: t("send"), "aria-label": t("send") }, icon("send"));
    this.menu = iconButton("menu", t("commands"), () => this.openCommands(), { class: "icon-button commands", "aria-haspopup": "menu" });
    this.form = h("form", { class: "composer", on: { submit: (/** @type {Event} */ event) => this.#submitted(event) } },
      this.menu, this.attachment.button, this.attachment.picker, this.input, this.keyboard.toggle, this.send);
    this.element = h("div", { class: "composer-frame" }, this.context, this.attachment.preview, this.form, this.keyboard.element);
    chat.on("focus", () => this.focus(), signal);
    chat.on("keyboard", () => this.#placeholder(), signal);
    chat.on("reset", () => this.#placeholder(), signal);
    this.#placeholder();
  }

  #makeInput() {
    const on = {
      keydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
      input: () => this.#changed(),
      paste: (/** @type {ClipboardEvent} */ event) => this.attachment.takeFrom(event.clipboardData, event),
    };
    return h("textarea", { rows: "1", "aria-label": t("write"), autocomplete: "off", enterkeyhint: "send", value: this.chat.draft, on });
  }

  #placeholder() {
    this.input.placeholder = this.chat.keyboard?.input_field_placeholder ?? t("write");
  }

  // While Hangul (or any other script) is being composed, Enter finishes the syllable; Safari tells so by key code 229 only.
  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "ArrowUp" && !this.input.value) this.#editLast(event);
    else if (event.key === "Escape" && this.#about) this.leave();
  }

  #changed() {
    if (this.#about?.kind !== "edit") this.chat.draft = this.input.value;
    this.#grow();
  }

  #grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, TALLEST)}px`;
  }

  /** @param {Event} event */
  async #submitted(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    const work = this.#task(text);
    if (!work) return;
    const [about, file] = [this.#about, this.attachment.file];
    this.leave();
    this.attachment.clear();
    this.write("");
    if (!(await attempt(this.chat, work))) this.#giveBack(text, about, file);
  }

  /** @param {string} text @returns {(() => Promise<any>)|null} */
  #task(text) {
    const { id } = this.chat;
    const about = this.#about;
    const { file, as } = this.attachment;
    if (file) return () => api.sendFile(id, file, as, text);
    if (!text) return null;
    if (about?.kind === "edit") return () => api.editText(id, about.message.message_id, text);
    return () => api.sendText(id, text, about?.message.message_id);
  }

  // What could not be sent is not lost: it goes back into the box, unless something new has been typed meanwhile.
  #giveBack(text, about, file) {
    if (this.input.value) return;
    if (about) this.#concern(about.kind, about.message);
    if (file) this.attachment.take(file);
    this.write(text);
  }

  /** Replace what stands in the box. @param {string} text */
  write(text) {
    this.input.value = text;
    this.#changed();
  }

  /** Put something (a code, a number) where the cursor is. @param {string} text */
  insert(text) {
    this.input.setRangeText(text, this.input.selectionStart, this.input.selectionEnd, "end");
    this.#changed();
    this.focus();
  }

  focus() {
    this.input.focus();
  }

  /** @param {"edit"|"reply"} kind @param {Message} message */
  #concern(kind, message) {
    this.#about = { kind, message };
    const what = h("strong", {}, t(kind === "edit" ? "editing" : "replying"));
    const words = h("span", { class: "context-text" }, what, h("span", {}, summary(message)));
    this.context.replaceChildren(words, iconButton("close", t("cancel"), () => this.leave()));
    this.context.hidden = false;
    this.send.title = t(kind === "edit" ? "save" : "send");
  }

  /** @param {Message} message */
  edit(message) {
    this.#concern("edit", message);
    this.write(message.text ?? message.caption ?? "");
    this.focus();
  }

  /** @param {Message} message */
  reply(message) {
    this.#concern("reply", message);
    this.focus();
  }

  /** Stop editing or replying; the draft from before comes back. */
  leave() {
    if (this.#about?.kind === "edit") this.input.value = this.chat.draft;
    this.#about = null;
    this.context.hidden = true;
    this.#grow();
    this.focus();
  }

  /** @param {Event} event */
  #editLast(event) {
    const last = [...this.chat.messages.values()].findLast((message) => !message.from_bot && message.text);
    if (!last) return;
    event.preventDefault();
    this.edit(last);
  }

  openCommands() {
    const send = (command) => attempt(this.chat, () => api.sendText(this.chat.id, `/${command}`)).then(() => this.focus());
    const entry = ({ command, description }) => ({ label: description, hint: `/${command}`, run: () => send(command) });
    const items = this.chat.commands.map(entry);
    openMenu(this.menu, items.length ? items : [{ heading: t("noCommands") }], t("commands"));
  }
}
