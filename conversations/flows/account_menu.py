"""What members do with their own account [내 계정], in a menu of its own so that the main one stays short."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from conversations.flow import Flow, Option, Step
from conversations.flows import account_leave, account_proof
from conversations.flows.waiting import never_complete
from conversations.talk import Talk

# What is reached from a member's own menu, and by words.
OF_MEMBERS = ("change_info", "change_password", "my_consents", "my_data", "leave_membership")
# What who has no account linked needs of one that there is.
OF_STRANGERS = ("find_id", "reset_password")


def open_way(talk: Talk, way: str) -> None:
    """Begins one of these ways, or says that no account is linked to this chat."""
    if way in OF_MEMBERS and talk.member is None:
        talk.add("account.unlinked")
    elif way == "leave_membership":
        account_leave.begin(talk)
    elif way == "reset_password" and talk.member is not None:
        account_proof.begin(talk, way, reset_account=talk.member.login_id)
        account_proof.only_check(talk)
    else:
        account_proof.begin(talk, way)


def _look(talk: Talk) -> Mapping[str, Any]:
    member = talk.member
    return {"name": member.name, "login_id": member.login_id} if member else {"variant": "gone"}


def _options(talk: Talk) -> Sequence[Option]:
    return [*(Option(way) for way in (*OF_MEMBERS, "reset_password") if talk.member), Option("close")]


def _press(talk: Talk, code: str) -> bool:
    if code == "close":
        talk.end()
    else:
        open_way(talk, code)
    return True


WAYS: Mapping[str, Callable[[Talk], None]] = {way: partial(open_way, way=way) for way in (*OF_MEMBERS, *OF_STRANGERS)}
MY_ACCOUNT = Flow(
    name="my_account",
    version=1,
    steps=(Step(name="my_account", options=_options, press=_press, asks=_look),),
    finishes=never_complete,
    counted=False,
)
