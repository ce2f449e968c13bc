"""Words that people type anywhere and expect to work, and how a choice is recognised when it is typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

NAVIGATION = {
    "back": "이전 뒤로 뒤로가기 이전으로 이전단계 돌아가기 돌아갈게요 돌아갈래요 back previous goback",
    "cancel": "취소 그만 그만두기 그만둘게요 그만둘래요 그만두겠습니다 그만두고싶어요 중단 종료 가입취소"
    " cancel quit stop exit",
    "home": "처음 처음으로 처음부터 메뉴 홈 home menu start restart startover",
    "skip": "건너뛰기 건너뜀 건너뛸게요 건너뛸래요 넘어가기 넘어갈게요 넘어갈래요 생략 스킵 패스 skip pass",
    "rest": "나머지건너뛰기 모두건너뛰기 전부건너뛰기 skiptherest skiprest skipall",
    "next": "다음 다음으로 그대로 계속 next continue keep",
    "help": "도움말 도움 도와주세요 도와줘 모르겠어요 모르겠습니다 잘모르겠어요 몰라요 help idontknow",
    "agent": "상담원 상담사 상담원연결 상담원연결해주세요 사람 고객센터 고객안내센터 agent human operator",
    "status": "상태 내상태 내정보 현재상태 status mystatus",
    "language": "언어 언어바꾸기 language changelanguage changethelanguage",
    "ko": "한국어 한국말 korean inkorean",
    "en": "영어 english inenglish",
    "greeting": "안녕 안녕하세요 안녕하십니까 안녕하세용 반갑습니다 반가워요 hello hi hey hithere hellothere",
}
_BY_WORD = {word: code for code, words in NAVIGATION.items() for word in words.split()}
# Department, position, company and product may really be called like this, so there the words are asked back.
COULD_BE_AN_ANSWER = frozenset({"agent", "next", "help", "status", "language", "home", "ko", "en"})
# What makes a request of the word before it: 취소할게요, 처음으로 돌아가고 싶어요, 상담원 불러 주세요.
_REQUEST = re.compile(
    r"(?:(?:돌아)?(?:갈게|갈래|가겠습니다|가고싶|가주세|가줘|가기|가자|갈까)"
    r"|할[게께래]|하겠|하고싶|하기|하자|해[요줘주]|합니다|시켜|부탁|보여|볼[게래]|알려|불러|연결|바꿔|말해)"
    r"[가-힣]{0,6}$|(?:이요|요|입니다|please)$"
)
_PARTICLE = re.compile(r"(?:으로|로|을|를|좀)$")
_SENTENCE = re.compile(r"(?:요|니다|[줘게래자기])$")
_QUESTION = re.compile(
    r"[?？]\s*$|(나요|까요|가요|인지요|은가|는데요|뭐에요|뭐예요|머에요|뭔가요|왜요|알려\s*주세요)[\s.!~ㅠㅜ]*$"
    r"|^(잘\s*)?(몰라|모르겠|모릅니다|모름)|^(i\s+)?(don.?t|do not) know|^no idea"
    r"|^(왜|무엇|뭐|어떻게|what|why|how|who|when|where|which|can i|do i|is there)\b",
    re.IGNORECASE,
)


def squeeze(text: str) -> str:
    """Words as they are compared: one width, lower case, no spaces and no punctuation around them."""
    flat = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s.,!~·]+", "", flat)


def navigation(text: str) -> str | None:
    """The navigation that a message asks for when it holds nothing else, in a word or as a polite request."""
    said = squeeze(text).lstrip("/")
    asked = _REQUEST.sub("", said)
    return _BY_WORD.get(said) or _BY_WORD.get(asked) or _BY_WORD.get(_PARTICLE.sub("", asked))


def could_be_an_answer(text: str, way: str) -> bool:
    """Whether a word of this way may be meant as an answer where any words are one; a sentence is not."""
    return way in COULD_BE_AN_ANSWER and not _SENTENCE.search(squeeze(text))


def looks_like_a_question(text: str) -> bool:
    """Whether a message that is no answer reads like a question."""
    return bool(_QUESTION.search(text.strip()))


def chosen(text: str, options: Sequence[tuple[str, str]], *, loosely: bool) -> str | None:
    """The code of the option (code, label) that a message names by number or words; `loosely` by their beginning."""
    said = squeeze(text)
    if not said:
        return None
    number = re.fullmatch(r"(\d{1,2})(번|번째|\))?(이요|요|입니다)?", said)
    if number:
        index = int(number[1]) - 1
        return options[index][0] if 0 <= index < len(options) else None
    labels = [(code, squeeze(label)) for code, label in options]
    exact = [code for n, (code, label) in enumerate(labels, 1) if said in (label, f"{n}{label}")]
    begins = [code for code, label in labels if loosely and len(said) >= 2 and label.startswith(said)]
    hits = exact or begins
    return hits[0] if len(hits) == 1 else None
