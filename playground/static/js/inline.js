import { ApiError } from "./api.js";
import { h, icon } from "./dom.js";
import { t } from "./labels.js";
import { linkTo } from "./links.js";
import { openMiniApp } from "./mini_app.js";
import { copy, explain } from "./notices.js";

/** @typedef {import("./chat.js").Chat} Chat @typedef {import("./chat.js").Message} Message */

/** The buttons under a card, or null. @param {Message} message @param {Chat} chat */
export function renderInline(message, chat) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  const nodes = rows.map((row) => h("div", { class: "row" }, ...row.map((button) => renderButton(button, message, chat))));
  return h("div", { class: "inline-keyboard", role: "group", "aria-label": t("buttonsCount", { count: rows.flat().length }) }, ...nodes);
}

/** @param {any} button @param {Message} message @param {Chat} chat */
function renderButton(button, message, chat) {
  if (button.url) return urlButton(button, chat);
  const children = button.web_app ? [button.text, icon("page")] : [button.text];
  const node = h("button", { type: "button", class: "inline-button", dataset: { press: button.callback_data ?? "" } }, ...children);
  node.addEventListener("click", (event) => isSecondOfDouble(event) || pressed(node, button, message, chat));
  return node;
}

// Who double-clicks out of habit must not answer the next question, whose button has appeared in the same place.
/** @param {MouseEvent} event */
const isSecondOfDouble = (event) => event.detail > 1;

/** @param {any} button @param {Chat} chat */
function urlButton(button, chat) {
  const hint = h("span", { class: "only-read" }, ` (${t("opensTab")})`);
  return linkTo(button.url, chat, [button.text, icon("outside"), hint], "inline-button");
}

/** @param {HTMLElement} node @param {any} button @param {Message} message @param {Chat} chat */
async function pressed(node, button, message, chat) {
  if (node.ariaBusy === "true") return;
  if (button.copy_text) return copy(button.copy_text.text);
  if (button.callback_data === undefined && !button.web_app) return chat.emit("notice", { text: t("notSupported") });
  busy(node, true);
  try {
    if (button.web_app) await openMiniApp(chat, message.message_id, button.web_app.url);
    else if (!(await chat.press(message.message_id, button.callback_data))) chat.emit("notice", { text: t("noAnswer") });
  } catch (problem) {
    await refused(problem, chat);
  } finally {
    busy(node, false);
  }
}

// aria-disabled and not `disabled`: a disabled button would throw the keyboard's focus away.
function busy(node, on) {
  node.ariaBusy = String(on);
  node.ariaDisabled = String(on);
}

/** @param {unknown} problem @param {Chat} chat */
async function refused(problem, chat) {
  const stale = problem instanceof ApiError && problem.status === 409;
  if (stale) await chat.load();
  chat.emit("notice", { text: stale ? t("staleButton") : explain(problem), bad: !stale });
}
