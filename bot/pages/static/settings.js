/** What stands behind Telegram's own Settings button: where it is written what becomes of personal data. */

import { h } from "./dom.js";
import { hear, tell } from "./telegram.js";
import { say } from "./words.js";

export function offerSettings() {
  tell("web_app_setup_settings_button", { is_visible: true });
  hear("settings_button_pressed", show);
}

function show() {
  if (document.querySelector("dialog[open]")) return;
  const address = `privacy?lang=${document.documentElement.lang}`;
  const link = h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, say("privacy"));
  const dialog = h("dialog", { "aria-labelledby": "settings" }, h("h2", { id: "settings" }, say("settings")), h("p", {}, link));
  dialog.append(h("button", { type: "button", class: "button", on: { click: () => dialog.close() } }, say("shut")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
