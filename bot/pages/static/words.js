/** What the page says where the server has not been asked yet, or cannot be. All else comes with the view. */

/** @type {Record<string, Record<string, string>>} */
const OWN = {
  ko: {
    unreachable: "서버에 닿지 못했습니다. 적으신 것은 그대로 있습니다. 연결을 확인하고 다시 눌러 주세요.",
    outside: "이 화면은 텔레그램 대화의 버튼으로 엽니다. 대화로 돌아가 버튼을 다시 눌러 주세요.",
    failed: "화면에 문제가 생겼습니다. 대화에서 그대로 이어 가실 수 있습니다.",
    retry: "다시 시도",
    close: "닫기",
    missing: "꼭 필요한 항목입니다. 적거나 골라 주세요.",
    entered: "입력됨",
    sending: "보내는 중…",
    closed: "이제 이 화면을 닫으셔도 됩니다.",
    settings: "설정",
    privacy: "개인정보 처리 안내",
    shut: "닫기",
  },
  en: {
    unreachable: "The server cannot be reached. What you typed is still here: check your connection and press again.",
    outside: "This page opens from a button in the Telegram chat. Please go back to the chat and press it again.",
    failed: "Something went wrong on this page. You can go on in the chat.",
    retry: "Try again",
    close: "Close",
    missing: "This is needed. Please fill it in or choose.",
    entered: "entered",
    sending: "Sending…",
    closed: "You can close this page now.",
    settings: "Settings",
    privacy: "How personal information is handled",
    shut: "Close",
  },
};

let language = navigator.language.startsWith("ko") ? "ko" : "en";
/** @type {Record<string, string>} */
let given = {};

/** Take over the view's language and words. @param {{language: string, words?: Record<string, string>}} view */
export function speak(view) {
  language = view.language in OWN ? view.language : language;
  given = view.words ?? given;
  document.documentElement.lang = language;
}

/** @param {string} key */
export const say = (key) => given[key] ?? OWN[language][key] ?? "";
