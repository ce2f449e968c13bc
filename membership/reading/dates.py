"""Dates as people type them: of birth, of opening; and the age of 14 (KOTRA 회원가입 매뉴얼, I-3 "만 14세 이상")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from membership.limits import GREATEST_AGE, LEAST_AGE
from membership.problems import Found, Problem, Reading
from membership.reading.digits import spelled_number
from membership.reading.tidy import normal, plain_digits, tidy, unwrap

_LUNAR = re.compile(r"음력|윤달|\(음\)|\blunar\b", re.IGNORECASE)
_MONTHS = {name: at for at, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[0-9]{4}|'?[0-9]{2})"
_BORN = r"(?:\s*(?:일생|년생|생|born))?"
_NAMED = tuple(
    re.compile(rf"(?<![0-9a-z]){shape}(?![0-9]){_BORN}", re.IGNORECASE)
    for shape in (
        rf"{_YEAR}\s*년(?:생|도)?\s*(?P<month>[0-9]{{1,2}})\s*월\s*(?P<day>[0-9]{{1,2}})\s*일?",
        rf"{_DAY}[\s\-./]*(?:of\s+)?{_MONTH}[\s\-./,]*{_YEAR}",
        rf"{_MONTH}\s*{_DAY}(?:\s*,\s*|\s+){_YEAR}",
        rf"(?P<year>[0-9]{{4}})[\s\-./,]*{_MONTH}[\s\-./]*{_DAY}",
    )
)
# The seventh digit of a resident number tells the century (and the gender, which is not kept).
_SEVEN = re.compile(
    r"(?<![0-9\-])(?:(?P<six>[0-9]{6})\s*-\s*(?P<seventh>[0-9])[*xX●○]{0,6}(?![0-9*])|(?P<run>[0-9]{7})(?![0-9\-]))"
)
_ALONE, _ENDED = r"(?<![0-9])(?<![0-9][.\-/])", r"(?![0-9]|[./\-][0-9])"
_MARKED = r"([0-9]{1,4})\s?([./\-])\s?([0-9]{1,2})\s?\2\s?([0-9]{1,4})"
_PARTS = re.compile(rf"{_ALONE}{_MARKED}{_ENDED}\.?{_BORN}")
_SPACED = re.compile(rf"{_ALONE}([0-9]{{4}})( )([0-9]{{1,2}}) ([0-9]{{1,2}}){_ENDED}{_BORN}")
_RUN = re.compile(rf"(?<![0-9\-])([0-9]{{8}}|[0-9]{{6}})(?![0-9]|-[0-9]){_BORN}")
_DAY_ONLY = r"^[0-9]{1,2}[./\-][0-9]{1,2}$"
_NO_YEAR = re.compile(rf"[0-9]{{1,2}}\s*월\s*[0-9]{{1,2}}\s*일|{_MONTH}\s*[0-9]{{1,2}}\b|{_DAY_ONLY}", re.IGNORECASE)

Parts = tuple[str, str, str]


def read_birth_date(text: str, today: date) -> Reading[date]:
    """The solar birth date; doubt "birth_date.which" where day and month or the century are unclear; raises Problem."""
    if _LUNAR.search(tidy(text)):
        raise Problem("birth_date.lunar")
    text = _ready(text)
    found = _first(text)
    if found is None:
        raise Problem("birth_date.no_year" if _NO_YEAR.search(text) else "birth_date.unreadable")
    return _judge(found[1], today)


def read_opening_date(text: str, today: date) -> Reading[date]:
    """The day on which a company opened [개업일자]; raises Problem "opened_on.…"."""
    found = _first(_ready(unwrap(tidy(text), r"개업\s*(?:연월일|년월일|일자|일)|(?:date of )?opening(?: date)?")))
    if found is None:
        raise Problem("opened_on.unreadable")
    known = [day for parts in found[1] for day in _dates(parts, today) if day <= today]
    if not known:
        raise Problem("opened_on.impossible")
    return Reading(known[0])


def find_birth_date(text: str, today: date) -> Found[date] | None:
    """A birth date in a longer message, where it is one beyond doubt."""
    if _LUNAR.search(tidy(text)):
        return None
    text = plain_digits(normal(text))
    found = _first(text)
    if found is None:
        return None
    try:
        reading = _judge(found[1], today)
    except Problem:
        return None
    rest = f"{text[: found[0].start()]} {text[found[0].end() :]}".strip()
    return None if reading.doubt else Found(reading.value, rest)


def is_old_enough(birth_date: date, today: date) -> bool:
    """Whether a person has turned 14, by the full-age count of Korean law (Civil Act, article 158)."""
    return age(birth_date, today) >= LEAST_AGE


def age(birth_date: date, today: date) -> int:
    """Full years lived [만 나이]."""
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def _ready(text: str) -> str:
    text = (spelled_number(text) or plain_digits(tidy(text))).strip()
    return re.sub(r"^([0-9]{2}) ([0-9]{2}) ([0-9]{2})$", r"\1-\2-\3", text)


def _first(text: str) -> tuple[re.Match[str], list[Parts]] | None:
    """The first date in a text, as the year, month and day that it may mean, likeliest first."""
    for pattern, readings in _SHAPES:
        match = pattern.search(text)
        if match:
            return match, list(readings(match))
    return None


def _named(match: re.Match[str]) -> Iterator[Parts]:
    month = match["month"].lower()
    yield match["year"].strip("'"), str(_MONTHS.get(month[:3], month)), match["day"]


def _seven(match: re.Match[str]) -> Iterator[Parts]:
    digits = (match["six"] or match["run"][:6]) + (match["seventh"] or match["run"][6])
    century = {"9": "18", "0": "18", "1": "19", "2": "19", "5": "19", "6": "19"}.get(digits[6], "20")
    yield century + digits[:2], digits[2:4], digits[4:6]


def _parts(match: re.Match[str]) -> Iterator[Parts]:
    first, mark, second, third = match.groups()
    if len(first) > 2 or len(third) <= 2:
        yield first, second, third
    if len(first) <= 2 and (len(third) == 4 or mark == "/" or int(first) > 31 or int(third) > 31):
        yield third, first, second
        yield third, second, first


def _run(match: re.Match[str]) -> Iterator[Parts]:
    digits = match[1]
    if len(digits) == 6:
        yield digits[:2], digits[2:4], digits[4:]
    elif digits[:2] in ("18", "19", "20"):
        yield digits[:4], digits[4:6], digits[6:]
    else:
        yield digits[4:], digits[:2], digits[2:4]
        yield digits[4:], digits[2:4], digits[:2]


_SHAPES = (*((named, _named) for named in _NAMED), (_SEVEN, _seven), (_PARTS, _parts), (_SPACED, _parts), (_RUN, _run))


def _judge(readings: list[Parts], today: date) -> Reading[date]:
    """The one date that the readings leave, or a doubt between two, or the problem of the likeliest."""
    known = [day for parts in readings for day in _dates(parts, today) if _problem(day, today) is None]
    if not known:
        raise _first_problem(readings, today)
    others = [day for day in known[1:] if day != known[0]]
    if others:
        return Reading(known[0], "birth_date.which", {"date": known[0].isoformat(), "other": others[0].isoformat()})
    return Reading(known[0])


def _dates(parts: Parts, today: date) -> Iterator[date]:
    year, month, day = parts
    for full in _years(year, today):
        try:
            yield date(full, int(month), int(day))
        except ValueError:
            continue


def _years(year: str, today: date) -> tuple[int, ...]:
    """The years that two digits may mean: children under 14 may be very old people instead."""
    if len(year) != 2:
        return (int(year),)
    recent = today.year - (today.year - int(year)) % 100
    return (recent, recent - 100) if today.year - recent < LEAST_AGE else (recent,)


def _problem(day: date, today: date) -> Problem | None:
    if day > today:
        return Problem("birth_date.future")
    if age(day, today) > GREATEST_AGE:
        return Problem("birth_date.too_old", most=GREATEST_AGE)
    return None


def _first_problem(readings: list[Parts], today: date) -> Problem:
    dates = [day for parts in readings for day in _dates(parts, today)]
    problem = _problem(dates[0], today) if dates else None
    return problem or Problem("birth_date.impossible")
