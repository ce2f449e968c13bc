"""Where every conversation begins and ends: the menu, and the question before something would be lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from conversations.beginnings import begin_convert, begin_sign_up, reads_wish
from conversations.flow import Flow, Option, Step
from conversations.helping import help_with
from conversations.status import status_text
from conversations.talk import Talk
from membership.grades import Grade
from membership.problems import Reading
from membership.reading.words import read_yes_no


def _offers(talk: Talk) -> Sequence[Option]:
    if talk.member is None:
        return [Option("company"), Option("individual"), Option("convert"), Option("help")]
    grade = talk.member.grade
    convert = [Option("convert")] if grade is Grade.INDIVIDUAL else []
    return [Option("status"), *convert, Option("help")]


def _greeting(talk: Talk) -> Mapping[str, Any]:
    if talk.lead:
        return {"variant": "again"}
    return {"variant": "member", "name": talk.member.name} if talk.member else {}


def _open(talk: Talk, wish: str) -> None:
    talk.answers.clear()
    talk.frame.trail.clear()
    match wish:
        case "company" | "individual" | "":
            begin_sign_up(talk, wish)
        case "convert":
            begin_convert(talk)
        case "status":
            talk.lead.append(status_text(talk))
        case "help":
            help_with(talk, MENU)


MENU = Step(name="menu", options=_offers, reads=reads_wish, then=_open, asks=_greeting)


def _reads_leaving(text: str, talk: Talk) -> Reading[str]:
    if re.search(r"계속|이어|continue|stay|go on", text, re.IGNORECASE):
        return Reading("stay")
    return Reading("leave" if read_yes_no(text).value else "stay")


def _stay_or_leave(talk: Talk) -> None:
    leaves = talk.answers["leave"] == "leave"
    talk.end()
    if leaves:
        talk.end()
        talk.add("cancel.done")


def _never_finishes(talk: Talk) -> None:
    raise AssertionError("the menu is never complete")


HOME = Flow(name="home", version=1, steps=(MENU,), finishes=_never_finishes, counted=False)
LEAVE = Flow(
    name="leave",
    version=1,
    steps=(Step(name="leave", options=("stay", "leave"), reads=_reads_leaving),),
    finishes=_stay_or_leave,
    counted=False,
)
