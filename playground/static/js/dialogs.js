import { h, iconButton, textButton } from "./dom.js";
import { t } from "./labels.js";

/** A modal dialog with a title and a closing button; it leaves the page when closed.
 * @param {string} title @param {(Node|string)[]} children @param {string} [role] */
export function openDialog(title, children, role = "dialog") {
  const heading = h("h2", { id: "dialog-title" }, title);
  const close = iconButton("close", t("close"), () => dialog.close());
  const dialog = h("dialog", { role, "aria-labelledby": "dialog-title" }, h("header", {}, heading, close), ...children);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** The bot's answer to a press that must be read (show_alert). @param {string} title @param {string} text */
export function alertDialog(title, text) {
  const dialog = openDialog(title, [h("p", { class: "text" }, text)], "alertdialog");
  const ok = textButton(t("ok"), () => dialog.close(), "primary");
  dialog.append(h("footer", {}, ok));
  ok.focus();
}
