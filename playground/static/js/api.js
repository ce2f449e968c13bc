/** The playground server's people's API, one function an endpoint. */

/** A call that did not succeed; `status` is 0 when the server could not be reached. */
export class ApiError extends Error {
  /** @param {number} status @param {string} reason */
  constructor(status, reason) {
    super(reason);
    this.status = status;
  }
}

/** @param {string} path @param {RequestInit} [init] @returns {Promise<any>} */
async function request(path, init) {
  const response = await fetch(path, init).catch(() => {
    throw new ApiError(0, "");
  });
  if (!response.ok) throw new ApiError(response.status, await reasonOf(response));
  return response.status === 204 ? null : response.json();
}

/** @param {Response} response @returns {Promise<string>} */
async function reasonOf(response) {
  const text = await response.text();
  try {
    const body = JSON.parse(text);
    return body.error ?? body.description ?? body.detail ?? text;
  } catch {
    return text || response.statusText;
  }
}

/** @param {string} path @param {object} body */
function post(path, body) {
  return request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

const chat = (/** @type {number} */ id, /** @type {string} */ rest) => `/api/chats/${id}/${rest}`;

export const getState = () => request("/api/state");
export const addPerson = (person) => post("/api/people", person);
export const getMessages = (id) => request(chat(id, "messages"));
export const sendText = (id, text, replyTo) => post(chat(id, "text"), replyTo ? { text, reply_to: replyTo } : { text });
export const press = (id, messageId, data) => post(chat(id, "press"), { message_id: messageId, data });
export const openWebApp = (id, messageId, url, dark) => post(chat(id, "web_app"), { message_id: messageId, url, dark });
export const sendContact = (id, contact = {}) => post(chat(id, "contact"), contact);
export const sendOther = (id, kind) => post(chat(id, "other"), { kind });
export const editText = (id, messageId, text) => post(chat(id, "edit"), { message_id: messageId, text });
export const deleteMessage = (id, messageId) => post(chat(id, "delete"), { message_id: messageId });
export const setBlocked = (id, blocked) => post(chat(id, "block"), { blocked });
export const getSms = (number) => request(`/api/phones/${encodeURIComponent(number)}/messages`);
export const fileUrl = (id, fileId) => chat(id, `file/${encodeURIComponent(fileId)}`);

/** @param {number} id @param {File} file @param {"photo"|"document"|"voice"|"video"} as @param {string} caption */
export function sendFile(id, file, as, caption) {
  const form = new FormData();
  form.set("file", file, file.name);
  form.set("as", as);
  if (caption) form.set("caption", caption);
  return request(chat(id, "file"), { method: "POST", body: form });
}
