/**
 * What a page says to Telegram and hears from it, as core.telegram.org/api/web-events and /bots/webapps describe it.
 * Telegram's own script is not loaded: where passwords are typed, no code but ours runs.
 */

const KEPT = "telegram";
/** @type {Map<string, (data: any) => void>} */
const listeners = new Map();

/** @typedef {{data: string, version: string, colours: Record<string, string>}} Launch */

/** What the page was opened with. Its signed part leaves the address at once and is given only this time.
 * @returns {Launch} */
export function launch() {
  const params = new URLSearchParams(location.hash.slice(1));
  const given = { version: params.get("tgWebAppVersion") ?? "", colours: parsed(params.get("tgWebAppThemeParams")) };
  if (!given.version) return { data: "", ...kept() };
  keep(KEPT, given);
  history.replaceState(null, "", location.pathname + location.search);
  return { data: params.get("tgWebAppData") ?? "", ...given };
}

/** @returns {{version: string, colours: Record<string, string>}} */
function kept() {
  return { version: "", colours: {}, ...recall(KEPT) };
}

/** Tell the messenger; outside of one nothing happens. Nothing personal is ever told: any page may be around this one.
 * @param {string} eventType @param {any} [eventData] */
export function tell(eventType, eventData = null) {
  const { TelegramWebviewProxy: proxy, external } = /** @type {any} */ (window);
  if (proxy) proxy.postEvent(eventType, JSON.stringify(eventData));
  else if (external && "notify" in external) external.notify(JSON.stringify({ eventType, eventData }));
  else if (window.parent !== window) window.parent.postMessage(JSON.stringify({ eventType, eventData }), "*");
}

/** @param {string} eventType @param {(data: any) => void} listener */
export function hear(eventType, listener) {
  listeners.set(eventType, listener);
}

/** @param {string} eventType @param {any} eventData */
function receive(eventType, eventData) {
  listeners.get(eventType)?.(eventData);
}

// The applications call one of these three, by their age.
const view = { receiveEvent: receive };
Object.assign(window, { Telegram: { WebView: view }, TelegramGameProxy: view, TelegramGameProxy_receiveEvent: receive });
window.addEventListener("message", (event) => {
  if (event.source !== window.parent || event.source === window) return;
  const { eventType, eventData } = parsed(event.data);
  if (typeof eventType === "string") receive(eventType, eventData);
});

/** @param {unknown} text @returns {any} */
function parsed(text) {
  try {
    return JSON.parse(String(text)) ?? {};
  } catch {
    return {};
  }
}

// A browser may refuse a page inside another its storage: then a reload must be opened from the chat again.
/** @param {string} name @param {any} value kept until the page is closed */
export function keep(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    return;
  }
}

/** @param {string} name @returns {any} */
export function recall(name) {
  try {
    return parsed(sessionStorage.getItem(name));
  } catch {
    return {};
  }
}
