"""Names of persons: Hangul, or Latin letters for foreign nationals (KOTRA 회원가입 매뉴얼, I-6 성명)."""

from __future__ import annotations

import re

from membership.problems import Found, Problem, Reading
from membership.reading.tidy import normal, tidy, unwrap
from membership.surnames import split_name

HANGUL_LONGEST = 20
LATIN_LONGEST = 60
# Korean names have no spaces: up to this many syllables they are joined, above they are a foreign name in Hangul.
_JOINED_LONGEST = 4

_LABELS = (
    r"(?:대표자?\s*)?(?:(?:한글|영문|영어)\s*)?(?:이름|성함|성명|본명|대표자명|대표자)"
    r"(?:\s*\((?:한글|영문)\))?|(?:full\s+)?name"
)
_HANGUL = re.compile(r"[가-힣]+(?: [가-힣]+)*")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]+(?:[ '.\-]+[A-Za-zÀ-ɏḀ-ỿ]+)*\.?")
_ENDING = r"(?:이라고|라고|이고요?|이며|입니다|이에요|예요|이구요|인데요?)?"
_WORD = re.compile(rf"(?<![가-힣])([가-힣]{{2,4}}?){_ENDING}(?![가-힣])")
_LABELLED = re.compile(rf"(?:(?:이름|성함|성명)(?:은|이|:)?|저는)\s*([가-힣]{{2,4}}?){_ENDING}(?![가-힣])")
# Korean names do not end like sentences: 그만할래요, 안녕하세요, 잘 모르겠습니다.
_SENTENCE = re.compile(r"(?:요|니다|할래|할게|해줘|싶어|까지|부터|는데|에서)$")
_VERB = re.compile(r"(?:하고|해요|하는|세요|어요|아요|니다|는데|에서|으로|까지|부터|이랑|한테|에게|싶어)$")
_TITLE = re.compile(r"(?<=[가-힣]{2})(?: (?:씨|대표(?:이사)?|사장|이사|부장|차장|과장|대리|주임|사원|팀장)님?|님)$")
_LATIN_BESIDE = re.compile(r"(?<=[가-힣])\s*\([A-Za-z .'\-]+\)$")
# 전 홍길동입니다 is "I am"; 전 지현 is a surname with its name.
_OPENING = re.compile(r"^(?:(?:네|넵|예|저|전|난)[\s,]+(?=[가-힣]{3})|(?:이름|성함|성명|본명)\s+(?=[가-힣]))")
# Words of such messages that begin like a surname.
_NO_NAMES = frozenset(
    """이름 이름은 이름이 성함 성함은 성명 성명은 성별 성별은 주소 주소는 전화 전화는 전화번호 전화번호는 연락처
    연락처는 남자 남성 여자 여성 국적 국적은 내국인 한국 한국인 대한민국 생일 생일은 생년월일 이고 이며 이메일
    이메일은 안녕 안녕하세요 인증 인증번호 신청 가입 가입이요 회원가입 하고 하지만 문의 사용 개인 개인회원 기업
    기업회원 정보 정보는 유플러스 엘지 엘지유플러스 에스케이 케이티 통신사 통신사는 알뜰폰 번호 번호는 휴대폰 핸드폰
    이에요 이예요 예요 입니다 그리고 해주세요 부탁드려요 부탁드립니다 우리 우리는 여기 여기요 지금 제가 저는 저희
    나는 다음 이전 취소 처음 처음으로 도움말 상담원 동의 동의합니다 네 예 아니오 아니요 고마워요 감사합니다 하나
    없음 없어요 모름 몰라요 이상 이하 임의 주민 공일공 인데 인데요 이요 이거 이것 음력 양력 윤달 남편
    여보 신청이요 신청은""".split()
)


def read_person_name(text: str) -> Reading[str]:
    """A name in Hangul (2–20 syllables) or in Latin letters; raises Problem.

    Doubts: "name.short" for a single letter, "name.unusual" for what looks like a sentence or has no Korean surname.
    """
    name = _without_title(unwrap(_unmisspelled(tidy(text)), _LABELS))
    _refuse_strange(name)
    if _HANGUL.fullmatch(name):
        return _hangul(name)
    if _LATIN.fullmatch(name):
        return _latin(name)
    raise Problem("name.letters")


def read_name_en(text: str) -> Reading[str]:
    """A name in Latin letters; raises Problem, "name_en.letters" where it is written in others."""
    name = unwrap(text, _LABELS)
    _refuse_strange(name)
    if not _LATIN.fullmatch(name):
        raise Problem("name_en.letters")
    return _latin(name)


def find_person_name(text: str) -> Found[str] | None:
    """A person's name in what is left of a longer message: a Hangul word with a known surname, or Latin words alone."""
    text = normal(text)
    labelled = [match for match in _LABELLED.finditer(text) if _is_name(match[1])]
    candidates = labelled or [match for match in _WORD.finditer(text) if _is_name(match[1])]
    if len({match[1] for match in candidates}) == 1:
        match = candidates[0]
        return Found(match[1], f"{text[: match.start()]} {text[match.end() :]}".strip())
    words = unwrap(text, _LABELS).strip(" ,./")
    if not candidates and _LATIN.fullmatch(words) and 2 <= len(words.split()) <= 5:
        return Found(words, "")
    return None


def _is_name(word: str) -> bool:
    surname, given = split_name(word)
    return bool(surname) and 1 <= len(given) <= 2 and word not in _NO_NAMES and not _VERB.search(word)


def _unmisspelled(text: str) -> str:
    """홍길동이예요 and 홍길동이요 are 홍길동이에요; 김영이예요 is 김영이 + 예요."""
    return re.sub(r"(?<=[가-힣]{3})(?:이예요|이요)(?=[.!\s]*$)", "이에요", _OPENING.sub("", text))


def _without_title(name: str) -> str:
    return _TITLE.sub("", _LATIN_BESIDE.sub("", name.strip(" ,.!~")))


def _refuse_strange(name: str) -> None:
    if not name:
        raise Problem("name.empty")
    if re.search(r"\d", name):
        raise Problem("name.digits")
    if re.search(r"[ㄱ-ㅎㅏ-ㅣ]", name):
        raise Problem("name.jamo")
    if re.search(r"[^\w\s'.\-·]|_", name):
        raise Problem("name.symbols")


def _hangul(name: str) -> Reading[str]:
    joined = name.replace(" ", "")
    if len(joined) > HANGUL_LONGEST:
        raise Problem("name.too_long", longest=HANGUL_LONGEST)
    if len(joined) == 1:
        return Reading(joined, "name.short", {"name": joined})
    value = joined if len(joined) <= _JOINED_LONGEST else name
    return Reading(value, "name.unusual", {"name": value}) if _is_unusual(joined) else Reading(value)


def _is_unusual(joined: str) -> bool:
    """Longer ones are foreign names in Hangul, which have no Korean surname."""
    without_surname = len(joined) <= _JOINED_LONGEST and not split_name(joined)[0]
    return without_surname or joined in _NO_NAMES or (len(joined) > 2 and bool(_SENTENCE.search(joined)))


def _latin(name: str) -> Reading[str]:
    if len(name) > LATIN_LONGEST:
        raise Problem("name.too_long", longest=LATIN_LONGEST)
    if len(name) == 1:
        return Reading(name, "name.short", {"name": name})
    return Reading(name)
