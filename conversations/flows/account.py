"""ID and password (KOTRA 회원가입 매뉴얼, I-6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from conversations.flow import Option, Step
from conversations.talk import Talk
from membership import limits
from membership.login_ids import read_login_id, suggestions
from membership.passwords import Personal, check_password
from membership.problems import Problem, Reading
from storage import daily_counts, members

AGAIN_BEFORE_ANEW = 3  # mistyped repetitions after which the password itself is asked anew
MOST_SUGGESTIONS = 3


def _reads_login_id(text: str, talk: Talk) -> Reading[str]:
    """An ID that keeps the rules and that nobody has, whatever the case of its letters."""
    try:
        reading = read_login_id(text)
    except Problem as problem:
        _offer_typed_keys(talk, problem)
        raise
    allowed = {f"{talk.chat.channel}:{talk.chat.id}": limits.LOGIN_IDS_PER_CHAT_A_DAY}
    if not daily_counts.spend(talk.tx, "login_id", allowed):
        raise Problem("login_id.too_often")
    if members.login_id_taken(talk.tx, reading.value):
        offer_free_ids(talk, reading.value)
        raise Problem("login_id.taken", login_id=reading.value)
    return reading


def _offer_typed_keys(talk: Talk, problem: Problem) -> None:
    """An ID typed with the keyboard in Korean mode is offered as the keys say in English."""
    hint = str(problem.params.get("hint", ""))
    if hint and not members.login_id_taken(talk.tx, hint):
        talk.frame.notes["login_ids"] = [hint]


def offer_free_ids(talk: Talk, taken: str) -> None:
    """Has a few free IDs like the taken one offered as buttons."""
    free = [other for other in suggestions(taken) if not members.login_id_taken(talk.tx, other)]
    talk.frame.notes["login_ids"] = free[:MOST_SUGGESTIONS]


def _suggested_ids(talk: Talk) -> Sequence[Option]:
    return [Option(login_id, login_id) for login_id in talk.frame.notes.get("login_ids", [])]


def _settled(talk: Talk, value: str) -> None:
    """A password that had been chosen was judged by another ID: it is asked anew, and its question says why."""
    talk.frame.notes.pop("login_ids", None)
    if "password" in talk.frame.walked and "password" not in talk.answers:
        talk.frame.notes[PASSWORD.name] = "new_id"


def _reads_password(text: str, talk: Talk) -> Reading[str]:
    """The password's hash: the password itself lives for this call only."""
    check_password(text, talk.answers["login_id"], _personal(talk))
    return Reading(talk.prepared("hash_password", text))


def _why_anew(talk: Talk) -> Mapping[str, Any]:
    why = talk.frame.notes.get(PASSWORD.name)
    return {"variant": why} if why else {}


def _personal(talk: Talk) -> Personal:
    birth_date, phone = talk.answers.get("birth_date"), talk.answers.get("phone")
    return Personal(
        name=talk.answers.get("name", ""),
        birth_date=date.fromisoformat(birth_date) if birth_date else None,
        phones=(phone,) if phone else (),
    )


def _reads_password_again(text: str, talk: Talk) -> Reading[bool]:
    notes = talk.frame.notes
    if talk.prepared("verify_password", talk.answers["password"], text):
        notes.pop("mismatches", None)
        return Reading(True)
    notes["mismatches"] = notes.get("mismatches", 0) + 1
    if notes["mismatches"] >= AGAIN_BEFORE_ANEW:
        notes.pop("mismatches")
        talk.answers.pop("password")
        talk.frame.at, talk.frame.failures = "", 0
        raise Problem("password.mismatch_anew")
    raise Problem("password.mismatch")


LOGIN_ID = Step(
    name="login_id",
    options=_suggested_ids,
    reads=_reads_login_id,
    other_way=lambda talk: "failures.login_id",
    then=_settled,
    clears=("password", "password_again"),
    reviewed=True,
    autofill="username",
)
PASSWORD = Step(
    name="password",
    asks=_why_anew,
    reads=_reads_password,
    secret=True,
    clears=("password_again",),
    reviewed=True,
    other_way=lambda talk: "failures.password",
    after=("login_id",),
    autofill="new-password",
)
PASSWORD_AGAIN = Step(name="password_again", reads=_reads_password_again, secret=True, autofill="new-password")
ACCOUNT = (LOGIN_ID, PASSWORD, PASSWORD_AGAIN)
