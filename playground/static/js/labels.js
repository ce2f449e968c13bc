import { settings } from "./settings.js";

/** The page's own words, Korean and English; the bot's words are its own affair. @type {Record<string, [string, string]>} */
const WORDS = {
  title: ["대화 연습장", "Chat playground"],
  subtitle: ["텔레그램 없이 해 보는 연습용 메신저", "A practice messenger, no Telegram needed"],
  connecting: ["연결하는 중", "Connecting"],
  live: ["연결됨", "Connected"],
  botless: ["봇을 기다리는 중", "Waiting for the bot"],
  opensLink: ["누구의 대화에서 열까요?", "In whose chat should this open?"],
  opensLinkText: ["봇으로 가는 링크입니다. 고른 사람이 {command} 를 보냅니다.", "This link leads to the bot. The person you choose sends {command}."],
  lost: ["끊김 · 다시 연결하는 중", "Disconnected · retrying"],
  people: ["사람 고르기", "Choose people"],
  addPerson: ["사람 추가", "Add a person"],
  companies: ["시험용 회사", "Sample companies"],
  help: ["도움말", "Help"],
  toEnglish: ["English", "한국어"],
  toEnglishShort: ["EN", "한"],
  theme: ["화면 밝기: {value}", "Theme: {value}"],
  theme_auto: ["자동", "automatic"],
  theme_light: ["밝게", "light"],
  theme_dark: ["어둡게", "dark"],
  close: ["닫기", "Close"],
  cancel: ["취소", "Cancel"],
  ok: ["확인", "OK"],
  unread: ["읽지 않음 {count}", "{count} unread"],
  chatOf: ["{name} 님의 대화", "{name}'s chat"],
  messages: ["메시지", "Messages"],
  closeColumn: ["{name} 님의 창 닫기", "Close {name}'s column"],
  more: ["더 보기", "More"],
  less: ["접기", "Less"],
  start: ["시작", "START"],
  startHint: ["/start 를 보내 대화를 시작합니다", "Sends /start and begins the chat"],
  emptyText: ["아직 나눈 대화가 없습니다.", "No messages here yet."],
  role_applicant: ["신청자", "Applicant"],
  role_master: ["회사의 MASTER", "The company's MASTER"],
  role_english: ["영어 사용자", "English speaker"],
  typing: ["입력하는 중…", "typing…"],
  write: ["메시지 쓰기", "Write a message"],
  send: ["보내기", "Send"],
  save: ["고친 글 저장", "Save changes"],
  attach: ["첨부", "Attach"],
  commands: ["명령 메뉴", "Commands"],
  noCommands: ["봇이 등록한 명령이 없습니다", "The bot has registered no commands"],
  photo: ["사진", "Photo"],
  document: ["파일 (PDF 등)", "File (PDF and others)"],
  asPhoto: ["사진으로 보내기", "Send as a photo"],
  removeFile: ["첨부 빼기", "Remove attachment"],
  dropHere: ["여기에 놓으면 첨부됩니다", "Drop to attach"],
  ownContact: ["내 연락처", "My contact"],
  otherContact: ["다른 사람의 연락처", "Someone else's contact"],
  oddThings: ["이런 것도 보내 보기", "Try odd things"],
  sticker: ["스티커", "Sticker"],
  voice: ["음성 메시지", "Voice message"],
  video: ["동영상", "Video"],
  video_note: ["동그라미 동영상", "Video note"],
  audio: ["음악", "Music"],
  animation: ["움직이는 그림", "Animation"],
  location: ["위치", "Location"],
  venue: ["장소", "Venue"],
  dice: ["주사위", "Dice"],
  poll: ["투표", "Poll"],
  contact: ["연락처", "Contact"],
  forward: ["전달한 메시지", "Forwarded message"],
  forwarded: ["전달됨", "Forwarded"],
  story: ["스토리", "Story"],
  unknown: ["표시할 수 없는 메시지", "A message this page cannot show"],
  reply: ["답장", "Reply"],
  copy: ["복사", "Copy"],
  copied: ["복사했습니다", "Copied"],
  edit: ["고치기", "Edit"],
  delete: ["지우기", "Delete"],
  deleted: ["메시지가 지워졌습니다", "A message was deleted"],
  edited: ["고침", "edited"],
  editing: ["고치는 중", "Editing"],
  replying: ["답장하는 중", "Replying"],
  messageMenu: ["메시지 메뉴", "Message menu"],
  me: ["나", "Me"],
  bot: ["봇", "Bot"],
  buttonsCount: ["단추 {count}개", "{count} buttons"],
  opensTab: ["새 창에서 열림", "opens in a new tab"],
  pageSettings: ["설정", "Settings"],
  pageOf: ["{name}의 화면", "{name}: page"],
  loading: ["불러오는 중…", "Loading…"],
  back: ["뒤로", "Back"],
  leavePage: ["화면을 닫을까요?", "Close the page?"],
  leavePageText: ["바꾼 내용이 저장되지 않을 수 있습니다.", "Changes that you made may not be saved."],
  closeAnyway: ["닫기", "Close anyway"],
  newMessages: ["새 메시지", "New messages"],
  toBottom: ["맨 아래로", "To the newest"],
  spoiler: ["가린 글 보기", "Reveal hidden text"],
  showKeyboard: ["키보드 단추 보이기", "Show keyboard buttons"],
  hideKeyboard: ["키보드 단추 숨기기", "Hide keyboard buttons"],
  keyboardOf: ["답장 단추", "Reply buttons"],
  phone: ["문자 메시지", "Text messages"],
  phoneOf: ["{name} 님의 전화 {number}", "{name}'s phone {number}"],
  noPhone: ["전화번호 없음", "no phone number"],
  noSms: ["받은 문자가 없습니다. 인증번호가 오면 여기에 쌓입니다.", "No texts yet. Verification codes arrive here."],
  smsArrived: ["문자가 왔습니다", "New text message"],
  smsElsewhere: ["{number} 로 문자가 왔습니다 (이 번호를 쓰는 사람이 없습니다)", "A text came to {number} (nobody here has that number)"],
  insertCode: ["{code} 입력", "Insert {code}"],
  restart: ["새로 시작 (/start)", "Start again (/start)"],
  block: ["봇 차단하기", "Block the bot"],
  unblock: ["차단 풀기", "Unblock"],
  blocked: ["봇을 차단했습니다. 봇의 메시지가 오지 않습니다.", "You blocked the bot. Its messages do not arrive."],
  firstName: ["이름", "First name"],
  lastName: ["성 (없어도 됩니다)", "Last name (optional)"],
  language: ["메신저 언어", "Messenger language"],
  phoneNumber: ["전화번호 (없어도 됩니다)", "Phone number (optional)"],
  phoneHint: ["010-0000-0000 또는 +국가번호", "010-0000-0000 or +country code"],
  badPhone: ["전화번호를 010-0000-0000 또는 +82… 꼴로 써 주세요.", "Write the number as 010-0000-0000 or +82…"],
  add: ["추가", "Add"],
  noPeople: ["아직 아무도 없습니다. 사람을 추가해 대화를 시작해 보세요.", "Nobody here yet. Add a person to begin."],
  noColumns: ["위에서 사람을 고르면 대화가 열립니다.", "Choose a person above to open a chat."],
  noSamples: ["준비된 시험용 회사가 없습니다.", "There are no sample companies."],
  samplesHint: ["사업자등록번호를 누르면 지금 대화의 입력란에 들어갑니다.", "Press a number to put it into the current chat."],
  offline: ["서버에 닿지 못했습니다. 연습장이 켜져 있는지 확인해 주세요.", "The server cannot be reached. Is the playground running?"],
  failed: ["처리하지 못했습니다: {reason}", "That did not work: {reason}"],
  staleButton: ["이 단추는 더 이상 쓸 수 없습니다.", "This button can no longer be used."],
  noAnswer: ["봇이 아직 답하지 않습니다. 봇이 켜져 있나요?", "The bot has not answered yet. Is it running?"],
  notSupported: ["연습장이 흉내 내지 않는 단추입니다.", "The playground does not imitate this button."],
  help_enter: ["보내기 · 줄 바꾸기", "send · new line"],
  help_up: ["빈 입력란에서: 마지막에 쓴 글 고치기", "in an empty box: edit your last message"],
  help_person: ["몇째 사람의 대화로", "go to that person's chat"],
  help_buttons: ["가장 새로운 단추로", "to the newest buttons"],
  help_messages: ["메시지 사이를 옮겨 다니기 (메시지에 초점이 있을 때)", "move between messages (when one has the focus)"],
  help_menu: ["초점이 있는 메시지의 메뉴", "menu of the focused message"],
  help_commands: ["명령 메뉴", "commands menu"],
  help_sms: ["받은 문자 열기·닫기", "open or close text messages"],
  help_companies: ["시험용 회사 열기·닫기", "open or close the sample companies"],
  help_help: ["이 도움말", "this help"],
  help_escape: ["닫기, 고치기·답장 그만두기", "close, stop editing or replying"],
  helpIntro: [
    "여러 사람이 되어 봇과 이야기해 보는 곳입니다. 위에서 사람을 골라 창을 여럿 열 수 있고, 사람마다 문자를 받는 전화가 있습니다. 밖으로 나가는 것은 없습니다.",
    "Talk with the bot as several people. Choose people above to open their columns; each has a phone that receives texts. Nothing leaves this machine.",
  ],
};

/** The label in the page's language, with its {values} filled in. @param {string} key @param {Record<string, any>} [values] */
export function t(key, values = {}) {
  const [ko, en] = WORDS[key] ?? [key, key];
  const words = settings.lang === "en" ? en : ko;
  return words.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

export const known = (/** @type {string} */ key) => key in WORDS;

const locale = () => (settings.lang === "en" ? "en-GB" : "ko-KR");

/** @param {number} seconds Unix time */
export function clock(seconds) {
  return new Intl.DateTimeFormat(locale(), { hour: "numeric", minute: "2-digit" }).format(seconds * 1000);
}

/** @param {number} seconds Unix time */
export function day(seconds) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "full" }).format(seconds * 1000);
}

/** @param {number} bytes */
export function size(bytes) {
  const units = ["B", "KB", "MB"];
  const power = Math.min(2, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024)));
  return `${(bytes / 1024 ** power).toFixed(power ? 1 : 0)} ${units[power]}`;
}
