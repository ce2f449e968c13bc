import { Column } from "./column.js";
import { h, textButton } from "./dom.js";
import { listenForKeys } from "./keys.js";
import { t } from "./labels.js";
import { openLinkOnce } from "./link_choice.js";
import { Live } from "./live.js";
import { copy, flash, explain, stay } from "./notices.js";
import { openPersonForm } from "./person_form.js";
import { codeIn } from "./phone.js";
import { room } from "./room.js";
import { Samples } from "./samples.js";
import { applySettings } from "./settings.js";
import { drawStrip } from "./strip.js";
import { drawTopbar } from "./topbar.js";

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const narrow = matchMedia("(max-width: 47.99rem)");
const LOOK_AGAIN = 2500;
const live = new Live();
const samples = new Samples(byId("samples"), insert);
/** @type {Map<number, Column>} */
const columns = new Map();
let connection = "connecting";

/** Put text into the current chat's box. @param {string} text */
function insert(text) {
  if (narrow.matches && samples.shown) samples.toggle();
  currentColumn()?.composer.insert(text);
}

const currentColumn = () => (room.active === null ? undefined : columns.get(room.active));

function drawBars() {
  drawTopbar(byId("topbar"), connection, samples, redrawAll);
  drawPeople();
}

function drawPeople() {
  drawStrip(byId("strip"), () => narrow.matches);
  document.title = room.unread ? `(${room.unread}) ${t("title")}` : t("title");
}

/** Open and close columns so that the page shows whom the room says. */
function drawColumns() {
  for (const [id, column] of columns) if (!room.open.includes(id)) close(id, column);
  const shown = room.open.map((id) => columns.get(id) ?? open(id));
  const place = byId("columns");
  place.querySelector(".nobody")?.remove();
  shown.forEach((column, i) => place.children[i] !== column.element && place.insertBefore(column.element, place.children[i] ?? null));
  if (!shown.length) place.append(nobody());
  markActive();
}

/** @param {number} id */
function open(id) {
  const column = new Column(/** @type {import("./chat.js").Chat} */ (room.chats.get(id)));
  columns.set(id, column);
  return column;
}

/** @param {number} id @param {Column} column */
function close(id, column) {
  column.dispose();
  columns.delete(id);
}

function markActive() {
  for (const [id, column] of columns) column.element.classList.toggle("active", id === room.active);
}

function nobody() {
  const words = h("p", {}, t(room.chats.size ? "noColumns" : "noPeople"));
  return h("div", { class: "nobody" }, words, textButton(t("addPerson"), openPersonForm, "primary"));
}

function redrawAll() {
  for (const [id, column] of columns) close(id, column);
  redraw();
}

function redraw() {
  drawBars();
  drawColumns();
  samples.draw();
}

/** Show this person's column and put the cursor in it. @param {number} id */
async function goTo(id) {
  await room.show(id);
  const column = columns.get(id);
  column?.element.scrollIntoView({ inline: "nearest", block: "nearest" });
  column?.composer.focus();
}

function strayed({ number, text }) {
  const code = codeIn(text);
  const use = code ? textButton(t("insertCode", { code }), () => insert(code)) : textButton(t("copy"), () => copy(text));
  stay(`${t("smsElsewhere", { number })} — ${text}`, use);
}

async function synchronise() {
  try {
    await room.sync();
    waitForBot();
    openLinkOnce();
  } catch (problem) {
    flash(explain(problem));
  }
}

// No event says that a bot has come: until it is there, the page looks again now and then.
function waitForBot() {
  connection = room.bot.running ? "live" : "botless";
  drawBars();
  if (!room.bot.running) setTimeout(() => connection === "botless" && synchronise(), LOOK_AGAIN);
}

function listen() {
  room.on("changed", redraw);
  room.on("active", () => (markActive(), drawPeople()));
  room.on("unread", drawPeople);
  room.on("samples", drawBars);
  room.on("strayedSms", strayed);
  room.on("trouble", (problem) => flash(explain(problem)));
  live.on("connection", (state) => ((connection = state), drawBars()));
  live.on("connected", synchronise);
  live.on("event", (event) => room.receive(event));
  narrow.addEventListener("change", drawBars);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && live.hurry());
}

const keyActions = {
  person: (/** @type {number} */ place) => {
    const id = [...room.chats.keys()][place - 1];
    if (id !== undefined) goTo(id);
  },
  buttons: () => currentColumn()?.focusButtons(),
  commands: () => currentColumn()?.composer.openCommands(),
  sms: () => currentColumn()?.phone.toggle(),
  companies: () => samples.toggle(),
};

applySettings();
listen();
listenForKeys(keyActions);
drawBars();
live.start();
