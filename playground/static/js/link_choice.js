import * as api from "./api.js";
import { openDialog } from "./dialogs.js";
import { h, textButton } from "./dom.js";
import { t } from "./labels.js";
import { attempt } from "./notices.js";
import { room } from "./room.js";

/** @typedef {import("./chat.js").Chat} Chat */

/** Where the page was opened as /?start=token (a deep link, the way back from the I-PIN page): ask who follows it. */
export function openLinkOnce() {
  const token = new URLSearchParams(location.search).get("start");
  if (token === null || !room.chats.size) return;
  history.replaceState(null, "", location.pathname);
  const command = `/start ${token}`.trim();
  const current = room.current;
  const others = [...room.chats.values()].filter((chat) => chat !== current);
  const dialog = openDialog(t("opensLink"), [h("p", {}, t("opensLinkText", { command }))]);
  const buttons = [current, ...others].filter((chat) => chat !== null).map((chat) => choice(chat, command, dialog));
  dialog.append(h("div", { class: "choices" }, ...buttons));
  buttons[0].focus();
}

/** @param {Chat} chat @param {string} command @param {HTMLDialogElement} dialog */
function choice(chat, command, dialog) {
  const follow = async () => {
    dialog.close();
    await room.show(chat.id);
    await attempt(chat, () => api.sendText(chat.id, command));
  };
  return textButton(chat.name, follow, chat === room.current ? "primary" : "plain");
}
