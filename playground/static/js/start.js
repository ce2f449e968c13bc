import * as api from "./api.js";
import { h } from "./dom.js";
import { t } from "./labels.js";
import { attempt } from "./notices.js";
import { renderText } from "./entities.js";
import { room } from "./room.js";

/** @typedef {import("./chat.js").Chat} Chat */

/** What one sees before the first message: who the bot is, and one large button. @param {Chat} chat */
export function startPanel(chat) {
  const { bot } = room;
  const about = bot.descriptions?.[chat.person.language_code ?? ""] || bot.description || t("emptyText");
  const click = () => attempt(chat, () => begin(chat));
  const start = h("button", { type: "button", class: "button start", title: t("startHint"), on: { click } }, t("start"));
  return h("div", { class: "welcome" },
    h("h3", {}, botName(chat)),
    bot.username && h("p", { class: "faint" }, `@${bot.username}`),
    h("p", { class: "text", lang: chat.person.language_code }, ...renderText(about, [], chat)),
    start);
}

/** The bot's name as this person's messenger shows it. @param {Chat} chat */
export function botName({ person }) {
  const { names, name, first_name: first, username } = room.bot;
  return names?.[person.language_code ?? ""] || name || first || username || t("bot");
}

/** Begin (again): a person who had blocked the bot lets it in first. @param {Chat} chat */
export async function begin(chat) {
  if (chat.person.blocked) await setBlocked(chat, false);
  await api.sendText(chat.id, "/start");
}

/** @param {Chat} chat @param {boolean} blocked */
export async function setBlocked(chat, blocked) {
  await api.setBlocked(chat.id, blocked);
  chat.setBlocked(blocked);
}
