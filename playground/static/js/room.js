import * as api from "./api.js";
import { Chat } from "./chat.js";
import { Emitter } from "./emitter.js";
import { remember, settings } from "./settings.js";

/**
 * @typedef {import("./chat.js").Person} Person
 * @typedef {{number: string, name: string, outcome: string, name_en?: string, outcome_en?: string}} Sample
 */

/** Milliseconds. */
const BOT_SETTLES = 100;

/** Everything on the page: the bot, the people, the samples, which columns are open and which one is current. */
class Room extends Emitter {
  /** @type {any} */
  bot = {};
  /** @type {Sample[]} */
  samples = [];
  /** @type {Map<number, Chat>} */
  chats = new Map();
  /** @type {number[]} */
  open = [];
  /** @type {number|null} */
  active = null;
  /** @type {number|undefined} */
  #meeting;

  /** Fetch the state and the messages of all open columns; called at first and after each reconnection. */
  async sync() {
    const state = await api.getState();
    this.bot = state.bot ?? {};
    this.samples = state.samples ?? [];
    this.#meet(state.people ?? []);
    this.#chooseColumns();
    for (const chat of this.chats.values()) chat.loaded = false;
    this.emit("changed");
    await Promise.all(this.open.map((id) => this.chats.get(id)?.load()));
  }

  /** @param {Person[]} people */
  #meet(people) {
    const ids = new Set(people.map((person) => person.id));
    for (const id of this.chats.keys()) if (!ids.has(id)) this.chats.delete(id);
    for (const person of people) this.#meetOne(person);
  }

  /** @param {Person} person */
  #meetOne(person) {
    const chat = this.chats.get(person.id);
    if (chat) chat.person = { ...chat.person, ...person };
    else this.#add(new Chat(person));
  }

  /** @param {Chat} chat */
  #add(chat) {
    this.chats.set(chat.id, chat);
    chat.on("unread", () => this.emit("unread"));
  }

  #chooseColumns() {
    const wanted = this.open.length ? this.open : settings.open ?? [...this.chats.keys()].slice(0, 2);
    this.open = wanted.filter((id) => this.chats.has(id));
    if (!this.open.length && this.chats.size) this.open = [[...this.chats.keys()][0]];
    const active = this.active ?? settings.active;
    this.active = active !== null && this.open.includes(active) ? active : this.open[0] ?? null;
  }

  /** @returns {Chat|null} */
  get current() {
    return this.active === null ? null : this.chats.get(this.active) ?? null;
  }

  /** Show this person's column and make it the current one. @param {number} id */
  async show(id) {
    if (!this.open.includes(id)) this.open = [...this.open, id];
    this.activate(id);
    this.emit("changed");
    const chat = this.chats.get(id);
    if (!chat?.loaded) await chat?.load();
  }

  /** @param {number} id */
  hide(id) {
    this.open = this.open.filter((other) => other !== id);
    this.chats.get(id)?.setInView(false);
    if (this.active === id) this.active = this.open[0] ?? null;
    this.#remember();
    this.emit("changed");
  }

  /** @param {number} id */
  activate(id) {
    if (this.active === id && settings.active === id) return;
    this.active = id;
    this.#remember();
    this.emit("active");
  }

  #remember() {
    remember({ open: this.open, active: this.active });
  }

  /** @param {{first_name: string, last_name?: string, language_code: string, phone?: string}} details */
  async invite(details) {
    const person = await api.addPerson(details);
    this.#meetOne(person);
    return /** @type {Chat} */ (this.chats.get(person.id));
  }

  /** Hand one of the server's events to the chat it is about. @param {any} event */
  receive(event) {
    const chat = this.chats.get(event.chat);
    if (event.bot !== undefined && event.bot !== this.bot.id) return;
    if (event.type === "bot") this.#meetBotSoon();
    else if (chat) chat.apply(event);
    else if (event.type === "sms") this.emit("strayedSms", event);
  }

  // A bot that starts sets its name and descriptions in several languages at once: one look afterwards is enough.
  #meetBotSoon() {
    clearTimeout(this.#meeting);
    this.#meeting = setTimeout(() => this.#meetBot().catch((problem) => this.emit("trouble", problem)), BOT_SETTLES);
  }

  async #meetBot() {
    this.bot = (await api.getState()).bot ?? {};
    for (const chat of this.chats.values()) chat.emit("bot");
  }

  /** The chat in which a button leads to an address with these words in it. @param {string} words */
  async holding(words) {
    const chats = [...this.chats.values()];
    await Promise.all(chats.map((chat) => chat.loaded || chat.load()));
    return chats.find((chat) => chat.leadsTo(words));
  }

  get unread() {
    return [...this.chats.values()].reduce((sum, chat) => sum + chat.unread, 0);
  }
}

export const room = new Room();
