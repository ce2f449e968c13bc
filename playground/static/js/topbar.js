import { h, icon, iconButton, keepingFocus } from "./dom.js";
import { openHelp } from "./help.js";
import { t } from "./labels.js";
import { remember, settings } from "./settings.js";

const THEMES = /** @type {const} */ (["auto", "light", "dark"]);
const THEME_ICONS = { auto: "auto", light: "sun", dark: "moon" };

/** The bar with the page's title, the connection in words, and the page's own settings.
 * @param {HTMLElement} place @param {string} connection @param {import("./samples.js").Samples} samples @param {() => void} redraw */
export function drawTopbar(place, connection, samples, redraw) {
  const title = h("div", { class: "title" }, h("h1", {}, t("title")), h("p", { class: "faint" }, t("subtitle")));
  const companies = companiesButton(samples);
  const help = iconButton("help", t("help"), openHelp, { class: "icon-button help" });
  keepingFocus(place, () => place.replaceChildren(title, connectionState(connection), companies, language(redraw), theme(redraw), help));
}

/** @param {import("./samples.js").Samples} samples */
function companiesButton(samples) {
  const label = t("companies");
  const state = { "aria-label": label, "aria-expanded": String(samples.shown) };
  const props = { type: "button", class: "button companies", ...state, on: { click: () => samples.toggle() } };
  return h("button", props, icon("building"), h("span", {}, label));
}

/** @param {string} connection */
function connectionState(connection) {
  const dot = h("span", { class: "dot", "aria-hidden": "true" });
  return h("p", { class: `connection ${connection}`, role: "status" }, dot, h("span", {}, t(connection)));
}

/** @param {() => void} redraw */
function language(redraw) {
  const other = settings.lang === "ko" ? "en" : "ko";
  const change = () => {
    remember({ lang: other });
    redraw();
  };
  const words = [h("span", { class: "long" }, t("toEnglish")), h("span", { class: "short", "aria-hidden": "true" }, t("toEnglishShort"))];
  const name = { lang: other, "aria-label": t("toEnglish") };
  return h("button", { type: "button", class: "button language", ...name, on: { click: change } }, ...words);
}

/** @param {() => void} redraw */
function theme(redraw) {
  const next = THEMES[(THEMES.indexOf(settings.theme) + 1) % THEMES.length];
  const label = t("theme", { value: t(`theme_${settings.theme}`) });
  const change = () => {
    remember({ theme: next });
    redraw();
  };
  return iconButton(THEME_ICONS[settings.theme], label, change, { class: "icon-button theme" });
}
