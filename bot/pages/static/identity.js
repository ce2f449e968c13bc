/** The page that opens a provider's identity check. What the provider finds is fetched by the server: nothing that is said here is believed. */

import * as api from "./api.js";
import { byId, h } from "./dom.js";
import { offerSettings } from "./settings.js";
import { hear, keep, launch, recall, tell } from "./telegram.js";
import { paint } from "./theme.js";
import { say, speak } from "./words.js";

const PROVIDER = "https://cdn.portone.io/v2/browser-sdk.js";
const WORDS = "identity";

const page = byId("page");
const heading = h("h1", { tabindex: "-1" });
const told = h("p", { role: "status" });
const trouble = h("div", { class: "alert", role: "alert" });
const start = h("button", { type: "button", class: "button main", on: { click: () => attempt(next) } });
const leave = h("button", { type: "button", class: "button", on: { click: close } });
/** @type {any} what the provider's script is called with */
let check = null;
/** The check that the window was opened for. */
let tried = "";
/** What the first button does. */
let next = begin;

/** @param {() => Promise<any>} work */
async function attempt(work) {
  if (start.ariaDisabled === "true") return;
  start.ariaDisabled = "true";
  trouble.replaceChildren();
  try {
    await work();
  } catch (problem) {
    explain(problem);
  } finally {
    start.ariaDisabled = "false";
  }
}

async function begin() {
  const back = new URLSearchParams(location.search);
  const answer = await api.open(opened.data);
  if (answer.words) keep(WORDS, { language: answer.language, words: answer.words });
  const { language = "", words = {} } = recall(WORDS);
  speak({ language, words });
  draw();
  // A telephone's window comes back to this address instead of closing.
  if (back.has("identityVerificationId")) {
    history.replaceState(null, "", location.pathname);
    tried = back.get("identityVerificationId") ?? "";
    return finish("not_finished");
  }
  return show(answer.view ?? { state: "ready", check: answer.check });
}

function draw() {
  heading.textContent = document.title = say("title");
  start.textContent = say("open");
  next = openWindow;
  leave.textContent = say("close");
  page.replaceChildren(heading, told, trouble, h("div", { class: "actions" }, start, leave));
  page.ariaBusy = "false";
}

/** @param {{state: "ready"|"waiting"|"done"|"gone", check: any}} view */
function show(view) {
  check = view.check;
  start.hidden = view.state !== "ready";
  if (view.state === "ready") told.textContent = say("intro");
  else if (view.state === "waiting") return finish("not_finished");
  else end(say(view.state));
}

async function openWindow() {
  told.textContent = say("opening");
  const provider = await script();
  tried = check.identityVerificationId;
  // What it answers is not looked at: only the server can tell what the check has come to, also where it did not open.
  const went = await provider.requestIdentityVerification(check).then(() => true, () => false);
  await finish(went ? "not_finished" : "no_window");
}

/** @returns {Promise<any>} the provider's script, loaded when it is wanted */
function script() {
  const { PortOne } = /** @type {any} */ (window);
  if (PortOne) return Promise.resolve(PortOne);
  return new Promise((resolve, reject) => {
    const node = h("script", { src: PROVIDER, on: { load: () => resolve(/** @type {any} */ (window).PortOne) } });
    node.addEventListener("error", () => (node.remove(), reject(new api.Refusal("no_window"))));
    document.head.append(node);
  });
}

/** @param {string} why what is told where the check is as it was */
async function finish(why) {
  told.textContent = say("looking");
  // Where no answer comes, it is this that is tried again: the window has done its part.
  next = () => finish(why);
  let { view } = await api.ended();
  for (let looks = 1; view.state === "waiting"; looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, api.pauseAfter(looks)));
    ({ view } = await api.check());
  }
  next = openWindow;
  if (view.state === "ready") unfinished(view.check.identityVerificationId === tried ? why : "failed");
  show(view);
}

/** @param {string} why */
function unfinished(why) {
  trouble.replaceChildren(h("p", {}, say(why)));
  start.textContent = say("again");
}

/** @param {string} words */
function end(words) {
  told.textContent = words;
  start.hidden = true;
  leave.className = "button main";
  heading.focus();
}

function close() {
  tell("web_app_close");
  // In a plain window nobody hears that.
  end(say("closed"));
  leave.hidden = true;
}

/** @param {unknown} problem */
function explain(problem) {
  const refusal = problem instanceof api.Refusal ? problem : new api.Refusal("failed");
  const words = refusal.message || say(refusal.problem) || say("failed");
  if (!start.isConnected) drawBare();
  if (refusal.final) end(words);
  else offerAgain(words);
  if (problem !== refusal) throw problem;
}

/** @param {string} words */
function offerAgain(words) {
  told.textContent = "";
  trouble.replaceChildren(h("p", {}, words));
  start.hidden = false;
  start.textContent = say(next === openWindow ? "open" : "retry");
}

function drawBare() {
  draw();
  heading.textContent = document.title ||= "KOTRA";
  next = begin;
}

const opened = launch();
paint(opened.colours);
tell("web_app_ready");
tell("web_app_expand");
offerSettings();
hear("theme_changed", ({ theme_params: colours }) => paint(colours ?? {}));
attempt(begin);
