/** Building DOM nodes by hand: nothing that comes from outside is ever written as markup. */

const PROPERTIES = new Set(["value", "checked", "hidden", "selected", "htmlFor", "required"]);

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [props] attributes; `on` are listeners
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
  if (name === "on") for (const [kind, listener] of Object.entries(value)) node.addEventListener(kind, listener);
  else if (PROPERTIES.has(name)) /** @type {any} */ (node)[name] = value;
  else if (typeof value === "boolean" && !name.startsWith("aria-")) node.toggleAttribute(name, value);
  else node.setAttribute(name, String(value));
}

const TAGS = { B: "b", STRONG: "b", I: "i", EM: "i", U: "u", INS: "u", S: "s", DEL: "s", CODE: "code", BLOCKQUOTE: "blockquote", BR: "br" };
const LINK = /^(https?|mailto|tel):/i;

/** The nodes of a text with Telegram's tags; any other tag leaves its words only. @param {string} html @returns {Node[]} */
export function rich(html) {
  return [...new DOMParser().parseFromString(html, "text/html").body.childNodes].flatMap(allowed);
}

/** @param {Node} node @returns {Node[]} */
function allowed(node) {
  if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.nodeValue ?? "")];
  if (!(node instanceof HTMLElement) || ["SCRIPT", "STYLE", "TEMPLATE"].includes(node.tagName)) return [];
  const inside = [...node.childNodes].flatMap(allowed);
  if (node.tagName === "A") return [link(node.getAttribute("href") ?? "", inside)];
  return TAGS[node.tagName] ? [h(TAGS[node.tagName], {}, ...inside)] : inside;
}

/** @param {string} address @param {Node[]} inside */
function link(address, inside) {
  if (!LINK.test(address)) return h("span", {}, ...inside);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...inside);
}

/** @param {string} id @returns {HTMLElement} */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
