import { byId, h, rich } from "./dom.js";
import { Part } from "./fields.js";
import { tell } from "./telegram.js";
import { say } from "./words.js";

/** @typedef {import("./fields.js").Field} Field
 * @typedef {{language: string, now: number, title: string, number: number, total: number, notes: string[], fields: Field[],
 *   waiting: boolean, over: boolean, ending: string, words: Record<string, string>}} View */

const SKIP = "_skip";

/** The questions of a view, and what has been put into them; sends nothing itself. */
export class Form {
  /** @type {Part[]} */
  parts = [];
  /** @type {Record<string, string>} */
  #drafts = {};
  /** @type {Record<string, string>} */
  #sent = {};
  /** Milliseconds by which the server's clock is ahead of this one. */
  #ahead = 0;
  /** @type {number|undefined} */
  #counting;

  /** @param {{send: (given: Record<string, string>, whole: boolean) => void, leave: () => void, runOut: () => void}} act
   * `whole`: the person is done with all that is to be seen; `runOut`: what was asked for can be given no more */
  constructor(act) {
    this.act = act;
    this.heading = h("h1", { tabindex: "-1" });
    this.progress = h("p", { class: "progress" });
    this.notes = h("div", { class: "notes" });
    this.alert = h("div", { class: "alert", role: "alert" });
    this.questions = h("div", { class: "questions" });
    this.save = h("button", { class: "button main", type: "submit" });
    this.leave = h("button", { class: "button", type: "button", on: { click: () => this.act.leave() } });
    const actions = h("div", { class: "actions" }, this.save, this.leave);
    this.node = h("form", { novalidate: true, autocomplete: "on", on: { submit: (event) => this.#submitted(event) } },
      this.alert, this.questions, actions);
  }

  /** Show a view. @param {View} view @param {boolean} [quietly] nobody has done anything: what has not changed is not touched */
  draw(view, quietly = false) {
    this.#keep(view.fields);
    const give = (/** @type {Record<string, string>} */ given) => this.send(given, false);
    const act = { changed: () => this.#changed(), give };
    const made = (/** @type {Field} */ field) => new Part(field, this.#drafts[field.name] ?? "", this.#sent[field.name], act);
    this.parts = view.fields.map((field) => (quietly && this.#unchanged(field)) || made(field));
    this.#frame(view);
    this.#arrange();
    this.countFrom(view.now);
    this.save.hidden = !this.parts.some((part) => part.control);
    this.save.textContent = say("save");
    this.leave.textContent = say("leave");
    this.#changed();
  }

  /** @param {View} view */
  #frame({ title, number, total, notes }) {
    this.heading.textContent = document.title = title;
    this.progress.textContent = total ? `${number}/${total}` : "";
    this.notes.replaceChildren(...notes.map((note) => h("p", {}, ...rich(note))));
    if (!this.parts.some((part) => part.troubled)) this.warn("");
  }

  /** @param {Field} field @returns {Part|undefined} the part that shows just this, whatever is wrong with what stands in it */
  #unchanged(field) {
    const bare = (/** @type {Field} */ some) => JSON.stringify({ ...some, problem: "" });
    return this.parts.find((part) => bare(part.field) === bare(field));
  }

  // A box that is being typed in must not be moved: that would take the focus and break a syllable that is half written.
  #arrange() {
    const nodes = this.parts.map((part) => part.node);
    for (const old of [...this.questions.children]) if (!nodes.includes(/** @type {any} */ (old))) old.remove();
    nodes.forEach((node, i) => this.questions.children[i] === node || this.questions.insertBefore(node, this.questions.children[i] ?? null));
  }

  // What is not taken yet stays in its box, for mending; what was taken is shown as it is kept.
  /** @param {Field[]} fields */
  #keep(fields) {
    const before = Object.fromEntries(this.parts.map((part) => [part.field.name, part.draft]));
    const open = fields.filter((field) => !field.answered || field.problem || field.doubt);
    this.#drafts = Object.fromEntries(open.map(({ name }) => [name, before[name] ?? this.#drafts[name] ?? ""]));
  }

  /** Count what time is left from this moment on. @param {number} now by the server's clock */
  countFrom(now) {
    this.#ahead = now * 1000 - Date.now();
    clearInterval(this.#counting);
    if (this.#count()) this.#counting = setInterval(() => this.#count() || this.#ranOut(), 1000);
  }

  /** @returns {boolean} whether there is something to count, and time left for all of it */
  #count() {
    const counted = this.parts.filter((part) => part.field.until);
    const left = counted.map(({ field }) => Math.max(0, Math.ceil(field.until - (Date.now() + this.#ahead) / 1000)));
    counted.forEach((part, i) => part.count(left[i]));
    return counted.length > 0 && Math.min(...left) > 0;
  }

  #ranOut() {
    clearInterval(this.#counting);
    this.act.runOut();
  }

  /** Forget what has been typed. */
  clear() {
    clearInterval(this.#counting);
    this.parts = [];
    this.#drafts = {};
    this.#sent = {};
    this.questions.replaceChildren();
    this.#changed();
  }

  #changed() {
    tell("web_app_setup_closing_behavior", { need_confirmation: this.changed });
  }

  /** Whether something is in the boxes that has not been sent. */
  get changed() {
    return this.parts.some((part) => part.news);
  }

  /** What is new, by the names of the questions. @returns {Record<string, string>} */
  news() {
    return Object.fromEntries(this.parts.filter((part) => part.news).map((part) => [part.field.name, part.news]));
  }

  /** Besides what is new: what may be left empty and is, so that the form goes on past it. */
  #whole() {
    const left = this.parts.filter((part) => part.open && part.field.optional);
    return { ...this.news(), ...Object.fromEntries(left.map((part) => [part.field.name, SKIP])) };
  }

  /** @param {Event} event */
  #submitted(event) {
    event.preventDefault();
    const given = this.#whole();
    if (Object.keys(given).length) return this.send(given, true);
    this.askFor(this.missing);
    this.pointOut();
  }

  /** @param {Record<string, string>} given @param {boolean} whole */
  send(given, whole) {
    Object.assign(this.#sent, given);
    this.act.send(given, whole);
  }

  /** The names of questions that need an answer and have none. */
  get missing() {
    return this.parts.filter((part) => part.missing).map((part) => part.field.name);
  }

  /** Say of these questions that they need an answer, where they still have none. @param {string[]} names */
  askFor(names) {
    const parts = this.parts.filter((part) => part.missing && !part.troubled && names.includes(part.field.name));
    for (const part of parts) part.complain([say("missing")]);
  }

  /** Say how many answers need another look, and go to the first. @returns {boolean} whether there was one */
  pointOut() {
    const troubled = this.parts.filter((part) => part.troubled);
    this.warn(troubled.length ? say(troubled.length === 1 ? "problem" : "problems") : "");
    troubled[0]?.focus();
    return troubled.length > 0;
  }

  /** @param {string} words */
  warn(words) {
    this.alert.replaceChildren(...(words ? [h("p", {}, words)] : []));
  }

  /** While something is on its way nothing can be sent again. @param {boolean} on */
  busy(on) {
    for (const node of this.node.querySelectorAll("button")) node.ariaDisabled = String(on);
    this.save.textContent = say(on ? "sending" : "save");
    this.node.ariaBusy = String(on);
    if (on) for (const node of this.questions.querySelectorAll(".control")) node.dispatchEvent(new Event("sent"));
  }

  /** To the first question that is still open, or the heading. */
  begin() {
    this.heading.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    byId("status").textContent = `${this.progress.textContent} ${this.heading.textContent}`;
  }
}
