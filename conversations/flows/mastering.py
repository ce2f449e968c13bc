"""Handing MASTER over to a colleague, and naming one who stands in for a while."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from conversations import allowed, standing_in
from conversations.flow import Flow, Step
from conversations.flows.linking import known_by
from conversations.offering import offer_line, offer_notes, until
from conversations.talk import Talk
from membership.limits import LOGIN_TRIES
from membership.problems import Problem, Reading
from storage import masters, members
from storage.authority import NotAllowed
from storage.substitutes import Substitute

PERIODS = {"week": 7, "two_weeks": 14, "month": 30}  # days


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
    except masters.OfferOpen as found:
        talk.lead += [talk.text("offer.open"), offer_line(talk, found.offer)]
    else:
        notes = offer_notes(talk.tx, offer)
        talk.says += notes
        talk.add("offer.made" if notes else "offer.made_unreachable", until=until(talk.text, offer))


def _name_substitute(talk: Talk) -> None:
    to, by = talk.answers["to"], talk.member.id if talk.member else None
    ends = talk.now + timedelta(days=PERIODS[talk.answers["substitute_period"]])
    talk.end()
    talk.lead.clear()
    try:
        named, before = masters.name_substitute(talk.tx, by, to, ends)
    except NotAllowed as refusal:
        allowed.refuse(talk, "master_transfer", refusal, to)
    except masters.NotRegular:
        talk.add("offer.not_regular")
    else:
        _tell_named(talk, named, before)


def _tell_named(talk: Talk, named: Substitute, before: Substitute | None) -> None:
    member = members.by_id(talk.tx, named.member_id)
    talk.add("substitute.named", name=member.name if member else "-", until=talk.date(named.until_at))
    if before and before.member_id != named.member_id:
        talk.says += standing_in.ended_notes(talk.tx, before)
    standing_in.began(talk, named)


HAND_OVER = Flow(
    name="hand_over",
    version=1,
    steps=(
        Step(
            name="hand_over_password", reads=_reads_own_password, secret=True, asks=_named, autofill="current-password"
        ),
    ),
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
