"""Finding one's own ID by the identity check [아이디 찾기]: first masked, the whole one for who asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conversations import marketing
from conversations.flow import Flow, Option, Step
from conversations.flows import account_proof, menu
from conversations.flows.account_password import note_access
from conversations.flows.identity.verified import owner_of
from conversations.flows.waiting import never_complete
from conversations.state import HOME
from conversations.talk import Talk
from membership.login_ids import mask_login_id
from storage import log_ins, members
from storage.log_ins import Locked
from storage.member_rows import Member

# Notes of the frame: the number of the member that was found, and that the whole ID is shown.
FOUND, WHOLE = "found", "whole"


def _look(talk: Talk) -> None:
    """Finds the account by the person's unique value; so many searches from one chat lock it for a while."""
    locked, member = log_ins.look_up(talk.tx, talk.chat.channel, talk.chat.id), owner_of(talk)
    if isinstance(locked, Locked):
        _ends(talk, "find_id.locked", minutes=max(1, round((locked.until - talk.now).total_seconds() / 60)))
    elif member is None:
        _ends(talk, "find_id.none")
        if talk.frame.flow == HOME:
            menu.suggest(talk, ("link", "individual"))
    else:
        note_access(talk, member, "find_id")
        talk.frame.notes[FOUND] = member.id


def _ends(talk: Talk, key: str, **values: Any) -> None:
    talk.end()
    talk.forget_checks()
    talk.lead.clear()
    talk.add(key, **values)


def _found(talk: Talk) -> Member | None:
    return members.by_id(talk.tx, talk.frame.notes.get(FOUND, 0))


def _shown(talk: Talk) -> Mapping[str, Any]:
    member = _found(talk)
    if member is None:
        return {"variant": "gone"}
    since = talk.date(member.created_at)
    if talk.frame.notes.get(WHOLE):
        return {"variant": "whole", "login_id": member.login_id, "since": since}
    return {"login_id": mask_login_id(member.login_id), "since": since}


def _ways(talk: Talk) -> Sequence[Option]:
    there = _found(talk) is not None
    ways = {
        "whole": there and not talk.frame.notes.get(WHOLE),
        "link": there and talk.member is None,
        "reset": there,
        "close": True,
    }
    return [Option(way) for way, offered in ways.items() if offered]


def _press(talk: Talk, code: str) -> bool:
    match code:
        case "whole":
            talk.frame.notes[WHOLE] = True
        case "link":
            _link(talk)
        case "reset":
            _reset(talk)
        case _:
            talk.end()
            talk.forget_checks()
    return True


def _link(talk: Talk) -> None:
    """The chat speaks for the member who has just proved themselves in it."""
    member = _found(talk)
    talk.end()
    talk.forget_checks()
    if member is None:
        talk.add("link.gone")
        return
    members.link_chat(talk.tx, talk.chat.channel, talk.chat.id, member.id)
    note_access(talk, member, "link_chat")
    marketing.linked(talk, member)
    talk.forget_member()
    talk.add("link.done", name=member.name, login_id=member.login_id)


def _reset(talk: Talk) -> None:
    """A new password may follow at once: the person is known."""
    member, proved = _found(talk), dict(talk.answers)
    talk.end()
    if member is not None:
        known = {**proved, "reset_account": member.login_id, "reset_way": "identity"}
        talk.begin("reset_password", **known)
        talk.frame.notes["proved"] = member.id


FIND_ID = Flow(
    name="find_id",
    version=1,
    steps=(
        *account_proof.proof_steps(_look),
        Step(name="found_id", options=_ways, press=_press, asks=_shown, alone=True),
    ),
    finders=account_proof.FINDERS,
    finishes=never_complete,
    form=True,
)
