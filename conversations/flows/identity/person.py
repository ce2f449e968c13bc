"""Who is checked, and by which mobile: the questions of the phone check (KOTRA 회원가입 매뉴얼, I-5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from conversations.flow import Option, Step
from conversations.flows.identity.checks import CHECKED, by_page, today
from conversations.state import Answers
from conversations.talk import Talk
from membership.problems import Found, Problem, Reading
from membership.reading.dates import is_old_enough, read_birth_date
from membership.reading.identity import IdentityAnswers, find_identity, read_carrier, read_gender, read_nationality
from membership.reading.names import read_person_name
from membership.reading.phones import read_mobile, show_phone

GROUP = "identity"


def finds(text: str, talk: Talk) -> tuple[Answers, str]:
    """What of the person's data one message holds."""
    found = find_identity(text, today(talk))
    values: Answers = {}
    if "name" in found:
        values["name"] = found["name"].value
    if "birth_date" in found:
        values["birth_date"] = found["birth_date"].value.isoformat()
    person = [part.value for part in (found.get("nationality"), found.get("gender")) if part]
    if person:
        values["person"] = "_".join(person)
    if "carrier" in found:
        values["carrier"] = found["carrier"].value
    if "mobile" in found:
        values["phone"] = found["mobile"].value
    return values, _rest(found, text)


def _rest(found: IdentityAnswers, text: str) -> str:
    """What is left of a message when everything found in it is taken out: the last one found knows."""
    finds: list[Found[Any] | None] = [
        found.get("name"),
        found.get("nationality"),
        found.get("gender"),
        found.get("carrier"),
        found.get("birth_date"),
        found.get("mobile"),
    ]
    return next((find.rest for find in finds if find), text)


def _reads_birth_date(text: str, talk: Talk) -> Reading[str]:
    reading = read_birth_date(text, today(talk))
    params = {**reading.params, "shown": _show_date(talk, reading.value.isoformat())} if reading.doubt else {}
    return Reading(reading.value.isoformat(), reading.doubt, params)


def _show_date(talk: Talk, value: str) -> str:
    return talk.date(date.fromisoformat(value))


def _old_enough(talk: Talk, value: str) -> None:
    if not is_old_enough(date.fromisoformat(value), today(talk)):
        talk.end()
        talk.lead.clear()
        talk.add("ended.age")


def _reads_person(text: str, talk: Talk) -> Reading[str]:
    """Domestic or foreign, and the gender; what of both is not said yet is asked next."""
    said = [part for part in (_part(read_nationality, text), _part(read_gender, text)) if part]
    if not said:
        raise Problem("gender.unreadable")
    return Reading("_".join(said))


def _part(reads: Callable[[str], Reading[str]], text: str) -> str | None:
    try:
        return reads(text).value
    except Problem:
        return None


def _said_both(answers: Answers) -> bool:
    """Nationality and gender were both said, or are not needed."""
    return by_page(answers) or "_" in answers.get("person", "_")


def _wants_gender(answers: Answers) -> bool:
    return answers.get("person") in ("domestic", "foreign")


def _missing_part(talk: Talk) -> Sequence[Option]:
    codes = ("male", "female") if _wants_gender(talk.answers) else ("domestic", "foreign")
    return [Option(code) for code in codes]


def _reads_missing_part(text: str, talk: Talk) -> Reading[str]:
    return read_gender(text) if _wants_gender(talk.answers) else read_nationality(text)


def _joins_person(talk: Talk, value: str) -> None:
    person = talk.answers["person"]
    talk.answers["person"] = f"{person}_{value}" if _wants_gender(talk.answers) else f"{value}_{person}"


def _other_way(talk: Talk) -> str:
    """Another way is promised only where there is one."""
    return "failures.phone" if "ipin" in talk.around.offers else ""


_asked = partial(Step, group=GROUP, skip_when=by_page, clears=CHECKED)

PERSON = (
    _asked(name="name", open=True, reads=lambda text, talk: read_person_name(text), autofill="name"),
    _asked(
        name="birth_date",
        reads=_reads_birth_date,
        shows=_show_date,
        then=_old_enough,
        input="numeric",
        autofill="bday",
    ),
    _asked(
        name="person",
        options=("domestic_male", "domestic_female", "foreign_male", "foreign_female"),
        reads=_reads_person,
        clears=(*CHECKED, "national"),
    ),
    Step(
        name="national",
        group=GROUP,
        skip_when=_said_both,
        options=_missing_part,
        reads=_reads_missing_part,
        asks=lambda talk: {"variant": "gender"} if _wants_gender(talk.answers) else {},
        then=_joins_person,
    ),
    _asked(
        name="carrier",
        options=("SKT", "KT", "LGU", "SKT_MVNO", "KT_MVNO", "LGU_MVNO"),
        reads=lambda text, talk: read_carrier(text),
    ),
    _asked(
        name="phone",
        contact=True,
        input="tel",
        autofill="tel",
        reads=lambda text, talk: read_mobile(text),
        shows=lambda talk, value: show_phone(value),
        other_way=_other_way,
    ),
)
