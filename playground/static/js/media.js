import { fileUrl } from "./api.js";
import { fullName } from "./chat.js";
import { h, icon } from "./dom.js";
import { known, size, t } from "./labels.js";

/** @typedef {import("./chat.js").Chat} Chat @typedef {import("./chat.js").Message} Message */

const KINDS = ["sticker", "voice", "video", "video_note", "audio", "animation", "venue", "location", "dice", "poll", "story"];

/** What a message carries besides text, as a node; null when it carries nothing. @param {Message} message @param {Chat} chat */
export function renderMedia(message, chat) {
  if (message.photo?.length) return photo(message, chat);
  if (message.document && !message.animation) return documentRow(message.document, chat);
  if (message.contact) return contactRow(message.contact);
  const kind = KINDS.find((name) => name in message);
  return kind ? oddThing(kind, message[kind]) : null;
}

/** @param {Message} message @param {Chat} chat */
function photo(message, chat) {
  const largest = message.photo?.reduce((best, one) => ((one.width ?? 0) > (best.width ?? 0) ? one : best));
  const url = fileUrl(chat.id, largest.file_id);
  const image = h("img", { src: url, alt: message.caption || t("photo"), width: largest.width, height: largest.height, loading: "lazy" });
  return h("a", { class: "photo", href: url, target: "_blank", rel: "noopener", "aria-label": `${t("photo")} (${t("opensTab")})` }, image);
}

/** @param {any} file @param {Chat} chat */
function documentRow(file, chat) {
  const about = h("span", { class: "file-text" }, h("strong", {}, file.file_name ?? t("document")),
    h("span", { class: "faint" }, [file.mime_type, file.file_size && size(file.file_size)].filter(Boolean).join(" · ")));
  return h("a", { class: "file", href: fileUrl(chat.id, file.file_id), target: "_blank", rel: "noopener" }, icon("file"), about);
}

/** @param {any} contact */
function contactRow(contact) {
  return h("div", { class: "file" }, icon("person"),
    h("span", { class: "file-text" }, h("strong", {}, fullName(contact)), h("span", {}, international(contact.phone_number))));
}

// Telegram's own contact cards leave the plus away.
const international = (/** @type {string} */ number) => (/^[1-9]/.test(number) ? `+${number}` : number);

/** @param {string} kind @param {any} detail */
function oddThing(kind, detail) {
  const label = known(kind) ? t(kind) : t("unknown");
  const more = detail?.emoji ?? detail?.question ?? "";
  return h("div", { class: "odd" }, h("strong", {}, label), more && h("span", {}, String(more)));
}
