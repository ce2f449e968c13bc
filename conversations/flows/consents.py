"""Age and consents (KOTRA 회원가입 매뉴얼, I-3 and I-4): each answer is kept with the text that it answers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from conversations.documents import full_text
from conversations.flow import Step
from conversations.state import Answers
from conversations.talk import Talk
from membership.fields import MEMBER_FIELDS
from membership.limits import GREATEST_AGE, LEAST_AGE
from membership.problems import Problem, Reading
from membership.reading.words import read_yes_no

Then = Callable[[Talk, Any], None]
OPTIONAL_ITEMS = tuple(field.name for field in MEMBER_FIELDS if field.optional_consent)
_BEGINS = r"(?:네|예|아니요|저는|전|제|나이는?|올해|현재|아직|만으로|만|i'?m|i am|my|age|is|yes|no|[\s,.:])*"
_ENDS = r"\s*(?:입니다|이에요|예요|이예요|에요|이고요|이구요|이요|요|이야|야|임)?[\s.!~]*"
_UNDER = re.compile(
    rf"{_BEGINS}(?:14\s*(?:세|살)?\s*(?:미만|이?\s*(?:안|못)\s*(?:됩니다|됐습니다|[돼됐]어?요?|되었습니다|되었어요))"
    rf"|(?:under|below|younger than|not|not yet)\s*14){_ENDS}",
    re.IGNORECASE,
)
_OVER = re.compile(
    rf"{_BEGINS}(?:14\s*(?:세|살)?\s*(?:이상|넘었어요|넘었습니다|넘어요)|14\s*\+"
    rf"|14 (?:or|and) (?:over|older)|over 14){_ENDS}",
    re.IGNORECASE,
)
# With no 0 before it, as in 05년생; nor with another word, as in 3학년.
_YEARS = re.compile(rf"{_BEGINS}([1-9]\d{{0,2}})\s*(?:세|살|years?(?: old)?|y/?o)?{_ENDS}", re.IGNORECASE)
_DENIES = re.compile(r"아니|\bno\b", re.IGNORECASE)
_AFFIRMS = re.compile(r"네|예(?!요)|\byes\b", re.IGNORECASE)


def reads_yes_no(text: str, talk: Talk) -> Reading[str]:
    """Yes or no in a person's own words."""
    return Reading("yes" if read_yes_no(text).value else "no")


def reads_document(kind: str) -> Callable[[Talk, str], bool]:
    """Has "read" show the full text of a document before the question is asked again."""

    def press(talk: Talk, code: str) -> bool:
        if code != "read":
            return False
        for part in full_text(kind, talk.language):
            talk.note(part)
        return True

    return press


def _ends_without(talk: Talk, value: Any) -> None:
    """A required consent refused, or too young: the sign-up ends and nothing of it is kept."""
    if value == "no":
        refused = talk.frame.trail[-1]
        talk.end()
        talk.forget_checks()
        talk.lead.clear()
        talk.add(f"ended.{refused}")


def _forget_optional(talk: Talk, value: Any) -> None:
    """What was given before the optional items were refused goes."""
    for name in OPTIONAL_ITEMS if value == "no" else ():
        talk.answers.pop(name, None)


def consent(kind: str, *, required: bool = False, then: Then | None = None, clears: tuple[str, ...] = ()) -> Step:
    """A step that asks agreement to one document; a new answer makes the answers that `clears` names void."""
    return Step(
        name=kind,
        options=("yes", "no", "read"),
        reads=reads_yes_no,
        press=reads_document(kind),
        consent=kind,
        then=_ends_without if required else then,
        reviewed=not required,
        clears=clears,
    )


def _reads_age(text: str, talk: Talk) -> Reading[str]:
    """Yes, no, or an age in years ("68세", "15살이에요", "14세 미만입니다"); a number among other words is none.

    Raises Problem also where the word and the age contradict each other ("아니요 15세").
    """
    said = unicodedata.normalize("NFKC", text).strip()
    old_enough = _is_old_enough(said)
    if old_enough is None:
        return reads_yes_no(text, talk)
    if (_DENIES if old_enough else _AFFIRMS).search(said):
        raise Problem("yes_no.unreadable")
    return Reading("yes" if old_enough else "no")


def _is_old_enough(said: str) -> bool | None:
    if _UNDER.fullmatch(said):
        return False
    if _OVER.fullmatch(said):
        return True
    years = _YEARS.fullmatch(said)
    return int(years[1]) >= LEAST_AGE if years and int(years[1]) <= GREATEST_AGE else None


def refused_optional(answers: Answers) -> bool:
    """The optional items were refused."""
    return answers.get("optional_items") == "no"


AGE = Step(
    name="age",
    options=("yes", "no", "read"),
    reads=_reads_age,
    press=reads_document("abroad"),
    consent="abroad",
    then=_ends_without,
)
CONSENTS = (
    consent("terms", required=True),
    consent("privacy", required=True),
    consent("optional_items", then=_forget_optional, clears=(*OPTIONAL_ITEMS, "extras")),
    consent("marketing"),
)
