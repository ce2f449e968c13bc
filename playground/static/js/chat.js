import * as api from "./api.js";
import { Emitter } from "./emitter.js";

/**
 * A Bot API Message with the two things the playground adds.
 * @typedef {{message_id: number, date: number, edit_date?: number, text?: string, caption?: string, from_bot: boolean,
 *   entities?: any[], caption_entities?: any[], photo?: any[], document?: any, contact?: any, reply_markup?: any,
 *   reply_to_message?: any, [kind: string]: any}} Message
 * @typedef {{id: number, first_name: string, last_name?: string, language_code?: string, phone?: string, role?: string,
 *   blocked?: boolean}} Person
 * @typedef {{text: string, at: number}} Sms  `at` is Unix time
 */

/** Milliseconds; Telegram's clients also stop showing "typing" after five seconds. */
const TYPING_LASTS = 5000;
const ANSWER_WITHIN = 10000;

/** One person's private chat with the bot, as far as this page knows it; says what changed by events. */
export class Chat extends Emitter {
  /** @type {Map<number, Message>} in the order of their ids */
  messages = new Map();
  /** @type {{command: string, description: string}[]} */
  commands = [];
  /** @type {any} the current reply keyboard */
  keyboard = null;
  /** @type {Sms[]} */
  sms = [];
  unread = 0;
  unreadSms = 0;
  inView = false;
  loaded = false;
  draft = "";
  /** @type {any[]|null} events that arrived while the messages were being fetched */
  #waiting = null;
  #answered = new Map();
  /** @type {number|undefined} */
  #typing;

  /** @param {Person} person */
  constructor(person) {
    super();
    this.person = person;
    this.id = person.id;
  }

  get name() {
    return fullName(this.person);
  }

  /** Fetch everything anew; what happens meanwhile is applied afterwards, so that nothing is lost in between. */
  async load() {
    this.#waiting ??= [];
    try {
      const [answer, sms] = await Promise.all([api.getMessages(this.id), this.#fetchSms()]);
      this.#take(answer, sms);
    } finally {
      const late = this.#waiting ?? [];
      this.#waiting = null;
      late.forEach((event) => this.apply(event));
    }
  }

  #fetchSms() {
    return this.person.phone ? api.getSms(this.person.phone) : [];
  }

  #take(answer, sms) {
    this.messages = new Map(answer.messages.map((message) => [message.message_id, message]));
    this.commands = answer.commands ?? [];
    this.keyboard = answer.keyboard ?? null;
    this.sms = sms;
    this.loaded = true;
    this.emit("reset");
    this.setBlocked(Boolean(answer.blocked));
  }

  /** @param {any} event one of the server's events about this chat */
  apply(event) {
    if (this.#waiting) this.#waiting.push(event);
    else this.#appliers[event.type]?.(event);
  }

  #appliers = {
    message: (event) => this.#arrived(event.message),
    edit: (event) => this.#edited(event.message),
    delete: (event) => this.#removed(event.message_id),
    toast: (event) => this.#toast(event),
    typing: () => this.#setTyping(true),
    sms: (event) => this.#texted(event),
    commands: (event) => (this.commands = event.commands),
    keyboard: (event) => this.#setKeyboard(event.keyboard ?? null),
  };

  /** @param {Message} message */
  #arrived(message) {
    if (this.messages.has(message.message_id)) return this.#edited(message);
    this.messages.set(message.message_id, message);
    if (message.from_bot) this.#setTyping(false);
    this.#followKeyboard(message.reply_markup);
    this.emit("message", message);
    if (message.from_bot && !this.inView) this.#markUnread(this.unread + 1);
  }

  /** @param {Message} message */
  #edited(message) {
    if (!this.messages.has(message.message_id)) return;
    this.messages.set(message.message_id, message);
    this.emit("edit", message);
  }

  #removed(id) {
    if (this.messages.delete(id)) this.emit("delete", id);
  }

  #followKeyboard(markup) {
    if (markup?.keyboard) this.#setKeyboard(markup);
    else if (markup?.remove_keyboard) this.#setKeyboard(null);
  }

  #setKeyboard(keyboard) {
    this.keyboard = keyboard;
    this.emit("keyboard");
  }

  #setTyping(on) {
    clearTimeout(this.#typing);
    if (on) this.#typing = setTimeout(() => this.#setTyping(false), TYPING_LASTS);
    this.emit("typing", on);
  }

  #texted(event) {
    this.sms = [...this.sms, event];
    this.unreadSms += 1;
    this.emit("sms", event);
  }

  #toast(event) {
    this.#waiterFor(event.callback_query_id).resolve(true);
    if (event.text || event.url) this.emit("toast", event);
  }

  // The answer to a press may arrive before the press's own HTTP response, so either side may come first.
  #waiterFor(queryId) {
    const waiter = this.#answered.get(queryId) ?? Promise.withResolvers?.() ?? withResolvers();
    this.#answered.set(queryId, waiter);
    return waiter;
  }

  /** Press a button and wait until the bot has answered. @returns {Promise<boolean>} false: no answer within 10 seconds */
  async press(messageId, data) {
    const { callback_query_id: queryId } = await api.press(this.id, messageId, data);
    const late = new Promise((resolve) => setTimeout(() => resolve(false), ANSWER_WITHIN));
    const answered = await Promise.race([this.#waiterFor(queryId).promise, late]);
    this.#answered.delete(queryId);
    return answered;
  }

  /** Whether a button of this chat leads to an address with these words in it. @param {string} words */
  leadsTo(words) {
    const rows = [...this.messages.values()].flatMap((message) => message.reply_markup?.inline_keyboard ?? []);
    return rows.flat().some((button) => button.url?.includes(words) || button.url?.includes(encodeURIComponent(words)));
  }

  setBlocked(blocked) {
    this.person = { ...this.person, blocked };
    this.emit("blocked", blocked);
  }

  #markUnread(count) {
    this.unread = count;
    this.emit("unread", count);
  }

  /** @param {boolean} visible whether the person at the screen sees this chat now */
  setInView(visible) {
    this.inView = visible;
    if (visible && this.unread) this.#markUnread(0);
  }

  readSms() {
    this.unreadSms = 0;
    this.emit("smsRead");
  }
}

const HANGUL = /^[가-힣]+$/;

/** A Korean name is written family name first and without a space. @param {Person} person */
export function fullName({ first_name: first, last_name: last }) {
  if (!last) return first;
  return HANGUL.test(first) && HANGUL.test(last) ? last + first : `${first} ${last}`;
}

function withResolvers() {
  /** @type {any} */
  const waiter = {};
  waiter.promise = new Promise((resolve) => Object.assign(waiter, { resolve }));
  return waiter;
}
