import { h, textButton } from "./dom.js";
import { openDialog } from "./dialogs.js";
import { t } from "./labels.js";
import { attempt, explain } from "./notices.js";
import { room } from "./room.js";

const NAMES = ["김하나", "이두리", "박세라", "최네온", "정다솜", "강여름", "조바다", "윤가람", "장한별", "임푸름"];
const LANGUAGES = [["ko", "한국어"], ["en", "English"], ["ja", "日本語"], ["zh-hans", "简体中文"], ["vi", "Tiếng Việt"], ["de", "Deutsch"]];

/** The number in E.164 form, undefined for none; null when it cannot be one. @param {string} written */
export function readPhone(written) {
  const bare = written.replace(/[\s().-]/g, "");
  if (!bare) return undefined;
  if (/^\+[1-9]\d{6,14}$/.test(bare)) return bare;
  return /^0\d{8,10}$/.test(bare) ? `+82${bare.slice(1)}` : null;
}

/** Ask for a new person's name, language and phone, and open their column. */
export function openPersonForm() {
  const fields = makeFields();
  const problem = h("p", { class: "problem", role: "alert" });
  const submit = h("button", { type: "submit", class: "button primary" }, t("add"));
  const footer = h("footer", {}, textButton(t("cancel"), () => dialog.close()), submit);
  const form = h("form", { class: "fields" }, ...Object.values(fields).map(({ label }) => label), problem, footer);
  const dialog = openDialog(t("addPerson"), [form]);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    submit.disabled = true;
    problem.textContent = "";
    problem.textContent = await save(fields, () => dialog.close());
    submit.disabled = false;
  });
  fields.first.input.select();
}

function makeFields() {
  const options = LANGUAGES.map(([code, name]) => h("option", { value: code }, name));
  return {
    first: field(t("firstName"), h("input", { required: true, maxlength: "64", value: freshName() })),
    last: field(t("lastName"), h("input", { maxlength: "64" })),
    language: field(t("language"), h("select", {}, ...options)),
    phone: field(t("phoneNumber"), h("input", { type: "tel", placeholder: t("phoneHint"), value: freshPhone() })),
  };
}

/** @template {HTMLInputElement|HTMLSelectElement} Input @param {string} words @param {Input} input */
function field(words, input) {
  return { input, label: h("label", { class: "field" }, h("span", {}, words), input) };
}

const freshName = () => NAMES.find((name) => ![...room.chats.values()].some((chat) => chat.name === name)) ?? NAMES[0];

// 010-2000-xxxx, as for the people who are here from the first: a block that is given to nobody.
function freshPhone() {
  const taken = new Set([...room.chats.values()].map((chat) => chat.person.phone));
  const free = Array.from({ length: 9999 }, (_, i) => String(i + 1).padStart(4, "0")).find((tail) => !taken.has(`+82102000${tail}`));
  return `010-2000-${free}`;
}

// The dialog closes before the column opens: a column behind it would look ready, but could not be written in.
/** @param {ReturnType<typeof makeFields>} fields @param {() => void} close @returns {Promise<string>} the problem, or nothing */
async function save(fields, close) {
  const phone = readPhone(fields.phone.input.value);
  if (phone === null) return t("badPhone");
  const names = { first_name: fields.first.input.value.trim(), last_name: fields.last.input.value.trim() || undefined };
  try {
    const chat = await room.invite({ ...names, language_code: fields.language.input.value, phone });
    close();
    await attempt(chat, () => room.show(chat.id));
    return "";
  } catch (problem) {
    return explain(problem);
  }
}
