import { h, rich } from "./dom.js";
import { say } from "./words.js";

/**
 * @typedef {{code: string, label: string}} Choice
 * @typedef {{name: string, label: string, question: string, kind: "text"|"choice"|"secret"|"note", options: Choice[],
 *   value: string, answered: boolean, optional: boolean, problem: string,
 *   doubt: null|{question: string, options: Choice[]}, inputmode: string, autocomplete: string}} Field
 * @typedef {{node: HTMLElement, target: HTMLElement, read: () => string, mark: (wrong: boolean) => void}} Control
 *   `target` takes the focus; `read` gives the answer as it stands
 */

const MOST_RADIOS = 8;
const KEYBOARDS = ["text", "tel", "email", "numeric", "decimal", "search", "url"];

/** One question of the form: its label, its control, what is wrong with the answer. */
export class Part {
  /** @param {Field} field @param {string} draft what had been given and was not taken
   * @param {{changed: () => void, settle: (name: string, code: string) => void}} act */
  constructor(field, draft, act) {
    this.field = field;
    this.first = startOf(field);
    this.control = control(field, draft || this.first, act.changed);
    this.problem = h("p", { class: "problem", id: `${field.name}-problem` });
    this.doubt = field.doubt && doubt(field, act.settle);
    this.node = h("div", { class: `field ${field.kind}` }, heading(field), question(field), this.control?.node, this.problem, this.doubt);
    this.complain(rich(field.problem));
  }

  /** Say what is wrong; nothing: nothing is. @param {(Node|string)[]} words */
  complain(words) {
    this.problem.replaceChildren(...words);
    this.problem.hidden = !words.length;
    this.control?.mark(words.length > 0);
  }

  get troubled() {
    return !this.problem.hidden || Boolean(this.doubt);
  }

  /** What stands in the control and differs from what is kept already. */
  get news() {
    const text = this.control?.read() ?? "";
    return text === this.first ? "" : text;
  }

  get empty() {
    return !this.control?.read();
  }

  /** Whether an answer is wanted and none stands here; one that was there and is taken out is wanted again. */
  get open() {
    const { answered } = this.field;
    return Boolean(this.control) && this.empty && !(answered && !this.first);
  }

  get missing() {
    return this.open && !this.field.optional;
  }

  focus() {
    const first = this.problem.hidden ? this.doubt?.querySelector("button") : null;
    (first ?? this.control?.target ?? this.node).focus();
  }
}

/** What a control holds at first: of a choice its code, of everything else its text. @param {Field} field */
function startOf({ kind, value, options }) {
  if (kind !== "choice") return value;
  return options.find((option) => option.code === value || option.label === value)?.code ?? "";
}

/** @param {Field} field */
function heading({ name, label, kind, optional, answered }) {
  const marks = [optional && h("span", { class: "mark" }, say("optional")), answered && h("span", { class: "mark" }, say("entered"))];
  const words = [label, ...marks.flatMap((mark) => (mark ? [" ", mark] : []))];
  if (kind === "text" || kind === "secret") return h("label", { class: "label", htmlFor: name, id: `${name}-label` }, ...words);
  return h("p", { class: "label", id: `${name}-label` }, ...words);
}

/** @param {Field} field */
const question = ({ name, question: html }) => html && h("div", { class: "question", id: `${name}-question` }, ...rich(html));

/** @param {Field} field @param {string} text @param {() => void} changed @returns {Control|null} */
function control(field, text, changed) {
  if (field.kind === "text") return typed(field, text, changed);
  if (field.kind === "secret") return secret(field, text, changed);
  if (field.kind === "choice") return field.options.length > MOST_RADIOS ? list(field, text, changed) : radios(field, text, changed);
  return null;
}

/** @param {Field} field */
const described = ({ name, question: html }) => [html && `${name}-question`, `${name}-problem`].filter(Boolean).join(" ");

/** @param {Field} field */
const manners = (field) => ({
  id: field.name, name: field.name, autocapitalize: "off", autocorrect: "off", spellcheck: "false",
  autocomplete: field.autocomplete || "off", "aria-describedby": described(field),
  "aria-required": field.optional ? undefined : "true",
});

/** @param {HTMLElement} node */
const marker = (node) => (/** @type {boolean} */ wrong) => node.setAttribute("aria-invalid", String(wrong));

/** @param {Field} field @param {string} text @param {() => void} changed @returns {Control} */
function typed(field, text, changed) {
  const chosen = field.options.some((option) => option.code === text) ? text : "";
  const inputmode = KEYBOARDS.includes(field.inputmode) ? field.inputmode : undefined;
  const input = h("input", { ...manners(field), type: "text", inputmode, value: chosen ? "" : text, enterkeyhint: "next" });
  const keys = field.options.length ? shortcuts(field, chosen, () => ((input.value = ""), changed())) : null;
  input.addEventListener("input", () => (keys?.clear(), changed()));
  const read = () => input.value.trim() || keys?.chosen() || "";
  return { node: h("div", { class: "control" }, input, keys?.node), target: input, read, mark: marker(input) };
}

/** Answers that need no typing, beside a box: one may be pressed in. @param {Field} field @param {string} chosen @param {() => void} pressed */
function shortcuts({ name, options }, chosen, pressed) {
  const press = (/** @type {HTMLElement|null} */ key) => keys.forEach((other) => (other.ariaPressed = String(other === key && other.ariaPressed !== "true")));
  const keys = options.map(({ code, label }) => {
    const key = h("button", { type: "button", class: "key", value: code, "aria-pressed": String(code === chosen) }, label);
    key.addEventListener("click", () => (press(key), pressed()));
    return key;
  });
  const node = h("div", { class: "keys", role: "group", "aria-labelledby": `${name}-label` }, ...keys);
  return { node, clear: () => press(null), chosen: () => keys.find((key) => key.ariaPressed === "true")?.value };
}

/** @param {Field} field @param {string} text @param {() => void} changed @returns {Control} */
function secret(field, text, changed) {
  const input = h("input", { ...manners(field), type: "password", value: text, enterkeyhint: "done", on: { input: changed } });
  const eye = h("button", { type: "button", class: "show", "aria-controls": field.name }, say("show"));
  eye.addEventListener("click", () => reveal(input, eye, input.type === "password"));
  const node = h("div", { class: "control with-show" }, input, eye);
  // Not left readable on the screen while it is on its way.
  node.addEventListener("sent", () => reveal(input, eye, false));
  return { node, target: input, read: () => input.value, mark: marker(input) };
}

/** @param {HTMLInputElement} input @param {HTMLElement} eye @param {boolean} shown */
function reveal(input, eye, shown) {
  input.type = shown ? "text" : "password";
  eye.textContent = say(shown ? "hide" : "show");
}

/** @param {Field} field @param {string} chosen @param {() => void} changed @returns {Control} */
function radios(field, chosen, changed) {
  const { name, options, optional } = field;
  const inputs = options.map(({ code }) => h("input", { type: "radio", name, value: code, checked: code === chosen, on: { change: changed } }));
  const lines = options.map(({ label }, i) => h("label", { class: "radio" }, inputs[i], h("span", {}, label)));
  const group = { class: "control", role: "radiogroup", "aria-labelledby": `${name}-label`, "aria-describedby": described(field) };
  const node = h("div", { ...group, "aria-required": optional ? undefined : "true" }, ...lines);
  const read = () => inputs.find((input) => input.checked)?.value ?? "";
  return { node, target: inputs.find((input) => input.checked) ?? inputs[0] ?? node, read, mark: marker(node) };
}

/** @param {Field} field @param {string} chosen @param {() => void} changed @returns {Control} */
function list(field, chosen, changed) {
  const options = field.options.map(({ code, label }) => h("option", { value: code, selected: code === chosen }, label));
  const none = h("option", { value: "", selected: !chosen }, say("choose"));
  const props = { "aria-labelledby": `${field.name}-label`, ...manners(field), on: { change: changed } };
  const node = h("select", props, none, ...options);
  return { node: h("div", { class: "control" }, node), target: node, read: () => node.value, mark: marker(node) };
}

/** What is asked back before an answer counts. @param {Field} field @param {(name: string, code: string) => void} settle */
function doubt({ name, doubt: asked }, settle) {
  const { question: html, options } = /** @type {NonNullable<Field["doubt"]>} */ (asked);
  const words = h("p", { id: `${name}-doubt` }, ...rich(html));
  const keys = options.map(({ code, label }) => h("button", { type: "button", class: "key", on: { click: () => settle(name, code) } }, label));
  return h("div", { class: "doubt", role: "group", "aria-labelledby": `${name}-doubt` }, words, h("div", { class: "keys" }, ...keys));
}
