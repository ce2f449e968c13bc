import * as api from "./api.js";
import { byId, h, rich } from "./dom.js";
import { Form } from "./form.js";
import { hear, launch, tell } from "./telegram.js";
import { paint } from "./theme.js";
import { say, speak } from "./words.js";

/** @typedef {import("./form.js").View} View */

/** Milliseconds until the server is asked again what it waits for; longer once it has taken long. */
const LOOK_AGAIN = 1000;
const LOOK_SELDOM = 4000;
const LONG = 60;
const FINAL = new Set(["init_data_forged", "init_data_expired", "init_data_used", "session_unknown", "session_over", "not_asked", "outside"]);

const page = byId("page");
const form = new Form({ send: (given) => act(() => api.answer(given)), leave: () => act(goBack) });
/** @type {View|null} */
let shown = null;
let busy = false;
let looks = 0;
/** What was refused when the person wanted to leave: the second time they may. */
let refused = "";

/** Do one thing with the server at a time, and show what comes of it. @param {() => Promise<any>} work */
async function act(work) {
  if (busy) return;
  setBusy(true);
  try {
    const answer = await work();
    setBusy(false);
    if (answer) drawn(answer.view);
  } catch (problem) {
    setBusy(false);
    explain(problem);
  }
}

/** @param {boolean} on */
function setBusy(on) {
  busy = on;
  form.busy(on);
}

/** Show a view after something was done: at the first trouble, else at the top. @param {View} view */
function drawn(view) {
  const same = shown?.title === view.title && shown?.number === view.number;
  draw(view);
  if (view.over || view.waiting) return;
  if (form.pointOut()) return;
  if (same) goOn();
  else form.begin();
}

function goOn() {
  byId("status").textContent = say("saved");
  form.parts.find((part) => part.missing)?.focus();
}

/** @param {View} view */
function draw(view) {
  shown = view;
  speak(view);
  if (view.over) return end(rich(view.ending));
  form.draw(view);
  const wait = view.waiting && h("p", { class: "waiting", role: "status" }, say("waiting"));
  page.replaceChildren(...[form.progress, form.heading, form.notes, wait, form.node].filter((node) => node));
  if (view.waiting) lookAgain();
  else looks = 0;
}

function lookAgain() {
  looks += 1;
  setTimeout(look, looks > LONG ? LOOK_SELDOM : LOOK_AGAIN);
}

// Somebody may have gone on in the chat meanwhile; what is being typed here is not taken away for it.
async function look() {
  if (busy || form.changed || shown?.over) return shown?.waiting && lookAgain();
  const before = JSON.stringify(shown);
  try {
    const { view } = await api.look();
    if (busy || form.changed) return;
    if (JSON.stringify(view) !== before) looked(view);
    else if (view.waiting) lookAgain();
  } catch (problem) {
    if (problem instanceof api.Refusal && FINAL.has(problem.problem)) explain(problem);
    else if (shown?.waiting) lookAgain();
  }
}

// Nobody has done anything here: the place on the page stays where it is the same page.
/** @param {View} view */
function looked(view) {
  if (shown?.waiting || view.over || shown?.number !== view.number) drawn(view);
  else draw(view);
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
  if (FINAL.has(problem.problem)) end([words]);
  else if (shown) form.warn(words);
  else offerAgain(words);
}

/** @param {string} words */
function offerAgain(words) {
  const again = h("button", { type: "button", class: "button main", on: { click: begin } }, say("again"));
  page.replaceChildren(h("h1", {}, "KOTRA"), h("div", { class: "alert", role: "alert" }, h("p", {}, words)), again);
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
  hear("theme_changed", ({ theme_params: colours }) => paint(colours ?? {}));
  hear("reload_iframe", () => (tell("iframe_will_reload"), location.reload()));
  tell("iframe_ready", { reload_supported: true });
}

paint(opened.colours);
greet();
begin();
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && shown && !shown.over && look());
