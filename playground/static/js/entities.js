import { h } from "./dom.js";
import { t } from "./labels.js";
import { commandLink, linkTo } from "./links.js";

/**
 * A Bot API MessageEntity; offsets count UTF-16 units, as JavaScript's own strings do.
 * @typedef {{type: string, offset: number, length: number, url?: string, language?: string}} Entity
 * @typedef {import("./chat.js").Chat} Chat
 */

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", mention: "span", hashtag: "span" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const NUMBER = /(?<![\d-])(\d{2,6}(?:-\d{2,6}){1,3})(?![\d-])/;
const LOOSE = /https?:\/\/[^\s<>"')\]]+|(?<![\p{L}\p{N}_/])t\.me\/[^\s<>"')\]]+|(?<![\p{L}\p{N}_/@.])\/[a-z][a-z0-9_]{0,31}(?![\w/])/gu;

/** The text as DOM nodes with its formatting. @param {string} text @param {Entity[]} entities @param {Chat} chat */
export function renderText(text, entities, chat) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return renderRange({ text, chat, linked: false }, 0, text.length, sorted);
}

/**
 * @param {{text: string, chat: Chat, linked: boolean}} context
 * @param {number} start @param {number} end @param {Entity[]} entities those within the range, outer ones first
 * @returns {(Node|string)[]}
 */
function renderRange(context, start, end, entities) {
  const nodes = [];
  let at = start;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const stop = Math.min(end, entity.offset + entity.length);
    if (entity.offset < at || stop <= at) continue;
    const inner = entities.slice(i + 1).filter((other) => other.offset < stop);
    nodes.push(...plain(context, at, entity.offset), renderEntity(context, entity, stop, inner));
    at = skipBreak(context.text, entity, stop);
  }
  return [...nodes, ...plain(context, at, end)];
}

// A block already ends its line; the line break that follows it would show as an empty line.
function skipBreak(text, entity, stop) {
  return BLOCKS.has(entity.type) && text[stop] === "\n" ? stop + 1 : stop;
}

function renderEntity(context, entity, stop, inner) {
  const isLink = ["url", "text_link", "bot_command", "email", "phone_number", "code", "pre"].includes(entity.type);
  const within = { ...context, linked: context.linked || isLink };
  const children = renderRange(within, entity.offset, stop, inner);
  const words = context.text.slice(entity.offset, stop);
  return wrap(entity, children, words, context.chat);
}

/** @param {Entity} entity @param {(Node|string)[]} children @param {string} words @param {Chat} chat */
function wrap(entity, children, words, chat) {
  switch (entity.type) {
    case "text_link": return linkTo(entity.url ?? "", chat, children);
    case "url": return linkTo(words, chat, children);
    case "email": return linkTo(`mailto:${words}`, chat, children);
    case "phone_number": return linkTo(`tel:${words.replace(/[^+\d]/g, "")}`, chat, children);
    case "bot_command": return commandLink(words, chat);
    case "spoiler": return spoiler(children);
    case "pre": return h("pre", {}, h("code", {}, ...children));
    case "blockquote": return h("blockquote", {}, ...children);
    case "expandable_blockquote": return expandable(children);
    default: return h(TAGS[entity.type] ?? "span", {}, ...children);
  }
}

/** @param {(Node|string)[]} children */
function spoiler(children) {
  const hidden = h("span", { class: "hidden-text", "aria-hidden": "true" }, ...children);
  const cover = h("button", { type: "button", class: "spoiler", "aria-label": t("spoiler") }, hidden);
  cover.addEventListener("click", () => cover.replaceWith(h("span", { class: "revealed" }, ...hidden.childNodes)));
  return cover;
}

/** @param {(Node|string)[]} children */
function expandable(children) {
  const quote = h("blockquote", { class: "folded" }, h("div", { class: "quoted" }, ...children));
  const toggle = h("button", { type: "button", class: "unfold", "aria-expanded": "false" }, t("more"));
  toggle.addEventListener("click", () => {
    const folded = quote.classList.toggle("folded");
    toggle.setAttribute("aria-expanded", String(!folded));
    toggle.textContent = folded ? t("more") : t("less");
  });
  quote.append(toggle);
  return quote;
}

/** Text outside entities; addresses and commands in it can be pressed, as in Telegram's own clients, numbers stay on one line. */
function plain({ text, chat, linked }, start, end) {
  const words = text.slice(start, end);
  if (linked || !words) return unbroken(words);
  const nodes = [];
  let at = 0;
  for (const match of words.matchAll(LOOSE)) {
    nodes.push(...unbroken(words.slice(at, match.index)), pressable(match[0].replace(/[.,!?]+$/, ""), chat));
    at = match.index + match[0].replace(/[.,!?]+$/, "").length;
  }
  return [...nodes, ...unbroken(words.slice(at))];
}

/** A telephone or registration number is not broken at its hyphens. @param {string} words @returns {(Node|string)[]} */
function unbroken(words) {
  const parts = words.split(NUMBER).map((part, i) => (i % 2 ? h("span", { class: "number" }, part) : part));
  return parts.filter((part) => part !== "");
}

const pressable = (words, chat) => (words.startsWith("/") ? commandLink(words, chat) : linkTo(words, chat, [words]));
