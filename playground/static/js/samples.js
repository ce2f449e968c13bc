import { h, iconButton, textButton } from "./dom.js";
import { t } from "./labels.js";
import { copy } from "./notices.js";
import { room } from "./room.js";
import { settings } from "./settings.js";

/** The panel of sample companies: a number to try for each way the look-up can end. */
export class Samples {
  /** @param {HTMLElement} place @param {(text: string) => void} insert puts a number into the current chat */
  constructor(place, insert) {
    this.place = place;
    this.insert = insert;
    place.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle());
  }

  get shown() {
    return !this.place.hidden;
  }

  toggle() {
    this.place.hidden = this.shown;
    document.body.classList.toggle("with-samples", this.shown);
    room.emit("samples");
    if (this.shown) /** @type {HTMLElement|null} */ (this.place.querySelector(".sample-number"))?.focus();
    else room.current?.emit("focus");
  }

  draw() {
    this.place.setAttribute("aria-label", t("companies"));
    const close = iconButton("close", t("close"), () => this.toggle());
    const list = room.samples.length
      ? h("ul", { class: "sample-list" }, ...room.samples.map((sample) => this.#entry(sample)))
      : h("p", { class: "faint" }, t("noSamples"));
    this.place.replaceChildren(h("header", {}, h("h2", {}, t("companies")), close), h("p", { class: "faint" }, t("samplesHint")), list);
  }

  /** @param {import("./room.js").Sample} sample */
  #entry({ number, name, outcome, name_en: nameEn, outcome_en: outcomeEn }) {
    const english = settings.lang === "en";
    const use = h("button", { type: "button", class: "sample-number", on: { click: () => this.insert(number) } }, number);
    const head = h("div", { class: "sample-head" }, use, textButton(t("copy"), () => copy(number)));
    const words = english && outcomeEn ? outcomeEn : outcome;
    return h("li", { class: "sample" }, head, h("strong", {}, english && nameEn ? nameEn : name), h("p", {}, words));
  }
}
