"""What the ways of identity check have in common: how a check begins, and which answers belong to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from conversations.flow import Option
from conversations.state import Answers
from conversations.talk import KOREA, Talk
from membership.problems import Problem, Reading
from storage import identity
from storage.identity import IdentityCheck

CHECKED = ("verified", "check", "code", "page", "identity_terms")
GIVEN = ("name", "birth_date", "person", "national", "carrier", "phone")
STEPS = frozenset(("method", *GIVEN, *CHECKED))
_METHODS = (("ipin", r"아이핀|i-?pin|다른"), ("phone", r"휴대|핸드|폰|문자|phone|mobile|sms"))


def linked(answers: Answers) -> bool:
    """The chat speaks for a member already."""
    return bool(answers.get("linked"))


def by_page(answers: Answers) -> bool:
    """The check takes place on a provider's page, or isn't needed."""
    return linked(answers) or answers.get("method") == "ipin"


def by_phone(answers: Answers) -> bool:
    """The check takes place by a code to a mobile, or isn't needed."""
    return linked(answers) or answers.get("method") != "ipin"


def methods(talk: Talk) -> Sequence[Option]:
    """The ways of identity check that this installation offers."""
    return [Option(code) for code in ("phone", "ipin") if code in talk.around.offers]


def reads_method(text: str, talk: Talk) -> Reading[str]:
    """The way of identity check that a person's own words name."""
    for method, pattern in _METHODS:
        if method in talk.around.offers and re.search(pattern, text, re.IGNORECASE):
            return Reading(method)
    raise Problem("choice.unknown")


def begin(talk: Talk, method: str) -> None:
    """Begins a check from nothing; one on a provider's page is known to the provider from now on."""
    for key in (*CHECKED, *GIVEN):
        talk.answers.pop(key, None)
    if method == "ipin":
        start(talk, method)


def ask_again(talk: Talk) -> None:
    """Has the check made once more; who is checked stays as it was told."""
    for key in CHECKED:
        talk.answers.pop(key, None)
    if talk.answers.get("method") == "ipin":
        start(talk, "ipin")


def switch(talk: Talk, method: str) -> None:
    """Goes over to another method in the middle of one."""
    talk.answers["method"] = method
    talk.frame.at = ""
    begin(talk, method)


def start(talk: Talk, method: str, mobile: str | None = None) -> IdentityCheck:
    """Has the store begin a check, which the answers refer to."""
    check = identity.start(talk.tx, talk.chat.channel, talk.chat.id, method, mobile)
    talk.answers["check"] = check.id
    return check


def present(talk: Talk) -> IdentityCheck | None:
    """The check that is under way; None before it has begun."""
    return identity.by_id(talk.tx, talk.answers.get("check", 0))


def is_late(talk: Talk) -> bool:
    """Whether a service or a clock speaks of a check that has been given up."""
    return bool(talk.event.data.get("check_id") != talk.answers.get("check"))


def today(talk: Talk) -> date:
    """The day that it is in Korea."""
    return talk.now.astimezone(KOREA).date()
