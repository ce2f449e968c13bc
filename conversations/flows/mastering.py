"""The MASTER's colleagues: whom to hand MASTER over to, who stands in for a while, whose relation ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from conversations import allowed
from conversations.actions import rows_of
from conversations.catalogue import Html, Texts
from conversations.flow import Flow, Option, Step
from conversations.flows.linking import known_by
from conversations.flows.waiting import never_complete
from conversations.says import Note, Rows
from conversations.talk import Talk, in_words
from conversations.telling import to_member
from membership.grades import Grade, Service
from membership.limits import LOGIN_TRIES
from membership.masking import mask_login_id
from membership.problems import Problem, Reading
from storage import companies, masters, members, relations, substitutes
from storage.authority import NotAllowed
from storage.members import Member
from storage.offers import Offer
from storage.transaction import Transaction

PAGE = 8
PERIODS = {"week": 7, "two_weeks": 14, "month": 30}  # days


def _colleagues(talk: Talk) -> list[Member]:
    """The other members of the company; none for who may not look after them."""
    authority = allowed.require(talk, Service.END_RELATION)
    if authority is None:
        return []
    return [one for one in companies.members_of(talk.tx, authority.company.id) if one.id != authority.member.id]


def _look(talk: Talk) -> Mapping[str, Any]:
    """The colleagues, a page of them, or the one chosen."""
    notes = talk.frame.notes
    if notes.get("chosen"):
        return {"variant": "one", "name": notes["chosen"]["name"], "login_id": notes["chosen"]["login_id"]}
    start, everybody = notes.get("start", 0), _colleagues(talk)
    shown = everybody[start : start + PAGE]
    notes["more"] = len(everybody) > start + PAGE
    notes["people"] = [_kept(one) for one in shown]
    stand_in = substitutes.named_in(talk.tx, talk.member.company_id) if talk.member and talk.member.company_id else None
    member = members.by_id(talk.tx, stand_in.member_id) if stand_in else None
    notes["substitute"] = member is not None
    if stand_in and member:
        return {"variant": "substituted", "name": member.name, "until": talk.date(stand_in.until_at)}
    return {} if shown else {"variant": "none"}


def _kept(member: Member) -> dict[str, Any]:
    login_id = mask_login_id(member.login_id)
    return {"id": member.id, "name": member.name, "grade": member.grade.value, "login_id": login_id}


def _options(talk: Talk) -> Sequence[Option]:
    notes = talk.frame.notes
    if notes.get("chosen"):
        return [Option(way) for way in _ways_with(talk, notes["chosen"])]
    named = [
        Option(f"m{one['id']}", f"{one['name']} · {talk.text.plain('grade.' + one['grade'])}")
        for one in notes.get("people", [])
    ]
    ways = {"more": notes.get("more"), "end_substitute": _is_master(talk) and notes.get("substitute"), "close": True}
    return [*named, *(Option(way) for way, there in ways.items() if there)]


def _ways_with(talk: Talk, chosen: Mapping[str, Any]) -> Sequence[str]:
    """What the table allows with this colleague: a substitute may end relations, no more."""
    regular = chosen["grade"] == Grade.REGULAR.value and _is_master(talk)
    ended = chosen["grade"] != Grade.MASTER.value
    return [*(("hand_over", "substitute") if regular else ()), *(("end",) if ended else ()), "list"]


def _is_master(talk: Talk) -> bool:
    return talk.member is not None and talk.member.grade is Grade.MASTER


def _press(talk: Talk, code: str) -> bool:
    notes = talk.frame.notes
    match code:
        case "hand_over" | "substitute":
            talk.begin(code, to=notes.pop("chosen")["id"])
        case "end":
            _begin_ending(talk, notes.pop("chosen")["id"])
        case "list":
            notes.pop("chosen")
        case "more":
            notes["start"] = notes.get("start", 0) + PAGE
        case "end_substitute":
            _end_substitute(talk)
        case "close":
            talk.end()
        case _:
            notes["chosen"] = next(one for one in notes["people"] if f"m{one['id']}" == code)
    return True


def _begin_ending(talk: Talk, member_id: int) -> None:
    relation = relations.of_member(talk.tx, member_id)
    if relation is None:
        talk.add("decided.gone")
    else:
        talk.begin("end_relation", affiliation=relation.id)


def _end_substitute(talk: Talk) -> None:
    try:
        masters.end_substitute(talk.tx, talk.member.id if talk.member else None)
    except NotAllowed as refusal:
        allowed.refuse(talk, "master_transfer", refusal)
    else:
        talk.add("substitute.ended")


def _reads_own_password(text: str, talk: Talk) -> Reading[bool]:
    """The MASTER's own password confirms the hand-over, with the same limits as a log-in."""
    wrong = Problem("hand_over.wrong", most=LOGIN_TRIES)
    return Reading(known_by(talk, talk.member.login_id if talk.member else "", text, wrong) == talk.member)


def _named(talk: Talk) -> Mapping[str, Any]:
    member = members.by_id(talk.tx, talk.answers["to"])
    return {"name": member.name if member else "-"}


def _offer(talk: Talk) -> None:
    to, giver = talk.answers["to"], talk.member
    talk.end()
    talk.lead.clear()
    try:
        offer = masters.offer(talk.tx, giver.id if giver else None, to)
    except NotAllowed as refusal:
        allowed.refuse(talk, "master_transfer", refusal, to)
    except masters.NotRegular:
        talk.add("offer.not_regular")
    except masters.OfferOpen:
        talk.add("offer.open")
    else:
        notes = offer_notes(talk.tx, offer)
        talk.says += notes
        talk.add("offer.made" if notes else "offer.made_unreachable", until=talk.date(offer.expires_at))


def offer_notes(tx: Transaction, offer: Offer) -> list[Note]:
    """An offer as it reaches each chat of whom it is made to; none where no chat speaks for them."""
    receiver, company = members.by_id(tx, offer.to_member_id), companies.by_id(tx, offer.company_id)
    if receiver is None or company is None:
        return []

    def words(text: Texts) -> tuple[Html, Rows]:
        until = in_words(text, offer.expires_at)
        rows = rows_of(text, (("accept",), ("decline",)), offer.id)
        return text("offer.received", company=company.name, until=until), rows

    return to_member(tx, receiver, words)


def _name_substitute(talk: Talk) -> None:
    to, days, giver = talk.answers["to"], PERIODS[talk.answers["substitute_period"]], talk.member
    talk.end()
    talk.lead.clear()
    try:
        named = masters.name_substitute(talk.tx, giver.id if giver else None, to, talk.now + timedelta(days=days))
    except NotAllowed as refusal:
        allowed.refuse(talk, "master_transfer", refusal, to)
    except masters.NotRegular:
        talk.add("offer.not_regular")
    else:
        _tell_substitute(talk, named)


def _tell_substitute(talk: Talk, named: substitutes.Substitute) -> None:
    member, company = members.by_id(talk.tx, named.member_id), companies.by_id(talk.tx, named.company_id)
    assert member is not None
    assert company is not None
    talk.add("substitute.named", name=member.name, until=talk.date(named.until_at))
    talk.says += to_member(
        talk.tx,
        member,
        lambda text: (text("substitute.told", company=company.name, until=in_words(text, named.until_at)), ()),
    )


COLLEAGUES = Flow(
    name="colleagues",
    version=1,
    steps=(Step(name="colleague", options=_options, press=_press, asks=_look),),
    finishes=never_complete,
    counted=False,
)
HAND_OVER = Flow(
    name="hand_over",
    version=1,
    steps=(Step(name="hand_over_password", reads=_reads_own_password, secret=True, asks=_named),),
    finishes=_offer,
    counted=False,
)
SUBSTITUTE = Flow(
    name="substitute",
    version=1,
    steps=(Step(name="substitute_period", options=tuple(PERIODS), asks=_named),),
    finishes=_name_substitute,
    counted=False,
)
