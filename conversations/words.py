"""Words that people type anywhere and expect to work, and how a choice is recognised when it is typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

NAVIGATION = {
    "back": "이전 뒤로 뒤로가기 이전으로 이전단계 back previous goback",
    "cancel": "취소 그만 그만두기 중단 종료 cancel quit stop exit",
    "home": "처음 처음으로 처음부터 메뉴 홈 home menu start restart startover",
    "skip": "건너뛰기 건너뜀 생략 스킵 패스 skip pass",
    "rest": "나머지건너뛰기 모두건너뛰기 전부건너뛰기 skiptherest skiprest skipall",
    "next": "다음 다음으로 그대로 계속 next continue keep",
    "help": "도움말 도움 도와주세요 도와줘 help",
    "agent": "상담원 상담사 상담원연결 상담원연결해주세요 사람 고객센터 고객안내센터 agent human operator",
    "status": "상태 내상태 내정보 현재상태 status mystatus",
    "language": "언어 한국어 영어 english korean language",
}
_LANGUAGES = {"한국어": "ko", "korean": "ko", "영어": "en", "english": "en"}
_BY_WORD = {word: code for code, words in NAVIGATION.items() for word in words.split()}
# Department, position, company and product may really be called like this, so there the words are asked back.
COULD_BE_AN_ANSWER = frozenset({"agent", "next", "help", "status", "language", "home"})
_QUESTION = re.compile(
    r"[?？]\s*$|(나요|까요|가요|인지요|은가|는데요|뭐에요|뭐예요|머에요|뭔가요|왜요|알려\s*주세요)[\s.!~ㅠㅜ]*$"
    r"|^(왜|무엇|뭐|어떻게|what|why|how|who|when|where|which|can i|do i|is there)\b",
    re.IGNORECASE,
)


def squeeze(text: str) -> str:
    """Words as they are compared: one width, lower case, no spaces and no punctuation around them."""
    flat = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s.,!~·]+", "", flat)


def navigation(text: str) -> str | None:
    """The navigation that a message asks for when it holds nothing else."""
    return _BY_WORD.get(squeeze(text).lstrip("/"))


def named_language(text: str) -> str | None:
    """The language that a message names when it holds nothing else."""
    return _LANGUAGES.get(squeeze(text))


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
