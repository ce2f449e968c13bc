/**
 * What this browser remembers of the page: labels' language, theme, open columns.
 * @typedef {{lang: "ko"|"en", theme: "auto"|"light"|"dark", open: number[]|null, active: number|null}} Settings
 */
const KEY = "playground.settings";

/** @type {Settings} */
const defaults = { lang: navigator.language.startsWith("ko") ? "ko" : "en", theme: "auto", open: null, active: null };

/** @type {Settings} */
export const settings = { ...defaults, ...read() };

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

/** Change some settings, remember them and apply theme and language to the page. @param {Partial<Settings>} changes */
export function remember(changes) {
  Object.assign(settings, changes);
  localStorage.setItem(KEY, JSON.stringify(settings));
  applySettings();
}

/** Put theme and language on the root element, where the style sheets and screen readers look. */
export function applySettings() {
  const root = document.documentElement;
  root.lang = settings.lang;
  if (settings.theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = settings.theme;
}
