import { ApiError } from "./api.js";
import { h, iconButton } from "./dom.js";
import { t } from "./labels.js";

/** @typedef {import("./chat.js").Chat} Chat */

const SHOWN_FOR = 5000;

/** What went wrong, in words for the person at the screen. @param {unknown} problem */
export function explain(problem) {
  if (!(problem instanceof ApiError)) throw problem;
  return problem.status === 0 ? t("offline") : t("failed", { reason: problem.message });
}

/** Do something with the server; a failure is told in that chat.
 * @param {Chat} chat @param {() => Promise<any>} work @returns {Promise<boolean>} whether it succeeded */
export async function attempt(chat, work) {
  try {
    await work();
    return true;
  } catch (problem) {
    chat.emit("notice", { text: explain(problem), bad: true });
    return false;
  }
}

/** A short word on top of everything, e.g. "copied". @param {string} text */
export function flash(text) {
  const place = document.getElementById("notices");
  const node = h("div", { class: "notice" }, h("p", {}, text));
  place?.append(node);
  setTimeout(() => node.remove(), SHOWN_FOR);
}

/** A notice that stays until it is closed, with something to press in it. @param {string} text @param {...Node} extras */
export function stay(text, ...extras) {
  const close = iconButton("close", t("close"), () => node.remove());
  const node = h("div", { class: "notice stays" }, h("p", {}, text), ...extras, close);
  document.getElementById("notices")?.append(node);
  return node;
}

/** @param {string} text */
export async function copy(text) {
  await navigator.clipboard.writeText(text);
  flash(t("copied"));
}

/** The place in a column where the bot's toasts and the page's own troubles appear. @param {Chat} chat @param {AbortSignal} signal */
export function makeToasts(chat, signal) {
  const place = h("div", { class: "toasts", role: "status", "aria-live": "polite" });
  const show = ({ text, bad }) => {
    const node = h("p", { class: bad ? "toast bad" : "toast" }, text);
    place.replaceChildren(node);
    setTimeout(() => node.remove(), SHOWN_FOR);
  };
  chat.on("notice", show, signal);
  // What has been fetched anew, the server can be reached for.
  chat.on("reset", () => place.replaceChildren(), signal);
  chat.on("toast", (event) => (event.show_alert ? null : show({ text: event.text })), signal);
  return place;
}
