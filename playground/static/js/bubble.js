import { h, iconButton } from "./dom.js";
import { renderText } from "./entities.js";
import { renderInline } from "./inline.js";
import { clock, t } from "./labels.js";
import { renderMedia } from "./media.js";

/** @typedef {import("./chat.js").Chat} Chat @typedef {import("./chat.js").Message} Message */

/**
 * One message as a list item; `update` draws the message's newer version into the same item.
 * @param {Message} message @param {Chat} chat @param {(message: Message, anchor: HTMLElement) => void} openMenu
 */
export function makeBubble(message, chat, openMenu) {
  const side = message.from_bot ? "message from-bot" : "message own";
  const item = h("li", { class: side, tabindex: "-1", dataset: { id: String(message.message_id) } });
  const update = (/** @type {Message} */ newer) => keepFocus(item, () => item.replaceChildren(...content(newer, chat, openMenu)));
  update(message);
  return { item, update };
}

/** @param {Message} message @param {Chat} chat @param {(message: Message, anchor: HTMLElement) => void} openMenu */
function content(message, chat, openMenu) {
  const looks = { class: "icon-button message-more", tabindex: "-1", "aria-haspopup": "menu" };
  const more = iconButton("more", t("messageMenu"), () => openMenu(message, more), looks);
  const parts = [who(message), forwarded(message), quote(message), renderMedia(message, chat), words(message, chat), meta(message)];
  const bubble = h("div", { class: "bubble" }, ...parts);
  const body = h("div", { class: message.reply_markup?.inline_keyboard ? "body card" : "body" }, bubble, renderInline(message, chat));
  return [body, more];
}

const who = (message) => h("span", { class: "only-read" }, `${t(message.from_bot ? "bot" : "me")}: `);

/** @param {Message} message */
function quote(message) {
  const original = message.reply_to_message;
  if (!original) return null;
  return h("div", { class: "reply-quote" }, h("strong", {}, t(original.from?.is_bot ? "bot" : "me")), h("span", {}, summary(original)));
}

/** @param {Message} message */
function forwarded(message) {
  const origin = message.forward_origin;
  if (!origin) return null;
  const from = origin.sender_user?.first_name ?? origin.sender_user_name ?? "";
  return h("p", { class: "forwarded faint" }, `${t("forwarded")} · ${from}`);
}

/** The message in one line. @param {Message} message */
export function summary(message) {
  return message.text ?? message.caption ?? message.document?.file_name ?? t(message.photo ? "photo" : "unknown");
}

/** @param {Message} message @param {Chat} chat */
function words(message, chat) {
  const text = message.text ?? message.caption;
  if (text === undefined) return renderMedia(message, chat) ? null : h("p", { class: "text faint" }, t("unknown"));
  return h("div", { class: "text" }, ...renderText(text, message.entities ?? message.caption_entities ?? [], chat));
}

// As in Telegram's clients: a bot's card changes all the time and is not marked for it, a person's words are.
/** @param {Message} message */
function meta(message) {
  const time = h("time", { datetime: new Date(message.date * 1000).toISOString() }, clock(message.date));
  return h("div", { class: "meta" }, message.edit_date && !message.from_bot ? h("span", {}, t("edited")) : null, time);
}

// Whoever pressed a button by keyboard stays on the card: on the button in the same place, else on the message itself.
/** @param {HTMLElement} item @param {() => void} redraw */
function keepFocus(item, redraw) {
  const before = document.activeElement;
  const inside = before instanceof HTMLElement && before !== item && item.contains(before);
  const place = inside ? [...item.querySelectorAll(".inline-button")].indexOf(before) : -1;
  redraw();
  if (!inside) return;
  const buttons = /** @type {NodeListOf<HTMLElement>} */ (item.querySelectorAll(".inline-button"));
  const next = buttons[Math.min(Math.max(place, 0), buttons.length - 1)] ?? item;
  next.focus({ preventScroll: true });
}

/** What a screen reader is told of a new or changed message of the bot's. @param {Message} message */
export function spoken(message) {
  const count = message.reply_markup?.inline_keyboard?.flat().length ?? 0;
  return [`${t("bot")}:`, summary(message), count ? t("buttonsCount", { count }) : ""].join(" ");
}
