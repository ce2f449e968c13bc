import * as api from "./api.js";
import { acceptDrops } from "./attach.js";
import { avatar } from "./avatar.js";
import { summary } from "./bubble.js";
import { Composer } from "./composer.js";
import { alertDialog } from "./dialogs.js";
import { h, iconButton, textButton } from "./dom.js";
import { known, t } from "./labels.js";
import { openMenu } from "./menu.js";
import { attempt, copy, makeToasts } from "./notices.js";
import { Phone } from "./phone.js";
import { room } from "./room.js";
import { begin, botName, setBlocked } from "./start.js";
import { Thread } from "./thread.js";

/** @typedef {import("./chat.js").Chat} Chat @typedef {import("./chat.js").Message} Message */

const roleOf = ({ person }) => (known(`role_${person.role}`) ? t(`role_${person.role}`) : "");

/** One person's screen: the chat with the bot and the phone on which codes arrive. */
export class Column {
  #life = new AbortController();

  /** @param {Chat} chat */
  constructor(chat) {
    const { signal } = this.#life;
    this.chat = chat;
    this.composer = new Composer(chat, signal);
    this.phone = new Phone(chat, (code) => this.composer.write(code), signal);
    this.thread = new Thread(chat, (message, anchor) => this.#messageMenu(message, anchor), signal);
    this.status = h("p", { class: "status faint" });
    this.blocked = this.#blockedBar();
    this.element = this.#build(signal);
    acceptDrops(this.element, this.composer.attachment);
    this.#follow(signal);
  }

  /** @param {AbortSignal} signal */
  #build(signal) {
    const activate = () => room.activate(this.chat.id);
    const above = h("div", { class: "above" }, this.phone.banner, makeToasts(this.chat, signal));
    const stage = h("div", { class: "column-stage" }, this.thread.element, this.phone.panel, above);
    return h("section", { class: "column", "aria-label": t("chatOf", { name: this.chat.name }), dataset: { person: String(this.chat.id) },
      on: { focusin: activate, pointerdown: activate } }, this.#head(), stage, this.blocked, this.composer.element);
  }

  #head() {
    const { chat } = this;
    const more = iconButton("more", t("more"), () => this.#personMenu(more), { "aria-haspopup": "menu" });
    const leave = t("closeColumn", { name: chat.name });
    const close = iconButton("close", leave, () => room.hide(chat.id), { class: "icon-button close-column" });
    const names = h("div", { class: "names" }, h("h2", {}, chat.name), this.status);
    return h("header", { class: "column-head" }, avatar(chat), names, this.phone.button, more, close);
  }

  #blockedBar() {
    const undo = textButton(t("unblock"), () => this.#block(false), "primary");
    return h("div", { class: "blocked", hidden: !this.chat.person.blocked }, h("p", {}, t("blocked")), undo);
  }

  /** @param {AbortSignal} signal */
  #follow(signal) {
    this.chat.on("typing", (on) => this.#drawStatus(on), signal);
    for (const news of ["bot", "reset"]) this.chat.on(news, () => this.#drawStatus(false), signal);
    this.chat.on("blocked", (blocked) => (this.blocked.hidden = !blocked), signal);
    this.chat.on("toast", (event) => event.show_alert && alertDialog(botName(this.chat), event.text), signal);
    this.#drawStatus(false);
    this.#watchView(signal);
  }

  /** @param {boolean} typing */
  #drawStatus(typing) {
    this.status.classList.toggle("typing", typing);
    const name = botName(this.chat);
    this.status.textContent = typing ? `${name} ${t("typing")}` : [name, roleOf(this.chat)].filter(Boolean).join(" · ");
  }

  /** @param {AbortSignal} signal */
  #watchView(signal) {
    let onScreen = false;
    const tell = () => this.chat.setInView(onScreen && document.visibilityState === "visible");
    const observer = new IntersectionObserver(([entry]) => {
      onScreen = entry.isIntersecting;
      tell();
    }, { threshold: 0.4 });
    observer.observe(this.element);
    document.addEventListener("visibilitychange", tell, { signal });
    signal.addEventListener("abort", () => observer.disconnect());
  }

  /** @param {HTMLElement} anchor */
  #personMenu(anchor) {
    const { blocked } = this.chat.person;
    const items = [
      { label: t("restart"), run: () => attempt(this.chat, () => begin(this.chat)) },
      { label: t(blocked ? "unblock" : "block"), run: () => this.#block(!blocked), danger: !blocked },
    ];
    openMenu(anchor, items, this.chat.name);
  }

  /** @param {boolean} blocked */
  #block(blocked) {
    return attempt(this.chat, () => setBlocked(this.chat, blocked));
  }

  /** @param {Message} message @param {HTMLElement} anchor */
  #messageMenu(message, anchor) {
    const mine = !message.from_bot;
    const remove = () => attempt(this.chat, () => api.deleteMessage(this.chat.id, message.message_id));
    const items = [
      { label: t("reply"), run: () => this.composer.reply(message) },
      { label: t("copy"), run: () => copy(summary(message)) },
      ...(mine && (message.text ?? message.caption) ? [{ label: t("edit"), run: () => this.composer.edit(message) }] : []),
      { label: t("delete"), run: remove, danger: true },
    ];
    openMenu(anchor, items, t("messageMenu"));
  }

  /** Take the keyboard to the newest buttons of the bot's. */
  focusButtons() {
    const buttons = this.element.querySelectorAll(".inline-keyboard, .reply-keyboard:not([hidden])");
    const newest = [...buttons].at(-1)?.querySelector("button, a");
    if (newest instanceof HTMLElement) newest.focus();
  }

  dispose() {
    this.chat.setInView(false);
    this.#life.abort();
    this.element.remove();
  }
}
