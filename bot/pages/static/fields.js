import { h, rich } from "./dom.js";
import { say } from "./words.js";

/**
 * @typedef {{code: string, label: string}} Choice
 * @typedef {{name: string, label: string, question: string, kind: "text"|"choice"|"secret"|"note", options: Choice[],
 *   value: string, answered: boolean, optional: boolean, help?: string, help_label?: string, problem: string,
 *   doubt: null|{question: string, options: Choice[]}, inputmode: string, autocomplete: string, until: number}} Field
 * @typedef {{node: HTMLElement, target: HTMLElement, read: () => string, mark: (wrong: boolean) => void}} Control
 *   `target` takes the focus; `read` gives the answer as it stands
 * @typedef {{changed: () => void, give: (given: Record<string, string>) => void}} Act
 */

const MOST_RADIOS = 8;
/** Latin letters of a choice that leave room for another beside it; one of Hangul counts for two. */
const SHORT = 13;
const breadth = (/** @type {string} */ words) => [...words].reduce((sum, letter) => sum + (letter > "\u1100" ? 2 : 1), 0);
const KEYBOARDS = ["text", "tel", "email", "numeric", "decimal", "search", "url"];

/** One question of the form: its label, its control, what is wrong with the answer. */
export class Part {
  /** @param {Field} field @param {string} draft what had been given and was not taken
   * @param {string|undefined} sent what of it the server has had already @param {Act} act */
  constructor(field, draft, sent, act) {
    this.field = field;
    this.sent = sent;
    this.first = startOf(field);
    this.control = control(field, draft || this.first, act);
    this.problem = h("p", { class: "problem", id: `q-${field.name}-problem` });
    this.doubt = field.doubt && doubt(field, act);
    this.time = h("span");
    this.node = h("div", { class: `field ${field.kind}` }, heading(field), question(field), left(field, this.time), help(field),
      this.control?.node, this.problem, this.doubt);
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
  get draft() {
    const text = this.control?.read() ?? "";
    return text === this.first ? "" : text;
  }

  /** What of that the server has not had, or has found wrong. */
  get news() {
    return this.asked ? "" : this.draft;
  }

  /** Whether what stands here is known, and is waited for to be chosen or confirmed. */
  get asked() {
    const { answered, problem, doubt: asked, options } = this.field;
    const had = this.sent !== undefined && this.control?.read() === this.sent;
    return had && !answered && !problem && Boolean(asked || options.length);
  }

  /** The question as it stands there. */
  get words() {
    return this.node.querySelector(".question")?.textContent ?? "";
  }

  get empty() {
    return !this.control?.read();
  }

  /** Whether an answer is wanted and none stands here; one that was there and is taken out is wanted again. */
  get open() {
    const { answered } = this.field;
    return Boolean(this.control) && (this.empty || this.asked) && !(answered && !this.first);
  }

  get missing() {
    return this.open && !this.field.optional;
  }

  /** Show how long an answer is still taken. @param {number} seconds */
  count(seconds) {
    this.time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
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
  if (kind === "text" || kind === "secret") return h("label", { class: "label", htmlFor: `q-${name}`, id: `q-${name}-label` }, ...words);
  return h("p", { class: "label", id: `q-${name}-label` }, ...words);
}

/** @param {Field} field */
const question = ({ name, question: html }) => html && h("div", { class: "question", id: `q-${name}-question` }, ...rich(html));

/** @param {Field} field @param {HTMLElement} time */
const left = ({ name, until }, time) => Boolean(until) && h("p", { class: "left", role: "timer", id: `q-${name}-left` }, say("left"), " ", time);

/** What stands behind a question, to be opened: an explanation, or the whole of a document. @param {Field} field */
const help = ({ name, help: html, help_label: words }) => html && h("details", {},
  h("summary", { "aria-describedby": `q-${name}-label` }, words || say("help")), h("div", { class: "question" }, ...rich(html)));

/** @param {Field} field @param {string} text @param {Act} act @returns {Control|null} */
function control(field, text, act) {
  if (field.kind === "text") return typed(field, text, act);
  if (field.kind === "secret") return secret(field, text, act.changed);
  if (field.kind === "choice") return field.options.length > MOST_RADIOS ? list(field, text, act.changed) : radios(field, text, act.changed);
  return null;
}

/** @param {Field} field */
const described = ({ name, question: html, until }) =>
  [html && `q-${name}-question`, until && `q-${name}-left`, `q-${name}-problem`].filter(Boolean).join(" ");

/** @param {Field} field */
const manners = (field) => ({
  id: `q-${field.name}`, name: field.name, autocapitalize: "off", autocorrect: "off", spellcheck: "false",
  autocomplete: field.autocomplete || "off", "aria-describedby": described(field),
  "aria-required": field.optional ? undefined : "true",
});

/** @param {HTMLElement} node */
const marker = (node) => (/** @type {boolean} */ wrong) => node.setAttribute("aria-invalid", String(wrong));

/** @param {Field} field @param {string} text @param {Act} act @returns {Control} */
function typed(field, text, act) {
  const inputmode = KEYBOARDS.includes(field.inputmode) ? field.inputmode : undefined;
  const input = h("input", { ...manners(field), type: "text", inputmode, value: text, enterkeyhint: "next", on: { input: act.changed } });
  const node = h("div", { class: "control" }, input, field.options.length ? keys(field, field.options, act) : null);
  return { node, target: input, read: () => input.value.trim(), mark: marker(input) };
}

/** Answers that need no typing: one that is pressed is given at once. @param {Field} field @param {Choice[]} options @param {Act} act */
function keys({ name }, options, act) {
  const press = (/** @type {string} */ code) => ({ click: () => act.give({ [name]: code }) });
  const nodes = options.map(({ code, label }) => h("button", { type: "button", class: "key", id: `q-${name}-${code}`, on: press(code) }, label));
  return h("div", { class: "keys", role: "group", "aria-labelledby": `q-${name}-label` }, ...nodes);
}

/** @param {Field} field @param {string} text @param {() => void} changed @returns {Control} */
function secret(field, text, changed) {
  const input = h("input", { ...manners(field), type: "password", value: text, enterkeyhint: "done", on: { input: changed } });
  const about = { "aria-controls": `q-${field.name}`, "aria-describedby": `q-${field.name}-label` };
  const eye = h("button", { type: "button", class: "show", ...about }, say("show"));
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
  const look = options.every(({ label }) => breadth(label) <= SHORT) ? "control short" : "control";
  const group = { class: look, role: "radiogroup", "aria-labelledby": `q-${name}-label`, "aria-describedby": described(field) };
  const node = h("div", { ...group, "aria-required": optional ? undefined : "true" }, ...lines);
  const read = () => inputs.find((input) => input.checked)?.value ?? "";
  return { node, target: inputs.find((input) => input.checked) ?? inputs[0] ?? node, read, mark: marker(node) };
}

/** @param {Field} field @param {string} chosen @param {() => void} changed @returns {Control} */
function list(field, chosen, changed) {
  const options = field.options.map(({ code, label }) => h("option", { value: code, selected: code === chosen }, label));
  const none = h("option", { value: "", selected: !chosen }, say("choose"));
  const props = { "aria-labelledby": `q-${field.name}-label`, ...manners(field), on: { change: changed } };
  const node = h("select", props, none, ...options);
  return { node: h("div", { class: "control" }, node), target: node, read: () => node.value, mark: marker(node) };
}

/** What is asked back before an answer counts. @param {Field} field @param {Act} act */
function doubt(field, act) {
  const { question: html, options } = /** @type {NonNullable<Field["doubt"]>} */ (field.doubt);
  const words = h("p", { id: `q-${field.name}-doubt` }, ...rich(html));
  const buttons = keys(field, options, act);
  buttons.setAttribute("aria-labelledby", `q-${field.name}-doubt`);
  return h("div", { class: "doubt" }, words, buttons);
}
