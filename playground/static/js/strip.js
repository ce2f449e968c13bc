import { avatar } from "./avatar.js";
import { h, icon, keepingFocus } from "./dom.js";
import { t } from "./labels.js";
import { openPersonForm } from "./person_form.js";
import { room } from "./room.js";

/** @typedef {import("./chat.js").Chat} Chat */

/** The row of people: on a wide screen it opens and closes columns, on a narrow one it chooses whose is seen.
 * @param {HTMLElement} place @param {() => boolean} isNarrow */
export function drawStrip(place, isNarrow) {
  place.setAttribute("aria-label", t("people"));
  const add = h("button", { type: "button", class: "chip add", on: { click: openPersonForm } }, icon("plus"), h("span", {}, t("addPerson")));
  const people = h("div", { class: "people" }, ...[...room.chats.values()].map((chat) => chip(chat, isNarrow())));
  const scrolled = place.querySelector(".people")?.scrollLeft ?? 0;
  keepingFocus(place, () => place.replaceChildren(people, add));
  people.scrollLeft = scrolled;
  people.querySelector("[aria-pressed=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** @param {Chat} chat @param {boolean} narrow */
function chip(chat, narrow) {
  const pressed = narrow ? room.active === chat.id : room.open.includes(chat.id);
  const toggle = () => (pressed && !narrow ? room.hide(chat.id) : room.show(chat.id));
  const props = { type: "button", class: "chip", "aria-pressed": String(pressed), dataset: { person: String(chat.id) }, on: { click: toggle } };
  return h("button", props, avatar(chat), h("span", { class: "chip-name" }, chat.name), chat.unread ? badge(chat.unread) : null);
}

/** @param {number} count */
function badge(count) {
  const words = h("span", { class: "only-read" }, t("unread", { count }));
  return h("span", { class: "badge" }, h("span", { "aria-hidden": "true" }, count > 99 ? "99+" : String(count)), words);
}
