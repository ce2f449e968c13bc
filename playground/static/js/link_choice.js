import * as api from "./api.js";
import { openDialog } from "./dialogs.js";
import { h, textButton } from "./dom.js";
import { t } from "./labels.js";
import { attempt } from "./notices.js";
import { room } from "./room.js";
import { isSideTab, leaveSideTab } from "./side_tab.js";

/** @typedef {import("./chat.js").Chat} Chat */

/** Where the page was opened as /?start=token: whose chat holds that link (the way back from the I-PIN page) follows it, else
 * it is asked who does. A tab that only came back from a page of ours gives way to the tab with the chat. */
export async function openLinkOnce() {
  const token = new URLSearchParams(location.search).get("start");
  const followed = token === null || (room.chats.size > 0 && (await open(token)));
  if (followed && isSideTab()) leaveSideTab();
}

/** @param {string} token @returns {Promise<boolean>} whether it has been followed; false: it is asked who does */
async function open(token) {
  history.replaceState(null, "", location.pathname);
  const command = `/start ${token}`.trim();
  const origin = token && (await room.holding(`start=${token}`));
  if (origin) return follow(origin, command);
  ask(command);
  return false;
}

/** @param {Chat} chat @param {string} command */
async function follow(chat, command) {
  await room.show(chat.id);
  return attempt(chat, () => api.sendText(chat.id, command));
}

/** @param {string} command */
function ask(command) {
  const current = room.current;
  const others = [...room.chats.values()].filter((chat) => chat !== current);
  const dialog = openDialog(t("opensLink"), [h("p", {}, t("opensLinkText", { command }))]);
  const buttons = [current, ...others].filter((chat) => chat !== null).map((chat) => choice(chat, command, dialog));
  dialog.append(h("div", { class: "choices" }, ...buttons));
  buttons[0].focus();
}

/** @param {Chat} chat @param {string} command @param {HTMLDialogElement} dialog */
function choice(chat, command, dialog) {
  const chosen = () => {
    dialog.close();
    return follow(chat, command);
  };
  return textButton(chat.name, chosen, chat === room.current ? "primary" : "plain");
}
