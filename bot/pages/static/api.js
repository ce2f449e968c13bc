/** The server's side of the page: one function an address. */

import { keep, recall } from "./telegram.js";

const KEPT = "session";
const PATIENCE_MS = 20_000;
/** Milliseconds until what is waited for is looked at again; longer once it has been looked at often. */
const LOOK_AGAIN = 1000;
const LOOK_SELDOM = 4000;
const OFTEN = 60;
/** Refusals after which the page can do nothing more. */
const FINAL = new Set(["init_data_forged", "init_data_expired", "init_data_used", "session_unknown", "session_over", "not_asked", "outside"]);

/** A refusal. `problem` is its code; "unreachable" where no answer came. */
export class Refusal extends Error {
  /** @param {string} problem @param {string} [message] for the person, empty where the page must find words itself */
  constructor(problem, message = "") {
    super(message);
    this.problem = problem;
    this.final = FINAL.has(problem);
  }
}

/** @param {number} looks how often it was looked already */
export const pauseAfter = (looks) => (looks > OFTEN ? LOOK_SELDOM : LOOK_AGAIN);

export const scope = location.pathname.split("/").filter(Boolean).at(-1) ?? "form";
let bearer = "";

/** Begin, or go on after a reload. @param {string} initData @returns {Promise<any>} what `open` answers, after a reload {view} */
export async function open(initData) {
  if (!initData) return resume();
  const answer = await call("POST", "api/open", { init_data: initData, scope });
  bearer = answer.bearer;
  keep(KEPT, { scope, bearer });
  return answer;
}

async function resume() {
  const session = recall(KEPT);
  if (session.scope !== scope || !session.bearer) throw new Refusal("outside");
  bearer = session.bearer;
  return scope === "identity" ? check() : look();
}

export const look = () => call("GET", "api/view");

/** @param {Record<string, string>} given */
export const answer = (given) => call("POST", "api/answers", { answers: given });

export const leave = () => call("POST", "api/leave");

/** How an identity check stands. */
export const check = () => call("GET", "api/check");

/** The provider's window was left. */
export const ended = () => call("POST", "api/check");

/** @param {string} method @param {string} path @param {object} [body] @returns {Promise<any>} */
async function call(method, path, body) {
  const headers = { ...(body && { "Content-Type": "application/json" }), ...(bearer && { Authorization: `Bearer ${bearer}` }) };
  const response = await reached(path, { method, headers, body: body && JSON.stringify(body), cache: "no-store" });
  if (response.status === 204) return null;
  const told = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(told.problem ?? "unreachable", told.message ?? "");
  return told;
}

/** @param {string} path @param {RequestInit} init */
async function reached(path, init) {
  const patience = new AbortController();
  const end = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    return await fetch(path, { ...init, signal: patience.signal });
  } catch {
    throw new Refusal("unreachable");
  } finally {
    clearTimeout(end);
  }
}
