import * as api from "./api.js";
import { openDialog } from "./dialogs.js";
import { h, iconButton, textButton } from "./dom.js";
import { t } from "./labels.js";
import { botName } from "./start.js";

/** @typedef {import("./chat.js").Chat} Chat */

const SANDBOX = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox";
const HTTP = /^https?:/i;

/** Open the page behind a card's button over the chat, as Telegram Web does. @param {Chat} chat @param {number} messageId @param {string} url */
export async function openMiniApp(chat, messageId, url) {
  const { url: address, themes } = await api.openWebApp(chat.id, messageId, url, isDark());
  new MiniApp(chat, address, themes).show();
}

const system = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : system.matches;
}

/** One open page; what it says and hears is described at core.telegram.org/api/web-events. */
class MiniApp {
  #life = new AbortController();
  #asksBeforeClosing = false;

  /** @param {Chat} chat @param {string} address @param {{light: object, dark: object}} themes */
  constructor(chat, address, themes) {
    this.address = new URL(address);
    this.themes = themes;
    const name = t("pageOf", { name: botName(chat) });
    this.back = iconButton("back", t("back"), () => this.#tell("back_button_pressed"), { hidden: true, class: "icon-button" });
    this.settings = iconButton("settings", t("pageSettings"), () => this.#tell("settings_button_pressed"), { hidden: true });
    const close = iconButton("close", t("close"), () => this.close());
    this.loading = h("p", { class: "mini-app-loading faint", role: "status" }, t("loading"));
    this.frame = h("iframe", { title: name, sandbox: SANDBOX, src: address, referrerpolicy: "no-referrer" });
    const head = h("div", { class: "mini-app-head" }, this.back, h("h2", { id: "mini-app-title" }, botName(chat)), this.settings, close);
    this.sms = h("div", { class: "mini-app-sms", role: "status" });
    this.dialog = h("dialog", { class: "mini-app", "aria-labelledby": "mini-app-title" }, head, this.sms, this.loading, this.frame);
    this.#listen();
    // The telephone lies behind the page meanwhile; a code that comes must be seen all the same.
    chat.on("sms", ({ text }) => this.#texted(text), this.#life.signal);
  }

  #listen() {
    const { signal } = this.#life;
    window.addEventListener("message", (event) => event.source === this.frame.contentWindow && this.#heard(event.data), { signal });
    system.addEventListener("change", () => this.#tellTheme(), { signal });
    this.dialog.addEventListener("cancel", (event) => (event.preventDefault(), this.close()));
    this.dialog.addEventListener("close", () => this.#gone());
    this.frame.addEventListener("load", () => this.frame.focus());
  }

  /** @param {string} text */
  #texted(text) {
    const close = iconButton("close", t("close"), () => (this.sms.replaceChildren(), this.frame.focus()));
    this.sms.replaceChildren(h("p", {}, text), close);
  }

  show() {
    document.body.append(this.dialog);
    this.dialog.showModal();
  }

  /** What the person's own closing does: a page with something unsaved is asked about first. */
  close() {
    if (this.#asksBeforeClosing) this.#ask();
    else this.dialog.close();
  }

  #ask() {
    const question = openDialog(t("leavePage"), [h("p", {}, t("leavePageText"))], "alertdialog");
    const leave = textButton(t("closeAnyway"), () => (question.close(), this.dialog.close()), "primary");
    const stay = textButton(t("cancel"), () => question.close());
    question.append(h("footer", {}, stay, leave));
    stay.focus();
  }

  #gone() {
    this.#life.abort();
    this.dialog.remove();
  }

  /** @param {unknown} data */
  #heard(data) {
    const { eventType, eventData } = read(data);
    this.#answers[eventType]?.(eventData ?? {});
  }

  #answers = {
    web_app_ready: () => (this.loading.hidden = true),
    web_app_close: () => this.dialog.close(),
    web_app_setup_back_button: ({ is_visible: shown }) => (this.back.hidden = !shown),
    web_app_setup_settings_button: ({ is_visible: shown }) => (this.settings.hidden = !shown),
    web_app_setup_closing_behavior: ({ need_confirmation: asks }) => (this.#asksBeforeClosing = Boolean(asks)),
    web_app_request_theme: () => this.#tellTheme(),
    web_app_request_viewport: () => this.#tell("viewport_changed", this.#viewport()),
    web_app_open_link: ({ url }) => HTTP.test(url) && window.open(url, "_blank", "noopener,noreferrer"),
  };

  #tellTheme() {
    this.#tell("theme_changed", { theme_params: isDark() ? this.themes.dark : this.themes.light });
  }

  #viewport() {
    return { height: this.frame.clientHeight, width: this.frame.clientWidth, is_expanded: true, is_state_stable: true };
  }

  /** @param {string} eventType @param {any} [eventData] */
  #tell(eventType, eventData = null) {
    this.frame.contentWindow?.postMessage(JSON.stringify({ eventType, eventData }), this.address.origin);
  }
}

/** @param {unknown} data @returns {{eventType: string, eventData?: any}} */
function read(data) {
  try {
    return { eventType: "", ...JSON.parse(String(data)) };
  } catch {
    return { eventType: "" };
  }
}
