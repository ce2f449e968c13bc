import * as api from "./api.js";
import { byId, h, rich } from "./dom.js";
import { Form } from "./form.js";
import { offerSettings } from "./settings.js";
import { hear, launch, tell } from "./telegram.js";
import { paint } from "./theme.js";
import { say, speak } from "./words.js";

/** @typedef {import("./form.js").View} View */

const page = byId("page");
const waits = h("p", { class: "waiting", role: "status", hidden: true });
const form = new Form({ send: (given, whole) => send(given, whole), leave: () => act(goBack), runOut: () => ranOut() });
/** @type {View|null} */
let shown = null;
let busy = false;
let ended = false;
let looks = 0;
/** @type {number|undefined} */
let next;
/** What was refused when the person wanted to leave: the second time they may. */
let refused = "";

/** Do one thing with the server at a time, and show what comes of it.
 * @param {() => Promise<any>} work @param {string[]} [missing] questions to be asked for */
async function act(work, missing = []) {
  if (busy) return;
  setBusy(true);
  try {
    const answer = await work();
    setBusy(false);
    if (answer) drawn(answer.view, missing);
  } catch (problem) {
    setBusy(false);
    explain(problem);
  }
}

/** @param {Record<string, string>} given @param {boolean} whole also ask for what is missing */
async function send(given, whole) {
  const missing = whole ? form.missing : [];
  await act(() => api.answer(given), missing);
}

/** @param {boolean} on */
function setBusy(on) {
  busy = on;
  form.busy(on);
}

/** Show a view after something was done: at the first trouble, else where one goes on.
 * @param {View} view @param {string[]} [missing] */
function drawn(view, missing = []) {
  const before = place();
  const same = isSame(view);
  draw(view);
  form.askFor(missing);
  if (view.over || form.pointOut()) return;
  if (same) goOn(before);
  else form.begin();
}

/** Whether a view is of the page that is shown: it begins with the same question. @param {View} view */
const isSame = (view) => Boolean(shown) && shown?.title === view.title && shown?.fields[0]?.name === view.fields[0]?.name;

/** Where the keyboard is, by a name that outlives a redraw. */
const place = () => document.activeElement?.id ?? "";

/** @param {string} before */
function goOn(before) {
  byId("status").textContent = say(shown?.waiting ? "waiting" : "saved");
  const part = form.parts.find(({ field }) => before === `q-${field.name}` || before.startsWith(`q-${field.name}-`));
  if (byId(before)?.isConnected) byId(before).focus();
  else if (part) part.focus();
  else form.parts.find(({ missing }) => missing)?.focus();
}

/** @param {View} view @param {boolean} [quietly] */
function draw(view, quietly = false) {
  shown = view;
  speak(view);
  clearTimeout(next);
  if (view.over) return end(rich(view.ending));
  form.draw(view, quietly);
  waits.hidden = !view.waiting;
  waits.textContent = say("waiting");
  if (!form.node.isConnected) page.replaceChildren(form.progress, form.heading, form.notes, waits, form.node);
  if (view.waiting) lookAgain();
  else looks = 0;
}

function lookAgain() {
  looks += 1;
  clearTimeout(next);
  next = setTimeout(look, api.pauseAfter(looks));
}

// Somebody may have gone on in the chat meanwhile; what is being typed here is not taken away for it.
async function look() {
  if (busy || ended) return;
  try {
    const { view } = await api.look();
    if (busy) return;
    if (isNews(view) && (isSame(view) || !form.changed)) return looked(view);
    form.countFrom(view.now);
    if (shown?.waiting) lookAgain();
  } catch (problem) {
    if (problem instanceof api.Refusal && problem.final) explain(problem);
    else if (shown?.waiting) lookAgain();
  }
}

// What there is to do now stands at the question; who does not see it hears it.
async function ranOut() {
  await look();
  if (!ended) byId("status").textContent = form.parts[0]?.words ?? "";
}

// What was said once is not said again by a second look, and is no reason to take it away.
/** @param {View} view */
const isNews = (view) => JSON.stringify({ ...view, notes: [], now: 0 }) !== JSON.stringify({ ...shown, notes: [], now: 0 });

// Nobody has done anything here: on the same page the keyboard stays where it is, also in a box that was made anew.
/** @param {View} view */
function looked(view) {
  if (view.over || !isSame(view)) return drawn(view);
  const before = place();
  draw(view, true);
  if (place() !== before) byId(before)?.focus();
}

/** Back to the chat, with what has been typed so far; what is wrong in it is told once. */
async function goBack() {
  const given = form.news();
  const wanted = JSON.stringify(given);
  if (wanted === "{}" || wanted === refused) return api.leave().then(close);
  const answer = await api.answer(given);
  const troubled = answer.view.fields.some((field) => field.problem || field.doubt);
  refused = troubled ? wanted : "";
  return troubled ? answer : api.leave().then(close);
}

function close() {
  form.clear();
  tell("web_app_close");
  // In a plain window nobody hears that.
  end([say("closed")], false);
  return null;
}

/** Nothing more to do here. @param {(Node|string)[]} words */
function end(words, closing = true) {
  ended = true;
  clearTimeout(next);
  form.clear();
  const heading = h("h1", { tabindex: "-1" }, shown?.title || "KOTRA");
  const leave = closing && h("button", { type: "button", class: "button main", on: { click: close } }, say("close"));
  page.replaceChildren(heading, h("div", { class: "notes", role: "status" }, h("p", {}, ...words)), ...(leave ? [leave] : []));
  page.ariaBusy = "false";
  heading.focus();
}

/** @param {unknown} problem */
function explain(problem) {
  if (!(problem instanceof api.Refusal)) {
    end([say("failed")]);
    throw problem;
  }
  const words = problem.message || say(problem.problem) || say("unreachable");
  if (problem.final) end([words]);
  else if (shown) goOnWith(words);
  else offerAgain(words);
}

/** @param {string} words */
function goOnWith(words) {
  form.warn(words);
  if (shown?.waiting) lookAgain();
}

/** @param {string} words */
function offerAgain(words) {
  const again = h("button", { type: "button", class: "button main", on: { click: begin } }, say("retry"));
  page.replaceChildren(h("h1", {}, "KOTRA"), h("div", { class: "alert", role: "alert" }, h("p", {}, words)), again);
  page.ariaBusy = "false";
}

const opened = launch();

function begin() {
  return act(async () => {
    const answer = await api.open(opened.data);
    page.ariaBusy = "false";
    return answer;
  });
}

function greet() {
  tell("web_app_ready");
  tell("web_app_expand");
  // Reading a long form downwards must not shut it.
  tell("web_app_setup_swipe_behavior", { allow_vertical_swipe: false });
  offerSettings();
  hear("theme_changed", ({ theme_params: colours }) => paint(colours ?? {}));
  hear("reload_iframe", () => (tell("iframe_will_reload"), location.reload()));
  tell("iframe_ready", { reload_supported: true });
}

paint(opened.colours);
greet();
begin();
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && shown && !shown.over && look());
