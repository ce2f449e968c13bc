/** Building DOM nodes by hand: no text from a message ever passes through an HTML parser. */

const PROPERTIES = new Set(["value", "checked", "hidden", "textContent", "htmlFor", "files", "multiple", "required"]);

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [props] attributes; `class`, `dataset` and `on` (listeners) are understood
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(node, name, value);
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** @param {HTMLElement} node @param {string} name @param {any} value */
function set(node, name, value) {
  if (value === undefined || value === null) return;
  if (name === "dataset") Object.assign(node.dataset, value);
  else if (name === "on") for (const [kind, listener] of Object.entries(value)) node.addEventListener(kind, listener);
  else if (PROPERTIES.has(name)) /** @type {any} */ (node)[name] = value;
  else if (typeof value === "boolean" && !name.startsWith("aria-")) node.toggleAttribute(name, value);
  else node.setAttribute(name, String(value));
}

const SVG = "http://www.w3.org/2000/svg";

/** Line drawings on a 24 x 24 grid, drawn in the colour of the text. */
const ICONS = {
  send: "M4 12 20 4l-5 16-3.500-6.500L4 12zm7.500 1.500L20 4",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  attach: "m19.500 11-8 8a5 5 0 0 1-7-7l8.500-8.500a3.300 3.300 0 0 1 4.700 4.700l-8.500 8.500a1.700 1.700 0 0 1-2.400-2.400L14.500 6.500",
  close: "M6 6l12 12M18 6 6 18",
  phone: "M8 3h8a1.500 1.500 0 0 1 1.500 1.500v15A1.500 1.500 0 0 1 16 21H8a1.500 1.500 0 0 1-1.500-1.500v-15A1.500 1.500 0 0 1 8 3zm3 15h2",
  plus: "M12 5v14M5 12h14",
  building: "M5 21V5l8-2v18M13 8h6v13M3 21h18M8 8h2M8 12h2M8 16h2M16 12h.01M16 16h.01",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2.500M12 19.500V22M4.900 4.900l1.800 1.800M17.300 17.300l1.800 1.800M2 12h2.500M19.500 12H22M4.900 19.100l1.800-1.800M17.300 6.700l1.800-1.800",
  moon: "M20 14.500A8.500 8.500 0 1 1 9.500 4a7 7 0 0 0 10.500 10.500z",
  auto: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 0v18",
  help: "M9.200 9a2.900 2.900 0 1 1 4.300 2.600c-.9.500-1.500 1.100-1.500 2.200M12 17.200h.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  file: "M14 3H7a1.500 1.500 0 0 0-1.500 1.500v15A1.500 1.500 0 0 0 7 21h10a1.500 1.500 0 0 0 1.500-1.500V7.500zM14 3v4.500h4.500",
  down: "M12 5v14M6 13l6 6 6-6",
  outside: "M8 6h10v10M18 6 6 18",
  keyboard: "M4 6.500h16v11H4zM7.500 10h.01M11 10h.01M14.500 10h.01M8 14h8",
  back: "M19 12H5M11 6l-6 6 6 6",
  settings: "M4 8h9M17 8h3M4 16h3M11 16h9M15 6v4M9 14v4",
  page: "M5 5h14v14H5zM5 9h14",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.500 20.500c.7-4 3.700-6 7.500-6s6.800 2 7.500 6",
};

/** @param {keyof typeof ICONS} name @returns {SVGSVGElement} a decoration; the button around it carries the words */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", `icon-${name}`);
  return svg;
}

/** A button that shows only an icon; its words go to the tooltip and to screen readers. @param {any} props */
export function iconButton(name, label, onClick, props = {}) {
  const own = { type: "button", class: "icon-button", title: label, "aria-label": label, on: { click: onClick } };
  return h("button", { ...own, ...props }, icon(name));
}

/** @param {string} label @param {(event: Event) => void} onClick @param {string} [style] */
export function textButton(label, onClick, style = "plain") {
  return h("button", { type: "button", class: `button ${style}`, on: { click: onClick } }, label);
}

/** Draw a part of the page anew without losing the keyboard's place in it: the same kind of control keeps the focus.
 * @param {HTMLElement} place @param {() => void} redraw */
export function keepingFocus(place, redraw) {
  const { className, dataset } = inside(place) ?? { className: "", dataset: {} };
  redraw();
  if (!className) return;
  const controls = /** @type {HTMLElement[]} */ ([...place.querySelectorAll("button, a")]);
  controls.find((node) => node.className === className && node.dataset.person === dataset.person)?.focus();
}

/** @param {HTMLElement} place @returns {HTMLElement|null} */
function inside(place) {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && place.contains(focused) ? focused : null;
}

/** Whether the person asked their system for less movement. */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
