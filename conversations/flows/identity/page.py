"""The check on a provider's page: I-PIN and other identity services (KOTRA 회원가입 매뉴얼, I-5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from conversations.events import Kind
from conversations.flow import Option, Step
from conversations.flows.identity import checks
from conversations.flows.identity.verified import verified
from conversations.talk import Talk
from membership.reading.dates import is_old_enough

# Codes after which the provider knows no other end of this check: the next try is another one.
ENDED = frozenset(
    f"identity.{why}"
    for why in (
        "failed",
        "cancelled",
        "timed_out",
        "too_many",
        "wrong_person",
        "no_unique_value",
        "other_check",
        "other_channel",
    )
)


def _url(talk: Talk) -> str:
    """The page of the present check; of a new one where the store has let go of it."""
    check = checks.present(talk) or checks.start(talk, "ipin")
    return str(talk.around.page_url(check.ref))


def _options(talk: Talk) -> Sequence[Option]:
    """That it is done, and the other method where there is one."""
    return [Option(code) for code in ("done", "phone") if code == "done" or code in talk.around.offers]


def _way(talk: Talk, code: str) -> bool:
    """ "done": the result is fetched from the provider; "phone": the other method instead."""
    if code == "phone":
        checks.switch(talk, "phone")
        return True
    check = checks.present(talk)
    if check is not None:
        talk.call("identity.fetch", {"check_id": check.id, "ref": check.ref})
        talk.frame.notes[PAGE.name] = check.id
        talk.stays = talk.event.kind is Kind.PRESS
        talk.toast("page.looking") if talk.stays else talk.add("page.looking")
    return True


def _is_fetching(talk: Talk) -> bool:
    """Whether the result of the present check has been asked for, and has not come yet."""
    return bool(talk.frame.notes.get(PAGE.name, 0) == talk.answers.get("check"))


def _answered(talk: Talk) -> None:
    if checks.is_late(talk):
        talk.stays = True
        return
    talk.frame.notes.pop(PAGE.name, None)
    if "error" in talk.event.data:
        _say_why(talk, str(talk.event.data["error"]))
    elif talk.event.data.get("person") is None:
        talk.add("page.not_finished")
    else:
        _take_person(talk, talk.event.data["person"])


def _say_why(talk: Talk, code: str) -> None:
    """Why there is no result, in words where the person can do something about it; a check that failed is over."""
    key = f"identity_failed.{code.removeprefix('identity.')}"
    talk.add(key if key in talk.text else "page.away")
    if code in ENDED:
        checks.start(talk, "ipin")


def _take_person(talk: Talk, person: Mapping[str, Any]) -> None:
    if not is_old_enough(date.fromisoformat(person["birth_date"]), checks.today(talk)):
        talk.end()
        talk.add("ended.age")
        return
    talk.answers.update(name=person["name"], phone=person.get("mobile"), page=True)
    verified(talk, person["unique_value"])


PAGE = Step(
    name="page",
    skip_when=checks.by_phone,
    options=_options,
    press=_way,
    page=_url,
    answers={"identity.fetch": _answered},
    alone=True,
    waits=_is_fetching,
)
