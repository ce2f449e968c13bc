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
from membership.limits import LEAST_AGE
from membership.problems import Reading
from membership.reading.words import read_yes_no

_UNDER = re.compile(
    r"14\s*(?:세|살)?\s*(?:미만|이?\s*(?:안|못)\s*[되돼됐됩])|(?:under|below|younger than|not)\s*14", re.IGNORECASE
)
_OVER = re.compile(r"14\s*(?:세|살)?\s*이상(?!.*아[니닙])|14\s*\+|14 (?:or|and) (?:over|older)|over 14", re.IGNORECASE)
_YEARS = re.compile(
    r"(?:저는|제|나이는?|올해|만|i'?m|i am|my|age|is|[\s,.:])*(\d{1,3})\s*(?:세|살|years?(?: old)?|y/?o)?"
    r"\s*(?:입니다|이에요|예요|이예요|에요|이고요|이요|요|이야|임)?[\s.!~]*",
    re.IGNORECASE,
)


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
        talk.lead.clear()
        talk.add(f"ended.{refused}")


def consent(kind: str, *, required: bool = False, clears: tuple[str, ...] = ()) -> Step:
    """A step that asks agreement to one document; a new answer makes the answers that `clears` names void."""
    return Step(
        name=kind,
        options=("yes", "no", "read"),
        reads=reads_yes_no,
        press=reads_document(kind),
        consent=kind,
        then=_ends_without if required else None,
        reviewed=not required,
        clears=clears,
    )


def _reads_age(text: str, talk: Talk) -> Reading[str]:
    """Yes, no, or an age in years ("68세", "15살이에요", "14세 미만입니다"); a number among other words is none."""
    said = unicodedata.normalize("NFKC", text).strip()
    if _UNDER.search(said):
        return Reading("no")
    years = _YEARS.fullmatch(said)
    if years:
        return Reading("yes" if int(years[1]) >= LEAST_AGE else "no")
    return Reading("yes") if _OVER.search(said) else reads_yes_no(text, talk)


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
    consent("optional_items", clears=(*(field.name for field in MEMBER_FIELDS if field.optional_consent), "extras")),
    consent("marketing"),
)
