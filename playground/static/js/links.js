import * as api from "./api.js";
import { room } from "./room.js";
import { attempt } from "./notices.js";
import { h } from "./dom.js";

/** @typedef {import("./chat.js").Chat} Chat */

const WEB = /^(https?|tg|mailto|tel):/i;

/** The /start command that a deep link to our bot stands for, or null for any other link. @param {string} url */
export function startCommand(url) {
  const link = URL.canParse(url) ? new URL(url) : null;
  if (!link || !isOurBot(link)) return null;
  const token = link.searchParams.get("start");
  return token ? `/start ${token}` : "/start";
}

/** @param {URL} link */
function isOurBot(link) {
  const name = String(room.bot.username ?? "").toLowerCase();
  if (link.protocol === "tg:") return (link.searchParams.get("domain") ?? "").toLowerCase() === name;
  const onTelegram = ["t.me", "telegram.me"].includes(link.hostname);
  return onTelegram && link.pathname.slice(1).toLowerCase() === name;
}

/** Add the scheme that people leave out; anything but a web, mail or phone address gives null. @param {string} written */
function addressOf(written) {
  if (WEB.test(written)) return written;
  return /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(written) ? null : `https://${written}`;
}

// A page of our own (the stand-in for I-PIN) may come back to this tab; nobody else's is told where it was opened.
/** @param {string} address */
function relation(address) {
  return URL.canParse(address) && new URL(address).origin === location.origin ? "opener" : "noopener noreferrer";
}

/** A link that opens in a new tab, or, where it leads to our bot, says /start in this chat.
 * @param {string} written @param {Chat} chat @param {(Node|string)[]} children @param {string} [style] */
export function linkTo(written, chat, children, style = "link") {
  const address = addressOf(written);
  if (!address) return h("span", {}, ...children);
  const node = h("a", { class: style, href: address, target: "_blank", rel: relation(address) }, ...children);
  const command = startCommand(address);
  if (command) node.addEventListener("click", (event) => says(event, chat, command));
  return node;
}

/** A word of the text that, pressed, is sent as a message: a /command. @param {string} command @param {Chat} chat */
export function commandLink(command, chat) {
  return h("button", { type: "button", class: "link inline", on: { click: (event) => says(event, chat, command) } }, command);
}

/** @param {Event} event @param {Chat} chat @param {string} command */
function says(event, chat, command) {
  event.preventDefault();
  attempt(chat, () => api.sendText(chat.id, command));
}
