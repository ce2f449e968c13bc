import { openHelp } from "./help.js";

/**
 * The page's own shortcuts; all need Alt or Ctrl, so none gets in the way of typing or of a screen reader's keys.
 * @param {{person: (place: number) => void, buttons: () => void, commands: () => void, sms: () => void, companies: () => void}} actions
 */
export function listenForKeys(actions) {
  const byCode = { KeyB: actions.buttons, KeyM: actions.commands, KeyS: actions.sms, KeyC: actions.companies };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    const run = wanted(event, byCode, actions);
    if (!run) return;
    event.preventDefault();
    run();
  });
}

// By `code`, not `key`: with Alt, a Mac types another letter, and a Korean layout a jamo.
function wanted(event, byCode, actions) {
  if (event.key === "F1" || (event.code === "Slash" && (event.ctrlKey || event.metaKey))) return openHelp;
  if (!event.altKey || event.ctrlKey || event.metaKey) return null;
  const digit = /^Digit([1-9])$/.exec(event.code);
  if (digit) return () => actions.person(Number(digit[1]));
  return byCode[event.code] ?? null;
}
