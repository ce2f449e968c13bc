"""The MASTER's colleagues: a list of them, and what may be done with the one chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conversations import allowed, standing_in
from conversations.catalogue import Html
from conversations.flow import Flow, Option, Step
from conversations.flows.waiting import never_complete
from conversations.offering import offer_line, open_offer, take_back
from conversations.talk import Talk
from membership.grades import Grade, Service
from membership.masking import mask_login_id
from storage import access, companies, masters, members, relations, substitutes
from storage.authority import NotAllowed, require
from storage.members import Member

PAGE = 8


def _colleagues(talk: Talk) -> list[Member]:
    """The other members of the company; none for who may not look after them."""
    try:
        authority = require(talk.tx, talk.member.id if talk.member else None, Service.END_RELATION)
    except NotAllowed as refusal:
        allowed.explain(talk, Service.END_RELATION.value, refusal)
        return []
    return [one for one in companies.members_of(talk.tx, authority.company.id) if one.id != authority.member.id]


def _look(talk: Talk) -> Mapping[str, Any]:
    """The colleagues, a page of them, or the one chosen."""
    notes = talk.frame.notes
    if notes.get("chosen"):
        notes["ways"] = _ways_with(talk, notes["chosen"])
        return {"variant": "one", "name": notes["chosen"]["name"], "login_id": notes["chosen"]["login_id"]}
    start, everybody = notes.get("start", 0), _colleagues(talk)
    shown = everybody[start : start + PAGE]
    notes["more"] = len(everybody) > start + PAGE
    notes["people"] = [_kept(one) for one in shown]
    _note_look(talk, shown)
    if not shown:
        notes["take_back"] = notes["end_substitute"] = None
        return {"variant": "none"}
    under_way = _under_way(talk)
    return {"variant": "under_way", "lines": Html("\n".join(under_way))} if under_way else {}


def _note_look(talk: Talk, shown: Sequence[Member]) -> None:
    for one in shown:
        access.log(
            talk.tx,
            actor_kind="member",
            actor=str(talk.member.id if talk.member else "-"),
            action="saw colleague",
            channel=talk.chat.channel,
            subject_member_id=one.id,
        )


def _under_way(talk: Talk) -> list[Html]:
    """Who stands in, and to whom MASTER was offered, each until when; what can be ended is noted for its button."""
    notes, offer = talk.frame.notes, open_offer(talk)
    stand_in = substitutes.named_in(talk.tx, talk.member.company_id) if talk.member and talk.member.company_id else None
    member = members.by_id(talk.tx, stand_in.member_id) if stand_in else None
    notes["take_back"], notes["end_substitute"] = offer and offer.id, member is not None and _is_master(talk)
    lines = [offer_line(talk, offer)] if offer else []
    if stand_in and member:
        lines.append(talk.text("substitute.stands_in", name=member.name, until=talk.date(stand_in.until_at)))
    return lines


def _kept(member: Member) -> dict[str, Any]:
    login_id = mask_login_id(member.login_id)
    return {"id": member.id, "name": member.name, "grade": member.grade.value, "login_id": login_id}


def _options(talk: Talk) -> Sequence[Option]:
    notes = talk.frame.notes
    if notes.get("chosen"):
        return [Option(way) for way in notes.get("ways", ())]
    named = [
        Option(f"m{one['id']}", f"{one['name']} · {talk.text.plain('grade.' + one['grade'])}")
        for one in notes.get("people", [])
    ]
    ways = {**{way: notes.get(way) for way in ("more", "take_back", "end_substitute")}, "close": True}
    return [*named, *(Option(way) for way, there in ways.items() if there)]


def _ways_with(talk: Talk, chosen: Mapping[str, Any]) -> list[str]:
    """What the table allows with this colleague: a substitute may end relations, no more."""
    regular = chosen["grade"] == Grade.REGULAR.value and _is_master(talk)
    ended = chosen["grade"] != Grade.MASTER.value
    return [*(("hand_over", "substitute") if regular else ()), *(("end",) if ended else ()), "list"]


def _is_master(talk: Talk) -> bool:
    return talk.member is not None and talk.member.grade is Grade.MASTER


def _press(talk: Talk, code: str) -> bool:
    act, notes = _WAYS.get(code), talk.frame.notes
    if act:
        act(talk)
    else:
        notes["chosen"] = next(one for one in notes["people"] if f"m{one['id']}" == code)
    return True


def _begin_hand_over(talk: Talk) -> None:
    """One offer at a time: where one is open, the list shows it with a button to take it back."""
    to, offer = _let_go(talk), open_offer(talk)
    if offer:
        talk.add("offer.open")
    elif allowed.require(talk, Service.MASTER_TRANSFER):
        talk.begin("hand_over", to=to)


def _begin_substitute(talk: Talk) -> None:
    to = _let_go(talk)
    if allowed.require(talk, Service.MASTER_TRANSFER):
        talk.begin("substitute", to=to)


def _let_go(talk: Talk) -> int:
    """Whom a way was chosen for; the list is shown again after it."""
    return int(talk.frame.notes.pop("chosen")["id"])


def _list(talk: Talk) -> None:
    talk.frame.notes.pop("chosen")


def _more(talk: Talk) -> None:
    talk.frame.notes["start"] = talk.frame.notes.get("start", 0) + PAGE


def _take_back(talk: Talk) -> None:
    take_back(talk, talk.frame.notes["take_back"])


def _close(talk: Talk) -> None:
    talk.end()


def _begin_ending(talk: Talk) -> None:
    relation = relations.of_member(talk.tx, _let_go(talk))
    if relation is None:
        talk.add("decided.gone")
    elif allowed.require(talk, Service.END_RELATION):
        talk.begin("end_relation", affiliation=relation.id)


def _end_substitute(talk: Talk) -> None:
    try:
        ended = masters.end_substitute(talk.tx, talk.member.id if talk.member else None)
    except NotAllowed as refusal:
        allowed.refuse(talk, "master_transfer", refusal)
    else:
        talk.says += standing_in.ended_notes(talk.tx, ended) if ended else []
        talk.add("substitute.ended")


_WAYS = {
    "hand_over": _begin_hand_over,
    "substitute": _begin_substitute,
    "end": _begin_ending,
    "list": _list,
    "more": _more,
    "take_back": _take_back,
    "end_substitute": _end_substitute,
    "close": _close,
}


COLLEAGUES = Flow(
    name="colleagues",
    version=1,
    steps=(Step(name="colleague", options=_options, press=_press, asks=_look),),
    finishes=never_complete,
    counted=False,
)
