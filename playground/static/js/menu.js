import { h } from "./dom.js";

/**
 * A pop-up menu beside the button that opened it; arrow keys move, Escape closes, the focus goes back.
 * @typedef {{label: string, hint?: string, run: () => any, danger?: boolean, heading?: false} | {heading: string}} Item
 */

/** @type {(() => void)|null} */
let closeOpen = null;

/** @param {HTMLElement} anchor @param {Item[]} items @param {string} label */
export function openMenu(anchor, items, label) {
  closeOpen?.();
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label });
  const close = closer(menu, anchor);
  menu.append(...items.map((item) => (item.heading ? heading(item.heading) : entry(item, close))));
  menu.addEventListener("keydown", (event) => keys(event, menu, close));
  document.body.append(menu);
  place(menu, anchor);
  anchor.setAttribute("aria-expanded", "true");
  /** @type {HTMLElement|null} */ (menu.querySelector("[role=menuitem]"))?.focus();
}

const heading = (words) => h("p", { class: "menu-heading", role: "presentation" }, words);

/** @param {any} item @param {(back: boolean) => void} close */
function entry(item, close) {
  const style = item.danger ? "menu-item danger" : "menu-item";
  const choose = () => {
    close(true);
    item.run();
  };
  return h("button", { type: "button", class: style, role: "menuitem", tabindex: "-1", on: { click: choose } },
    h("span", {}, item.label), item.hint && h("span", { class: "faint" }, item.hint));
}

/** @param {HTMLElement} menu @param {HTMLElement} anchor */
function closer(menu, anchor) {
  const away = (/** @type {Event} */ event) => {
    if (!menu.contains(/** @type {Node} */ (event.target))) close(false);
  };
  const close = (/** @type {boolean} */ back) => {
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", away, true);
    closeOpen = null;
    if (back) anchor.focus();
  };
  document.addEventListener("pointerdown", away, true);
  closeOpen = () => close(false);
  return close;
}

/** @param {KeyboardEvent} event @param {HTMLElement} menu @param {(back: boolean) => void} close */
function keys(event, menu, close) {
  if (event.key === "Tab") return close(true);
  const move = { ArrowDown: 1, ArrowUp: -1, Home: -1000, End: 1000 }[event.key];
  if (event.key === "Escape") close(true);
  else if (move) step(menu, move);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** @param {HTMLElement} menu @param {number} move */
function step(menu, move) {
  const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("[role=menuitem]")]);
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const wrapped = Math.abs(move) === 1 ? (at + move + items.length) % items.length : Math.min(Math.max(at + move, 0), items.length - 1);
  items[wrapped]?.focus();
}

/** Above or below the anchor, wherever it fits. @param {HTMLElement} menu @param {HTMLElement} anchor */
function place(menu, anchor) {
  const at = anchor.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = at.bottom + height + 8 < innerHeight;
  const top = below ? at.bottom + 4 : Math.max(8, at.top - height - 4);
  const left = Math.min(Math.max(8, at.right - width), innerWidth - width - 8);
  menu.style.top = `${top}px`;
  menu.style.left = `${Math.max(8, at.left + width + 8 < innerWidth ? Math.min(at.left, innerWidth - width - 8) : left)}px`;
}
