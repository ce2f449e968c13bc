"""Where every conversation begins and ends: the menu, and the question before something would be lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from conversations.flow import Flow, Step
from conversations.flows import menu
from conversations.helping import help_with
from conversations.talk import Talk
from membership.problems import Reading
from membership.reading.words import read_yes_no


def _greeting(talk: Talk) -> Mapping[str, Any]:
    if talk.lead:
        return {"variant": "again"}
    return {"variant": "member", "name": talk.member.name} if talk.member else {}


def _open(talk: Talk, wish: str) -> None:
    talk.answers.clear()
    talk.frame.trail.clear()
    talk.frame.notes.pop(menu.SUGGESTED, None)
    if wish == "help":
        help_with(talk, MENU)
    else:
        menu.open_choice(talk, wish)


MENU = Step(name="menu", options=menu.offers, reads=menu.reads_wish, then=_open, asks=_greeting)


def _reads_leaving(text: str, talk: Talk) -> Reading[str]:
    if re.search(r"계속|이어|continue|stay|go on", text, re.IGNORECASE):
        return Reading("stay")
    return Reading("leave" if read_yes_no(text).value else "stay")


def _stay_or_leave(talk: Talk) -> None:
    leaves = talk.answers["leave"] == "leave"
    talk.end()
    if leaves:
        talk.end()
        talk.forget_checks()
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
