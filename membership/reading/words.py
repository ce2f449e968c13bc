"""Answers in free words: text, yes or no, products, company names, homepages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from membership.limits import MOST_PRODUCTS
from membership.problems import Problem, Reading
from membership.reading.tidy import normal, tidy, unwrap

_COMPANY_LABELS = r"회사\s*(?:명|이름)|기업\s*(?:명|이름)|상호(?:명)?|법인명|회사|company(?:\s+name)?"
_HAS_WORD = re.compile(r"[^\W_]")
_YES = frozenset(
    """네 넵 넹 넷 옙 예 예스 응 웅 엉 어 ㅇ ㅇㅇ ㅇㅋ 그래 그래요 그럼 그럼요 네네 맞아 맞아요 맞습니다 맞음 좋아
    좋아요 좋습니다 네에 예에 그렇습니다 그럴게요 그렇게 할래요 동의할래요 해주세요 해줘 부탁해요 부탁드립니다 ㄱㄱ
    고고 please 동의 동의함 동의해요 동의합니다 동의할게요 수락 승인 확인 오케이 오키 있음 있어요 있습니다 해당
    해당함 할게요 하겠습니다 당연하지 당연하죠 yes y yeah yep yup ok okay sure agree agreed true o ㅛ iagree correct
    right""".split()
)
_NO = frozenset(
    """아니 아니오 아니요 아뇨 아닙니다 아니에요 아니예요 노 노노 ㄴ ㄴㄴ 싫어 싫어요 싫습니다 안해 안해요 안함
    안할래요 안합니다 아닌데요 안할래 못해요 못합니다 동의못해요 동의안합니다 동의못합니다 nothanks nothankyou 거부
    거절 동의안함 동의하지않음 동의하지않아요 동의하지않습니다 동의안해요 미동의 비동의 없음 없어요 없습니다 아님
    틀려요 틀렸어요 해당없음 미해당 하지않음 하지않을래요 no n nope nah disagree false x idonotagree donotagree
    idontagree dontagree notagree wrong never""".split()
)
_REFUSES = re.compile(
    r"동의(?:는|를|을|도)?\s*(?:안|못|하지\s*(?:않|못))\s*\S*|거부(?:합|할|해)\S*|(?:안|그만)\s*받을\S*|받지\s*않\S*"
    r"|필요\s*없\S*|원(?:하지|치)\s*않\S*|싫\S*"
    r"|\b(?:do not|dont|will not|wont|not)\s+(?:agree|consent|accept|want)\b|\brefuse\b|\bdecline\b"
)
_AGREES = re.compile(r"동의(?:합니|해요|할게|할께|하겠|드립|함)\S*|\b(?:i|we)\s+(?:agree|accept|consent)\b")
_NO_STATEMENT = re.compile(
    r"[?？]|니다만|는데|지만|나요|까요|가요|까\s*$|면\b|면\s|지요|죠|\bif\b|\bwhat\b|\bcan\b|\bdo i\b|\bmust\b",
    re.IGNORECASE,
)
_HOST = r"(?:[^\W_](?:[\w\-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,}"
_HOMEPAGE = re.compile(
    rf"(?:(?P<scheme>https?)://)?(?P<host>{_HOST})(?P<port>:\d{{1,5}})?(?P<path>[/?#]\S*)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Product:
    """An interest product [관심품목]: its Korean and English name and KOTRA product code, each as far as given."""

    name_ko: str = ""
    name_en: str = ""
    code: str = ""


def read_text(text: str, longest: int) -> Reading[str]:
    """Free words on one line; raises Problem "text.empty" or "text.too_long"."""
    return Reading(_checked(tidy(text), longest))


def read_company_name(text: str, longest: int = 100) -> Reading[str]:
    """A company's name with its (주); ㈜ becomes (주); raises Problem."""
    name = unwrap(text, _COMPANY_LABELS)
    return Reading(_checked(re.sub(r"\(\s*(주|유|재|사|합)\s*\)", r"(\1)", name), longest))


def read_homepage(text: str, longest: int = 200) -> Reading[str]:
    """A web address with its scheme, http:// where none was given; raises Problem."""
    address = unwrap(text, r"홈페이지(?:\s*주소)?|웹\s*사이트|homepage|web\s*site").replace(" ", "").rstrip(".,")
    match = _HOMEPAGE.fullmatch(address)
    if match is None:
        raise Problem("homepage.unreadable")
    whole = f"{(match['scheme'] or 'http').lower()}://{match['host'].lower()}{match['port'] or ''}{match['path'] or ''}"
    if len(whole) > longest:
        raise Problem("text.too_long", length=len(whole), longest=longest)
    return Reading(whole)


def read_yes_no(text: str) -> Reading[bool]:
    """Yes or no in the words of a chat; raises Problem "yes_no.unreadable"."""
    words = re.sub(r"[.,!~?'^ㅎㅋ]", " ", normal(text.replace("'", ""))).lower().split()
    answers = {_yes_or_no("".join(words))} - {None} or {_yes_or_no(word) for word in words}
    if len(answers) != 1 or None in answers:
        answers = {_said_in_a_sentence(text, " ".join(words))}
    if None in answers:
        raise Problem("yes_no.unreadable")
    return Reading(answers == {True})


def _said_in_a_sentence(text: str, words: str) -> bool | None:
    """Whether a sentence agrees or refuses; None where it does neither, both, asks, or says "if"."""
    if _NO_STATEMENT.search(text):
        return None
    refuses, rest = bool(_REFUSES.search(words)), _REFUSES.sub(" ", words)
    agrees, said = bool(_AGREES.search(rest)), {_yes_or_no(word) for word in rest.split()}
    return agrees if refuses != agrees and (not agrees) not in said else None


def _yes_or_no(word: str) -> bool | None:
    for answer in (word, re.sub(r"(?:입니다|이에요|예요|이요|요)$", "", word)):
        if answer in _YES or answer in _NO:
            return answer in _YES
    return None


def read_products(text: str, longest: int = 100) -> Reading[tuple[Product, ...]]:
    """Products apart by commas or lines, each "한글 / English / code"; raises Problem."""
    items = [tidy(item) for item in re.split(r"[,;\n、]", normal(text))]
    products = tuple(dict.fromkeys(_product(item, longest) for item in items if _HAS_WORD.search(item)))
    if not products:
        raise Problem("text.empty")
    if len(products) > MOST_PRODUCTS:
        raise Problem("products.too_many", count=len(products), most=MOST_PRODUCTS)
    return Reading(products)


def _checked(text: str, longest: int) -> str:
    if not _HAS_WORD.search(text):
        raise Problem("text.empty")
    if len(text) > longest:
        raise Problem("text.too_long", length=len(text), longest=longest)
    return text


def _product(item: str, longest: int) -> Product:
    parts = [_checked(part.strip(), longest) for part in item.split("/") if _HAS_WORD.search(part)]
    code = next((part for part in parts[::-1] if re.fullmatch(r"[A-Za-z]{0,3}[\d.\-]{2,}", part)), "")
    names = [part for part in parts if part != code]
    korean = " / ".join(name for name in names if not name.isascii())
    return Product(korean, " / ".join(name for name in names if name.isascii()), code)
