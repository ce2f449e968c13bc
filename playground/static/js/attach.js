import * as api from "./api.js";
import { h, icon, iconButton } from "./dom.js";
import { size, t } from "./labels.js";
import { openMenu } from "./menu.js";
import { attempt } from "./notices.js";

/** @typedef {import("./chat.js").Chat} Chat */

const ODD = ["forward", "sticker", "voice", "video", "video_note", "audio", "animation", "location", "venue", "dice", "poll"];
const STRANGER = { phone_number: "+821098765432", first_name: "다른 사람", user_id: 999999999 };

/** The attachment of the message being written, and the menu of everything else that a person may send. */
export class Attachment {
  /** @type {File|null} */
  file = null;
  /** @type {"photo"|"document"} */
  as = "document";

  /** @param {Chat} chat @param {() => void} taken called when a file has been chosen */
  constructor(chat, taken) {
    this.chat = chat;
    this.taken = taken;
    this.picker = h("input", { type: "file", hidden: true, tabindex: "-1", on: { change: () => this.#picked() } });
    this.button = iconButton("attach", t("attach"), () => this.#open(), { class: "icon-button attach", "aria-haspopup": "menu" });
    this.preview = h("div", { class: "context", hidden: true });
  }

  #open() {
    const items = [
      { label: t("photo"), run: () => this.#pick("photo", "image/*") },
      { label: t("document"), run: () => this.#pick("document", "") },
      { label: t("ownContact"), run: () => this.#send(() => api.sendContact(this.chat.id)) },
      { heading: t("oddThings") },
      { label: t("otherContact"), run: () => this.#send(() => api.sendContact(this.chat.id, STRANGER)) },
      ...ODD.map((kind) => ({ label: t(kind), run: () => this.#send(() => api.sendOther(this.chat.id, kind)) })),
    ];
    openMenu(this.button, items, t("attach"));
  }

  /** @param {() => Promise<any>} work */
  #send(work) {
    attempt(this.chat, work).then(this.taken);
  }

  /** @param {"photo"|"document"} as @param {string} accept */
  #pick(as, accept) {
    this.as = as;
    this.picker.accept = accept;
    this.picker.click();
  }

  #picked() {
    const [file] = this.picker.files ?? [];
    if (file) this.take(file, this.as);
    this.picker.value = "";
  }

  /** Hold a file until the message is sent. @param {File} file @param {"photo"|"document"} [as] */
  take(file, as = file.type.startsWith("image/") ? "photo" : "document") {
    this.file = file;
    this.as = file.type.startsWith("image/") ? as : "document";
    this.#draw(file);
    this.taken();
  }

  /** Take the file of a drop or a paste, if there is one. @param {DataTransfer|null} transfer @param {Event} event */
  takeFrom(transfer, event) {
    const [file] = transfer?.files ?? [];
    if (!file) return;
    event.preventDefault();
    this.take(file);
  }

  /** @param {File} file */
  #draw(file) {
    const words = h("span", { class: "context-text" }, h("strong", {}, file.name), h("span", { class: "faint" }, size(file.size)));
    const choice = file.type.startsWith("image/") ? this.#asPhoto() : null;
    const remove = iconButton("close", t("removeFile"), () => this.clear());
    this.preview.replaceChildren(icon("file"), words, ...(choice ? [choice] : []), remove);
    this.preview.hidden = false;
  }

  #asPhoto() {
    const choose = () => (this.as = box.checked ? "photo" : "document");
    const box = h("input", { type: "checkbox", checked: this.as === "photo", on: { change: choose } });
    return h("label", { class: "as-photo" }, box, t("asPhoto"));
  }

  clear() {
    this.file = null;
    this.preview.hidden = true;
    this.preview.replaceChildren();
  }
}

/** Let files be dropped anywhere on a column. @param {HTMLElement} column @param {Attachment} attachment */
export function acceptDrops(column, attachment) {
  const hint = h("div", { class: "drop-hint", "aria-hidden": "true" }, t("dropHere"));
  const hasFile = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files");
  column.append(hint);
  column.addEventListener("dragover", (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    column.classList.add("dropping");
  });
  column.addEventListener("dragleave", (event) => {
    if (!column.contains(/** @type {Node|null} */ (event.relatedTarget))) column.classList.remove("dropping");
  });
  column.addEventListener("drop", (event) => {
    column.classList.remove("dropping");
    attachment.takeFrom(event.dataTransfer, event);
  });
}
