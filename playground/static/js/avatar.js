import { h } from "./dom.js";

const TONES = 6;

/** A disc with the first letter of a person's name, always in the same colour. @param {import("./chat.js").Chat} chat */
export function avatar(chat) {
  const letter = [...chat.name][0] ?? "?";
  return h("span", { class: `avatar tone-${chat.id % TONES}`, "aria-hidden": "true" }, letter.toUpperCase());
}
