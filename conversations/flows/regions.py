"""Interest regions [개인관심지역]: any number of countries, typed or picked one by one (KOTRA 회원가입 매뉴얼, I-6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from conversations.events import Kind
from conversations.flow import Option
from conversations.talk import Talk
from membership.limits import MOST_REGIONS
from membership.problems import Problem, Reading
from membership.reading.regions import POPULAR, read_regions, region_name

SHOWN = 10
NAME = "regions"  # of the step, of its answer, and of the note in which it keeps what is picked while it is asked
DONE = "done"
_REMOVE = "-"


def options(talk: Talk) -> Sequence[Option]:
    """Near and popular countries to add, the picked ones to take out again, and the end of the picking."""
    picked = _picked(talk)
    near = dict.fromkeys([*_note(talk).get("near", []), *POPULAR])
    add = [Option(code, _name(talk, code)) for code in near if code not in picked][:SHOWN]
    remove = [Option(_REMOVE + code, talk.text.plain("regions.remove", region=_name(talk, code))) for code in picked]
    return [*([Option(DONE)] if picked else []), *add, *remove]


def press(talk: Talk, code: str) -> bool:
    """Each press adds or takes out a country; "done" or a country's name in words ends the picking."""
    if code == DONE or (_is_named(talk) and not code.startswith(_REMOVE)):
        return False
    if code.startswith(_REMOVE):
        _pick(talk, (other for other in _picked(talk) if other != code.removeprefix(_REMOVE)))
    else:
        _pick(talk, (*_picked(talk), code))
    return True


def chooses(talk: Talk, code: str) -> list[str]:
    """What was picked; a country named in words comes to what was just picked, not to the old answer."""
    return _picked(talk) if code == DONE else _with_picked(talk, [code])


def reads(text: str, talk: Talk) -> Reading[list[str]]:
    """The countries of a message, with those that were picked before it."""
    try:
        read = _with_picked(talk, read_regions(text).value)
    except Problem as problem:
        _keep_understood(talk, problem)
        raise
    if len(read) > MOST_REGIONS:
        raise Problem("regions.too_many", count=len(read), most=MOST_REGIONS)
    return Reading(read)


def shows(talk: Talk, value: Sequence[str]) -> str:
    """The countries by name."""
    return ", ".join(_name(talk, code) for code in value)


def _keep_understood(talk: Talk, problem: Problem) -> None:
    """Of several countries those that were understood are kept as picked, and near ones are offered."""
    understood, near = problem.params.get("understood"), problem.params.get("suggestions")
    if isinstance(understood, list) and understood:
        _pick(talk, _with_picked(talk, understood))
    if isinstance(near, list):
        talk.frame.notes[NAME] = {**_note(talk), "near": near}


def _pick(talk: Talk, codes: Iterable[str]) -> None:
    picked = list(dict.fromkeys(codes))
    talk.frame.notes[NAME] = {**_note(talk), "picked": picked}
    if picked:
        talk.add("regions.picked", regions=shows(talk, picked))


def _picked(talk: Talk) -> list[str]:
    """What is picked: where nothing was yet, the answer that is being changed."""
    return list(_note(talk).get("picked", talk.answers.get(NAME)) or [])


def _with_picked(talk: Talk, codes: Sequence[str]) -> list[str]:
    return list(dict.fromkeys((*_note(talk).get("picked", []), *codes)))


def _note(talk: Talk) -> dict[str, Any]:
    return dict(talk.frame.notes.get(NAME, {}))


def _is_named(talk: Talk) -> bool:
    """Whether a choice was typed in words, and not pressed or chosen by its number."""
    return talk.event.kind is Kind.TEXT and not any(sign.isdigit() for sign in talk.event.text)


def _name(talk: Talk, code: str) -> str:
    return region_name(code, talk.language)
