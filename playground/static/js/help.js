import { openDialog } from "./dialogs.js";
import { h } from "./dom.js";
import { t } from "./labels.js";

/** @type {[string[], string][]} */
const SHORTCUTS = [
  [["Enter", "Shift+Enter"], "help_enter"],
  [["↑"], "help_up"],
  [["Alt+1", "…", "Alt+9"], "help_person"],
  [["Alt+B"], "help_buttons"],
  [["↑", "↓"], "help_messages"],
  [["Enter", "Shift+F10"], "help_menu"],
  [["Alt+M"], "help_commands"],
  [["Alt+S"], "help_sms"],
  [["Alt+C"], "help_companies"],
  [["Esc"], "help_escape"],
  [["Ctrl+/", "F1"], "help_help"],
];

/** What this page is and which keys it knows. */
export function openHelp() {
  const rows = SHORTCUTS.map(([keys, words]) => h("div", { class: "shortcut" }, h("dt", {}, ...keys.map(key)), h("dd", {}, t(words))));
  openDialog(t("help"), [h("p", {}, t("helpIntro")), h("dl", { class: "shortcuts" }, ...rows)]);
}

const key = (name) => (name === "…" ? h("span", {}, "…") : h("kbd", {}, name));
